"""Terminals as they are: poor, dumb, tiny, without colour, without UTF-8, with a Korean keyboard."""

from __future__ import annotations

import os
import re
import signal

import pytest

from deskboard.domain.commands import AddTicket
from deskboard.domain.model import Priority
from tests.terminal.conftest import PROGRAM, Site
from tests.terminal.stream import colours, parts
from tests.terminal.term import Term

KOREAN = (
    "프린터가 인식되지 않습니다",
    "비밀번호를 잊어버렸습니다 도와주세요 지금 바로",
    "가나다라마바사아자차카타파하" * 4,
    "A 4층 회의실 Wi-Fi 연결 실패",
    "日本語の長いタイトルがここにあります",
    "emoji 👨‍👩‍👧‍👦 and 🇱🇹 flags ✈️ in a title that is quite long indeed",
)


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_show_the_board(site: Site, term: str) -> None:
    said = site.term(env={"TERM": term} if term else {"TERM": "dumb"})
    assert said.exit_code() == 1
    assert b"The board needs a terminal" in said.raw and b"deskboard list" in said.raw
    assert said.raw.count(b"\n") == 1 and b"\x1b" not in said.raw


def test_no_terminal(site: Site) -> None:
    ran = site.run()
    assert ran.returncode == 1 and ran.stdout == b""
    assert b"needs a terminal" in ran.stderr and b"deskboard list" in ran.stderr and ran.stderr.count(b"\n") == 1
    assert not site.db.exists(), "nothing is made on the way to a refusal"


def cursor_ref(term: Term) -> int:
    found = re.search("▌#([0-9]+) ", term.text)
    assert found, term.text
    return int(found[1])


def everywhere(term: Term) -> None:
    """A short walk that draws every kind of thing."""
    shown = term.text
    term.press("l", "h", "j", "z", "z", "z")
    for keys, sign in (("n", "New in"), ("?", "scroll"), (":", "Commands"), ("s", "status"), ("\r", "Checklist")):
        term.send(keys)
        term.wait_for(sign)
        term.settle()
        if sign == "Checklist":
            term.press("\t", "\t", "\t")
        term.send("\x1b")
        term.wait_without(sign)
    term.send("/")
    term.wait_for("Enter keeps it")
    term.press("is:overdue or prio:", "\x1b")
    term.wait_for("Enter open", "▌" if "▌" in shown else ">#")


@pytest.mark.parametrize("kind", ["xterm-256color", "linux", "screen"])
def test_no_color_means_no_colour_at_all(demo_site: Site, kind: str) -> None:
    term = demo_site.board(env={"NO_COLOR": "1", "TERM": kind})
    everywhere(term)
    assert colours(term.raw) == set()


def test_sixteen_colours(demo_site: Site) -> None:
    term = demo_site.board(env={"TERM": "xterm"})
    everywhere(term)
    used = colours(term.raw)
    assert used and not used & {38, 48}


def test_the_linux_console_gets_nothing_its_font_lacks(demo_site: Site) -> None:
    """512 glyphs at most: no symbols of ours but ASCII."""
    term = demo_site.board(env={"TERM": "linux"})
    everywhere(term)
    assert not set("▌▰▱▲△▽✎┃╭╮╰╯│─…") & set(bytes(term.raw).decode())


def test_ascii_draws_with_ascii_only(site: Site) -> None:
    site.config.write_text("ascii = true\n")
    with site.desk() as desk:
        for n, priority in enumerate(Priority):
            fields = {
                "priority": priority,
                "due": desk.now(),
                "assignee": "bob",
                "description": "- a\n- b\n\n> c\n\n`d`",
            }
            desk.do(AddTicket(f"Ticket {n}", fields, steps=("one", "two")))
        for n in range(30):
            desk.do(AddTicket(f"A long title that must be cut somewhere in the middle of a word {n}"))
    term = site.board()
    term.press("G")
    everywhere(term)
    beyond = {c for c in bytes(term.raw).decode() if ord(c) > 126}
    assert not beyond, f"drawn outside ASCII: {beyond}"


@pytest.mark.parametrize("lang", ["C", "ko_KR.UTF-8"])
def test_any_locale(demo_site: Site, lang: str) -> None:
    """Also one that is not installed: it starts, draws and leaves."""
    term = demo_site.board(env={"LANG": lang})
    term.press("j", "l")
    assert "VPN drops" in term.text
    term.send("q")
    assert term.exit_code() == 0


@pytest.mark.parametrize("state", ["", "n", "\r", "?", ":", "/", "e"])
def test_resized_to_one_cell_and_back(demo_site: Site, state: str) -> None:
    term = demo_site.board()
    term.press(state) if state else None
    for size in ((1, 1), (2, 1), (1, 40), (120, 1), (10, 3), (60, 5), (250, 80), (1, 1), (120, 40)):
        term.resize(*size)
        term.settle(0.08)
        assert not term.ended, f"{size} ended it:\n{bytes(term.raw[-3000:]).decode(errors='replace')}"
    if state:
        term.send("\x1b")
    term.wait_for(*demo_site.headings(), "Help desk", "#4 ")


