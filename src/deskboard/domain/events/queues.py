"""Facts about queues, who serves them, and who is there to do so."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from deskboard.domain.events.values import Value


class QueueAdded(NamedTuple):
    """``rank``: its order key among the queues."""

    queue: int
    name: str
    mode: str
    rank: str

    def inverse(self) -> QueueRemoved:
        return QueueRemoved(*self)


class QueueRemoved(NamedTuple):
    queue: int
    name: str
    mode: str
    rank: str

    def inverse(self) -> QueueAdded:
        return QueueAdded(*self)


class QueueEdited(NamedTuple):
    """``field``: name, mode or rank. A new name is that of the queue on every ticket, too."""

    queue: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> QueueEdited:
        return QueueEdited(self.queue, self.field, self.after, self.before)


class MembershipEdited(NamedTuple):
    """Somebody serves a queue from now on as primary or secondary, or (None) no more. ``name``:
    what the queue was called then."""

    queue: int
    name: str
    login: str
    before: str | None
    after: str | None

    def inverse(self) -> MembershipEdited:
        return MembershipEdited(self.queue, self.name, self.login, self.after, self.before)


class AvailabilityEdited(NamedTuple):
    """Somebody is available or away from now on, or (``since``) was so before, where an import says it.
    ``by_itself``: nobody said so, the desk noticed
    that they did nothing for so many minutes (``idle``; 0: nobody knows); or that has ended, which
    is by itself too when somebody said it, so that what takes it back is no word of theirs."""

    login: str
    before: str
    after: str
    by_itself: bool = False
    idle: int = 0
    since: datetime | None = None

    def inverse(self) -> AvailabilityEdited:
        return AvailabilityEdited(self.login, self.after, self.before, self.by_itself, self.idle)
