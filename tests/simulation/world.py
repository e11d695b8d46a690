"""The week that is played: who works when, what comes in, and how long it takes.

Invariant: all of it is drawn before anything is played, so that every way of sharing the work
gets exactly the same work. Times are whole seconds since Monday, midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from deskboard.domain.model import Membership, Priority

SEED = 20261102
TICKETS = 3_000
MINUTE, HOUR, DAY = 60, 3_600, 86_400
OPENS, CLOSES = 8 * HOUR, 18 * HOUR
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFFICE_DAYS = 5

PER_DAY = (1.25, 1.10, 1.00, 0.95, 0.85, 0.08, 0.07)
PER_HOUR = (
    *(0.02, 0.02, 0.02, 0.02, 0.02, 0.04, 0.10, 0.40),
    *(1.00, 1.50, 1.50, 1.20, 0.80, 1.00, 1.20, 1.10),
    *(0.80, 0.50, 0.25, 0.12, 0.10, 0.08, 0.05, 0.03),
)
"""When tickets come in, as weights."""
PRIORITIES = {Priority.CRITICAL: 0.03, Priority.HIGH: 0.15, Priority.NORMAL: 0.60, Priority.LOW: 0.22}
DUE = {Priority.CRITICAL: HOUR, Priority.HIGH: 4 * HOUR, Priority.NORMAL: 8 * HOUR, Priority.LOW: 24 * HOUR}
QUEUES = {"accounts": (0.35, 2.8), "hardware": (0.25, 5.0), "network": (0.20, 5.5), "applications": (0.20, 5.0)}
"""name → its share of the tickets, and the minutes of work that half of them stay below."""
SPREAD = 0.7
"""Of the logarithm of the work: one ticket in ten takes two and a half times the median or more."""
ASKED_BACK = 0.35
"""The share that must wait for an answer of the requester, and then needs half as much work again."""
ANSWER, REOPEN_AFTER = 1.5 * HOUR, 5 * HOUR
REOPENED = 0.07


class Step(NamedTuple):
    """A piece of work, and after how long the requester is back; None: never."""

    work: int
    back: int | None
    done: bool
    """Whether the ticket was thought to be done."""


class Request(NamedTuple):
    ref: int
    arrives: int
    queue: str
    priority: Priority
    steps: tuple[Step, ...]


class Worker(NamedTuple):
    """``shift``: hour of the day from and to. ``off``: (from, to) of absences beside it; those of
    a day or more hand over what they have. ``well_known``: how often they are asked by name."""

    login: str
    primary: str
    secondary: str
    shift: tuple[float, float]
    lunch: float
    well_known: int = 1
    grabs: int = 1
    off: tuple[tuple[int, int], ...] = ()

    @property
    def queues(self) -> dict[str, Membership]:
        return {self.primary: Membership.PRIMARY, self.secondary: Membership.SECONDARY}

    def is_off(self, at: int) -> bool:
        """Away for so long that others take over."""
        return any(start <= at < end and end - start >= DAY for start, end in self.off)

    def on_shift(self, at: int) -> bool:
        """Whether this is a time of their work, be it lunch."""
        first, last = (hour * HOUR for hour in self.shift)
        day, second = divmod(at, DAY)
        inside = day % 7 < OFFICE_DAYS and first <= second < last
        return inside and not any(start <= at < end for start, end in self.off)

    def is_there(self, at: int) -> bool:
        return self.on_shift(at) and not self.lunch * HOUR <= at % DAY < (self.lunch + 0.75) * HOUR

    def changes(self, days: int) -> Iterator[int]:
        """The moments at which they may come or go."""
        for day in range(days):
            for hour in (*self.shift, self.lunch, self.lunch + 0.75):
                yield int(day * DAY + hour * HOUR)
        for start, end in self.off:
            yield from (start, end)


EARLY, LATE = (8.0, 16.5), (9.5, 18.0)
SICK = (2 * DAY, 3 * DAY)
HOLIDAY = (3 * DAY, 5 * DAY)
TRAINING = (DAY + 13 * HOUR, DAY + 18 * HOUR)

TEAM = (
    Worker("ann", "accounts", "applications", EARLY, 12.0, well_known=5),
    Worker("bob", "accounts", "hardware", LATE, 12.75, grabs=4),
    Worker("cem", "accounts", "network", EARLY, 12.75, off=(TRAINING,)),
    Worker("dora", "hardware", "accounts", EARLY, 12.0),
    Worker("emil", "hardware", "network", LATE, 12.75, off=(SICK,)),
    Worker("finn", "hardware", "applications", LATE, 13.5),
    Worker("gita", "network", "hardware", EARLY, 12.75, grabs=4),
    Worker("hugo", "network", "applications", LATE, 13.5, well_known=5),
    Worker("ines", "network", "accounts", EARLY, 12.0),
    Worker("jan", "applications", "accounts", LATE, 13.5, grabs=4),
    Worker("kaja", "applications", "network", EARLY, 12.0, off=(HOLIDAY,)),
    Worker("leo", "applications", "hardware", LATE, 12.75, off=(TRAINING,)),
)


def requests(seed: int = SEED, number: int = TICKETS) -> list[Request]:
    """What comes in within the week, by time."""
    chance = Random(seed)
    hours = [(day * DAY + hour * HOUR, PER_DAY[day] * PER_HOUR[hour]) for day in range(7) for hour in range(24)]
    starts, weights = zip(*hours, strict=True)
    arrivals = sorted(start + chance.randrange(HOUR) for start in chance.choices(starts, weights, k=number))
    return [_request(chance, ref, arrives) for ref, arrives in enumerate(arrivals, 1)]


def _request(chance: Random, ref: int, arrives: int) -> Request:
    queue = chance.choices(list(QUEUES), [share for share, _minutes in QUEUES.values()])[0]
    priority = chance.choices(list(PRIORITIES), list(PRIORITIES.values()))[0]
    work = _drawn(chance, QUEUES[queue][1] * MINUTE)
    steps = [Step(work, None, True)]
    if chance.random() < ASKED_BACK:
        steps = [Step(work, _drawn(chance, ANSWER), False), Step(work // 2, None, True)]
    if chance.random() < REOPENED:
        steps = [*steps[:-1], steps[-1]._replace(back=_drawn(chance, REOPEN_AFTER)), Step(work // 2, None, True)]
    return Request(ref, arrives, queue, priority, tuple(steps))


def _drawn(chance: Random, median: float) -> int:
    """Around the median as times are: a few much longer. Whole seconds, so that the last digits
    of a machine's logarithms change nothing."""
    return max(30, round(median * chance.lognormvariate(0, SPREAD)))


def awake(at: int) -> int:
    """When a requester whose answer would come at ``at`` really gives it: not at night."""
    day, second = divmod(at, DAY)
    while day % 7 >= OFFICE_DAYS or not 7 * HOUR <= second < 20 * HOUR:
        day, second = (day, 7 * HOUR) if second < 7 * HOUR and day % 7 < OFFICE_DAYS else (day + 1, 7 * HOUR)
    return day * DAY + second


def office(start: int, end: int) -> int:
    """The seconds between two moments in which the desk is open."""
    return _office_until(end) - _office_until(start)


def _office_until(at: int) -> int:
    day, second = divmod(at, DAY)
    full = day // 7 * OFFICE_DAYS + min(day % 7, OFFICE_DAYS)
    today = min(max(second - OPENS, 0), CLOSES - OPENS) if day % 7 < OFFICE_DAYS else 0
    return full * (CLOSES - OPENS) + today
