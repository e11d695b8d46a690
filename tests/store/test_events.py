"""Events in the log: written and read back the same, and readable for ever."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import wording
from deskboard.domain.errors import Refused
from deskboard.domain.model import CommentKind, Place, Priority
from deskboard.store.tables import command, event

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
VALUES = {
    "title": "a",
    "priority": Priority.HIGH,
    "due": AT,
    "tags": ("x", "y"),
    "created": AT,
    "column": 1,
    "queue": None,
}

EVENTS = [
    e.TicketAdded(1, VALUES),
    e.TicketImported(1, {**VALUES, "steps": ((1, "s", "a0", True),), "comments": ((1, "note", "t", "ann", AT),)}),
    e.TicketImported(1, {**VALUES, "wake": AT, "watchers": ("ann",), "steps": ((1, "s", "a0", True, None, AT),)}),
    e.TicketImported(1, {**VALUES, "attachments": ((1, "a.txt", "0f", 3, "ann", AT),)}),
    e.TicketRemoved(1, VALUES, True),
    e.TicketEdited(1, "watchers", (), ("ann",)),
    e.TicketEdited(1, "wake", AT, None),
    e.TicketEdited(1, "due", None, AT),
    e.TicketEdited(1, "tags", (), ("x",)),
    e.TicketEdited(1, "priority", "low", "high"),
    e.TicketMoved(1, Place(1, "a0"), Place(2, "a1")),
    e.StepAdded(1, 2, "s", "a0"),
    e.StepRemoved(1, 2, "s", "a0", True),
    e.StepAdded(1, 2, "s", "a0", False, "ann", AT),
    e.StepEdited(1, 2, "due", None, AT),
    e.StepEdited(1, 2, "done", False, True),
    e.CommentAdded(1, 3, "note", "t\x1b[31m", "ann", AT),
    e.CommentRemoved(1, 3, "note", "t", "ann", AT),
    e.CommentEdited(1, 3, "t", "u"),
    e.CommentEdited(1, 3, "t", "u", True, True),
    e.AttachmentAdded(1, 4, "a\x1b.txt", "0f", 3, "ann", AT),
    e.AttachmentRemoved(1, 4, "a.txt", "0f", 3, "ann", AT),
    e.TicketPurged(1),
    e.PersonAdded("ann", "Ann", None, "admin"),
    e.PersonRemoved("ann", "Ann", None, "admin"),
    e.PersonEdited("ann", "role", "requester", "agent"),
    e.PersonEdited("ann", "left", None, datetime(2026, 3, 2, tzinfo=UTC)),
    e.SettingEdited("viewers_comment", None, True),
    e.BoardAdded(1, "b"),
    e.BoardRemoved(1, "b"),
    e.ColumnAdded(1, 1, "To Do", "todo", "a0", 5),
    e.ColumnRemoved(1, 1, "To Do", "todo", "a0"),
    e.TicketEdited(1, "answers", (), (("site", "Vilnius"), ("start", "2026-03-02"))),
    e.TicketAdded(1, {**VALUES, "template": "Onboarding", "answers": (("site", "Vilnius"),)}),
    e.TemplateAdded("Onboarding", "change", '{"name":"Onboarding"}'),
    e.TemplateRemoved("Onboarding", "change", '{"name":"Onboarding"}'),
    e.TemplateEdited("Onboarding", '{"type":"bug"}', '{"type":"change"}'),
    e.TypeAdded("hardware"),
    e.TypeRemoved("hardware"),
    e.ColumnEdited(1, "limit", None, 5),
    e.ColumnEdited(1, "hard", False, True),
    e.BoardEdited(1, "name", "Help desk", "IT"),
    e.LinkAdded(1, "blocks", 2),
    e.LinkRemoved(1, "blocked-by", 2),
    e.PartsLeft(1, 2, (3, 4), (5,)),
    e.PartsCame(2, 1, (3, 4)),
    e.TicketImported(1, {**VALUES, "links": (("blocks", 2),), "merged": (3,), "merged_into": 4}),
    e.ViewAdded(1, "Late", "ann", "is:overdue"),
    e.ViewRemoved(1, "Late", None, "is:overdue"),
    e.ViewEdited(1, "owner", "ann", None),
    e.QueueAdded(1, "network", "balanced", "a0"),
    e.QueueRemoved(1, "network", "balanced", "a0"),
    e.QueueEdited(1, "name", "net", "network"),
    e.MembershipEdited(1, "network", "ann", None, "primary"),
    e.AvailabilityEdited("ann", "available", "away", True),
    e.PersonEdited("ann", "ticket_limit", None, 0),
    e.PersonEdited("ann", "vip", False, True),
    e.TicketEdited(1, "assignee", None, "ann", {"queue": "net", "eligible": [["ann", 0, None]], "not": {"away": []}}),
]


def test_every_kind_has_an_example() -> None:
    assert {type(event) for event in EVENTS} == set(e.KINDS.values())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: e.KIND_OF[type(event)])
def test_an_event_comes_back_as_it_was_and_its_inverse_inverts(event: e.Event) -> None:
    kind, text = e.KIND_OF[type(event)], e.dump(event)
    again = e.load(kind, getattr(event, "ticket", None), text)
    assert again == event
    assert type(again) is type(event)
    assert event.inverse().inverse() == event
    assert type(event.inverse().inverse()) is type(event)
    assert text.isascii()
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("kind", "ticket", "data", "event"),
    [
        (
            "ticket.edited",
            7,
            '{"field":"priority","before":"low","after":"high"}',
            e.TicketEdited(7, "priority", "low", "high"),
        ),
        ("step.added", 7, '{"step":2,"text":"s","rank":"a0","done":true}', e.StepAdded(7, 2, "s", "a0", True)),
        ("comment.edited", 7, '{"comment":3,"before":"t","after":"u"}', e.CommentEdited(7, 3, "t", "u", False, True)),
        ("ticket.moved", 7, '{"before":[1,"a0"],"after":[2,"Zz"]}', e.TicketMoved(7, Place(1, "a0"), Place(2, "Zz"))),
        (
            "person.added",
            None,
            '{"login":"a","name":"","email":null,"role":"agent"}',
            e.PersonAdded("a", "", None, "agent"),
        ),
        (
            "ticket.edited",
            7,
            '{"field":"archived","before":null,"after":"2026-03-02T09:00:00+00:00"}',
            e.TicketEdited(7, "archived", None, AT),
        ),
    ],
)
def test_yesterdays_json_is_read(kind: str, ticket: int | None, data: str, event: e.Event) -> None:
    assert e.load(kind, ticket, data) == event


WHOLE = {"comment": 1, "kind": "note", "text": "x", "author": "vic", "at": "2026-01-01T00:00:00+00:00"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("comment.added", '{"author":"vic"}'),
        ("comment.added", json.dumps({**WHOLE, "text": 5})),
        ("comment.added", json.dumps({**WHOLE, "at": 5})),
        ("comment.added", json.dumps({**WHOLE, "at": "now"})),
        ("comment.added", "[1]"),
        ("comment.added", "null"),
        ("comment.added", "no JSON"),
        ("comment.added", "[" * 100_000),
        ("ticket.moved", '{"before":1,"after":{}}'),
        ("ticket.edited", '{"field":"due","before":null,"after":"soon"}'),
        ("ticket.sung", "{}"),
    ],
)
def test_what_cannot_be_read_is_told_as_that(kind: str, data: str) -> None:
    found = e.load(kind, 1, data)
    assert found == e.Unreadable(1, kind, data)
    assert wording.describe(found, {}, UTC) == "an entry that cannot be read"
    assert (e.kind_of(found), e.to_data(found)) == (kind, {"unreadable": data})


@pytest.mark.parametrize("said", [{"field": 5}, {"field": "watchers", "after": [5]}, {"field": "tags", "after": {}}])
def test_a_value_of_the_wrong_type_is_told_somehow(said: dict[str, object]) -> None:
    found = e.load("ticket.edited", 1, json.dumps({"before": None, "after": None, **said}))
    assert wording.describe(found, {}, UTC)


def test_a_part_that_this_version_does_not_know_is_left_out() -> None:
    assert e.load("comment.added", 1, json.dumps({**WHOLE, "ticket": 7, "mood": "good"})) == e.load(
        "comment.added", 1, json.dumps(WHOLE)
    )


def test_what_cannot_be_read_stands_in_nobodys_way(desk: Desk) -> None:
    desk.do(c.AddTicket("Printer"))
    desk.do(c.EditTicket((1,), {"priority": "high"}))
    with desk._engine.begin() as connection:
        bad = {"ticket_id": 1, "kind": "comment.added", "data": '{"author":"vic"}', "actor": "ann"}
        last = connection.execute(select(command.c.id, command.c.at).order_by(command.c.id.desc()).limit(1)).one()
        connection.execute(insert(event).values(command_id=last.id, at=last.at, past=False, undone=False, **bad))
    assert desk.ticket(1).history
    assert isinstance(desk.history(1)[0].event, e.Unreadable)
    with pytest.raises(Refused, match="cannot be read"):
        desk.undo()
    desk.do(c.AddComment((1,), CommentKind.NOTE, "on it goes"))
    desk.undo()
