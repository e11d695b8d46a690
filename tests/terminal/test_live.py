"""Boards that are open at the same time show the same, and leave each cursor where it was."""

from __future__ import annotations

from contextlib import ExitStack

from deskboard.domain.commands import AddTicket
from tests.terminal.conftest import Site
from tests.terminal.crowd import at_work, cursor, differing, open_boards


def test_open_boards_end_as_a_fresh_one_and_no_cursor_leaves_its_ticket(demo_site: Site) -> None:
    site = demo_site
    with ExitStack() as ended:
        boards = open_boards(site.env, ("ann", "bob", "eve"), keep=ended)
        before = [cursor(board) for board in boards]
        toll = at_work(str(site.db), 2, 40, 0.02, boards)
        assert toll.refused < toll.changes / 2
        assert [cursor(board) for board in boards] == before
        assert differing(boards, site.board()) == []


def test_who_comes_and_goes_costs_one_line(site: Site) -> None:
    with site.desk() as desk:
        for n in range(30):
            desk.do(AddTicket(f"Ticket {n}"))  # due on no date: no card follows the clock
    ann = site.board()
    before, size = ann.lines, len(ann.raw)
    bob = site.board(env={"DESKBOARD_USER": "bob"})
    ann.wait_for("bob here")
    ann.settle()
    assert len(ann.raw) - size <= 300
    changed = [n for n, line in enumerate(ann.lines) if line != before[n]]
    assert changed == [len(before) - 2], "the status line alone"
    bob.press("\r", "c")
    ann.wait(lambda: ("bob", "reply") in {(one["login"], one["writing"]) for one in site.records("who")}, "his reply")
    ann.settle(2.0)  # several looks
    size = len(ann.raw)
    bob.press("x", "y", "z")
    ann.settle(2.0)
    assert len(ann.raw) == size, "what bob types is no news"
    bob.close()
    ann.wait_without("bob here")
    assert ann.lines == before


def test_two_who_reply_to_one_ticket_learn_of_each_other(demo_site: Site) -> None:
    site = demo_site
    ann, bob = site.board(size=(80, 24)), site.board(size=(80, 24), env={"DESKBOARD_USER": "bob"})
    ref = cursor(ann)
    assert ref == cursor(bob)
    ann.press("\r")
    bob.press("c", *"half a sentence")
    ann.wait_for("bob is writing a reply")
    bob.wait_for("half a sentence")
    ann.send("c")
    ann.wait_for("bob is writing a reply too")
    bob.wait_for("ann is writing a reply too", "half a sentence")
    assert {(line["login"], line["ticket"], line["writing"]) for line in site.records("who")} == {
        ("ann", ref, "reply"),
        ("bob", ref, "reply"),
    }
    bob.send(b"\x1bOQ")
    ann.wait_without("bob is writing a reply too")
    bob.hang_up()
    ann.send("\x1b")
    ann.wait(lambda: "bob" not in ann.lines[3], "bob gone with his terminal")
