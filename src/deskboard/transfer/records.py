"""Our own format: JSON Lines that hold a whole desk, one thing a line.

The first line is ``{"deskboard": 1, …}``; then boards with their columns, people, queues, and tickets
with steps, comments, attachments and history, board by board in the order in which they stand. The bytes of
files stand in lines of their own before the ticket (``transfer.attachments``). Ids and
versions are not kept. Invariant: what ``ticket_record`` writes, ``read_ticket`` reads back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from deskboard.domain import events as e
from deskboard.domain import fields, settings, team, templates, wording
from deskboard.domain.commands.imports import (
    PastComment,
    PastEvent,
    SourceColumn,
    SourcePerson,
    SourceQueue,
    SourceStep,
    SourceTicket,
    SourceView,
)
from deskboard.domain.errors import BadInput, QueryError
from deskboard.domain.events import Value
from deskboard.domain.model import (
    LIMIT_MAX,
    NAME_MAX,
    STEPS_MAX,
    Availability,
    CommentKind,
    Membership,
    Place,
    QueueMode,
    Role,
    Stage,
)
from deskboard.domain.query.parse import parse
from deskboard.domain.readmodels import Attendance, BoardHead, Person, QueueServed, TicketPage, View
from deskboard.domain.text import clean_line, clean_text
from deskboard.l10n import _, ngettext
from deskboard.transfer import loose, together
from deskboard.transfer.attachments import Held, read_files
from deskboard.transfer.findings import Findings
from deskboard.transfer.loose import Json

FORMAT = 1
"""Raised when older programs would misread what newer ones write."""

_FIELDS = (*(name for name in fields.FIELDS if name not in ("title", "tags")), "tags")
_TIMES = ("created", "updated", "first_response", "resolved", "archived", "trashed")
_UNTOLD = frozenset({"ticket.imported", "comment.added", "ticket.purged"})
"""Events that an import makes anew, comments, which have a place of their own, and a purge,
which no ticket outlives."""
_OF_A_TICKET = ("ticket.", "step.", "comment.", "attachment.", "link.", "parts.")
_KINDS_OF = {
    "field": str,
    "text": str,
    "rank": str,
    "kind": str,
    "author": str,
    "step": int,
    "comment": int,
    "attachment": int,
    "name": str,
    "digest": str,
    "size": int,
    "at": datetime,
}
"""Parts of events that are of one type wherever they stand."""
WHY_MAX = 16 * 1024
"""Characters of the reasons for a choice of the desk; ours name a dozen people at most."""
DEPTH_MAX = 10
"""Nesting of an event's data; our own has at most four levels."""


# ---- writing


def header(database: str, now: datetime, last_ref: int) -> Json:
    return {"deskboard": FORMAT, "database": database, "exported": now, "last_ref": last_ref}


def board_record(board: BoardHead) -> Json:
    columns = [{"name": c.name, "stage": c.stage, "limit": c.limit, "hard": c.hard} for c in board.columns]
    return {"board": {"name": board.name, "columns": columns}}


def person_record(person: Person, there: Attendance) -> Json:
    return {"person": {**person._asdict(), "availability": there.state, "since": there.since}}


def queue_record(queue: QueueServed) -> Json:
    members = [{"login": login, "membership": place} for login, place in queue.members]
    return {"queue": {"name": queue.name, "mode": queue.mode, "members": members}}


def view_record(view: View, login: str) -> Json:
    """``login`` is whose export it is: what is not shared is theirs."""
    return {"view": {"name": view.name, "query": view.query, "owner": None if view.shared else login}}


def origin(page: TicketPage, database: str) -> str:
    """Where the ticket came from: elsewhere, else this database."""
    return together.origin(page.row.ref, page.row.origin, database)


def ticket_record(page: TicketPage, database: str) -> Json:
    row = page.row
    record: Json = {"origin": origin(page, database), "ref": row.ref, "board": row.board, "column": row.column}
    record |= {name: getattr(row, name) for name in ("title", *_FIELDS, *_TIMES)}
    record["answers"] = dict(row.answers)
    record["priority_by_hand"] = row.priority_by_hand
    record["steps"] = [
        {"text": step.text, "done": step.done, "assignee": step.assignee, "due": step.due} for step in page.steps
    ]
    record |= together.record(page, database)
    record["comments"] = [
        {"kind": c.kind, "author": c.author, "at": c.at, "text": c.text} | ({"edited": True} if c.edited else {})
        for c in page.comments
    ]
    record["attachments"] = [
        {"name": file.name, "author": file.author, "at": file.at, "size": file.size, "sha256": file.digest}
        for file in page.files
    ]
    record["history"] = [
        {"kind": e.KIND_OF[type(entry.event)], "actor": entry.actor, "at": entry.at, "data": _told(entry.event, page)}
        | ({"undone": True} if entry.undone else {})
        for entry in page.history
        if not isinstance(entry.event, e.Unreadable) and e.KIND_OF[type(entry.event)] not in _UNTOLD
    ]
    return {"ticket": record}


