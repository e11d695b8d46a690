"""What a played week comes to, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median, pstdev
from typing import NamedTuple

from deskboard.domain.model import Priority
from tests.simulation.play import Desk, Played, Sample, Sharing, Ticket
from tests.simulation.world import DAY, HOUR, OFFICE_DAYS, SEED, office, requests

FROM, UNTIL = 10 * HOUR, 16 * HOUR
"""The hours of a day in which everybody who works that day is there or at lunch."""


class Load(NamedTuple):
    """Open tickets of a person: means over the moments of a day. ``inbox``: what nobody has."""

    least: float
    median: float
    most: float
    spread: float
    inbox: float


class Wait(NamedTuple):
    """Seconds in which the desk is open, from a ticket's arrival."""

    median: int
    ninetieth: int


class Waits(NamedTuple):
    number: int
    given: Wait
    begun: Wait


class Figures(NamedTuple):
    samples: list[Sample]
    days: tuple[Load, ...]
    whole: Load
    waits: dict[Priority, Waits]
    secondary: float
    """The share of tickets whose last holder serves their queue as a secondary one."""
    done: int
    """When the last one was done."""


def week(sharing: Sharing, seed: int = SEED) -> Figures:
    return figures(Desk(requests(seed), sharing).play())


def figures(played: Played) -> Figures:
    tickets = played.tickets
    by_day = [[sample for sample in played.samples if sample.at // DAY == day] for day in range(OFFICE_DAYS)]
    return Figures(
        played.samples,
        tuple(map(_load, by_day)),
        _load(played.samples),
        {
            priority: _waits([ticket for ticket in tickets if ticket.request.priority is priority])
            for priority in Priority
        },
        sum(ticket.as_secondary for ticket in tickets) / len(tickets),
        max(ticket.done or 0 for ticket in tickets),
    )


def _load(samples: Iterable[Sample]) -> Load:
    busy = [sample for sample in samples if FROM <= sample.at % DAY <= UNTIL]
    return Load(
        fmean(sample.loads[0] for sample in busy),
        fmean(median(sample.loads) for sample in busy),
        fmean(sample.loads[-1] for sample in busy),
        fmean(pstdev(sample.loads) for sample in busy),
        fmean(sample.inbox for sample in busy),
    )


def _waits(tickets: Sequence[Ticket]) -> Waits:
    return Waits(
        len(tickets),
        _wait([office(ticket.request.arrives, ticket.given or 0) for ticket in tickets]),
        _wait([office(ticket.request.arrives, ticket.begun or 0) for ticket in tickets]),
    )


def _wait(seconds: list[int]) -> Wait:
    seconds.sort()
    return Wait(seconds[len(seconds) // 2], seconds[len(seconds) * 9 // 10])
