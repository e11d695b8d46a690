"""Merging and splitting: nothing is lost, both histories tell it, and undo brings it back whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import Conflict, NotFound, Refused
from deskboard.domain.model import CommentKind, LinkKind
from deskboard.domain.query import parse
from deskboard.domain.wording import describe, done
from tests.conftest import OpenDesk
from tests.desk.test_undo import state


@pytest.fixture(autouse=True)
def tickets(desk: Desk) -> None:
    desk.do(c.AddTicket("VPN is down", {"requester": "maria@example.org", "tags": ("vpn",)}))
    desk.do(c.AddTicket("No VPN in finance", {"requester": "jonas@example.org"}, steps=("look",)))
    desk.do(c.AddTicket("VPN again"))
    desk.do(c.AddComment((2,), CommentKind.REPLY, "We are on it"))
    desk.do(c.AddComment((2,), CommentKind.NOTE, "Same gateway as in spring"))
    desk.do(c.AddComment((1,), CommentKind.REPLY, "Which floor?"))


def merge(desk: Desk, one: int, into: int) -> None:
    desk.do(c.MergeTicket((one,), into))


def told(desk: Desk, ref: int) -> list[str]:
    page = desk.ticket(ref)
    return [describe(entry.event, page.column_names, desk.zone) for entry in page.history]


def found(desk: Desk, query: str) -> Sequence[int]:
    return sorted(row.ref for row in desk.tickets(parse(query)))


def texts(desk: Desk, ref: int) -> list[tuple[str, str]]:
    return [(comment.kind, comment.text) for comment in desk.ticket(ref).comments]


def test_everything_moves_over_and_the_duplicate_points_to_the_survivor(desk: Desk) -> None:
    desk.do(c.LinkTickets((2,), LinkKind.BLOCKS, 3))
    result = desk.do(c.MergeTicket((2,), 1))
    assert done(result) == "#2: merged into #1"
    one, two = desk.ticket(1), desk.ticket(2)
    assert sorted(texts(desk, 1)) == [
        ("note", "Same gateway as in spring"),
        ("reply", "We are on it"),
        ("reply", "Which floor?"),
    ]
    assert not two.comments and two.row.archived and two.row.merged_into == 1
    assert [ref for ref, _origin in one.merged] == [2]
    assert [(link.kind, link.ref) for link in one.links] == [("blocks", 3)] and not two.links
    assert one.row.requester == "maria@example.org" and two.row.requester == "jonas@example.org"
    assert [step.text for step in two.steps] == ["look"], "what does not move stays"


def test_the_requester_becomes_a_watcher_or_the_requester(desk: Desk) -> None:
    merge(desk, 2, 1)
    assert any("jonas@example.org" in line for line in told(desk, 1))
    desk.undo()
    merge(desk, 2, 3)
    assert desk.ticket(3).row.requester == "jonas@example.org"


def test_both_histories_tell_it_in_words(desk: Desk) -> None:
    merge(desk, 2, 1)
    assert "2 comments came from #2" in told(desk, 1)
    assert {"merged into #1", "archived", "2 comments went to #1"} <= set(told(desk, 2))
    merge(desk, 3, 1)
    assert told(desk, 1)[-1] == "merged with #3", "also when nothing came along"
    desk.undo()
    assert told(desk, 1)[-1] == "no longer merged with #3"


def test_undo_brings_back_exactly_what_there_was(desk: Desk) -> None:
    desk.do(c.LinkTickets((2,), LinkKind.BLOCKS, 3))
    desk.do(c.LinkTickets((2,), LinkKind.DUPLICATES, 1))
    before = state(desk)
    merge(desk, 2, 1)
    after = state(desk)
    desk.undo()
    assert state(desk) == before
    desk.redo()
    assert state(desk) == after
    desk.undo()
    assert state(desk) == before


def test_attachments_change_hands(desk: Desk) -> None:
    with desk._engine.begin() as connection:
        connection.execute(text("INSERT INTO blob (digest, size, data) VALUES ('d', 1, :data)"), {"data": b"x"})
        connection.execute(
            text(
                "INSERT INTO attachment (id, ticket_id, name, digest, size, author, at)"
                " VALUES (1, 2, 'x.log', 'd', 1, 'ann', '2026-03-02 09:00:00')"
            )
        )

    def home() -> int:
        with desk._engine.connect() as connection:
            return int(connection.execute(text("SELECT ticket_id FROM attachment")).scalar_one())

    merge(desk, 2, 1)
    assert home() == 1
    assert "2 comments, 1 attachment came from #2" in told(desk, 1)
    desk.undo()
    assert home() == 2


@pytest.mark.parametrize(
    ("prepare", "one", "into", "reason"),
    [
        ((), 1, 1, "itself"),
        ((c.MergeTicket((1,), 2),), 3, 1, "Merge into #2"),
        ((c.ArchiveTicket((1,)),), 2, 1, "archived"),
        ((c.MergeTicket((1,), 2),), 1, 3, "merged into #2"),
        ((c.MergeTicket((1,), 2), c.MergeTicket((2,), 3)), 3, 1, "circle"),
        ((c.TrashTicket((1,)),), 2, 1, "trash"),
        ((c.TrashTicket((2,)),), 2, 1, "trash"),
    ],
)
def test_what_cannot_be_merged_says_why(
    desk: Desk, prepare: Sequence[c.MergeTicket], one: int, into: int, reason: str
) -> None:
    for command in prepare:
        desk.do(command)
    before = state(desk)
    with pytest.raises(Refused, match=reason):
        merge(desk, one, into)
    assert state(desk) == before


def test_several_duplicates_are_one_merge_and_one_undo(desk: Desk) -> None:
    before = state(desk)
    result = desk.do(c.MergeTicket((2, 3, 1, 99), 1))
    assert result.refs == (2, 3, 1) and {ref for ref, _reason in result.refused} == {1, 99}
    assert found(desk, "is:merged") == [2, 3]
    assert found(desk, "vpn") == [1] and found(desk, "-is:merged") == [1]
    desk.undo()
    assert state(desk) == before


def test_what_is_added_to_a_merged_ticket_lands_on_the_last_survivor(desk: Desk) -> None:
    merge(desk, 1, 2)
    merge(desk, 2, 3)
    result = desk.do(c.AddComment((1,), CommentKind.NOTE, "late news"))
    assert result.refs == (3,) and "#3" in result.warnings[0]
    assert ("note", "late news") in texts(desk, 3)
    desk.do(c.AddStep(1, ("call back",)))
    assert [step.text for step in desk.ticket(3).steps] == ["call back"]
    with pytest.raises(Refused, match=r"#1 is merged into #2\. Use #2"):
        desk.do(c.EditTicket((1,), {"priority": "high"}))
    with pytest.raises(Refused, match="merged"):
        desk.do(c.RestoreTicket((1,)))


def test_moved_words_are_found_at_the_survivor(desk: Desk) -> None:
    merge(desk, 2, 1)
    assert found(desk, "gateway") == [1]
    desk.undo()
    assert found(desk, "gateway") == [2]


def test_undo_is_refused_whole_when_others_changed_what_was_moved(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    merge(ann, 2, 1)
    merge(bob, 1, 3)
    before = state(ann)
    with pytest.raises(Conflict):
        ann.undo()
    assert state(ann) == before
    bob.undo()
    again = open_desk("ann")
    again.undo()
    assert len(texts(again, 2)) == 2


def test_undo_is_refused_whole_when_the_survivor_has_another_requester(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    merge(ann, 2, 3)
    bob.do(c.EditTicket((3,), {"requester": "zoe@example.org"}))
    before = state(ann)
    with pytest.raises(Conflict, match="bob"):
        ann.undo()
    assert state(ann) == before, "the duplicate is not brought back without its comments"


def test_a_link_that_would_lead_in_a_circle_stays_with_the_duplicate(desk: Desk) -> None:
    desk.do(c.LinkTickets((1,), LinkKind.BLOCKS, 3))
    desk.do(c.LinkTickets((2,), LinkKind.BLOCKED_BY, 3))
    merge(desk, 2, 1)
    assert [(link.kind, link.ref) for link in desk.ticket(1).links] == [("blocks", 3)]
    assert [(link.kind, link.ref) for link in desk.ticket(2).links] == [("blocked-by", 3)]


def test_a_comment_becomes_a_linked_ticket(desk: Desk) -> None:
    reply, note = desk.ticket(2).comments
    before = state(desk)
    result = desk.do(c.SplitComment(2, reply.id, "A mouse for Jonas"))
    new = desk.ticket(result.created[0])
    assert (new.row.title, new.row.description) == ("A mouse for Jonas", "We are on it")
    assert new.row.requester == "jonas@example.org"
    assert [(link.kind, link.ref) for link in new.links] == [("relates", 2)]
    assert len(texts(desk, 2)) == 2, "what was said stays where it was said"
    desk.undo()
    assert state(desk) == before
    quiet = desk.ticket(desk.do(c.SplitComment(2, note.id)).created[0])
    assert (quiet.row.title, quiet.row.requester) == ("Same gateway as in spring", None)
    with pytest.raises(NotFound):
        desk.do(c.SplitComment(1, note.id))
