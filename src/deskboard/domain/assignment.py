"""Who gets which waiting ticket, and why.

Invariants: nobody is given a ticket who is away, at their limit or no member of its queue; when
``assign`` is done, nobody who could take one of the tickets that still wait is left without; and
the result depends on the values alone, not on the order in which they came.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from heapq import heapify, heappop, heappush
from operator import itemgetter
from typing import Any, NamedTuple

from deskboard.domain.model import Availability, Membership, QueueMode
from deskboard.domain.waiting import DEFAULT_ORDER, Key, Order, Queue, Waiting, read_order, sorting

__all__ = [
    "DEFAULT_ORDER",
    "Choice",
    "Order",
    "Queue",
    "Seat",
    "Verdict",
    "Waiting",
    "assign",
    "next_for",
    "read_order",
    "verdicts",
]

ELIGIBLE_TOLD = 8
"""How many of those who could have taken a ticket its explanation names; all are counted."""
OTHERS_TOLD = 5


class Seat(NamedTuple):
    """Somebody who may be given tickets. ``open``: how many of theirs count; ``limit`` None: there
    is none; ``assigned``: when they were last given one, None: never, which is longest ago."""

    login: str
    availability: Availability
    open: int
    limit: int | None
    assigned: datetime | None
    queues: Mapping[str, Membership]


class Choice(NamedTuple):
    """Ticket ``ref`` goes to ``login``. ``why`` is for the log: values that JSON gives back equal,
    and never more of them than fit a screen, however many people there are (see ``_why``)."""

    ref: int
    login: str
    why: Mapping[str, Any]


class Verdict(StrEnum):
    """Whether somebody could be given a ticket of a queue just now, and why not."""

    ELIGIBLE = "eligible"
    AWAY = "away"
    FULL = "full"
    PRIMARIES = "primaries"
    """Tickets wait in their primary queues, and this one is a secondary."""


def assign(
    waiting: Iterable[Waiting],
    seats: Iterable[Seat],
    queues: Iterable[Queue],
    order: Sequence[Order] = DEFAULT_ORDER,
) -> list[Choice]:
    """Hands out what can be handed out, the most urgent first; each choice counts for the next."""
    lines = _lines(waiting, queues, order)
    since = _seat(seats, lines)
    return list(_hand_out(lines.values(), since))


def next_for(
    login: str,
    waiting: Iterable[Waiting],
    seats: Iterable[Seat],
    queues: Iterable[Queue],
    order: Sequence[Order] = DEFAULT_ORDER,
) -> Waiting | None:
    """What ``login`` takes next by hand: from their queues whatever the mode, primaries first;
    a member of none takes what is in no queue. Limit and availability are their own affair."""
    mine = next((seat.queues for seat in seats if seat.login == login), {}) or {"": Membership.PRIMARY}
    key = sorting(order, queues)
    found = [ticket for ticket in waiting if ticket.queue in mine]
    return min(found, key=lambda ticket: (mine[ticket.queue] is not Membership.PRIMARY, key(ticket)), default=None)


def verdicts(
    queue: str, waiting: Iterable[Waiting], seats: Iterable[Seat], queues: Iterable[Queue]
) -> list[tuple[Seat, Verdict]]:
    """Every member of ``queue`` and what speaks against them: first those who could be given a
    ticket, in the order in which they would be, then the others by verdict and login."""
    queues, seats = list(queues), list(seats)
    lines = _lines(waiting, queues, ())
    shown = lines.setdefault(queue, _Line(_named(queue, queues), []))
    _seat(seats, lines)
    members = {seat.login: seat for seat in seats if queue in seat.queues}
    told = [(members[person.login], Verdict.ELIGIBLE) for person in shown.in_order(len(members))]
    for verdict, logins in shown.others():
        told += [(members[login], verdict) for login in logins]
    return told


def _named(name: str, queues: Iterable[Queue]) -> Queue:
    return next((queue for queue in queues if queue.name == name), Queue(name, QueueMode.MANUAL, 0))


# ---- what a run keeps


class _Places(NamedTuple):
    """The queues of a run that somebody serves. ``busy``: in how many of the primary ones tickets wait."""

    primary: list[_Line]
    secondary: list[_Line]
    all: list[_Line]
    busy: int


class _Person:
    """Somebody during a run. ``since`` grows with every ticket that anybody is given, so the
    smallest was given one longest ago. ``busy``: in how many of their primary queues tickets wait."""

    __slots__ = ("busy", "limit", "login", "open", "primary", "secondary", "since")

    def __init__(self, login: str, open_: int, limit: int | None, since: int, places: _Places) -> None:
        self.login, self.open, self.limit, self.since = login, open_, limit, since
        self.primary, self.secondary, _all, self.busy = places

    @property
    def has_room(self) -> bool:
        return self.limit is None or self.open < self.limit


class _Line:
    """A queue during a run. ``ready``: everybody who could take its next ticket, sorted: by whom
    it goes to first where it is balanced, else by login. ``away``, ``full``, ``kept``: the logins of
    its other members, sorted; those who are kept have tickets in their primary queues. ``tickets``:
    with their keys, the next one last."""

    __slots__ = ("away", "balanced", "full", "kept", "name", "parked", "primaries", "ready", "tickets", "turn")

    def __init__(self, queue: Queue, tickets: list[tuple[Key, Waiting]]) -> None:
        self.name, self.turn, self.tickets = queue.name, queue.turn, tickets
        self.balanced = queue.mode is not QueueMode.ROUND_ROBIN
        self.ready: list[tuple[Any, ...]] = []
        self.away: list[str] = []
        self.full: list[str] = []
        self.kept: list[str] = []
        self.primaries: list[_Person] = []
        self.parked = False
        """Nobody could take its next ticket when that was looked at."""

    def add(self, person: _Person) -> None:
        insort(self.ready, (*self._place(person), person))

    def remove(self, person: _Person) -> None:
        del self.ready[bisect_left(self.ready, self._place(person))]

    def others(self) -> tuple[tuple[Verdict, list[str]], ...]:
        """The logins of those who could not take the next ticket, by what speaks against them."""
        return (Verdict.AWAY, self.away), (Verdict.FULL, self.full), (Verdict.PRIMARIES, self.kept)

    def _place(self, person: _Person) -> tuple[Any, ...]:
        return (person.open, person.since, person.login) if self.balanced else (person.login,)

    def in_order(self, most: int) -> list[_Person]:
        """Those who could take the next ticket, at most so many, in the order they are asked."""
        if self.balanced or self.turn is None:
            return [place[-1] for place in self.ready[:most]]
        start = bisect_right(self.ready, self.turn, key=itemgetter(0))
        ahead = self.ready[start : start + most]
        return [place[-1] for place in ahead + self.ready[: min(start, most - len(ahead))]]


def _lines(waiting: Iterable[Waiting], queues: Iterable[Queue], order: Sequence[Order]) -> dict[str, _Line]:
    """Those of the queues that hand out by themselves in which tickets wait."""
    handed = {queue.name: queue for queue in queues if queue.mode.is_automatic}
    key = sorting(order, handed.values())
    tickets: dict[str, list[tuple[Key, Waiting]]] = {}
    for ticket in waiting:
        if ticket.queue in handed:
            tickets.setdefault(ticket.queue, []).append((key(ticket), ticket))
    for found in tickets.values():
        found.sort(key=itemgetter(0), reverse=True)
    return {name: _Line(handed[name], found) for name, found in tickets.items()}


def _seat(seats: Iterable[Seat], lines: Mapping[str, _Line]) -> int:
    """Puts everybody where they belong. The first ``since`` that is later than all."""
    everybody = sorted(seats, key=itemgetter(0))
    moments = sorted({seat.assigned for seat in everybody if seat.assigned})
    since: dict[datetime | None, int] = {moment: index for index, moment in enumerate(moments, 1)}
    since[None] = 0
    known: dict[int, _Places] = {}
    for login, availability, open_, limit, assigned, queues in everybody:
        # Those who serve the same share one mapping, as they are read.
        places = known.get(id(queues))
        if places is None:
            places = known[id(queues)] = _places(queues, lines)
        if availability is not Availability.AVAILABLE:
            for line in places.all:
                line.away.append(login)
        elif limit is not None and open_ >= limit:
            for line in places.all:
                line.full.append(login)
        else:
            _sit(_Person(login, open_, limit, since[assigned], places), places)
    for line in lines.values():
        line.ready.sort()
    return len(moments) + 1


def _places(queues: Mapping[str, Membership], lines: Mapping[str, _Line]) -> _Places:
    primary = [lines[name] for name, place in queues.items() if name in lines and place is Membership.PRIMARY]
    secondary = [lines[name] for name, place in queues.items() if name in lines and place is not Membership.PRIMARY]
    return _Places(primary, secondary, primary + secondary, sum(bool(line.tickets) for line in primary))


def _sit(person: _Person, places: _Places) -> None:
    """Somebody who could be given something. Logins come sorted here, so that the lists need not be."""
    for line in places.primary:
        line.primaries.append(person)
    ready = places.all
    if places.busy and places.secondary:
        ready = places.primary
        for line in places.secondary:
            line.kept.append(person.login)
    for line in ready:
        line.ready.append((*line._place(person), person))


# ---- the run


def _hand_out(lines: Iterable[_Line], since: int) -> Iterator[Choice]:
    """Whether somebody could take a ticket depends on its queue alone, and within a run it is
    only ever the end of another queue that brings a queue more people: so a queue whose next
    ticket nobody can take is left alone until then."""
    heap = [(line.tickets[-1][0], line.name, line) for line in lines]
    heapify(heap)
    while heap:
        line = heappop(heap)[-1]
        if not line.ready:
            line.parked = True
            continue
        ticket, why = line.tickets.pop()[1], _why(line)
        person = line.in_order(1)[0]
        yield Choice(ticket.ref, person.login, why)
        line.turn = person.login
        _give(person, since)
        since += 1
        for more in [line] if line.tickets else _freed(line):
            heappush(heap, (more.tickets[-1][0], more.name, more))


def _give(person: _Person, since: int) -> None:
    """One more ticket for them."""
    lines = person.primary if person.busy else person.primary + person.secondary
    stays = person.limit is None or person.open + 1 < person.limit
    moved = [line for line in lines if line.balanced or not stays]
    for line in moved:
        line.remove(person)
    person.open, person.since = person.open + 1, since
    for line in moved:
        if stays:
            line.add(person)
        else:
            insort(line.full, person.login)
    if person.busy and not stays:
        for line in person.secondary:
            line.kept.remove(person.login)
            insort(line.full, person.login)


def _freed(line: _Line) -> list[_Line]:
    """The last ticket of a queue is gone: the queues that have somebody again because of it."""
    found = []
    for person in line.primaries:
        person.busy -= 1
        if person.busy or not person.has_room:
            continue
        for other in person.secondary:
            other.kept.remove(person.login)
            other.add(person)
            if other.parked:
                other.parked = False
                found.append(other)
    return found


def _why(line: _Line) -> dict[str, Any]:
    """What is to be told of the choice that comes next. Names and shape never change: they stand
    in logs."""
    told, others = line.in_order(ELIGIBLE_TOLD), line.others()
    first = told[0]
    return {
        "queue": line.name,
        "mode": QueueMode.BALANCED.value if line.balanced else QueueMode.ROUND_ROBIN.value,
        "rule": _rule(line, told),
        "place": Membership.PRIMARY.value if line in first.primary else Membership.SECONDARY.value,
        "open": first.open,
        "limit": first.limit,
        "eligible": [[person.login, person.open, person.limit] for person in told],
        "eligible_count": len(line.ready),
        "not": {verdict.value: logins[:OTHERS_TOLD] for verdict, logins in others},
        "not_count": {verdict.value: len(logins) for verdict, logins in others},
    }


def _rule(line: _Line, told: Sequence[_Person]) -> str:
    """What decided between the first two."""
    if len(told) == 1:
        return "only"
    if not line.balanced:
        return "turn"
    first, second = told[:2]
    if first.open != second.open:
        return "fewest"
    return "longest-ago" if first.since != second.since else "login"