def test_below_sixty_columns_one_column_at_a_time(demo_site: Site) -> None:
    todo, doing, done = demo_site.headings()
    term = demo_site.board(size=(50, 24), ready=todo)
    assert "Doing" not in term.lines[0] and "more" in term.lines[1]
    term.send("l")
    term.wait_for(doing)
    assert "To Do" not in term.lines[0]
    term.send("l")
    term.wait_for(done)


def test_a_korean_keyboard_moves_the_cursor(demo_site: Site) -> None:
    """The letters of j, k, l and h with the Korean layout active."""
    term = demo_site.board()
    start = [line for line in term.lines if "▌" in line]
    for key, back in (("ㅓ", "ㅏ"), ("ㅣ", "ㅗ")):
        term.send(key)
        term.wait(lambda: [line for line in term.lines if "▌" in line] != start, f"the cursor away by {key}")
        term.send(back)
        term.wait(lambda: [line for line in term.lines if "▌" in line] == start, f"the cursor back by {back}")


@pytest.mark.parametrize("width", [61, 80, 97, 120])
def test_wide_characters_keep_every_border_straight(site: Site, width: int) -> None:
    """What stands in the last columns of each lane stays there, row by row."""
    with site.desk() as desk:
        columns = [column.id for column in desk.board().columns]
        for n in range(48):
            desk.do(AddTicket(KOREAN[n % len(KOREAN)], {"tags": ("서울", "vpn")}, column=columns[n % 3]))
    term = site.board(size=(width, 30), ready="vpn")
    for _density in range(3):
        rule = "".join(term.screen.cells[1])
        lanes = [found.start() for found in re.finditer("(?<![^ ]) ─", rule)]
        lanes += [edge - 1 for edge in lanes[1:]] + [width - 1]
        assert len(lanes) >= 4
        for y, row in enumerate(term.screen.cells[2:28], 2):
            for edge in lanes:
                assert row[edge] in (" ", "┃", "▌"), f"line {y}, cell {edge}: {row[edge]!r}\n{term.text}"
        term.press("z")
    term.send("\r")
    term.wait_for("Details")
    term.send("e")
    term.wait_for("F2")
    term.settle()
    box = [row for row in term.screen.cells if "│" in row]
    places = [[x for x, cell in enumerate(row) if cell == "│"] for row in box]
    assert len(box) > 3 and all({places[0][0], places[0][-1]} <= set(row) for row in places), term.text


def test_ctrl_z_suspends_and_fg_comes_back(demo_site: Site) -> None:
    shell = ("/bin/bash", "--norc", "--noprofile", "-i")
    term = demo_site.term(argv=shell, env={"PS1": "shell> ", "HISTFILE": ""})
    term.wait_for("shell>")
    term.send(" ".join(PROGRAM) + "\n")
    term.wait_for("To Do", "#4 Licence", "Help desk")
    term.send("j")
    term.wait_for("▌#5 ")
    term.screen.reset()
    term.send("\x1a")
    term.wait_for("Stopped")
    term.send("echo it is $((40 + 2))\n")
    term.wait_for("it is 42")
    term.screen.reset()
    term.send("fg\n")
    term.wait_for(*demo_site.headings(), "▌#5 ", "Help desk")
    term.send("j")
    term.wait_for("▌#6 ")
    term.send("q")
    term.wait_for("shell>")


def test_the_board_is_whole_again_after_the_editor(demo_site: Site) -> None:
    editor = demo_site.folder / "editor"
    editor.write_text("#!/bin/sh\nprintf '\\033[2J\\033[Hediting'; sed -i '1s/^/From the editor. /' \"$1\"\n")
    editor.chmod(0o755)
    term = demo_site.board(env={"EDITOR": str(editor)})
    ref = cursor_ref(term)
    term.send("E")
    term.wait_for(f"#{ref}: description", *demo_site.headings(), f"▌#{ref} ", "Enter open")
    assert "editing" not in term.text
    assert demo_site.records("show", str(ref))[0]["description"].startswith("From the editor. ")


def test_leaving_puts_the_terminal_back(demo_site: Site) -> None:
    """Every mode that was switched on is switched off, the cursor is shown."""
    term = demo_site.board()
    term.send("q")
    assert term.exit_code() == 0
    modes: dict[str, str] = {}
    for kind, value in parts(term.raw):
        if kind == "csi" and value.startswith("\x1b[?") and value[-1] in "hl":
            modes |= dict.fromkeys(value[3:-1].split(";"), value[-1])
    on = {mode for mode, state in modes.items() if state == "h"}
    assert on == {"25", "7"}, "the cursor and the wrapping of lines, nothing else"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_without_a_traceback(demo_site: Site, number: signal.Signals) -> None:
    term = demo_site.board()
    os.kill(term.pid, number)
    term.exit_code()
    assert b"Traceback" not in term.raw


def test_the_mouse_can_be_left_to_the_terminal(demo_site: Site) -> None:
    demo_site.config.write_text("mouse = false\n")
    term = demo_site.board()
    assert not {"\x1b[?1000h", "\x1b[?1002h", "\x1b[?1003h"} & {value for _kind, value in parts(term.raw)}
