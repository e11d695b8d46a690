"""Commands at random, for a desk as it stands: what Hypothesis plays with.

A part of a command is drawn by its name (``refs``, ``column``, ``text`` …), or by command and
name where one name means two things. A part with a default is given now and then. So a new
command mostly needs nothing here; one whose parts have no name yet fails the test that looks.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, get_args

from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.attachments import NewFile
from deskboard.domain.model import (
    Availability,
    CommentKind,
    Level,
    LinkKind,
    Membership,
    Priority,
    QueueMode,
    Role,
    Stage,
    Status,
    TicketType,
)
from deskboard.domain.readmodels import BoardHead, TicketPage
from deskboard.domain.templates import Asked, Kind, Required, Template
from deskboard.transfer.export import export

PEOPLE = ("ann", "bob", "maria@example.org")
NAMES = ("Help desk", "Second", "Third")
TYPES = ("hardware", "order")
TEMPLATES = ("Laptop", "Access")
QUEUES = ("net", "second line", "NET", "printers")
COLUMNS = ("To Do", "Doing", "Review", "Waiting room")
WORDS = st.sampled_from(("one", "two", "three and more", "한국어", "- bullet"))
TAGS = st.lists(st.sampled_from(("vpn", "mail", "net")), max_size=2).map(lambda tags: tuple(sorted(set(tags))))


class There(NamedTuple):
    """What there is on the desk to name."""

    pages: tuple[TicketPage, ...]
    boards: tuple[BoardHead, ...]
    views: tuple[int, ...]
    queues: tuple[int, ...] = ()

    @property
    def refs(self) -> list[int]:
        return [page.row.ref for page in self.pages]

    @property
    def columns(self) -> list[int]:
        return [column.id for board in self.boards for column in board.columns]


def look(desk: Desk) -> There:
    boards = tuple(desk.board(name) for name in desk.boards())
    queues = tuple(line.id for line in desk.queue_lines())
    return There(tuple(desk.whole()), boards, tuple(view.id for view in desk.views()), queues)


Draw = Callable[[There, Desk], st.SearchStrategy[Any]]


def _of(values: Callable[[There], list[Any]]) -> Draw:
    return lambda there, _desk: st.sampled_from(values(there) or [99])


def _just(strategy: st.SearchStrategy[Any]) -> Draw:
    return lambda _there, _desk: strategy


def _some(values: Callable[[There], list[Any]]) -> Draw:
    return lambda there, _desk: st.lists(
        st.sampled_from(values(there) or [99]), min_size=1, max_size=3, unique=True
    ).map(tuple)


def _changes(_there: There, desk: Desk) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "title": WORDS,
            "description": st.sampled_from(("", "Why\n\n# So", "text")),
            "type": st.sampled_from([*map(str, TicketType), *TYPES]),
            "template": st.sampled_from((None, *TEMPLATES)),
            "answers": st.sampled_from(((), (("model", "X1"),), (("model", "X2"), ("seats", "3")))),
            "priority": st.sampled_from(Priority),
            "status": st.sampled_from(Status),
            "queue": st.sampled_from((None, "net", "Net", "second line")),
            "assignee": st.sampled_from((None, *PEOPLE)),
            "requester": st.sampled_from((None, *PEOPLE)),
            "due": st.sampled_from((None, desk.now(), desk.now() + timedelta(days=2))),
            "impact": st.sampled_from((None, *Level)),
            "urgency": st.sampled_from((None, *Level)),
            "tags": TAGS,
            "watchers": st.sampled_from(((), ("bob",), ("ann", "bob"))),
            "wake": st.sampled_from((None, desk.now() + timedelta(days=2))),
        },
    )


def _serving(there: There, _desk: Desk) -> st.SearchStrategy[dict[int, Membership | None]]:
    queues = st.sampled_from(list(there.queues) or [99])
    return st.dictionaries(queues, st.sampled_from((None, *Membership)), max_size=2)


def _tickets(_there: There, desk: Desk) -> st.SearchStrategy[tuple[c.SourceTicket, ...]]:
    comment = c.PastComment("note", "from elsewhere", "ann", desk.now() - timedelta(days=3), True)
    return st.lists(
        st.builds(
            lambda origin, title, column, steps, comments: c.SourceTicket(origin, title, {}, column, steps, comments),
            st.sampled_from(("x:1", "x:2", "x:3")),
            WORDS,
            st.sampled_from((None, "Doing")),
            st.sampled_from(((), (("a", True), ("b", False)))),
            st.sampled_from(((), (comment,))),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple)


PARTS: Mapping[str, Draw] = {
    "refs": _some(lambda there: there.refs),
    "ref": _of(lambda there: there.refs),
    "other": _of(lambda there: there.refs),
    "survivor": _of(lambda there: there.refs),
    "column": _of(lambda there: there.columns),
    "board": _of(lambda there: [board.id for board in there.boards]),
    "above": _of(lambda there: there.refs),
    "step": _of(lambda there: [step.id for page in there.pages for step in page.steps]),
    "steps": _some(lambda there: [step.id for page in there.pages for step in page.steps]),
    "comment": _of(lambda there: [said.id for page in there.pages for said in page.comments]),
    "queue": _of(lambda there: list(there.queues)),
    "to": _of(lambda there: [0, *there.queues]),
    "mode": _just(st.sampled_from(QueueMode)),
    "state": _just(st.sampled_from(Availability)),
    "logins": _just(st.lists(st.sampled_from((*PEOPLE, "eve")), min_size=1, max_size=2).map(tuple)),
    "view": _of(lambda there: list(there.views)),
    "attachments": _some(lambda there: [file.id for page in there.pages for file in page.files]),
    "files": _just(st.lists(st.builds(NewFile, WORDS, st.sampled_from((b"", b"one", b"two"))), max_size=2).map(tuple)),
    "add_watchers": _just(st.sampled_from(((), ("bob",), PEOPLE))),
    "remove_watchers": _just(st.sampled_from(((), ("bob",), PEOPLE))),
    "template": _just(
        st.builds(
            lambda name, kind, asked, queue, tags, steps: Template(name, kind, asked, None, queue, tags, steps),
            st.sampled_from(TEMPLATES),
            st.sampled_from(("support", *TYPES)),
            st.sampled_from(((), (Asked("model", "Model"), Asked("seats", "Seats", Kind.NUMBER, (), Required.SOLVE)))),
            st.sampled_from((None, *QUEUES)),
            TAGS,
            st.sampled_from(((), ("order", "hand over"))),
        )
    ),
    "title": _just(WORDS),
    "text": _just(WORDS),
    "texts": _just(st.lists(WORDS, min_size=1, max_size=3).map(tuple)),
    "changes": _changes,
    "add_tags": _just(TAGS),
    "remove_tags": _just(TAGS),
    "by": _just(st.sampled_from((-2, -1, 1, 2))),
    "done": _just(st.booleans()),
    "bottom": _just(st.booleans()),
    "hard": _just(st.booleans()),
    "shared": _just(st.booleans()),
    "kind": _just(st.sampled_from(CommentKind)),
    "login": _just(st.sampled_from((*PEOPLE, "eve"))),
    "role": _just(st.sampled_from((Role.AGENT, Role.VIEWER))),
    "name": _just(st.sampled_from(NAMES)),
    "stage": _just(st.sampled_from(Stage)),
    "limit": _just(st.sampled_from((None, 1, 3))),
    "query": _just(st.sampled_from(("is:open", "tag:vpn"))),
    "source": _just(st.just("csv")),
    "tickets": _tickets,
    "before": lambda _there, desk: st.just(desk.now()),
}
"""Part of a command → what can stand there."""

OWN: Mapping[tuple[type, str], Draw] = {
    (c.AddTicket, "fields"): _changes,
    (c.AddTicket, "steps"): _just(st.lists(WORDS, max_size=3).map(tuple)),
    (c.AddStep, "below"): PARTS["step"],
    (c.MoveTicket, "below"): PARTS["ref"],
    (c.ImportTickets, "board"): _just(st.sampled_from((None, "Second"))),
    (c.ImportTickets, "into"): _just(st.none()),
    (c.LinkTickets, "kind"): _just(st.sampled_from(LinkKind)),
    (c.UnlinkTickets, "kind"): _just(st.sampled_from(LinkKind)),
    (c.AddType, "name"): _just(st.sampled_from(TYPES)),
    (c.RemoveType, "name"): _just(st.sampled_from(TYPES)),
    (c.RemoveTemplate, "name"): _just(st.sampled_from(TEMPLATES)),
    (c.AddColumn, "name"): _just(st.sampled_from(COLUMNS)),
    (c.EditColumn, "changes"): _just(
        st.fixed_dictionaries(
            {},
            optional={
                "name": st.sampled_from(COLUMNS),
                "stage": st.sampled_from(Stage),
                "limit": st.sampled_from((None, 1, 3)),
                "hard": st.booleans(),
            },
        )
    ),
    (c.RemoveColumn, "into"): PARTS["column"],
    (c.RemoveBoard, "into"): PARTS["column"],
    (c.AddQueue, "name"): _just(st.sampled_from(QUEUES)),
    (c.EditQueue, "changes"): _just(
        st.fixed_dictionaries(
            {},
            optional={
                "name": st.sampled_from(QUEUES),
                "mode": st.sampled_from(QueueMode),
                "place": st.sampled_from((1, 2)),
            },
        )
    ),
    (c.EditTeam, "changes"): _just(
        st.fixed_dictionaries(
            {},
            optional={
                "limit": st.sampled_from((None, 0, 3)),
                "ramp": st.sampled_from((None, "1:2026-03-01:2026-04-01")),
                "vip": st.booleans(),
                "availability": st.sampled_from(Availability),
            },
        )
    ),
    (c.EditTeam, "queues"): _serving,
    (c.ImportTickets, "queues"): _just(
        st.sampled_from(((), (c.SourceQueue("net", QueueMode.BALANCED, (("bob", "primary"),)),)))
    ),
    (c.SetAvailability, "login"): _just(st.sampled_from(("", *PEOPLE))),
    (c.EditPerson, "changes"): _just(
        st.fixed_dictionaries(
            {},
            optional={
                "name": st.sampled_from(("", "Bob B.", "Ann")),
                "email": st.sampled_from((None, "bob@example.org")),
                "role": st.sampled_from((Role.AGENT, Role.VIEWER)),
            },
        )
    ),
    (c.RemovePerson, "reassign_to"): _just(st.sampled_from((None, "", *PEOPLE))),
    (c.EditSettings, "changes"): _just(
        st.fixed_dictionaries(
            {},
            optional={
                "join_as": st.sampled_from((None, "agent", "viewer", "nobody")),
                "viewers_comment": st.sampled_from((None, True, False)),
            },
        )
    ),
    (c.EditView, "name"): PARTS["name"],
    (c.EditView, "query"): PARTS["query"],
}
"""The same where a name means something else in one command."""

LEFT_OUT: Mapping[type, str] = {
    c.ArchiveResolved: "the desk's own, and nobody's to undo",
    c.WakeTickets: "the desk's own, and nobody's to undo",
    c.AssignTickets: "the desk's own: what it hands out is played in test_assigning",
    c.NoteIdle: "the desk's own, and nobody's to undo",
    c.NoteReturn: "the desk's own, and nobody's to undo",
    c.PurgeTickets: "it cannot be undone, and says so",
}
"""Commands that are not played with, and why."""

COMMANDS: tuple[type, ...] = tuple(kind for kind in get_args(c.Command) if kind not in LEFT_OUT)


def missing_parts(kind: Any) -> list[str]:
    """The parts a command cannot do without and that nobody knows how to draw."""
    known = {part for part in kind._fields if part in PARTS or (kind, part) in OWN}
    return [part for part in kind._fields if part not in known and part not in kind._field_defaults]


@st.composite
def command(draw: st.DrawFn, desk: Desk) -> c.Command:
    """A command that could be given now; it may well be refused."""
    there = look(desk)
    kind: Any = draw(st.sampled_from([c.AddTicket] if not there.pages else COMMANDS))
    parts: dict[str, Any] = {}
    for part in kind._fields:
        how = OWN.get((kind, part)) or PARTS.get(part)
        if how and (part not in kind._field_defaults or draw(st.booleans())):
            parts[part] = draw(how(there, desk))
    # Steps and comments belong to a ticket: mostly name the right one.
    for page in there.pages:
        if (
            parts.get("comment") in [said.id for said in page.comments]
            or (
                kind is not c.AddTicket
                and {parts.get("step"), *parts.get("steps", ())} & {step.id for step in page.steps}
            )
            or {*parts.get("attachments", ())} & {file.id for file in page.files}
        ):
            parts["ref"] = page.row.ref
    return kind(**parts)  # type: ignore[no-any-return]


def state(desk: Desk, *without: str) -> list[Any]:
    """All a desk holds, as its export tells it, but for ``without`` of each ticket."""
    out = io.StringIO()
    export(desk, None, "json", out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()[1:]]
    for line in lines:
        for key in without:
            line.get("ticket", {}).pop(key, None)
        for entry in line.get("ticket", {}).get("history", ()):
            _name_others(entry["data"])
    return lines


def _name_others(data: dict[str, Any]) -> None:
    """A ticket that is gone is known to another desk by name only: its ref could be another's."""
    keys = ("before", "after") if data.get("field") == "merged_into" else ("other", "survivor")
    for key in keys:
        if isinstance(data.get(key), int):
            data[key] = str(data[key])
