"""Bytes on the line (PRODUCT §19): what a key may cost somebody at the end of a slow one.

Bytes are exact, so they are tested; times depend on the machine and are the benchmark's.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.long import NOTES, add_long_ticket
from tests.terminal.conftest import Site
from tests.terminal.term import Term

KB = 1024


def cursor_of(term: Term) -> tuple[int, int]:
    """(row, column) of the bar beside the card under the cursor."""
    return next((y, line.index("▌")) for y, line in enumerate(term.lines) if "▌" in line)


def warmed(site: Site) -> Term:
    """Every kind of key was pressed once."""
    term = site.board()
    term.press("j", "k", "l", "h", "G", "g")
    return term


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Term]:
    with ExitStack() as terms:
        site = Site(tmp_path_factory.mktemp("looking"), terms)
        shutil.copy(demo_file, site.db)
        yield warmed(site)


@pytest.fixture
def looking(seen: Term) -> Term:
    """One board for all who only look; the cursor is on the first card."""
    seen.press("h", "h", "g")
    return seen


@pytest.fixture
def board(demo_site: Site) -> Term:
    return warmed(demo_site)


def test_a_cursor_key_within_the_view(looking: Term) -> None:
    for key in "jjjkkjk":
        before = cursor_of(looking)
        cost = looking.cost(key)
        assert cursor_of(looking)[1] == before[1]
        assert cursor_of(looking)[0] > before[0] if key == "j" else cursor_of(looking)[0] < before[0]
        assert cost <= 600


def test_a_cursor_key_to_another_column(looking: Term) -> None:
    for key in "llhhl":
        before = cursor_of(looking)
        cost = looking.cost(key)
        assert cursor_of(looking)[1] > before[1] if key == "l" else cursor_of(looking)[1] < before[1]
        assert cost <= 900


def test_a_key_that_cannot_move_the_cursor_costs_nothing(looking: Term) -> None:
    assert looking.cost("k") == looking.cost("h") == 0


def test_a_column_scrolls(looking: Term) -> None:
    scrolled = 0
    for _key in range(14):
        before = looking.lines
        cost = looking.cost("j")
        scrolled += looking.lines[2] != before[2] and looking.lines[3] != before[3]
        assert cost <= 8 * KB
    assert scrolled >= 1, "the column never scrolled"
    assert 0 < looking.cost("\x1b[6~") <= 8 * KB, "PageDown"
    assert 0 < looking.cost("g") <= 8 * KB
    assert 0 < looking.cost("G") <= 8 * KB


def test_a_ticket_moves_to_another_column_and_back(board: Term) -> None:
    for keys in ("L", "H", "L", "u", "U"):
        before = board.lines[0]
        cost = board.cost(keys)
        assert board.lines[0] != before, "the counts in the headings change"
        assert cost <= 8 * KB


def test_a_ticket_moves_within_its_column(board: Term) -> None:
    for key in "JJK":
        assert 0 < board.cost(key) <= 8 * KB


def test_a_field_is_set_with_a_key(board: Term) -> None:
    """One card and the status line, not the board."""
    for key in "1234":
        assert 0 < board.cost(key) <= 2 * KB


def test_a_card_is_marked_and_the_cursor_goes_on(board: Term) -> None:
    """Two cards' title lines and the number of marks."""
    for n in range(1, 4):
        assert 0 < board.cost(" ") <= 600
        assert f"{n} marked" in board.lines[-2]
    assert 0 < board.cost("\x1b") <= 600
    assert "marked" not in board.lines[-2]


def test_typing_in_quick_add(board: Term) -> None:
    board.press("n")
    for letter in "vpn !high":
        assert 0 < board.cost(letter) <= 600


def test_moving_in_a_checklist(demo_site: Site) -> None:
    with demo_site.desk() as desk:
        from deskboard.domain.commands import AddTicket

        desk.do(AddTicket("With steps", steps=tuple(f"step {n}" for n in range(8))))
    term = demo_site.board("--query", "title:with", ready="With steps")
    term.send("\r")
    term.wait_for("Checklist")
    term.press("\t", "j", "k")
    for key in "jjk":
        assert 0 < term.cost(key) <= 600
    assert 0 < term.cost(" ") <= 8 * KB


