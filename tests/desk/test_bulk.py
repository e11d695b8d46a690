"""Many tickets at once: one command, one undo, and a reason for each that was left alone."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import Refused
from deskboard.domain.query import parse
from tests.conftest import OpenDesk


@pytest.fixture
def six(desk: Desk) -> Desk:
    """1, 2, 3 to do; 4, 5 in work; 6 done."""
    columns = [column.id for column in desk.board().columns]
    for place, titles in ((0, "abc"), (1, "de"), (2, "f")):
        for title in titles:
            desk.do(c.AddTicket(title, column=columns[place]))
    return desk


def columns(desk: Desk) -> dict[str, list[int]]:
    return {column.name: [card.ref for card in desk.page(column.id).cards] for column in desk.board().columns}


def test_each_goes_to_the_column_beside_its_own(six: Desk) -> None:
    before = columns(six)
    done = six.do(c.ShiftTicket((1, 4, 6), 1))
    assert columns(six) == {"To Do": [3, 2], "Doing": [1, 5], "Done": [4, 6]}
    assert done.refused == ((6, "There is no column further that way."),)
    assert six.ticket(4).row.resolved is not None
    six.undo()
    assert columns(six) == before
    assert six.ticket(4).row.resolved is None


def test_a_shift_of_one_ticket_that_cannot_go_says_so(six: Desk) -> None:
    with pytest.raises(Refused, match="no column further"):
        six.do(c.ShiftTicket((1,), -1))


def test_what_can_be_done_is_done_and_the_rest_told(six: Desk) -> None:
    six.do(c.ArchiveTicket((2,)))
    done = six.do(c.MoveTicket((1, 2, 99, 3), six.board().columns[1].id))
    assert done.refs == (1, 3)
    assert [ref for ref, _why in done.refused] == [2, 99]
    assert columns(six)["Doing"][:2] == [1, 3]


def test_shown_refs_come_as_the_board_shows_them(six: Desk) -> None:
    head = six.board()
    assert six.shown(head.id) == (3, 2, 1, 5, 4, 6)
    assert six.shown(head.id, column=head.columns[0].id) == (3, 2, 1)
    assert six.shown(head.id, parse("a OR d OR f")) == (1, 4, 6)
    assert six.shown(head.id, parse("sort:ref")) == (1, 2, 3, 4, 5, 6)
    six.do(c.ArchiveTicket((1,)))
    assert six.shown(head.id, parse("is:archived")) == (1,)


def test_marks_stand_while_their_tickets_can_be_seen(six: Desk) -> None:
    six.do(c.ArchiveTicket((1, 4)))
    assert six.standing((5, 1, 99, 2)) == (5, 2)
    assert six.standing((5, 1, 99, 2), parse("is:archived")) == (5, 1, 2)


def test_a_board_sorted_by_its_filter(six: Desk) -> None:
    six.do(c.EditTicket((2,), {"priority": "critical"}))
    six.do(c.EditTicket((1,), {"priority": "high"}))
    todo = six.board().columns[0].id
    query = parse("sort:-priority")
    assert [card.ref for card in six.page(todo, query).cards] == [2, 1, 3]
    assert [card.ref for card in six.page(todo, query, start=1, size=1).cards] == [1]
    page = six.page(todo, query, size=1, around=3)
    assert (page.start, page.total, page.cards[0].ref) == (2, 3, 3)


def test_what_the_next_undo_is_about(open_desk: OpenDesk, six: Desk) -> None:
    six.do(c.EditTicket((1, 2, 3), {"assignee": "me", "priority": "low"}))
    coming = six.next_undo()
    assert coming is not None and (coming.name, coming.tickets) == ("EditTicket", 3)
    assert six.next_undo(redo=True) is None
    six.undo()
    coming = six.next_undo(redo=True)
    assert coming is not None and coming.tickets == 3
    assert open_desk("bob").next_undo() is None
