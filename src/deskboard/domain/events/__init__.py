"""Facts: what happened, with before and after, so that each can be undone.

Past tense and frozen. They store codes and values, never sentences. Old events stay readable
for ever: a changed shape needs an upcaster in ``UPCAST`` and a test with yesterday's JSON.

Invariant: ``event.inverse().inverse() == event``.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any, NamedTuple

from deskboard.domain.events.attachments import AttachmentAdded, AttachmentRemoved
from deskboard.domain.events.boards import (
    BoardAdded,
    BoardEdited,
    BoardRemoved,
    ColumnAdded,
    ColumnEdited,
    ColumnRemoved,
)
from deskboard.domain.events.checklist import StepAdded, StepEdited, StepRemoved
from deskboard.domain.events.comments import CommentAdded, CommentEdited, CommentRemoved
from deskboard.domain.events.links import LinkAdded, LinkRemoved, PartsCame, PartsLeft
from deskboard.domain.events.people import PersonAdded, PersonEdited, PersonRemoved, SettingEdited
from deskboard.domain.events.queues import (
    AvailabilityEdited,
    MembershipEdited,
    QueueAdded,
    QueueEdited,
    QueueRemoved,
)
from deskboard.domain.events.templates import TemplateAdded, TemplateEdited, TemplateRemoved, TypeAdded, TypeRemoved
from deskboard.domain.events.tickets import TicketAdded, TicketEdited, TicketImported, TicketMoved, TicketRemoved
from deskboard.domain.events.trash import TicketPurged
from deskboard.domain.events.values import Value, Values, Why
from deskboard.domain.events.views import ViewAdded, ViewEdited, ViewRemoved
from deskboard.domain.model import Place

__all__ = [
    "KINDS",
    "KIND_OF",
    "TIME_FIELDS",
    "UPCAST",
    "AttachmentAdded",
    "AttachmentRemoved",
    "AvailabilityEdited",
    "BoardAdded",
    "BoardEdited",
    "BoardRemoved",
    "ColumnAdded",
    "ColumnEdited",
    "ColumnRemoved",
    "CommentAdded",
    "CommentEdited",
    "CommentRemoved",
    "Event",
    "LinkAdded",
    "LinkRemoved",
    "MembershipEdited",
    "PartsCame",
    "PartsLeft",
    "PersonAdded",
    "PersonEdited",
    "PersonRemoved",
    "QueueAdded",
    "QueueEdited",
    "QueueRemoved",
    "SettingEdited",
    "StepAdded",
    "StepEdited",
    "StepRemoved",
    "TemplateAdded",
    "TemplateEdited",
    "TemplateRemoved",
    "TicketAdded",
    "TicketEdited",
    "TicketImported",
    "TicketMoved",
    "TicketPurged",
    "TicketRemoved",
    "TypeAdded",
    "TypeRemoved",
    "Unreadable",
    "Value",
    "Values",
    "ViewAdded",
    "ViewEdited",
    "ViewRemoved",
    "Why",
    "dump",
    "from_data",
    "kind_of",
    "load",
    "to_data",
]

TIME_FIELDS = frozenset(
    {"due", "created", "updated", "archived", "resolved", "first_response", "at", "wake", "trashed", "left"}
)
"""Fields whose JSON text is a time."""


class Unreadable(NamedTuple):
    """What stands in the log and is no event that this version understands: told as that, and
    never in the way of the others. ``ticket``: 0 where it names none; ``data``: as it was found."""

    ticket: int
    kind: str
    data: str

    def inverse(self) -> Unreadable:
        return self


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
    | AttachmentAdded
    | AttachmentRemoved
    | TicketPurged
    | PersonAdded
    | PersonRemoved
    | PersonEdited
    | SettingEdited
    | BoardAdded
    | BoardRemoved
    | BoardEdited
    | ColumnAdded
    | ColumnRemoved
    | TemplateAdded
    | TemplateRemoved
    | TemplateEdited
    | TypeAdded
    | TypeRemoved
    | LinkAdded
    | LinkRemoved
    | PartsLeft
    | PartsCame
    | ColumnEdited
    | ViewAdded
    | ViewRemoved
    | ViewEdited
    | QueueAdded
    | QueueRemoved
    | QueueEdited
    | MembershipEdited
    | AvailabilityEdited
    | Unreadable
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
    "attachment.added": AttachmentAdded,
    "attachment.removed": AttachmentRemoved,
    "ticket.purged": TicketPurged,
    "person.added": PersonAdded,
    "person.removed": PersonRemoved,
    "person.edited": PersonEdited,
    "setting.edited": SettingEdited,
    "board.added": BoardAdded,
    "board.removed": BoardRemoved,
    "board.edited": BoardEdited,
    "column.added": ColumnAdded,
    "column.removed": ColumnRemoved,
    "template.added": TemplateAdded,
    "template.removed": TemplateRemoved,
    "template.edited": TemplateEdited,
    "type.added": TypeAdded,
    "type.removed": TypeRemoved,
    "link.added": LinkAdded,
    "link.removed": LinkRemoved,
    "parts.left": PartsLeft,
    "parts.came": PartsCame,
    "column.edited": ColumnEdited,
    "view.added": ViewAdded,
    "view.removed": ViewRemoved,
    "view.edited": ViewEdited,
    "queue.added": QueueAdded,
    "queue.removed": QueueRemoved,
    "queue.edited": QueueEdited,
    "member.edited": MembershipEdited,
    "availability.edited": AvailabilityEdited,
}
"""The name under which each kind of event is kept in the log. Names never change."""

KIND_OF: dict[type[Event], str] = {cls: kind for kind, cls in KINDS.items()}

UPCAST: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""kind → function that turns yesterday's JSON into today's. Empty while nothing changed."""


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def kind_of(event: Event) -> str:
    """The name of its kind in the log; of what cannot be read, the one that stands there."""
    return event.kind if isinstance(event, Unreadable) else KIND_OF[type(event)]


