"""Requests about queues, who serves them, and who is there to do so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from deskboard.domain.events import Value
from deskboard.domain.model import Availability, Membership, QueueMode


class AddQueue(NamedTuple):
    """The new queue is the last one."""

    name: str
    mode: QueueMode = QueueMode.MANUAL


class EditQueue(NamedTuple):
    """``changes``: name, mode, or place (1 is the first queue) → the new value."""

    queue: int
    changes: Mapping[str, Value]


class RemoveQueue(NamedTuple):
    """``to``: the queue that gets its tickets, 0 for none; None: there should be none."""

    queue: int
    to: int | None = None


class EditTeam(NamedTuple):
    """One change of several members. ``changes``: limit, ramp, vip or availability → the new
    value, None for none. ``queues``: queue → what it is to them from now on; None: nothing."""

    logins: Sequence[str]
    changes: Mapping[str, Value] = {}
    queues: Mapping[int, Membership | None] = {}


class SetAvailability(NamedTuple):
    """``login`` empty: whoever asks. ``at_once``: open tickets without a started reply go back to
    their queues now, not only when the requester writes again."""

    state: Availability
    login: str = ""
    at_once: bool = False


class TakeNext(NamedTuple):
    """Whoever asks gets the ticket that is next in their queues, whatever their limit."""


class AssignTickets(NamedTuple):
    """What waits in the queues is handed out to whom it goes by the rules. ``cause``: the id of
    the command that brought what waits."""

    cause: int | None = None


class NoteIdle(NamedTuple):
    """Whoever did nothing for longer than the desk allows is away from now on."""


class NoteReturn(NamedTuple):
    """Somebody who was found to be idle is back."""

    login: str
