"""Facts about a ticket as a whole: it came, changed, moved, went."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.events.values import Value, Values, Why
from deskboard.domain.model import Place


class TicketAdded(NamedTuple):
    """A ticket came to be, with all its values (keys as in ``model.Ticket`` without ref,
    updated and version)."""

    ticket: int
    values: Values

    def inverse(self) -> TicketRemoved:
        return TicketRemoved(self.ticket, self.values)


class TicketImported(NamedTuple):
    """A ticket came from elsewhere, whole: ``values`` also hold ``steps`` (id, text, rank,
    done; assignee and due where there is either), ``comments`` (id, kind, text, author, at, and
    True where it was corrected) and ``attachments`` (id, name, digest, size, author, at). Its
    own past is recorded as past events."""

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
    """One field of a ticket changed. ``why``: where the desk itself chose an assignee, how it came
    to that (``domain.assignment``)."""

    ticket: int
    field: str
    before: Value
    after: Value
    why: Why | None = None

    def inverse(self) -> TicketEdited:
        return TicketEdited(self.ticket, self.field, self.after, self.before, self.why)


class TicketMoved(NamedTuple):
    """A ticket changed its column or its order within the column."""

    ticket: int
    before: Place
    after: Place

    def inverse(self) -> TicketMoved:
        return TicketMoved(self.ticket, self.after, self.before)