def test_scrolling_in_a_ticket(demo_site: Site) -> None:
    """A ticket of 500 comments and 256 KiB scrolls like a column, wherever one is in it."""
    with demo_site.desk() as desk:
        text = "".join(f"line {n} with a **marked** word among some others\n" for n in range(5000))
        add_long_ticket(desk, "Long one", text)
    term = demo_site.board("--query", "title:long", ready="Long one")
    term.send("\r")
    term.wait_for(f"Comments {NOTES}")
    term.press("j", "k")
    for tab in ("Details", "Comments", "History"):
        for key in ("j", "\x1b[6~", "G", "k", "\x1b[5~", "g"):
            assert term.cost(key) <= 8 * KB, f"{key!r} in {tab}"
        term.press("\t", *(["\t"] if tab == "Details" else []))


def test_idle_means_silent(looking: Term) -> None:
    """Nothing changes for a while: not a byte, neither on the board nor in a line being typed."""
    for keys, seconds in {"": 4.0, "n": 1.2, "\x1b": 0.0, "/": 1.2, "\x1b ": 0.0, "\r": 1.2, "\x1b  ": 0.0}.items():
        looking.press(keys.strip(" "))
        looking.settle(0.5)
        before = len(looking.raw)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            looking.pump(0.1)
        assert len(looking.raw) == before, f"after {keys!r}"


def test_my_work(looking: Term) -> None:
    """Moving, and waiting in it."""
    looking.press("o", "j", "k")
    assert "My work" in looking.lines[0]
    for key in "jk":
        assert 0 < looking.cost(key) <= 600
    looking.settle(0.5)
    before = len(looking.raw)
    looking.settle(1.0)
    assert len(looking.raw) == before
    looking.press("q")


def test_the_terminal_gaining_or_losing_the_focus_costs_nothing(looking: Term) -> None:
    assert looking.cost("\x1b[O") == looking.cost("\x1b[I") == 0


def test_what_somebody_else_changes_repaints_that_card_only(board: Term, demo_site: Site) -> None:
    """A priority set elsewhere: the card flashes and settles, and nothing else is sent again."""
    from deskboard.domain.commands import EditTicket
    from deskboard.domain.model import Priority

    ref = int(board.lines[6].split()[0].removeprefix("#"))
    before = len(board.raw)
    untouched = board.lines[:5]
    with demo_site.desk("bob") as desk:
        desk.do(EditTicket((ref,), {"priority": Priority.CRITICAL}))
    board.wait(lambda: any("▲" in line[:40] for line in board.lines[6:9]), "the new priority")
    board.settle(1.0)
    assert 0 < len(board.raw) - before <= 2 * KB
    assert board.lines[:5] == untouched


def test_the_team_page(site: Site) -> None:
    """Moving, marking, scrolling, and what others change."""
    from deskboard.domain import commands as c
    from deskboard.domain.model import Availability, Membership, QueueMode

    with site.desk() as desk:
        desk.do(c.AddQueue("network", QueueMode.BALANCED))
        people = [f"user{n:03}" for n in range(100)]
        for login in people:
            desk.do(c.AddPerson(login))
        served = {desk.queue_lines()[0].id: Membership.PRIMARY}
        desk.do(c.EditTeam(people, {"limit": 5, "availability": Availability.AWAY}, served))
        desk.do(c.EditTeam(people[::2], {"limit": 0, "availability": Availability.AVAILABLE}))
    term = site.board()
    term.send("T")
    term.wait_for("101 people", "user030")
    term.press("j", "k")
    for key in "jk":
        assert 0 < term.cost(key) <= 600
    assert 0 < term.cost(" ") <= 800, "the mark, the cursor and how many there are"
    for key in ("\x1b[6~", "g"):
        assert 0 < term.cost(key) <= 8 * KB
    before = len(term.raw)
    with site.desk() as desk:
        desk.do(c.AddTicket("VPN", {"assignee": "user003"}))
        desk.do(c.EditTeam(("user005",), {"limit": 9}))
    term.wait_for("1/5", "0/9")
    term.settle()
    assert len(term.raw) - before <= KB, "two people and the line above them"
