"""The trash: out of sight, brought back, or gone for good."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.attachments import NewFile
from deskboard.domain.errors import NotAllowed, NotFound, Refused
from deskboard.domain.model import CommentKind, LinkKind
from deskboard.domain.query import parse
from tests.conftest import Clock, OpenDesk


@pytest.fixture
def ticket(desk: Desk) -> int:
    """One of two tickets, with one of everything."""
    ref = desk.do(c.AddTicket("secret printer", {"tags": ("hw",), "queue": "net"}, steps=("look",))).created[0]
    desk.do(c.AddComment((ref,), CommentKind.NOTE, "word"))
    desk.do(c.AttachFiles((ref,), (NewFile("scan.png", b"x"),)))
    desk.do(c.AddTicket("other"))
    return ref


def refs(desk: Desk, query: str) -> list[int]:
    return [row.ref for row in desk.tickets(parse(query))]


def test_the_trash_shows_only_to_those_who_ask_for_it(desk: Desk, ticket: int, clock: Clock) -> None:
    desk.do(c.TrashTicket((ticket,)))
    other = ticket + 1
    assert refs(desk, "") == [other]
    for query in ("printer", "is:archived", "tag:hw", "is:archived OR stage:todo", "-is:archived", "has:attachment"):
        assert ticket not in refs(desk, query), query
    assert refs(desk, "is:trashed") == refs(desk, "printer is:trashed") == [ticket]
    assert refs(desk, "-is:trashed") == [other]
    assert desk.count() == 1 and desk.count(parse("is:archived")) == 0
    assert [page.row.ref for page in desk.whole()] == [other]
    assert desk.tags() == ()
    assert sum(column.total for column in desk.board().columns) == 1
    assert [card.ref for card in desk.page(1, parse("is:trashed")).cards] == [ticket]
    assert desk.ticket(ticket).row.trashed == clock.now, "who has its ref may look"


def test_restoring_and_undo_bring_it_back_as_it_was(desk: Desk, ticket: int) -> None:
    before = desk.ticket(ticket)
    desk.do(c.TrashTicket((ticket,)))
    desk.do(c.RestoreTicket((ticket,)))
    assert desk.ticket(ticket).row._replace(version=0) == before.row._replace(version=0)
    assert ticket in refs(desk, "")
    desk.undo()
    assert refs(desk, "is:trashed") == [ticket]
    desk.undo()
    desk.do(c.ArchiveTicket((ticket,)))
    desk.do(c.TrashTicket((ticket, ticket + 1)))
    desk.undo()
    assert refs(desk, "is:archived") == [ticket], "undo puts it back where it was, restoring puts it on the board"
    assert refs(desk, "") == [ticket + 1]


def test_what_lies_in_the_trash_is_not_worked_on(desk: Desk, ticket: int) -> None:
    desk.do(c.TrashTicket((ticket,)))
    column = desk.board().columns[1].id
    for command in (
        c.EditTicket((ticket,), {"title": "x"}),
        c.MoveTicket((ticket,), column),
        c.ArchiveTicket((ticket,)),
        c.AddComment((ticket,), CommentKind.NOTE, "x"),
        c.AddStep(ticket, ("x",)),
        c.AttachFiles((ticket,), (NewFile("x", b""),)),
    ):
        with pytest.raises(Refused, match="in the trash"):
            desk.do(command)
    assert desk.do(c.TrashTicket((ticket,))).command is None, "it lies there already"


def test_only_an_admin_purges_and_only_what_is_in_the_trash(open_desk: OpenDesk, ticket: int) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    bob.do(c.TrashTicket((ticket,)))
    with pytest.raises(NotAllowed):
        bob.do(c.PurgeTickets())
    with pytest.raises(Refused, match="not in the trash"):
        ann.do(c.PurgeTickets((ticket + 1,)))
    done = ann.do(c.PurgeTickets((ticket, ticket + 1, 99)))
    assert done.refs == (ticket,) and {ref for ref, _reason in done.refused} == {ticket + 1, 99}
    assert ann.do(c.PurgeTickets()).command is None


def test_a_purged_ticket_is_gone_with_all_its_words_and_its_ref_is_not_used_again(desk: Desk, ticket: int) -> None:
    other = ticket + 1
    desk.changes()
    desk.do(c.TrashTicket((ticket, other)))
    desk.do(c.PurgeTickets((ticket,)))
    with pytest.raises(NotFound):
        desk.ticket(ticket)
    assert refs(desk, "is:trashed") == [other] and refs(desk, "printer is:trashed") == []
    told = [entry.event for entry in desk.history(ticket)]
    assert told == [e.TicketPurged(ticket)], "the log tells that, and nothing of what it held"
    changes = desk.changes()
    assert changes is not None and changes.tickets == {ticket, other}
    assert desk.do(c.AddTicket("new")).created == (other + 1,)


def test_undo_passes_over_what_was_purged_and_says_so(desk: Desk, ticket: int) -> None:
    other = ticket + 1
    desk.do(c.EditTicket((other,), {"priority": "high"}))
    desk.do(c.EditTicket((ticket, other), {"status": "blocked"}))
    desk.do(c.EditTicket((ticket,), {"title": "mine"}))
    desk.do(c.TrashTicket((ticket,)))
    desk.do(c.PurgeTickets())
    done = desk.undo()
    assert desk.ticket(other).row.status == "normal" and "purged" in done.warnings[0]
    assert desk.undo().warnings == ()
    assert desk.ticket(other).row.priority == "normal"


def test_undo_says_when_everything_was_purged(desk: Desk) -> None:
    ref = desk.do(c.AddTicket("only")).created[0]
    desk.do(c.EditTicket((ref,), {"title": "mine"}))
    desk.undo()
    desk.do(c.TrashTicket((ref,)))
    desk.do(c.PurgeTickets())
    with pytest.raises(Refused, match="purged"):
        desk.undo()
    with pytest.raises(Refused):
        desk.redo()


def test_somebody_elses_redo_of_what_was_purged_is_refused_with_the_reason(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ref = ann.do(c.AddTicket("a")).created[0]
    bob.do(c.EditTicket((ref,), {"title": "b"}))
    bob.undo()
    ann.do(c.TrashTicket((ref,)))
    ann.do(c.PurgeTickets())
    with pytest.raises(Refused, match="purged"):
        bob.redo()


def test_a_merged_duplicate_in_the_trash_comes_back_to_the_archive_and_files_to_its_survivor(desk: Desk) -> None:
    one, two = (desk.do(c.AddTicket(title)).created[0] for title in ("dup", "stays"))
    desk.do(c.MergeTicket((one,), two))
    desk.do(c.AttachFiles((one,), (NewFile("late.txt", b"x"),)))
    assert [file.name for file in desk.ticket(two).files] == ["late.txt"], "what is meant for a duplicate goes on"
    desk.do(c.TrashTicket((one,)))
    assert refs(desk, "is:merged") == [] and desk.ticket(two).merged == ()
    desk.do(c.RestoreTicket((one,)))
    assert refs(desk, "is:merged") == [one] and refs(desk, "") == [two]
    desk.do(c.TrashTicket((two,)))
    with pytest.raises(Refused, match="in the trash"):
        desk.do(c.AttachFiles((one,), (NewFile("later.txt", b"x"),)))


def test_a_link_to_the_trash_shows_again_when_it_is_restored(desk: Desk) -> None:
    one, two = (desk.do(c.AddTicket(title)).created[0] for title in ("a", "b"))
    desk.do(c.LinkTickets((one,), LinkKind.BLOCKS, two))
    desk.do(c.TrashTicket((two,)))
    assert desk.ticket(one).links == ()
    desk.do(c.RestoreTicket((two,)))
    assert [link.ref for link in desk.ticket(one).links] == [two]
    desk.do(c.TrashTicket((two,)))
    desk.do(c.PurgeTickets())
    assert desk.ticket(one).links == ()
