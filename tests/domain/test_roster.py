"""Whom of the team somebody means: searching, quick filters, orders, totals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskboard.domain.model import Availability, Membership, Role
from deskboard.domain.readmodels import Person, TeamLine
from deskboard.domain.roster import TESTS, TeamFilter, TeamOrder, answers, arranged, totals

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def line(login: str, load: str = "0", state: str = "available", queues: str = "", **more: object) -> TeamLine:
    """``load`` as ``3/5``, or ``3`` without a limit; ``queues`` as ``network web*``."""
    number, _slash, limit = load.partition("/")
    served = [
        (name.rstrip("*"), Membership.SECONDARY if "*" in name else Membership.PRIMARY) for name in queues.split()
    ]
    values: dict = {
        "person": Person(login, f"{login} Löwe", None, Role.AGENT),
        "availability": Availability(state),
        "since": None,
        "by_itself": False,
        "queues": tuple(served),
        "open": int(number),
        "held": int(number),
        "limit": int(limit) if limit else None,
        "personal": None,
        "ramp": None,
        "oldest": None,
        "solved": 0,
    }
    return TeamLine(**{**values, **more})


VERA = line("vera", person=Person("vera", "", None, Role.VIEWER))
TEAM = (
    line("ann", "3/5", queues="network web*", oldest=NOON),
    line("bob", "7/5", "away", "mail", solved=2),
    line("carol", "5/5", "away-reassign", "web", oldest=NOON - timedelta(days=1)),
    line("dana", "0/5"),
    line("eve", "9", queues="web"),
    VERA,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "ann bob carol dana eve vera"),
        ("AN", "ann dana"),
        ("lowe", "ann bob carol dana eve"),
        ("web", "ann carol eve"),
        ("web*", "ann"),
        ("web ann", "ann"),
        ("away", "bob carol"),
        ("reassign", "carol"),
        ("over", "bob"),
        ("full", "bob carol"),
        ("free", "dana"),
        ("nobody", ""),
    ],
)
def test_every_word_is_looked_for_everywhere(text: str, found: str) -> None:
    assert [one.person.login for one in TEAM if answers(one, text)] == found.split()


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (TeamFilter.ALL, "ann bob carol dana eve vera"),
        (TeamFilter.AVAILABLE, "ann dana eve vera"),
        (TeamFilter.AWAY, "bob carol"),
        (TeamFilter.OVER, "bob"),
        (TeamFilter.FULL, "bob carol"),
        (TeamFilter.FREE, "dana"),
        (TeamFilter.NO_QUEUE, "dana"),
    ],
)
def test_quick_filters(one: TeamFilter, found: str) -> None:
    assert [line.person.login for line in TEAM if TESTS[one](line)] == found.split()


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (TeamOrder.NAME, "ann bob carol dana eve vera"),
        (TeamOrder.LOAD, "bob carol ann dana eve vera"),
        (TeamOrder.AVAILABILITY, "ann dana eve vera bob carol"),
        (TeamOrder.OLDEST, "carol ann bob dana eve vera"),
        (TeamOrder.SOLVED, "bob ann carol dana eve vera"),
    ],
)
def test_orders_do_not_depend_on_the_order_of_reading(order: TeamOrder, found: str) -> None:
    assert [one.person.login for one in arranged(TEAM, order)] == found.split()
    assert arranged(reversed(TEAM), order) == arranged(TEAM, order)


def test_totals_are_of_those_who_can_be_given_tickets() -> None:
    found = totals(TEAM)
    assert (found.people, found.available) == (5, 3)
    assert (found.open, found.limit, found.limited, found.free) == (15, 20, 4, 9)
