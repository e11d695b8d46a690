"""The order in which waiting tickets are handed out.

Invariant: any two tickets have an order, whatever the configured list leaves open: the oldest ref
comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from deskboard.domain.errors import BadInput
from deskboard.domain.model import Priority, QueueMode
from deskboard.domain.text import clip, safe
from deskboard.l10n import _


class Order(StrEnum):
    """What is looked at, one after the other, to say which ticket is next."""

    VIP = "vip"
    PRIORITY = "priority"
    DEADLINE = "deadline"
    WAITING = "waiting"
    STARTED = "started"
    QUEUE = "queue"


DEFAULT_ORDER = (Order.PRIORITY, Order.DEADLINE, Order.WAITING, Order.STARTED, Order.QUEUE)


class Waiting(NamedTuple):
    """A ticket that nobody has. ``waiting``: since when its requester waits for an answer; None:
    they do not. ``started``: when it was created. ``vip``: its requester is one."""

    ref: int
    queue: str
    priority: Priority
    deadline: datetime | None
    waiting: datetime | None
    started: datetime
    vip: bool = False


class Queue(NamedTuple):
    """``place``: 0 is the first queue. ``turn``: who was given a ticket last by round robin."""

    name: str
    mode: QueueMode
    place: int
    turn: str | None = None


@lru_cache(8)
def read_order(text: str) -> tuple[Order, ...]:
    """The list as it is typed: ``priority, deadline, waiting``. BadInput."""
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    hint = _("It is a list of: {words}.").format(words=", ".join(Order))
    if not words:
        raise BadInput(_("The order names nothing."), hint)
    for index, word in enumerate(words):
        shown = clip(safe(word), 40)
        if word not in list(Order):
            raise BadInput(_("Nothing can be ordered by “{word}”.").format(word=shown), hint)
        if word in words[:index]:
            raise BadInput(_("The order names “{word}” twice.").format(word=shown), hint)
    return tuple(map(Order, words))


_NEVER = datetime.max.replace(tzinfo=UTC)
_LAST = 2**31
"""The place of a queue that has none."""
_RANKS = {priority: -priority.rank for priority in Priority}

Key = tuple[Any, ...]
"""What sorts a ticket: of the same shape for all of one order, with the ref at its end."""


def sorting(order: Sequence[Order], queues: Iterable[Queue]) -> Callable[[Waiting], Key]:
    """The function from a ticket to its key; the smallest is next."""
    places = {queue.name: queue.place for queue in queues}
    parts: Mapping[Order, Callable[[Waiting], Any]] = {
        Order.VIP: lambda ticket: not ticket.vip,
        Order.PRIORITY: lambda ticket: _RANKS[ticket.priority],
        Order.DEADLINE: lambda ticket: ticket.deadline or _NEVER,
        Order.WAITING: lambda ticket: ticket.waiting or _NEVER,
        Order.STARTED: lambda ticket: ticket.started,
        Order.QUEUE: lambda ticket: places.get(ticket.queue, _LAST),
    }
    chosen = [parts[by] for by in order]
    return lambda ticket: (*[part(ticket) for part in chosen], ticket.ref)
