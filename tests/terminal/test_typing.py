"""Typing faster than the line: whole sentences arrive in one packet, and mean the same.

Over a slow connection keys come in bursts; what follows ``/`` or ``n`` must land in the line
that they open, never on the board, where every letter is a command.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.terminal.conftest import Site
from tests.terminal.term import Term


@pytest.fixture
def board(demo_site: Site) -> Term:
    return demo_site.board()


def changes(site: Site) -> int:
    return len(site.records("log", "--limit", "100000"))


def trickle(term: Term, keys: str) -> None:
    """Key after key with a few milliseconds between, waiting for nothing."""
    for key in keys:
        term.send(key)
        term.pump(0.003)


@pytest.mark.parametrize("typed", [Term.send, trickle], ids=["burst", "trickle"])
def test_a_filter(board: Term, demo_site: Site, typed: Callable[[Term, str], None]) -> None:
    before = changes(demo_site)
    typed(board, "/priority:critical -is:done\r")
    board.wait_for("priority:critical -is:done", " of ", "Enter open")
    assert changes(demo_site) == before


@pytest.mark.parametrize("typed", [Term.send, trickle], ids=["burst", "trickle"])
def test_a_new_ticket(board: Term, demo_site: Site, typed: Callable[[Term, str], None]) -> None:
    before = changes(demo_site)
    typed(board, "nHJKL move the cable 1234 !high\r")
    board.wait_for("Added #101: HJKL move the cable 1234")
    assert demo_site.records("list", "--limit", "1")[0]["priority"] == "high"
    assert changes(demo_site) == before + 1


def test_three_tickets_in_one_burst(site: Site) -> None:
    board = site.board()
    board.send("nOne\rTwo\rThree\r")
    board.wait_for("Added #3: Three")
    assert [record["title"] for record in site.records("list", "--sort", "ref")] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("Dtomorrow\r", "due", None),
        ("sblocked\r", "status", "blocked"),
        ("abob\r", "assignee", "bob"),
        ("mDone\r", "column", "Done"),
        (":critical\r", "priority", "critical"),
    ],
)
@pytest.mark.parametrize("typed", [Term.send, trickle], ids=["burst", "trickle"])
def test_a_dialog(site: Site, keys: str, field: str, value: str | None, typed: Callable[[Term, str], None]) -> None:
    site.cli("add", "Ticket")
    board = site.board(ready="#1 Ticket")

    def is_set() -> bool:
        found = site.records("show", "1")[0][field]
        return found == value if value else bool(found)

    assert not is_set()
    typed(board, keys)
    board.wait(is_set, f"{field} {value}")
    board.wait_for("Enter open")


def test_thirty_moves_in_one_burst_repaint_once(board: Term) -> None:
    """A key held down must not queue up repaints."""
    assert board.cost("j" * 30) <= 24 * 1024
    board.wait_for("▌")
