"""What is unread: what others made or wrote since I looked, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.commands.imports import PastComment, SourceTicket
from deskboard.domain.model import CommentKind
from deskboard.domain.query import parse
from tests.conftest import Clock, OpenDesk

NOTE, REPLY = CommentKind.NOTE, CommentKind.REPLY


@pytest.fixture
def ann(desk: Desk) -> Desk:
    return desk


@pytest.fixture
def bob(ann: Desk, open_desk: OpenDesk) -> Desk:
    return open_desk("bob")


def unread(desk: Desk, query: str = "is:unread") -> list[int]:
    return sorted(row.ref for row in desk.tickets(parse(query)))


def make(desk: Desk, title: str = "Printer") -> int:
    return desk.do(c.AddTicket(title)).created[0]


def say(desk: Desk, ref: int, kind: CommentKind = REPLY, text: str = "Well?") -> None:
    desk.do(c.AddComment((ref,), kind, text))


def look(desk: Desk, ref: int) -> bool:
    """Open the ticket; whether it was unread."""
    return desk.look_at(ref, max((comment.id for comment in desk.ticket(ref).comments), default=0))


def nothing(mine: Desk, other: Desk, ref: int) -> None:
    pass


def edited(mine: Desk, other: Desk, ref: int) -> None:
    other.do(c.EditTicket((ref,), {"title": "Another"}))


def answered(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)


def noted(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref, NOTE)


def answered_by_me(mine: Desk, other: Desk, ref: int) -> None:
    say(mine, ref)


def answered_by_both(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)
    say(mine, ref)


def answered_and_looked_at(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)
    assert look(mine, ref)


def looked_at_by_another(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)
    look(other, ref)


def answered_again(mine: Desk, other: Desk, ref: int) -> None:
    answered_and_looked_at(mine, other, ref)
    say(other, ref)


def taken_back(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)
    other.undo()


def archived(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)
    other.do(c.ArchiveTicket((ref,)))


def trashed(mine: Desk, other: Desk, ref: int) -> None:
    say(other, ref)
    other.do(c.TrashTicket((ref,)))


@pytest.mark.parametrize(
    ("happens", "is_unread"),
    [
        (nothing, False),
        (edited, False),
        (answered, True),
        (noted, True),
        (answered_by_me, False),
        (answered_by_both, True),
        (answered_and_looked_at, False),
        (looked_at_by_another, True),
        (answered_again, True),
        (taken_back, False),
        (archived, False),
        (trashed, False),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_becomes_of_a_ticket_that_i_made(
    ann: Desk, bob: Desk, happens: Callable[[Desk, Desk, int], None], is_unread: bool
) -> None:
    ref = make(ann)
    happens(ann, bob, ref)
    assert (unread(ann) == [ref]) is is_unread
    column = ann.ticket(ref).column
    cards = {card.ref: card.unread for card in ann.page(column).cards}
    assert cards.get(ref, False) is is_unread
    assert (ref in unread(ann, "-is:unread")) is (not is_unread and ref in cards)
    assert ann.count(parse("is:unread")) == is_unread


def test_what_others_made_is_unread_until_it_is_opened_and_that_is_no_change(ann: Desk, bob: Desk) -> None:
    ref = make(bob)
    assert (unread(ann), unread(bob)) == ([ref], [])
    before, version = ann.history(), ann.ticket(ref).row.version
    assert look(ann, ref)
    assert not look(ann, ref), "nothing is written for what is read already"
    assert (unread(ann), ann.history(), ann.ticket(ref).row.version) == ([], before, version)
    bob.undo()
    bob.redo()
    assert (unread(ann), unread(bob)) == ([ref], [])


def test_looking_wakes_no_other_board(ann: Desk, bob: Desk) -> None:
    ref = make(bob)
    bob.changes()
    assert look(ann, ref)
    assert bob.changes() is None


def test_what_came_while_i_looked_stays_unread(ann: Desk, bob: Desk) -> None:
    ref = make(ann)
    say(bob, ref)
    seen = ann.ticket(ref).comments[-1].id
    say(bob, ref)
    ann.look_at(ref, seen)
    assert unread(ann) == [ref]


def test_what_there_was_before_i_joined_is_read(ann: Desk, open_desk: OpenDesk) -> None:
    ref = make(ann)
    say(ann, ref)
    cid = open_desk("cid")
    assert unread(cid) == []
    say(ann, ref)
    assert unread(cid) == [ref]


def test_a_requester_who_becomes_a_member_begins_then(ann: Desk, open_desk: OpenDesk) -> None:
    ann.do(c.AddTicket("Mine", {"requester": "dan"}))
    ann.do(c.EditPerson("dan", {"role": "agent"}))
    assert unread(open_desk("dan")) == []
    ref = make(ann)
    assert unread(open_desk("dan")) == [ref]


def test_an_import_is_no_news_but_what_follows_is(ann: Desk, bob: Desk, clock: Clock) -> None:
    clock.forward(days=1)
    said = (PastComment("reply", "From there", "zoe", clock.now),)
    refs = bob.do(c.ImportTickets("csv", (SourceTicket("x:1", "Old", comments=said), SourceTicket("x:2", "Bare")))).refs
    assert unread(ann) == []
    say(bob, refs[0])
    assert unread(ann) == [refs[0]]


def test_a_purge_takes_along_who_has_looked(ann: Desk, bob: Desk) -> None:
    ref = make(bob)
    look(ann, ref)
    ann.do(c.TrashTicket((ref,)))
    ann.do(c.PurgeTickets((ref,)))
    assert unread(ann) == []
