"""Files of tickets: kept once, named harmlessly, found, undone and swept."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.attachments import FILES_MAX, NewFile
from deskboard.domain.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from deskboard.domain.model import Role
from deskboard.domain.query import parse
from tests.conftest import Clock, OpenDesk

DATA = b"\x00\x01 not text \xff" * 3


@pytest.fixture
def ticket(desk: Desk) -> int:
    return desk.do(c.AddTicket("a")).created[0]


def attach(desk: Desk, *refs: int, name: str = "trace.log", data: bytes = DATA) -> None:
    desk.do(c.AttachFiles(refs, (NewFile(name, data),)))


def names(desk: Desk, ref: int) -> list[str]:
    return [file.name for file in desk.ticket(ref).files]


def is_kept(desk: Desk, digest: str) -> bool:
    try:
        desk.content(digest)
    except NotFound:
        return False
    return True


def test_a_file_comes_back_byte_for_byte_and_is_counted(desk: Desk, ticket: int, clock: Clock) -> None:
    attach(desk, ticket)
    (file,) = desk.ticket(ticket).files
    assert (file.name, file.size, file.author, file.at) == ("trace.log", len(DATA), "ann", clock.now)
    assert desk.content(file.digest) == DATA
    assert desk.page(1).cards[0].attachments == 1
    assert next(desk.tickets()).attachments == 1


def test_several_tickets_and_names_share_the_same_bytes(desk: Desk, ticket: int) -> None:
    other = desk.do(c.AddTicket("b")).created[0]
    done = desk.do(c.AttachFiles((ticket, other, 99), (NewFile("one", DATA), NewFile("two", DATA))))
    assert done.refs == (ticket, other) and [ref for ref, _reason in done.refused] == [99]
    assert {file.digest for ref in (ticket, other) for file in desk.ticket(ref).files} == {
        desk.ticket(ticket).files[0].digest
    }
    desk.undo()
    assert names(desk, ticket) == names(desk, other) == [], "one command, one undo"


def test_an_empty_file_is_a_file(desk: Desk, ticket: int) -> None:
    attach(desk, ticket, data=b"")
    assert desk.content(desk.ticket(ticket).files[0].digest) == b""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../.ssh/authorized_keys", "../../.ssh/authorized_keys"),
        ("a\x1b[2Jb\r\n.txt", "a[2Jb .txt"),
        ("", "attachment"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_kept_as_one_clean_line(desk: Desk, ticket: int, given: str, kept: str) -> None:
    attach(desk, ticket, name=given)
    assert names(desk, ticket) == [kept]


def test_attaching_and_removing_are_undone_and_done_again(desk: Desk, ticket: int) -> None:
    attach(desk, ticket)
    before = desk.ticket(ticket).files
    desk.undo()
    assert desk.ticket(ticket).files == ()
    desk.redo()
    assert desk.ticket(ticket).files == before
    desk.do(c.RemoveAttachments(ticket, (before[0].id,)))
    assert desk.ticket(ticket).files == ()
    desk.undo()
    assert desk.ticket(ticket).files == before and desk.content(before[0].digest) == DATA


def test_what_somebody_else_removed_cannot_be_undone(open_desk: OpenDesk, ticket: int) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    attach(ann, ticket)
    bob.do(c.RemoveAttachments(ticket, (ann.ticket(ticket).files[0].id,)))
    with pytest.raises(Conflict, match="bob has changed"):
        ann.undo()


def test_the_history_tells_of_files(desk: Desk, ticket: int) -> None:
    attach(desk, ticket)
    desk.do(c.RemoveAttachments(ticket, (desk.ticket(ticket).files[0].id,)))
    kinds = [type(entry.event).__name__ for entry in desk.ticket(ticket).history]
    assert kinds == ["TicketAdded", "AttachmentAdded", "AttachmentRemoved"]


def test_files_are_found_by_name_and_by_having_any(desk: Desk, ticket: int) -> None:
    desk.do(c.AddTicket("without"))
    attach(desk, ticket, name="Rechnung-März.pdf")
    for query in ("rechnung", "marz", "pdf", "has:attachment"):
        assert [row.ref for row in desk.tickets(parse(query))] == [ticket], query
    desk.rebuild_search()
    assert desk.count(parse("rechnung")) == 1
    desk.do(c.RemoveAttachments(ticket, (desk.ticket(ticket).files[0].id,)))
    assert desk.count(parse("rechnung")) == desk.count(parse("has:attachment")) == 0


def test_wrong_requests_are_refused_with_nothing_kept(desk: Desk, ticket: int, open_desk: OpenDesk) -> None:
    with pytest.raises(BadInput):
        desk.do(c.AttachFiles((ticket,), ()))
    with pytest.raises(NotFound):
        desk.do(c.AttachFiles((99,), (NewFile("a", DATA),)))
    attach(desk, ticket)
    other = desk.do(c.AddTicket("b")).created[0]
    with pytest.raises(NotFound):
        desk.do(c.RemoveAttachments(other, (desk.ticket(ticket).files[0].id,)))
    with pytest.raises(Refused, match="more than"):
        desk.do(c.AttachFiles((ticket,), tuple(NewFile(f"{n}", b"") for n in range(FILES_MAX))))
    desk.do(c.AddPerson("vic", role=Role.VIEWER))
    with pytest.raises(NotAllowed):
        attach(open_desk("vic"), ticket)


def test_a_purge_sweeps_bytes_that_nothing_brings_back(open_desk: OpenDesk, ticket: int) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    doomed = ann.do(c.AddTicket("doomed")).created[0]
    attach(ann, doomed, ticket, data=b"shared")
    attach(ann, doomed, data=b"only here")
    attach(ann, ticket, data=b"removed by bob")
    attach(ann, ticket, data=b"undone by bob", name="x")
    digests = {ann.content(file.digest): file.digest for ref in (doomed, ticket) for file in ann.ticket(ref).files}
    removed = next(file.id for file in ann.ticket(ticket).files if file.digest == digests[b"removed by bob"])
    bob.do(c.RemoveAttachments(ticket, (removed,)))
    attach(bob, ticket, data=b"bob may do it again")
    digests |= {ann.content(file.digest): file.digest for file in ann.ticket(ticket).files}
    bob.undo()
    ann.do(c.TrashTicket((doomed,)))
    ann.do(c.PurgeTickets())
    kept = {data for data, digest in digests.items() if is_kept(ann, digest)}
    assert kept == digests.keys() - {b"only here"}
    bob.redo()
    assert b"bob may do it again" in {ann.content(file.digest) for file in ann.ticket(ticket).files}
    bob.undo()
    bob.do(c.EditTicket((ticket,), {"title": "new"}))
    again = ann.do(c.AddTicket("again")).created[0]
    ann.do(c.TrashTicket((again,)))
    ann.do(c.PurgeTickets((again,)))
    assert not is_kept(ann, digests[b"bob may do it again"]), "there is no redo any more"
