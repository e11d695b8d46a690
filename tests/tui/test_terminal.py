"""Which terminals will do, and what they get."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from textual.drivers.linux_driver import LinuxDriver

from deskboard.domain.errors import DeskboardError
from deskboard.tui.driver import FRAME_BEGINS, FRAME_ENDS, Driver
from deskboard.tui.terminal import check, means
from deskboard.tui.themes import theme


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "wanted", "theme_name", "ascii_only"),
    [
        ({"TERM": "xterm-256color"}, "dark", "dark", False),
        ({"TERM": "xterm-256color"}, "light", "light", False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "dark", "ansi", False),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "dark", "dark", False),
        ({"TERM": "xterm"}, "dark", "ansi", False),
        ({"TERM": "screen"}, "contrast", "ansi", False),
        ({"TERM": "linux"}, "dark", "ansi", True),
        ({"TERM": "xterm-kitty"}, "dark", "dark", False),
    ],
)
def test_theme_and_symbols_follow_the_terminal(environ: dict, wanted: str, theme_name: str, ascii_only: bool) -> None:
    assert means(environ, wanted, False) == (theme_name, ascii_only)


def test_ascii_can_be_asked_for() -> None:
    assert means({"TERM": "xterm-256color"}, "dark", True).ascii


@pytest.mark.parametrize("term", ["dumb", "unknown", None])
def test_a_terminal_without_a_cursor_is_refused(term: str | None) -> None:
    with pytest.raises(DeskboardError, match="deskboard list"):
        check({"TERM": term} if term else {}, Tty(), Tty())


def test_no_terminal_is_refused() -> None:
    with pytest.raises(DeskboardError, match="needs a terminal"):
        check({"TERM": "xterm"}, Tty(), io.StringIO())
    check({"TERM": "xterm"}, Tty(), Tty())


@pytest.mark.parametrize("name", ["dark", "light", "contrast", "ansi"])
def test_every_theme_names_every_meaning(name: str) -> None:
    wanted = {"priority-critical", "priority-high", "priority-low", "overdue", "soon", "status", "tag", "reply", "note"}
    assert wanted <= set(theme(name).variables)


def test_a_frame_goes_out_in_one_piece_and_all_else_at_once() -> None:
    written: list[str] = []
    driver: Any = Driver.__new__(Driver)
    driver._writer_thread = SimpleNamespace(write=written.append)
    for part in ("title", FRAME_BEGINS, "a", "b", FRAME_ENDS, "bell"):
        driver.write(part)
    assert written == ["title", f"{FRAME_BEGINS}ab{FRAME_ENDS}", "bell"]


def test_a_stop_in_the_middle_of_a_frame_leaves_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    driver: Any = Driver.__new__(Driver)
    driver._writer_thread = SimpleNamespace(write=written.append)
    monkeypatch.setattr(LinuxDriver, "stop_application_mode", lambda self: self.write("leave"))
    for part in (FRAME_BEGINS, "a"):
        driver.write(part)
    driver.stop_application_mode()
    driver.write("bell")
    assert written == [f"{FRAME_BEGINS}a{FRAME_ENDS}", "leave", "bell"]