_encode = json.JSONEncoder(check_circular=False, default=_plain, separators=(",", ":")).encode


def to_data(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values, without the ticket's ref (a column of its own)."""
    data: dict[str, Any] = event._asdict()
    if isinstance(event, Unreadable):
        return {"unreadable": event.data}
    data.pop("ticket", None)
    for key in ("why", "called", "since"):
        if key in data and not data[key]:
            del data[key]
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
        return tuple((*said[:4], _time(said[4]), *said[5:]) for said in value)
    if field == "attachments":
        return tuple((*rest, _time(at)) for *rest, at in value)
    if field == "steps":
        return tuple((*rest[:5], *map(_time, rest[5:])) for rest in value)
    if field in ("links", "answers"):
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
    elif cls is TicketEdited or cls is StepEdited or cls is PersonEdited:
        field = data["field"]
        data = {**data, "before": _value(field, data["before"]), "after": _value(field, data["after"])}
    elif cls is PartsLeft or cls is PartsCame:
        data = {**data, "comments": tuple(data["comments"]), "attachments": tuple(data["attachments"])}
    elif "values" in data:
        data = {**data, "values": {key: _value(key, value) for key, value in data["values"].items()}}
    else:
        data = {**data, **{key: _time(data[key]) for key in ("at", "due", "since") if key in data}}
    return cls(**data)


def load(kind: str, ticket: int | None, text: str) -> Event:
    """The event as it was recorded, without parts that this version does not know."""
    try:
        cls = KINDS[kind]
        parts = (set(cls._fields) - {"ticket"}) if kind not in UPCAST else None
        data = json.loads(text)
        if parts is not None and not data.keys() <= parts:
            data = {key: value for key, value in data.items() if key in parts}
        event = from_data(kind, ticket if "ticket" in cls._fields else None, data)
        return event if _fits(event) else Unreadable(ticket or 0, kind, text)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        return Unreadable(ticket or 0, kind, text)


_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "datetime": (datetime,),
    "str | None": (str, NoneType),
    "int | None": (int, NoneType),
    "datetime | None": (datetime, NoneType),
}


@cache
def _typed(cls: type) -> tuple[tuple[int, tuple[type, ...]], ...]:
    """Which parts of such an event are of one plain type, by their place, and of which."""
    hints = inspect.get_annotations(cls).values()
    names = [getattr(hint, "__forward_arg__", hint) for hint in hints]
    return tuple((at, _TYPES[name]) for at, name in enumerate(names) if isinstance(name, str) and name in _TYPES)


def _fits(event: Event) -> bool:
    return all(isinstance(event[at], types) for at, types in _typed(type(event)))  # type: ignore[arg-type]
