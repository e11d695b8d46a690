"""Copying to the clipboard at the far end of the line."""

from __future__ import annotations

import base64
import re

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddComment, AddTicket
from deskboard.domain.model import CommentKind
from deskboard.tui import clipboard
from tests.tui.conftest import Seat, Sit


def copied(sequence: str) -> list[str]:
    """The texts that the plain sequences in it carry."""
    return [base64.b64decode(found).decode() for found in re.findall("\x1b]52;c;([A-Za-z0-9+/=]*)\x07", sequence)]


def test_a_terminal_gets_one_plain_sequence() -> None:
    assert copied(clipboard.sequence("#1 žmogus", {})) == ["#1 žmogus"]


def test_tmux_gets_it_plain_and_wrapped() -> None:
    found = clipboard.sequence("#1", {"TMUX": "/tmp/tmux,1,0"})
    plain, wrapped = found[: found.index("\x1bP")], found[found.index("\x1bP") :]
    assert copied(plain) == ["#1"]
    assert wrapped.startswith("\x1bPtmux;") and wrapped.endswith("\x1b\\")
    assert wrapped[7:-2].replace("\x1b\x1b", "\x1b") == plain


def test_screen_gets_it_in_pieces_that_it_passes_on() -> None:
    text = "long " * 500
    found = clipboard.sequence(text, {"STY": "1.pts"})
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", found, re.DOTALL)
    assert max(map(len, pieces)) <= 256 and copied("".join(pieces)) == [text]


@pytest.mark.parametrize("text", ["\x1b]0;x\x07", "a\x00b", "\u202egnp", "\x9b31m"])
def test_no_control_character_is_copied(text: str) -> None:
    fitting = clipboard.fit(f"a{text}b\n")
    assert fitting is not None
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", fitting)


def test_what_is_longer_than_terminals_take_is_not_sent() -> None:
    assert clipboard.fit("a" * clipboard.BYTES_MAX) is not None
    assert clipboard.fit("ą" * (clipboard.BYTES_MAX // 2 + 1)) is None
    assert len(clipboard.sequence("a" * clipboard.BYTES_MAX, {})) <= 100_000


def written(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    out: list[str] = []
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    monkeypatch.setattr(seat.program._driver, "write", out.append)
    return out


async def test_y_copies_the_ref(sit: Sit, tickets: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as seat:
        out = written(seat, monkeypatch)
        await seat.press("y")
        assert copied("".join(out)) == [f"#{seat.ref}"] and seat.message == f"Copied #{seat.ref}."
        await seat.press("enter", "y")
        assert copied("".join(out)) == [f"#{seat.ref}"] * 2


async def test_capital_y_copies_the_ticket_without_its_comments(
    sit: Sit, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = desk.do(
        AddTicket("VPN down", {"description": "Since **noon**.", "tags": ("vpn",)}, steps=("look", "fix"))
    ).created[0]
    desk.do(AddComment((ref,), CommentKind.NOTE, "He forgot to pay."))
    async with sit() as seat:
        out = written(seat, monkeypatch)
        await seat.press("Y")
        (text,) = copied("".join(out))
        assert text.startswith(f"# #{ref} VPN down\n") and text.endswith("- [ ] look\n- [ ] fix\n")
        assert "\nSince **noon**.\n" in text and "- tags: #vpn\n" in text and "pay" not in text
        assert seat.message == f"Copied #{ref} as Markdown."


async def test_what_is_too_long_is_refused_with_a_way_out(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("Long", {"description": "a" * 100_000}))
    async with sit() as seat:
        await seat.press("Y")
        assert "74,994 bytes" in seat.message and "export" in seat.message