def _told(event: e.Event, page: TicketPage) -> Json:
    """An event's data with the names of columns for their ids."""
    data = e.to_data(event)
    if isinstance(event, e.TicketMoved):
        names = wording.places(event, page.column_names)
        for side, name in zip(("before", "after"), names, strict=True):
            data[side] = {"column": name, "rank": data[side][1]}
    elif isinstance(data.get("values"), Mapping):
        column = data["values"].get("column")
        data["values"] = {**data["values"], "column": page.column_names.get(column, column)}
    return data


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"))
"""Made once: ``json.dumps`` with options makes one for every line."""


def dump(record: Json) -> str:
    """One line. ASCII only: no control or bidi character can hide in it."""
    return _ENCODER.encode(record)


# ---- reading


def _lost_events(n: int) -> str:
    return ngettext(
        "{n} entry of a history was not understood and was left out.",
        "{n} entries of histories were not understood and were left out.",
        n,
    ).format(n=n)


def read_columns(board: Json) -> tuple[SourceColumn, ...]:
    """The columns of a board. BadInput: one that cannot be."""
    found = []
    for column in loose.records(board, "columns"):
        stage = loose.text(column, "stage")
        if stage not in list(Stage):
            raise BadInput(_("A column has no stage."))
        limit = loose.whole(column, "limit")
        limit = limit if limit is not None and 1 <= limit <= LIMIT_MAX else None
        found.append(SourceColumn(fields.name(loose.text(column, "name")), stage, limit, column.get("hard") is True))
    return tuple(found)


def read_person(person: Json) -> SourcePerson:
    """A person. BadInput: no login."""
    role = loose.text(person, "role")
    return SourcePerson(
        fields.login(loose.text(person, "login")),
        clean_line(loose.text(person, "name"))[:NAME_MAX],
        clean_line(loose.text(person, "email"))[:NAME_MAX] or None,
        role if role in list(Role) else Role.REQUESTER,
        loose.moment(person, "left"),
        _chosen(person, "limit", "ticket_limit"),
        _chosen(person, "ramp", "ramp"),
        _chosen(person, "vip", "vip") or False,
        _chosen(person, "availability", "availability") or Availability.AVAILABLE,
        loose.moment(person, "since"),
    )


def _chosen(person: Json, field: str, key: str) -> Any:
    """What was chosen for a person; None: nothing, or nothing that makes sense."""
    value = person.get(key)
    try:
        return team.check(field, value) if isinstance(value, str | int) else None
    except BadInput:
        return None


def read_queue(queue: Json) -> SourceQueue:
    """A queue. BadInput: no name. Members that cannot be are left out."""
    mode = loose.text(queue, "mode")
    members = [
        (fields.login(loose.text(member, "login")), loose.text(member, "membership"))
        for member in loose.records(queue, "members")
        if loose.text(member, "membership") in list(Membership)
    ]
    known = mode if mode in list(QueueMode) else QueueMode.MANUAL
    return SourceQueue(fields.name(loose.text(queue, "name")), known, tuple(members))


def read_setting(setting: Json) -> dict[str, Value]:
    """A setting of the desk: name → value. BadInput: none that this program knows."""
    name, value = loose.text(setting, "name"), setting.get("value")
    if name not in settings.SETTINGS or not isinstance(value, str | int | bool):
        raise BadInput(_("This line holds a setting that this program does not know."))
    return {name: settings.checked(name, value)}


def read_view(view: Json) -> SourceView:
    """A view. BadInput: no name, or a query that cannot be read."""
    query = clean_line(loose.text(view, "query"))
    try:
        parse(query)
    except QueryError as error:
        raise BadInput(_("The query of a view cannot be read: {reason}").format(reason=error.message)) from error
    return SourceView(fields.name(loose.text(view, "name")), query, clean_line(loose.text(view, "owner")) or None)


def read_ticket(record: Json, findings: Findings, held: Held = {}) -> SourceTicket:
    """A ticket; ``held`` are the files whose bytes came before it. BadInput: a value that cannot
    be one of a ticket."""
    key = clean_line(loose.text(record, "origin"))[:200]
    if not key:
        raise BadInput(_("The ticket has no origin."))
    return SourceTicket(
        key,
        fields.title(_text(record, "title")),
        _values(record),
        clean_line(loose.text(record, "column"))[:NAME_MAX] or None,
        _steps(record),
        tuple(_comment(comment) for comment in loose.records(record, "comments")),
        tuple(_history(record, findings)),
        loose.whole(record, "ref"),
        *together.read(record),
        tuple(read_files(record, findings, held)),
    )


def _values(record: Json) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in _FIELDS:
        if name in record:
            found[name] = fields.check(name, _value(name, record[name]))
    for name in _TIMES:
        if name in record:
            found[name] = None if record[name] is None else _moment(record, name)
    if record.get("answers"):
        found["answers"] = templates.pairs(loose.record(record, "answers"))
    if isinstance(record.get("priority_by_hand"), bool):
        found["priority_by_hand"] = record["priority_by_hand"]
    return found


