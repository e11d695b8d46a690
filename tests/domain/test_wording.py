"""Events and results in words: whole sentences, and nothing of a stranger's gets through raw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskboard.domain import events as e
from deskboard.domain.model import Place, Priority, Stage, Status
from deskboard.domain.readmodels import Comment, Done, Entry, TicketPage, TicketRow
from deskboard.domain.wording import describe, done, headline, summary, timeline

VILNIUS = ZoneInfo("Europe/Vilnius")
NOW = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
COLUMNS = {1: "To Do", 2: "Doing", 3: "evil\x1b[2J"}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.TicketEdited(1, "priority", "normal", "high"), "priority: normal → high"),
        (e.TicketEdited(1, "status", "normal", "waiting"), "status: normal → waiting for requester"),
        (e.TicketEdited(1, "assignee", None, "ann"), "assignee: none → ann"),
        (e.TicketEdited(1, "due", None, NOW), "due: none → 2026-03-04 10:30"),
        (e.TicketEdited(1, "title", "a\x1bb", "c\nd"), "title: ab → c d"),
        (e.TicketEdited(1, "description", "", "long"), "description added"),
        (e.TicketEdited(1, "description", "short\x1b", "long"), "description changed: “short” → “long”"),
        (e.TicketEdited(1, "description", "two  blanks", "two blanks"), "description changed"),
        (e.TicketEdited(1, "description", "short", ""), "description removed"),
        (e.TicketEdited(1, "tags", ("a", "b"), ("b", "c")), "tags: +c -a"),
        (e.TicketEdited(1, "archived", None, NOW), "archived"),
        (e.TicketEdited(1, "archived", NOW, None), "restored from the archive"),
        (e.TicketEdited(1, "resolved", None, NOW), "resolved"),
        (e.TicketEdited(1, "resolved", NOW, None), "reopened"),
        (e.TicketEdited(1, "first_response", None, NOW), "first response given"),
        (e.TicketEdited(1, "priority_by_hand", True, False), "priority follows impact and urgency"),
        (e.TicketMoved(1, Place(1, "a0"), Place(2, "a0")), "moved: To Do → Doing"),
        (e.TicketMoved(1, Place(1, "a0"), Place(1, "a1")), "moved within To Do"),
        (e.TicketMoved(1, Place(9, "a0"), Place(3, "a1")), "moved: a removed column → evil[2J"),
        (e.TicketAdded(1, {"title": "x", "column": 1}), "added to To Do"),
        (e.TicketImported(1, {"title": "x", "column": 2}), "imported into Doing"),
        (e.TicketRemoved(1, {}), "addition undone"),
        (e.StepAdded(1, 5, "call\x9b", "a0"), "step added: call"),
        (e.StepRemoved(1, 5, "call", "a0"), "step removed: call"),
        (e.StepEdited(1, 5, "done", False, True), "step ticked"),
        (e.StepEdited(1, 5, "done", True, False), "step unticked"),
        (e.StepEdited(1, 5, "done", False, True, "call\x1b them"), "step ticked · “call them”"),
        (e.StepEdited(1, 5, "assignee", "bob", "ann", "call"), "step assigned: bob → ann · “call”"),
        (e.StepAdded(1, 5, "call", "a0", False, "ann", NOW), "step added: call · @ann · 2026-03-04 10:30"),
        (e.StepEdited(1, 5, "text", "call", "write"), "step: call → write"),
        (e.StepEdited(1, 5, "rank", "a0", "a1"), "step moved"),
        (e.StepEdited(1, 5, "assignee", None, "ann\x1b"), "step assigned: none → ann"),
        (e.StepEdited(1, 5, "due", NOW, None), "step due: 2026-03-04 10:30 → none"),
        (e.TicketEdited(1, "watchers", ("ann",), ("bob",)), "watchers: +bob -ann"),
        (e.TicketEdited(1, "wake", None, NOW), "asleep until 2026-03-04 10:30"),
        (e.TicketEdited(1, "wake", NOW, None), "asleep no more"),
        (e.CommentAdded(1, 7, "reply", "hi", "ann", NOW), "public reply written"),
        (e.CommentAdded(1, 7, "note", "hi", "ann", NOW), "internal note written"),
        (e.CommentRemoved(1, 7, "note", "hi", "ann", NOW), "internal note undone"),
        (e.CommentEdited(1, 7, "a", "b"), "comment corrected: “a” → “b”"),
        (e.PersonAdded("ann", "Ann", None, "agent"), "person added: ann (agent)"),
        (e.PersonRemoved("ann", "Ann", None, "agent"), "person removed: ann"),
        (e.BoardAdded(1, "Help desk"), "board added: Help desk"),
        (e.BoardRemoved(1, "Help desk"), "board removed: Help desk"),
        (e.ColumnAdded(4, 1, "Later", "todo", "a5"), "column added: Later (todo)"),
        (e.ColumnRemoved(4, 1, "Later", "todo", "a5"), "column removed: Later"),
        (e.QueueAdded(1, "net\x1b", "balanced", "a0"), "queue added: net (balanced)"),
        (e.QueueRemoved(1, "net", "balanced", "a0"), "queue removed: net"),
        (e.QueueEdited(1, "name", "net", "network"), "queue renamed: net → network"),
        (e.QueueEdited(1, "mode", "manual", "balanced"), "queue mode: manual → balanced"),
        (e.QueueEdited(1, "rank", "a0", "a1"), "order of the queues changed"),
        (e.MembershipEdited(1, "net", "ann", None, "primary"), "ann serves the queue net (primary)"),
        (e.MembershipEdited(1, "net", "ann", "primary", None), "ann serves the queue net no more"),
        (e.AvailabilityEdited("ann", "available", "away-reassign"), "ann is away and reassign"),
        (e.AvailabilityEdited("ann", "available", "away", True), "ann did nothing for long, and is away"),
        (e.AvailabilityEdited("ann", "away", "available", True), "ann is back, and available"),
        (e.PersonEdited("ann", "ticket_limit", None, 0), "ann: limit none → 0"),
        (e.PersonEdited("ann", "ramp", None, "2:2026-03-01:2026-04-01"), "ann: ramp none → 2:2026-03-01:2026-04-01"),
        (e.PersonEdited("ann", "vip", False, True), "ann: VIP no → yes"),
    ],
)
def test_an_event_in_words(event: e.Event, words: str) -> None:
    assert describe(event, COLUMNS, VILNIUS) == words


def test_every_kind_of_event_has_words() -> None:
    values = {"ticket": 1, "before": "a", "after": "b", "field": "rank", "values": {}, "at": NOW, "due": NOW, "size": 3}
    for kind in e.KINDS.values():
        fields = {name: values.get(name, "x") for name in kind._fields}
        if kind is e.TicketMoved:
            fields |= {"before": Place(1, "a"), "after": Place(2, "a")}
        if kind is e.AvailabilityEdited:
            fields |= {"before": "away", "after": "available"}
        if kind is e.TicketEdited:
            fields |= {"why": None}
        assert describe(kind(**fields), COLUMNS, VILNIUS)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (Done("AddTicket", 1, (143,), created=(143,), what="VPN\x1b down"), "Added #143: VPN down"),
        (Done("EditTicket", 1, (142,), what="priority high"), "#142: priority high"),
        (Done("MoveTicket", 1, (1, 2, 3), what="to Doing"), "3 tickets: to Doing"),
        (Done("EditTicket", None), "Nothing changed."),
        (Done("EditTicket", 1, (142,), people=("zed",), what="assignee zed"), "#142: assignee zed · new: zed"),
        (Done("AddPerson", 1, people=("zed",), what="zed"), "Added: zed"),
        (
            Done("MoveTicket", 1, (1,), warnings=("Doing is over its limit: 5 of 4.",), what="to Doing"),
            "#1: to Doing · Doing is over its limit: 5 of 4.",
        ),
        (
            Done("MoveTicket", 1, (1,), ((2, "It is archived."),), what="to Doing"),
            "#1: to Doing · #2 refused: It is archived.",
        ),
        (
            Done("MoveTicket", 1, (1,), tuple((n, "It is archived.") for n in (2, 3, 4, 5)), what="to Doing"),
            "#1: to Doing · 4 refused (#2, #3, #4…): It is archived.",
        ),
        (Done("MoveTicket", 1, (1, 2), what="To Do → Done", mode="undo"), "Undone on 2 tickets: To Do → Done"),
        (Done("MoveTicket", 1, (1, 2), mode="undo"), "Undone on 2 tickets: move"),
        (
            Done("EditTicket", 1, (7,), what="priority: low → high", mode="redo"),
            "Done again on #7: priority: low → high",
        ),
        (Done("AddColumn", 1, mode="undo"), "Undone: new column"),
        (Done("ImportTickets", 1, (1, 2), created=(1, 2), what="csv"), "Imported 2 tickets from csv."),
        (
            Done("ImportTickets", 1, (1,), created=(1,), what="csv", skipped=3),
            "Imported 1 ticket from csv; 3 tickets there already.",
        ),
        (Done("ImportTickets", None, what="csv", skipped=3), "Nothing new: 3 tickets there already."),
    ],
)
def test_a_result_in_words(result: Done, words: str) -> None:
    assert done(result) == words


def test_the_headline_leaves_the_refusals_out() -> None:
    assert headline(Done("MoveTicket", 1, (1,), ((2, "no"),), what="to Doing", warnings=("full",))) == "#1: to Doing"


def test_a_timeline_is_oldest_first_and_stands_in_the_order_of_cause() -> None:
    def entry(number: int, minutes: int, field: str = "title") -> Entry:
        event = e.TicketEdited(1, field, "a", "b")
        return Entry(number, 1, NOW + timedelta(minutes=minutes), "ann", "cli", event, False)

    def comment(number: int, minutes: int) -> Comment:
        return Comment(number, "note", "hi", "ann", NOW + timedelta(minutes=minutes), False)

    history = (entry(1, 0), entry(2, 5, "first_response"), entry(3, 10))
    comments = (comment(8, 0), comment(9, 5))
    page = TicketPage(ROW, 1, (), comments, history, COLUMNS)
    assert [line.id for line in timeline(page)] == [1, 8, 9, 2, 3]


ROW = TicketRow(
    **dict.fromkeys(TicketRow._fields, None)
    | {"ref": 1, "title": "x", "stage": Stage.TODO, "priority": Priority.LOW, "status": Status.NORMAL}
)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([e.TicketEdited(n, "priority", "normal", "high") for n in (1, 2, 3)], "priority: normal → high"),
        ([e.TicketEdited(1, "priority", "normal", "high"), e.TicketEdited(2, "priority", "low", "high")], ""),
        ([e.TicketEdited(1, "archived", None, NOW), e.TicketEdited(1, "trashed", None, NOW)], "put into the trash"),
        (
            [e.TicketEdited(1, "impact", None, "high"), e.TicketEdited(1, "title", "a", "b")],
            "impact: none → high, title: a → b",
        ),
        ([e.PersonEdited("bob", "ticket_limit", None, 0)], "bob: limit none → 0"),
        ([e.PersonEdited("bob", "vip", False, True)], "bob: VIP no → yes"),
        ([e.TicketAdded(1, {"title": "x", "column": 1}), e.StepAdded(1, 5, "call", "a0")], "added to To Do"),
    ],
)
def test_an_undo_says_in_one_line_what_it_was_about(events: list[e.Event], words: str) -> None:
    assert summary(events, COLUMNS, VILNIUS) == words
