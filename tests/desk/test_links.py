"""Links: told at both ends, never in a circle, and part of an undo."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, NotFound, Refused
from deskboard.domain.links import kind_of
from deskboard.domain.model import LinkKind
from deskboard.domain.query import parse
from tests.conftest import OpenDesk


@pytest.fixture(autouse=True)
def tickets(desk: Desk) -> None:
    for title in ("one", "two", "three", "four"):
        desk.do(c.AddTicket(title))


def links(desk: Desk, ref: int) -> list[tuple[str, int]]:
    return [(link.kind, link.ref) for link in desk.ticket(ref).links]


def found(desk: Desk, query: str) -> Sequence[int]:
    return sorted(row.ref for row in desk.tickets(parse(query)))


def link(desk: Desk, one: int, kind: LinkKind, other: int) -> None:
    desk.do(c.LinkTickets((one,), kind, other))


@pytest.mark.parametrize("kind", list(LinkKind))
def test_each_end_shows_its_side_and_undo_takes_both_away(desk: Desk, kind: LinkKind) -> None:
    link(desk, 1, kind, 2)
    assert links(desk, 1) == [(kind.value, 2)]
    assert links(desk, 2) == [(kind.inverse.value, 1)]
    desk.undo()
    assert links(desk, 1) == links(desk, 2) == []
    desk.redo()
    assert links(desk, 2) == [(kind.inverse.value, 1)]


def test_a_link_is_made_once_and_taken_away_from_either_end(desk: Desk) -> None:
    link(desk, 1, LinkKind.BLOCKS, 2)
    assert desk.do(c.LinkTickets((2,), LinkKind.BLOCKED_BY, 1)).command is None
    assert desk.do(c.UnlinkTickets((2,), LinkKind.BLOCKS, 1)).command is None
    desk.do(c.UnlinkTickets((2,), LinkKind.BLOCKED_BY, 1))
    assert links(desk, 1) == links(desk, 2) == []
    desk.undo()
    assert links(desk, 1) == [("blocks", 2)]


def test_a_circle_is_refused_and_says_so(desk: Desk) -> None:
    link(desk, 1, LinkKind.BLOCKS, 2)
    link(desk, 2, LinkKind.BLOCKS, 3)
    with pytest.raises(Refused, match="circle"):
        link(desk, 3, LinkKind.BLOCKS, 1)
    with pytest.raises(Refused, match="circle"):
        link(desk, 1, LinkKind.BLOCKED_BY, 3)
    link(desk, 1, LinkKind.PARENT, 2)
    with pytest.raises(Refused, match="parents"):
        link(desk, 1, LinkKind.CHILD, 2)
    with pytest.raises(Refused, match="itself"):
        link(desk, 1, LinkKind.RELATES, 1)
    with pytest.raises(NotFound):
        link(desk, 1, LinkKind.RELATES, 99)


def test_many_are_linked_at_once_and_what_cannot_be_is_told(desk: Desk) -> None:
    done = desk.do(c.LinkTickets((1, 2, 3, 99), LinkKind.BLOCKS, 2))
    assert done.refs == (1, 3)
    assert {ref for ref, _reason in done.refused} == {2, 99}
    assert links(desk, 2) == [("blocked-by", 1), ("blocked-by", 3)]
    desk.undo()
    assert links(desk, 2) == []


def test_history_tells_it_at_both_ends(desk: Desk) -> None:
    from deskboard.domain.wording import describe

    link(desk, 1, LinkKind.BLOCKS, 2)
    page = desk.ticket(2)
    assert describe(page.history[-1].event, page.column_names, desk.zone) == "linked: blocked by #1"


def test_blocked_is_what_has_an_open_blocker(desk: Desk) -> None:
    link(desk, 1, LinkKind.BLOCKS, 2)
    desk.do(c.EditTicket((3,), {"status": "blocked"}))
    todo, _doing, last = desk.board().columns
    assert found(desk, "is:blocked") == [2, 3]
    assert found(desk, "-is:blocked") == [1, 4]
    assert found(desk, "has:link") == [1, 2]
    assert {card.ref for card in desk.page(todo.id).cards if card.blocked} == {2}
    assert desk.are_blockers([1]) and not desk.are_blockers([2])
    desk.do(c.MoveTicket((1,), last.id))
    assert found(desk, "is:blocked") == [3]
    assert not any(card.blocked for card in desk.page(todo.id).cards)


def test_getting_done_before_its_blockers_is_allowed_with_a_word(desk: Desk) -> None:
    link(desk, 1, LinkKind.BLOCKS, 2)
    link(desk, 3, LinkKind.BLOCKS, 2)
    last = desk.board().columns[-1]
    (warning,) = desk.do(c.MoveTicket((2,), last.id)).warnings
    assert "#2" in warning and "#1, #3" in warning
    desk.undo()
    assert not desk.do(c.MoveTicket((1, 2, 3), last.id)).warnings, "they get done together"


def test_undo_leaves_both_ends_alone_where_somebody_was_quicker(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    link(ann, 1, LinkKind.RELATES, 2)
    bob.do(c.UnlinkTickets((2,), LinkKind.RELATES, 1))
    with pytest.raises(Conflict, match="bob"):
        ann.undo()
    assert links(ann, 1) == []


def test_kinds_are_read_from_what_people_write() -> None:
    assert kind_of("blocked by") is kind_of("BLOCKED_BY") is kind_of("is blocked-by") is LinkKind.BLOCKED_BY
    assert kind_of("rel") is kind_of("relates to") is LinkKind.RELATES
    assert kind_of("parent of") is kind_of("par") is LinkKind.PARENT
    with pytest.raises(BadInput, match="can mean"):
        kind_of("block")
    with pytest.raises(BadInput, match="There are"):
        kind_of("hates\x1b[31m")