def _value(name: str, value: Any) -> Value:
    """A JSON value as a field's. BadInput: no field is of that type."""
    if name in ("due", "wake") and value is not None:
        return _moment({name: value}, name)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if value is None or isinstance(value, str):
        return value
    raise BadInput(_("{field} has a value of a wrong kind.").format(field=name))


def _text(record: Json, key: str) -> str:
    if not isinstance(record.get(key), str):
        raise BadInput(_("{field} has a value of a wrong kind.").format(field=key))
    return loose.text(record, key)


def _moment(record: Json, key: str) -> datetime:
    found = loose.moment(record, key)
    if not found:
        raise BadInput(_("{field} is no time.").format(field=key))
    return found


def _steps(record: Json) -> tuple[SourceStep, ...]:
    steps = [_step(step) for step in loose.records(record, "steps")]
    if len(steps) > STEPS_MAX:
        raise BadInput(_("The checklist has {n} steps; at most {max} fit.").format(n=len(steps), max=STEPS_MAX))
    return tuple(step for step in steps if step.text)


def _step(step: Json) -> SourceStep:
    """A step; a due date that is none is left out."""
    assignee = loose.text(step, "assignee")
    return SourceStep(
        clean_line(loose.text(step, "text")),
        step.get("done") is True,
        fields.login(assignee) if assignee else None,
        loose.moment(step, "due"),
    )


def _comment(comment: Json) -> PastComment:
    kind, author = loose.text(comment, "kind"), clean_line(loose.text(comment, "author"))[:NAME_MAX]
    if kind not in list(CommentKind) or not author:
        raise BadInput(_("A comment has no author, or is of no known kind."))
    edited = comment.get("edited") is True
    return PastComment(kind, fields.long_text(_text(comment, "text")), author, _moment(comment, "at"), edited)


def _history(record: Json, findings: Findings) -> Iterable[PastEvent]:
    for entry in loose.records(record, "history"):
        try:
            yield _event(entry)
        except (BadInput, KeyError, TypeError, ValueError, AttributeError):
            findings.count(_lost_events)


def _event(entry: Json) -> PastEvent:
    """An event as it was written. Raises as ``events.from_data`` where it cannot be one."""
    kind = loose.text(entry, "kind")
    if kind in _UNTOLD or not kind.startswith(_OF_A_TICKET):
        raise BadInput(_("An event of a wrong kind."))
    data: Json = _clean(loose.record(entry, "data"), DEPTH_MAX)
    places = {side: _place(data[side]) for side in ("before", "after") if kind == "ticket.moved"}
    event = e.from_data(kind, 1, {**data, **places})
    values: Mapping[str, Any] = event.values if isinstance(event, e.TicketAdded | e.TicketRemoved) else event._asdict()
    for key, value in values.items():
        _check(key, value)
    actor = clean_line(loose.text(entry, "actor"))[:NAME_MAX]
    return PastEvent(kind, data, actor, _moment(entry, "at"), entry.get("undone") is True)


def _place(place: Any) -> Place:
    """A place with a column's name. BadInput: of another shape."""
    if not all(isinstance(place[key], str) for key in ("column", "rank")):
        raise BadInput(_("A place without a column."))
    return Place(0, place["rank"])


def _check(key: str, value: Any) -> None:
    """BadInput: a value that an event cannot hold there, or a time too far away to reckon with."""
    if key == "why" and isinstance(value, dict):
        told = (value.get(part) for part in ("rule", "queue", "mode", "place", "state"))
        if len(dump(value)) > WHY_MAX or not all(isinstance(word, str | None) for word in told):
            raise BadInput(_("{field} has a value of a wrong kind.").format(field=key))
        return
    if key in _KINDS_OF and not isinstance(value, _KINDS_OF[key]):
        raise BadInput(_("{field} has a value of a wrong kind.").format(field=key))
    if isinstance(value, datetime):
        if not (value.tzinfo and loose.parse_moment(value.isoformat())):
            raise BadInput(_("{field} is no time.").format(field=key))
    elif isinstance(value, tuple) and not isinstance(value, Place):
        kind = int if key in ("comments", "attachments") else str
        if not all(isinstance(item, kind) for part in value for item in (part if isinstance(part, tuple) else (part,))):
            raise BadInput(_("{field} has a value of a wrong kind.").format(field=key))
    elif not isinstance(value, str | int | Place | None):
        raise BadInput(_("{field} has a value of a wrong kind.").format(field=key))


def _clean(value: Any, depth: int) -> Any:
    """A JSON value with every text cleaned. BadInput: nested too deep, or a text too large."""
    if isinstance(value, str):
        return fields.long_text(value)
    if isinstance(value, dict | list) and not depth:
        raise BadInput(_("Nested too deep."))
    if isinstance(value, dict):
        return {clean_text(key): _clean(item, depth - 1) for key, item in value.items()}
    return [_clean(item, depth - 1) for item in value] if isinstance(value, list) else value
