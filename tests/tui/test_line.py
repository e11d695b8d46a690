"""What goes over the line: byte budgets (PRODUCT §19), hostile text, hang-up, poor terminals."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket, EditTicket
from tests.tui.person import Person

Sits = Callable[..., Person]
COLOUR = re.compile(rb"\x1b\[[\d;]*\b(?:3[0-7]|38|4[0-7]|48|9[0-7]|10[0-7])[\d;]*m")


@pytest.fixture
def sits(db: str) -> Iterator[Sits]:
    people: list[Person] = []

    def start(*options: str, **rest) -> Person:
        people.append(Person(db, *options, **rest))
        return people[-1]

    yield start
    for person in people:
        person.leave()


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Sixty tickets with something on every line of their cards."""
    columns = desk.board().columns
    for n in range(60):
        fields = {"priority": "high", "assignee": "ann", "tags": ("vpn", f"t{n}"), "status": "blocked"}
        desk.do(AddTicket(f"Request number {n} that somebody has made", fields, columns[n % 3].id))
    return desk


def test_keys_stay_within_their_budgets(sits: Sits, full: Desk) -> None:
    person = sits()
    person.wait_for("#60")
    person.quiet(0.6)
    person.press("jklh")  # the first of each paints what later ones need not
    assert 0 < max(person.press("j"), person.press("k")) <= 600
    assert 0 < max(person.press("l"), person.press("h")) <= 900
    assert 0 < max(person.press("\x1b[6~"), person.press("\x1b[5~")) <= 8192
    assert 0 < max(person.press("L"), person.press("H")) <= 8192
    assert 0 < person.press("1") <= 1024
    before = len(person.raw)
    person.quiet(3, 3)
    assert len(person.raw) == before, "an idle board writes nothing"


def test_anothers_change_repaints_only_its_card(sits: Sits, full: Desk) -> None:
    person = sits()
    person.wait_for("#60")
    person.quiet(0.8)
    before = len(person.raw)
    full.do(EditTicket((55,), {"title": "Changed by another"}))
    assert person.wait_for("Changed by another", 3) <= 1.5
    person.quiet(1.0)
    assert len(person.raw) - before <= 1500


def test_no_byte_of_a_hostile_title_is_obeyed(sits: Sits, desk: Desk, db: str) -> None:
    ref = desk.do(AddTicket("placeholder")).refs[0]
    payload = "\x1b]52;c;aGFja2Vk\x07\x1b[31mred\x9b2J\u202eevil [@click=app.exit]x[/nonsense] \u200b\x00end"
    with sqlite3.connect(db) as connection:  # past every door that would have cleaned it
        connection.execute("UPDATE ticket SET title = ?, description = ? WHERE id = ?", (payload, payload, ref))
    person = sits()
    person.wait_for("#1 ")
    person.quiet()
    for keys in ("", "\r", "e", "\x1b", "q", ":", "\x1b", "a", "\x1b", "m", "\x1b", "/evil", "\r"):
        person.press(keys) if keys else None
        assert b"\x1b]52" not in person.raw and b"\x9b2J" not in person.raw and b"\x1b[31mred" not in person.raw
        assert "\u202e".encode() not in person.raw and b"\x00" not in person.raw
    assert "evil" in person.text and person.ended(0.2) is None


def test_a_cut_line_ends_the_program(sits: Sits, full: Desk) -> None:
    person = sits()
    person.wait_for("#60")
    person.hang_up()
    assert person.ended() is not None


def test_quitting_gives_the_terminal_back(sits: Sits, full: Desk) -> None:
    person = sits()
    person.wait_for("#60")
    person.quiet()
    person.press("q")
    assert person.ended() == 0
    assert person.raw.rstrip().endswith((b"\x1b[?25h", b"\x1b[?1004l", b"\x1b[?2004l")) or b"\x1b[?1049l" in person.raw


def test_no_color_means_no_colour(sits: Sits, full: Desk) -> None:
    person = sits(NO_COLOR="1")
    person.wait_for("#60")
    person.press("jlL")
    assert not COLOUR.search(person.raw), COLOUR.search(person.raw)
    assert b"\x1b[" in person.raw and "high" in person.text


def test_sixteen_colours_get_the_terminals_own(sits: Sits, full: Desk) -> None:
    person = sits(TERM="xterm")
    person.wait_for("#60")
    person.press("jl")
    assert b"38;5;" not in person.raw and b"38;2;" not in person.raw and COLOUR.search(person.raw)


def test_ascii_mode_draws_with_ascii_only(sits: Sits, full: Desk) -> None:
    person = sits("ascii")
    person.wait_for("#60")
    for keys in ("jl", "?", "q", ":", "\x1b", "\r", "\t", "q", "n", "\x1b", "/is:open", "\r"):
        person.press(keys)
    assert person.raw.isascii()
    person.press("\x1b")
    assert "! high" in person.text


def test_a_dumb_terminal_is_told_about_the_commands(sits: Sits, full: Desk) -> None:
    person = sits(TERM="dumb")
    status = person.ended(10)
    assert status is not None and os.waitstatus_to_exitcode(status) == 1
    assert "deskboard list" in person.text


def test_the_editor_gets_a_private_file_and_its_text_is_kept(sits: Sits, full: Desk, tmp_path) -> None:
    script = tmp_path / "editor.sh"
    script.write_text(
        f'#!/bin/sh\nstat -c %a "$1" > {tmp_path}/mode\nprintf "from the editor\\n" > "$1"\n'
        f'echo "$1" > {tmp_path}/name\n'
    )
    script.chmod(0o700)
    person = sits(VISUAL=str(script))
    person.wait_for("#60")
    person.quiet()
    ref = int(re.search(r"#(\d+) ", person.text).group(1))
    person.press("E")
    person.wait_for("Help desk")
    person.quiet(1.0)
    assert full.ticket(ref).row.description == "from the editor"
    assert (tmp_path / "mode").read_text().strip() == "600"
    assert not Path((tmp_path / "name").read_text().strip()).exists()


def test_keys_that_come_in_one_burst_go_where_they_belong(sits: Sits, desk: Desk) -> None:
    for title in ("VPN down", "Printer"):
        desk.do(AddTicket(title))
    person = sits()
    person.wait_for("#2")
    person.quiet(0.6)
    person.press("/vpn\rA")
    person.wait_for("1 of 2")
    assert desk.ticket(1).row.assignee == "ann" and desk.ticket(2).row.assignee is None
    person.press("\x1b")
    person.press("nDoor !high\rWindow\r\x1b")
    person.wait_for("Window")
    rows = {row.title: row.priority for row in desk.tickets()}
    assert rows == {"VPN down": "normal", "Printer": "normal", "Door": "high", "Window": "normal"}
    person.press("amaria\r")
    assert sum(row.assignee == "maria" for row in desk.tickets()) == 1
    person.press("\r1q2")
    assert sum(row.priority == "high" for row in desk.tickets()) == 2
