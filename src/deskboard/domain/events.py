"""Facts: what happened, with before and after, so that each can be undone.

Past tense and frozen. They store codes and values, never sentences. Old events stay readable
for ever: a changed shape needs an upcaster in ``UPCAST`` and a test with yesterday's JSON.

Invariant: ``event.inverse().inverse() == event``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from deskboard.domain.model import Place

Value = str | int | bool | None | datetime | tuple[Any, ...]
"""What a field of a ticket can hold."""
Values = Mapping[str, Value]

TIME_FIELDS = frozenset({"due", "created", "updated", "archived", "resolved", "first_response", "at"})
"""Fields whose JSON text is a time."""


class TicketAdded(NamedTuple):
    """A ticket came to be, with all its values (keys as in ``model.Ticket`` without ref,
    updated and version)."""

    ticket: int
    values: Values

    def inverse(self) -> TicketRemoved:
        return TicketRemoved(self.ticket, self.values)


class TicketImported(NamedTuple):
    """A ticket came from elsewhere, whole: ``values`` also hold ``steps`` (id, text, rank,
    done) and ``comments`` (id, kind, text, author, at). Its own past is recorded as past
    events."""

    ticket: int
    values: Values

    def inverse(self) -> TicketRemoved:
        return TicketRemoved(self.ticket, self.values, True)


class TicketRemoved(NamedTuple):
    """The undoing of an addition; ``values`` bring it back, ``imported`` tells as which."""

    ticket: int
    values: Values
    imported: bool = False

    def inverse(self) -> TicketAdded | TicketImported:
        return (TicketImported if self.imported else TicketAdded)(self.ticket, self.values)


class TicketEdited(NamedTuple):
    """One field of a ticket changed."""

    ticket: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> TicketEdited:
        return TicketEdited(self.ticket, self.field, self.after, self.before)


class TicketMoved(NamedTuple):
    """A ticket changed its column or its order within the column."""

    ticket: int
    before: Place
    after: Place

    def inverse(self) -> TicketMoved:
        return TicketMoved(self.ticket, self.after, self.before)


class StepAdded(NamedTuple):
    ticket: int
    step: int
    text: str
    rank: str
    done: bool = False

    def inverse(self) -> StepRemoved:
        return StepRemoved(*self)


class StepRemoved(NamedTuple):
    ticket: int
    step: int
    text: str
    rank: str
    done: bool = False

    def inverse(self) -> StepAdded:
        return StepAdded(*self)


class StepEdited(NamedTuple):
    """A step's ``text``, ``done`` or ``rank`` changed."""

    ticket: int
    step: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> StepEdited:
        return StepEdited(self.ticket, self.step, self.field, self.after, self.before)


class CommentAdded(NamedTuple):
    ticket: int
    comment: int
    kind: str
    text: str
    author: str
    at: datetime

    def inverse(self) -> CommentRemoved:
        return CommentRemoved(*self)


class CommentRemoved(NamedTuple):
    ticket: int
    comment: int
    kind: str
    text: str
    author: str
    at: datetime

    def inverse(self) -> CommentAdded:
        return CommentAdded(*self)


class CommentEdited(NamedTuple):
    ticket: int
    comment: int
    before: str
    after: str

    def inverse(self) -> CommentEdited:
        return CommentEdited(self.ticket, self.comment, self.after, self.before)


class PersonAdded(NamedTuple):
    login: str
    name: str
    email: str | None
    role: str

    def inverse(self) -> PersonRemoved:
        return PersonRemoved(*self)


class PersonRemoved(NamedTuple):
    login: str
    name: str
    email: str | None
    role: str

    def inverse(self) -> PersonAdded:
        return PersonAdded(*self)


class PersonEdited(NamedTuple):
    """One field of a person changed."""

    login: str
    field: str
    before: Value
    after: Value

    def inverse(self) -> PersonEdited:
        return PersonEdited(self.login, self.field, self.after, self.before)


