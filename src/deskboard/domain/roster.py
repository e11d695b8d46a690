"""Whom of the team somebody means: what they search for, the quick filters, the orders.

Invariant: pure functions of the lines that were read; every order ends with the login, so that
nobody changes places between two looks at the same team.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from deskboard.domain.model import Availability, Membership
from deskboard.domain.readmodels import TeamLine
from deskboard.domain.team import SERVING
from deskboard.domain.text import fold


class TeamOrder(StrEnum):
    """What the team is put in order by. ``name`` is the login, which everybody has."""

    NAME = "name"
    LOAD = "load"
    AVAILABILITY = "availability"
    OLDEST = "oldest"
    SOLVED = "solved"


class TeamFilter(StrEnum):
    """The quick filters. ``free``: who is there and has nothing to do."""

    ALL = "all"
    AVAILABLE = "available"
    AWAY = "away"
    OVER = "over"
    FULL = "full"
    FREE = "free"
    NO_QUEUE = "no-queue"


class Totals(NamedTuple):
    """The team as a whole: ``open`` and ``limit`` are those of whoever has a limit, ``free`` the
    open tickets of the others; ``limited``: how many people have one."""

    people: int
    available: int
    open: int
    limit: int
    limited: int
    free: int


def works(line: TeamLine) -> bool:
    """Whether tickets can be given to them at all."""
    return line.person.role in SERVING


def is_over(line: TeamLine) -> bool:
    return line.limit is not None and line.open > line.limit


def is_full(line: TeamLine) -> bool:
    return line.limit is not None and line.open >= line.limit


def is_free(line: TeamLine) -> bool:
    return works(line) and line.availability is Availability.AVAILABLE and not line.held


TESTS: Mapping[TeamFilter, Callable[[TeamLine], bool]] = {
    TeamFilter.ALL: lambda line: True,
    TeamFilter.AVAILABLE: lambda line: line.availability is Availability.AVAILABLE,
    TeamFilter.AWAY: lambda line: line.availability is not Availability.AVAILABLE,
    TeamFilter.OVER: is_over,
    TeamFilter.FULL: is_full,
    TeamFilter.FREE: is_free,
    TeamFilter.NO_QUEUE: lambda line: works(line) and not line.queues,
}


def filled(number: int, limit: int, steps: int) -> int:
    """How many steps of a bar are full: one as soon as there is anything, all only at the limit."""
    part = min(steps - 1, max(1 if number else 0, round(steps * number / limit))) if limit else 0
    return steps if number >= limit else part


def queue_names(line: TeamLine) -> list[str]:
    """The queues of somebody, in order; secondary ones are marked: ``web*``."""
    return [f"{name}*" if place is Membership.SECONDARY else name for name, place in line.queues]


def queue_words(line: TeamLine) -> str:
    """``network, web*``."""
    return ", ".join(queue_names(line))


def answers(line: TeamLine, text: str) -> bool:
    """Whether every word of ``text`` stands in the login, the name or a queue, or says what holds
    of them: ``away``, ``over``, ``free`` …"""
    words = fold(text).split()
    if not words:
        return True
    told = fold("\n".join((line.person.login, line.person.name, queue_words(line))))
    states = {state.value for state, test in TESTS.items() if state is not TeamFilter.ALL and test(line)}
    states.update(line.availability.split("-"))
    # The beginning of such a word is enough, but not its first letter, which most names hold.
    return all(word in told or (len(word) > 1 and any(state.startswith(word) for state in states)) for word in words)


def _load(line: TeamLine) -> tuple[bool, float, int]:
    """The fullest first; whoever has no limit comes after those who have one."""
    if line.limit is None:
        return True, 0.0, -line.open
    return False, -(line.open / line.limit if line.limit else 1.0 + line.open), -line.open


def arranged(lines: Iterable[TeamLine], order: TeamOrder) -> list[TeamLine]:
    """The lines in an order: the fullest, the longest waiting, the busiest first."""
    found = sorted(lines, key=lambda line: (fold(line.person.login), line.person.login))
    if order is TeamOrder.LOAD:
        return sorted(found, key=_load)
    if order is TeamOrder.AVAILABILITY:
        states = list(Availability)
        return sorted(found, key=lambda line: states.index(line.availability))
    if order is TeamOrder.OLDEST:
        return sorted(found, key=lambda line: (line.oldest is None, line.oldest.timestamp() if line.oldest else 0.0))
    if order is TeamOrder.SOLVED:
        return sorted(found, key=lambda line: -line.solved)
    return found


def totals(lines: Sequence[TeamLine]) -> Totals:
    """What the team has to do together: of those who can be given tickets."""
    able = [line for line in lines if works(line)]
    limited = [line for line in able if line.limit is not None]
    return Totals(
        people=len(able),
        available=sum(line.availability is Availability.AVAILABLE for line in able),
        open=sum(line.open for line in limited),
        limit=sum(line.limit or 0 for line in limited),
        limited=len(limited),
        free=sum(line.open for line in able if line.limit is None),
    )
