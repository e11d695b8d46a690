"""Public replies, internal notes, and the first response."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Refused
from deskboard.domain.model import CommentKind
from tests.conftest import Clock, OpenDesk

REPLY, NOTE = CommentKind.REPLY, CommentKind.NOTE


@pytest.fixture
def ticket(desk: Desk) -> int:
    return desk.do(c.AddTicket("a", {"requester": "maria"})).created[0]


def test_comments_keep_kind_author_time_and_lines(desk: Desk, ticket: int, clock: Clock) -> None:
    clock.forward(minutes=1)
    desk.do(c.AddComment((ticket,), NOTE, "first\r\n\tsecond\n"))
    (comment,) = desk.ticket(ticket).comments
    assert (comment.kind, comment.author, comment.at) == ("note", "ann", clock.now)
    assert comment.text == "first\n\tsecond"
    assert desk.page(1).cards[0].comments == 1


def test_the_first_public_reply_by_staff_is_the_first_response(desk: Desk, ticket: int, clock: Clock) -> None:
    desk.do(c.AddComment((ticket,), NOTE, "internal does not count"))
    assert desk.ticket(ticket).row.first_response is None
    clock.forward(hours=1)
    desk.do(c.AddComment((ticket,), REPLY, "we are on it"))
    first = clock.now
    clock.forward(hours=1)
    desk.do(c.AddComment((ticket,), REPLY, "done"))
    assert desk.ticket(ticket).row.first_response == first


def test_the_requesters_own_words_are_no_response(open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    ann.do(c.AddTicket("a", {"requester": "ann"}))
    ann.do(c.AddComment((1,), REPLY, "any news?"))
    assert ann.ticket(1).row.first_response is None


def test_the_author_corrects_for_ten_minutes(open_desk: OpenDesk, ticket: int, clock: Clock) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddComment((ticket,), NOTE, "teh"))
    comment = ann.ticket(ticket).comments[0].id
    with pytest.raises(Refused, match="Only ann"):
        bob.do(c.EditComment(ticket, comment, "the"))
    clock.forward(minutes=10)
    ann.do(c.EditComment(ticket, comment, "the"))
    assert (ann.ticket(ticket).comments[0].text, ann.ticket(ticket).comments[0].edited) == ("the", True)
    clock.forward(seconds=1)
    with pytest.raises(Refused, match="10 minutes"):
        ann.do(c.EditComment(ticket, comment, "too late"))


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * (256 * 1024 + 1)])
def test_empty_and_huge_comments_are_refused(desk: Desk, ticket: int, text: str) -> None:
    with pytest.raises(BadInput):
        desk.do(c.AddComment((ticket,), REPLY, text))
    assert desk.ticket(ticket).comments == ()
