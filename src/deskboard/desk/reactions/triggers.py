"""Which events can change who gets what.

Invariant: every kind of event and every field of a ticket has its word here (a test looks), so that
a new one is thought of. Saying too much costs a look at the queues; saying too little leaves a ticket
waiting that somebody could take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from deskboard.domain import events as e
from deskboard.domain.model import Availability, QueueMode, Status


def matters(event: e.Event) -> bool:
    """Whether the event can make a ticket wait, give somebody room, or bring back to its queue
    what somebody has who is away."""
    return _MATTERS[type(event)](event)


def _always(event: Any) -> bool:
    return True


def _never(event: Any) -> bool:
    return False


def _added(event: e.TicketAdded | e.TicketImported) -> bool:
    values = event.values
    return values.get("queue") is not None and values.get("assignee") is None and values.get("archived") is None


def _edited(event: e.TicketEdited) -> bool:
    found = FIELDS.get(event.field)
    return found is not None and found(event)


def _status(event: e.TicketEdited) -> bool:
    return Status(str(event.before)).pauses_clock != Status(str(event.after)).pauses_clock


def _moved(event: e.TicketMoved) -> bool:
    return event.before.column != event.after.column


def _person(event: e.PersonEdited) -> bool:
    return PERSON[event.field]


def _setting(event: e.SettingEdited) -> bool:
    return event.name in ("ticket_limit", "waiting_counts")


def _column(event: e.ColumnEdited) -> bool:
    return event.field == "stage"


def _queue(event: e.QueueEdited) -> bool:
    return event.field == "mode"


def _availability(event: e.AvailabilityEdited) -> bool:
    return event.after == Availability.AVAILABLE


FIELDS: Mapping[str, Callable[[e.TicketEdited], bool]] = {
    "assignee": _always,
    "queue": _always,
    "archived": _always,  # trash and merging go through the archive, too
    "wake": _always,
    "status": _status,
    # What decides who is next decides nothing while nobody can take anything.
    **dict.fromkeys(("priority", "priority_by_hand", "due", "impact", "urgency", "requester"), _never),
    **dict.fromkeys(("title", "description", "type", "tags", "watchers", "template", "answers"), _never),
    # They follow what is told by another event of the same change.
    **dict.fromkeys(("resolved", "first_response", "trashed", "merged_into"), _never),
}
"""Field of a ticket → whether a change of it matters."""
PERSON = {
    **dict.fromkeys(("role", "left", "ticket_limit", "ramp"), True),
    **dict.fromkeys(("name", "email", "vip"), False),
}
_MATTERS: Mapping[type, Callable[[Any], bool]] = {
    e.TicketAdded: _added,
    e.TicketImported: _added,
    e.TicketRemoved: _always,
    e.TicketEdited: _edited,
    e.TicketMoved: _moved,
    e.TicketPurged: _never,  # it was in the trash
    e.CommentAdded: _always,  # its requester may have written
    e.PersonAdded: _never,  # nobody new serves a queue
    e.PersonRemoved: _never,
    e.PersonEdited: _person,
    e.SettingEdited: _setting,
    e.ColumnEdited: _column,
    e.QueueAdded: lambda event: event.mode != QueueMode.MANUAL,
    e.QueueRemoved: _always,  # it may have kept its people from their secondary queues
    e.QueueEdited: _queue,
    e.MembershipEdited: _always,
    e.AvailabilityEdited: _availability,
    **dict.fromkeys((e.StepAdded, e.StepRemoved, e.StepEdited), _never),
    **dict.fromkeys((e.CommentRemoved, e.CommentEdited, e.AttachmentAdded, e.AttachmentRemoved), _never),
    **dict.fromkeys((e.BoardAdded, e.BoardRemoved, e.BoardEdited, e.ColumnAdded, e.ColumnRemoved), _never),
    **dict.fromkeys((e.TemplateAdded, e.TemplateRemoved, e.TemplateEdited, e.TypeAdded, e.TypeRemoved), _never),
    **dict.fromkeys((e.LinkAdded, e.LinkRemoved, e.PartsLeft, e.PartsCame), _never),
    **dict.fromkeys((e.ViewAdded, e.ViewRemoved, e.ViewEdited, e.Unreadable), _never),
}
KNOWN = frozenset(_MATTERS)
