"""Several reads of one moment."""

from __future__ import annotations

from deskboard.domain import commands as c
from tests.conftest import OpenDesk


def test_what_is_read_together_is_of_one_moment(open_desk: OpenDesk) -> None:
    """Else a board could show a ticket that its own counts do not know."""
    ann, bob = open_desk("ann"), open_desk("bob")
    bob.do(c.AddTicket("Before"))
    with ann.one_moment():
        head = ann.board()
        bob.do(c.AddTicket("Meanwhile"))
        with ann.one_moment():
            page = ann.page(head.columns[0].id)
        assert [card.title for card in page.cards] == ["Before"]
        assert (head.columns[0].total, ann.count()) == (1, 1)
    assert (ann.board().columns[0].total, ann.count()) == (2, 2)


def test_a_page_far_down_a_column_is_the_same_as_its_part_of_the_whole(open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    for n in range(30):
        ann.do(c.AddTicket(f"Ticket {n} #net"))
    column = ann.board().columns[0].id
    whole = ann.page(column, size=60).cards
    assert len(whole) == 30
    assert ann.page(column, start=11, size=7).cards == whole[11:18]
    assert ann.page(column, start=90, size=7).cards == whole[-7:]
