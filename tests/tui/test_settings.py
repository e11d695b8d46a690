"""The screen of settings: what holds, where it comes from, changing it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from deskboard.config import Loaded
from tests.tui.conftest import Seat, Sit


async def open_settings(seat: Seat, file: Path, **origins: str) -> None:
    seat.program.loaded = Loaded(seat.program.settings, origins, file)
    await seat.press("comma")


async def to(seat: Seat, name: str) -> None:
    while seat.screen.setting_name != name:
        await seat.press("j")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


async def test_it_shows_value_origin_and_meaning(sit: Sit, file: Path) -> None:
    async with sit(theme="light") as seat:
        await open_settings(seat, file, theme=str(file), db="--db")
        text = seat.text()
        theme = next(line for line in text.splitlines() if line.lstrip("▌ ").startswith("theme"))
        assert "light" in theme and "the file" in theme and str(file)[:20] in text.splitlines()[0]
        assert "--db" in text and "the colours of the board" in text and "default" in text
        await seat.press("q")
        assert seat.screen is seat.program.screen_stack[0]


async def test_a_choice_is_written_and_shows_at_once(sit: Sit, file: Path, tickets: dict[str, int]) -> None:
    file.write_text("# mine\n")
    async with sit() as seat:
        await open_settings(seat, file)
        await to(seat, "density")
        await seat.press("enter")
        await seat.type("compact")
        await seat.press("enter")
        assert file.read_text() == '# mine\ndensity = "compact"\n'
        assert "density is now compact." in seat.text()
        await seat.press("escape")
        assert seat.board.look.density == "compact"


async def test_a_switch_turns_and_backspace_gives_the_default_back(sit: Sit, file: Path) -> None:
    async with sit() as seat:
        await open_settings(seat, file)
        await to(seat, "mouse")
        await seat.press("space")
        assert tomllib.loads(file.read_text()) == {"mouse": False}
        assert "from the next start on" in seat.text()
        await seat.press("backspace")
        assert tomllib.loads(file.read_text()) == {}


async def test_a_number_is_checked_before_it_is_taken(sit: Sit, file: Path) -> None:
    async with sit() as seat:
        await open_settings(seat, file)
        await to(seat, "stale_days")
        await seat.press("enter")
        seat.screen.prompt.value = "many"
        await seat.press("enter")
        assert "must be a whole number" in seat.text()
        seat.screen.prompt.value = "3"
        await seat.press("enter")
        assert tomllib.loads(file.read_text()) == {"stale_days": 3}


async def test_what_a_variable_says_wins_and_that_is_said(sit: Sit, file: Path) -> None:
    async with sit() as seat:
        await open_settings(seat, file, user="DESKBOARD_USER")
        await to(seat, "user")
        await seat.press("enter")
        seat.screen.prompt.value = "bob"
        await seat.press("enter")
        assert "DESKBOARD_USER wins over the file" in seat.text()


async def test_another_theme_repaints_every_screen(sit: Sit, file: Path, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("enter")
        await open_settings(seat, file)
        await to(seat, "theme")
        await seat.press("enter")
        await seat.type("light")
        await seat.press("enter", "q")

        def grounds() -> set[str]:
            strips = seat.screen._compositor.render_strips()
            return {s.style.bgcolor.name for strip in strips for s in strip if s.style and s.style.bgcolor}

        assert "#1c1c1c" not in grounds(), "nothing of the dark theme is left"
        await seat.press("q")
        assert "#1c1c1c" not in grounds()


async def test_a_file_that_cannot_be_changed_is_refused_in_words(sit: Sit, file: Path) -> None:
    file.write_text("theme = @")
    async with sit() as seat:
        await open_settings(seat, file)
        await to(seat, "mouse")
        await seat.press("space")
        assert "not valid TOML" in seat.text()


async def welcomed(seat: Seat, file: Path) -> None:
    seat.program.loaded = Loaded(seat.program.settings, {}, file)
    seat.program.welcome()
    await seat.settle()


async def test_the_first_time_the_colours_are_asked_once(sit: Sit, file: Path) -> None:
    async with sit() as seat:
        await welcomed(seat, file)
        assert "Welcome to Deskboard" in seat.text()
        await seat.press("j")
        assert seat.program.theme == "deskboard-light", "what the cursor is on is shown"
        await seat.press("enter")
        assert seat.screen is seat.program.screen_stack[0]
        assert tomllib.loads(file.read_text()) == {"theme": "light"}
        await welcomed(seat, file)
        assert "Welcome" not in seat.text()


async def test_skipping_keeps_what_was_and_is_not_asked_again(sit: Sit, file: Path) -> None:
    async with sit() as seat:
        await welcomed(seat, file)
        await seat.press("j", "escape")
        assert seat.program.theme == "deskboard-dark" and tomllib.loads(file.read_text()) == {}
        await welcomed(seat, file)
        assert "Welcome" not in seat.text()
