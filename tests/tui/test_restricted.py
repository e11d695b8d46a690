"""The board of a caller of a service account: grey what is off, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskboard import restricted
from deskboard.config import Loaded
from deskboard.desk.desk import Desk
from deskboard.domain.attachments import NewFile
from deskboard.domain.commands import AddTicket, AttachFiles
from deskboard.tui import clipboard
from deskboard.tui.intents import INTENTS
from tests.tui.conftest import Sit
from tests.tui.test_ticket import open_tab

REASON = "Switched off (--restricted)"


@pytest.fixture(autouse=True)
def _as_a_caller(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.do(AddTicket("Printer", {"description": "It smokes"}))
    desk.do(AttachFiles((1,), (NewFile("trace.txt", b"data"),)))
    monkeypatch.setattr(restricted, "_on", True)
    monkeypatch.setenv("EDITOR", "false")


async def test_files_are_neither_opened_nor_saved_nor_attached(sit: Sit) -> None:
    async with sit() as seat:
        await open_tab(seat, "files")
        for key in ("enter", "s", "n"):
            await seat.press(key)
            assert REASON in seat.message, key
            assert seat.screen is seat.program.screen_stack[-1] and len(seat.program.screen_stack) == 2
        off = {intent.id: seat.screen.why_not(intent) for intent in INTENTS if intent.outside}
        assert len(off) >= 3 and all(REASON in str(reason) for reason in off.values())
        await seat.press("colon")
        await seat.type("save the file")
        assert REASON in seat.text()


async def test_the_description_is_edited_on_the_board_and_in_no_editor(sit: Sit, desk: Desk) -> None:
    async with sit() as seat:
        await seat.press("E")
        assert "Description of #1" in seat.text()
        seat.screen.area.text = "It burns"
        await seat.press("f2")
        assert desk.ticket(1).row.description == "It burns"


async def test_settings_are_shown_and_not_changed(sit: Sit, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "dark"\n')
    async with sit() as seat:
        seat.program.loaded = Loaded(seat.program.settings, {}, path)
        await seat.press("comma")
        for key in ("enter", "backspace"):
            await seat.press(key)
            assert REASON in seat.text()
        assert path.read_text() == 'theme = "dark"\n'


def test_no_program_is_asked_to_copy() -> None:
    assert not clipboard.give_to_tmux("text", {"TMUX": "1"})