class BoardAdded(NamedTuple):
    board: int
    name: str

    def inverse(self) -> BoardRemoved:
        return BoardRemoved(*self)


class BoardRemoved(NamedTuple):
    board: int
    name: str

    def inverse(self) -> BoardAdded:
        return BoardAdded(*self)


class ColumnAdded(NamedTuple):
    column: int
    board: int
    name: str
    stage: str
    rank: str
    limit: int | None = None

    def inverse(self) -> ColumnRemoved:
        return ColumnRemoved(*self)


class ColumnRemoved(NamedTuple):
    column: int
    board: int
    name: str
    stage: str
    rank: str
    limit: int | None = None

    def inverse(self) -> ColumnAdded:
        return ColumnAdded(*self)


Event = (
    TicketAdded
    | TicketImported
    | TicketRemoved
    | TicketEdited
    | TicketMoved
    | StepAdded
    | StepRemoved
    | StepEdited
    | CommentAdded
    | CommentRemoved
    | CommentEdited
    | PersonAdded
    | PersonRemoved
    | PersonEdited
    | BoardAdded
    | BoardRemoved
    | ColumnAdded
    | ColumnRemoved
)

KINDS: dict[str, type[Event]] = {
    "ticket.added": TicketAdded,
    "ticket.imported": TicketImported,
    "ticket.removed": TicketRemoved,
    "ticket.edited": TicketEdited,
    "ticket.moved": TicketMoved,
    "step.added": StepAdded,
    "step.removed": StepRemoved,
    "step.edited": StepEdited,
    "comment.added": CommentAdded,
    "comment.removed": CommentRemoved,
    "comment.edited": CommentEdited,
    "person.added": PersonAdded,
    "person.removed": PersonRemoved,
    "person.edited": PersonEdited,
    "board.added": BoardAdded,
    "board.removed": BoardRemoved,
    "column.added": ColumnAdded,
    "column.removed": ColumnRemoved,
}
"""The name under which each kind of event is kept in the log. Names never change."""

KIND_OF: dict[type[Event], str] = {cls: kind for kind, cls in KINDS.items()}

UPCAST: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""kind → function that turns yesterday's JSON into today's. Empty while nothing changed."""


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)


_encode = json.JSONEncoder(default=_plain, separators=(",", ":")).encode


def to_data(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values, without the ticket's ref (a column of its own)."""
    data: dict[str, Any] = event._asdict()
    data.pop("ticket", None)
    for key in ("before", "after"):
        if isinstance(data.get(key), Place):
            data[key] = list(data[key])
    return data


def dump(event: Event) -> str:
    """The event as JSON text for the log. Control characters leave escaped."""
    return _encode(to_data(event))


def _time(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _value(field: str, value: Any) -> Any:
    if field in TIME_FIELDS:
        return _time(value)
    if field == "comments":
        return tuple((*rest, _time(at)) for *rest, at in value)
    if field == "steps":
        return tuple(map(tuple, value))
    return tuple(value) if isinstance(value, list) else value


def from_data(kind: str, ticket: int | None, data: dict[str, Any]) -> Event:
    """The event of that kind; the inverse of ``to_data`` after JSON. KeyError: unknown kind."""
    cls = KINDS[kind]
    if kind in UPCAST:
        data = UPCAST[kind](data)
    if ticket is not None:
        data = {"ticket": ticket, **data}
    if cls is TicketMoved:
        data = {**data, "before": Place(*data["before"]), "after": Place(*data["after"])}
    elif cls is TicketEdited or cls is StepEdited:
        field = data["field"]
        data = {**data, "before": _value(field, data["before"]), "after": _value(field, data["after"])}
    elif "values" in data:
        data = {**data, "values": {key: _value(key, value) for key, value in data["values"].items()}}
    elif "at" in data:
        data = {**data, "at": _time(data["at"])}
    return cls(**data)


def load(kind: str, ticket: int | None, text: str) -> Event:
    """The event as it was recorded. KeyError: a kind this version does not know."""
    return from_data(kind, ticket, json.loads(text))
