"""Who has how much work, what waits in the queues, and why a ticket is whose it is, as it is read."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from deskboard.domain.events import Why
from deskboard.domain.model import Availability, Membership, Priority, QueueMode, Status
from deskboard.domain.readmodels.people import Person


class TeamLine(NamedTuple):
    """A member and their load. ``queues``: (name, what it is to them), in the order of the queues.
    ``open``: the tickets that count toward the ``limit`` of today (None: there is none);
    ``held``: all their open tickets; ``personal``: the limit that is theirs alone. ``oldest``: since
    when the requester waits who waits longest for them; ``solved``: tickets done today."""

    person: Person
    availability: Availability
    since: datetime | None
    by_itself: bool
    queues: tuple[tuple[str, Membership], ...]
    open: int
    held: int
    limit: int | None
    personal: int | None
    ramp: str | None
    oldest: datetime | None
    solved: int


class QueueServed(NamedTuple):
    """A queue with who serves it: ``members`` are (login, what it is to them), by login."""

    name: str
    mode: QueueMode
    members: tuple[tuple[str, Membership], ...]


class QueueLine(NamedTuple):
    """A queue: ``place`` 1 is the first one. ``members``: (login, what it is to them), by login.
    ``waiting``: open tickets that nobody has; ``open``: all open ones; ``oldest``: when the
    oldest of those that nobody has came in."""

    id: int
    name: str
    mode: QueueMode
    place: int
    members: tuple[tuple[str, Membership], ...]
    waiting: int
    open: int
    oldest: datetime | None


class WorkItem(NamedTuple):
    """A ticket that somebody is to do. ``waiting``: since when its requester waits for an answer;
    ``reasons``: codes of ``domain.work``, the weightiest first, that say why it stands where it does;
    ``wake``: when it comes back, while it sleeps."""

    ref: int
    title: str
    column: str
    priority: Priority
    status: Status
    queue: str | None
    requester: str | None
    due: datetime | None
    created: datetime
    waiting: datetime | None
    reasons: tuple[str, ...]
    wake: datetime | None = None


class MyWork(NamedTuple):
    """What somebody is to do, first things first; ``next``: what they would take from their
    queues, where ``waiting`` tickets wait. ``open`` and ``limit`` as in ``TeamLine``."""

    items: tuple[WorkItem, ...]
    next: WorkItem | None
    waiting: int
    availability: Availability
    since: datetime | None
    open: int
    limit: int | None


class Chosen(NamedTuple):
    """An assignment that the desk made by itself, or took back; ``why`` as in ``domain.assignment``."""

    at: datetime
    before: str | None
    after: str | None
    why: Why


class Explanation(NamedTuple):
    """Why a ticket is whose it is. ``choices``: those of the desk, oldest first. ``by``, ``at``: who
    set the assignee by hand, where that was the last word. ``state``: a code of
    ``domain.explaining`` for why it is not handed out just now, or why whoever has it has nothing to
    do for it any more (None: it is theirs, or would go to the first of ``seats``). ``seats``: for one
    that waits, (login, verdict, open, limit) of each member of its queue, whom it would go to first.
    ``left``: the queue out of which the desk gave it away last, where it has gone to another since."""

    ref: int
    title: str
    queue: str | None
    assignee: str | None
    choices: tuple[Chosen, ...]
    by: str | None
    at: datetime | None
    state: str | None
    seats: tuple[tuple[str, str, int, int | None], ...]
    left: str | None = None
