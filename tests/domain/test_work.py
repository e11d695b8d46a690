"""What somebody should do now: the order, and the reason in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from deskboard.domain.model import Priority, Status
from deskboard.domain.readmodels import WorkItem
from deskboard.domain.work import in_order, reason_words

ZONE = ZoneInfo("Europe/Vilnius")
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday, noon in Vilnius."""


def item(title: str, **told: object) -> WorkItem:
    """Came in on Monday; hours are counted from now."""
    moments = {name: NOW + timedelta(hours=hours) for name, hours in told.items() if isinstance(hours, int | float)}
    others = {name: value for name, value in told.items() if name not in moments}
    bare = WorkItem(
        *(len(title), title, "To Do", Priority.NORMAL, Status.NORMAL, None, None, None),
        *(NOW - timedelta(days=2), None, ()),
    )
    return bare._replace(**moments, **others)


LATE = item("late", due=-2.5)
LATER = item("later late", due=-1, priority=Priority.CRITICAL)
TODAY = item("due at five", due=5, waiting=-100, priority=Priority.LOW)
BURNING = item("burning", priority=Priority.CRITICAL, waiting=-3)
QUIET = item("burning too", priority=Priority.CRITICAL)
ASKED = item("asked again", waiting=-26)
ASKED_LATELY = item("asked lately..", waiting=-0.25, due=80)
OLD = item("old", created=-1000)
PLAIN = item("plain one")
LOW = item("low", priority=Priority.LOW, waiting=-500)
HELD = item("held for a while", status=Status.ON_HOLD, priority=Priority.CRITICAL, due=-9)
ASLEEP = item("sleeps until friday", status=Status.WAITING, wake=48, due=-9)
IN_ORDER = (LATE, LATER, TODAY, BURNING, QUIET, ASKED, ASKED_LATELY, OLD, PLAIN, LOW, HELD, ASLEEP)


def test_first_things_come_first() -> None:
    assert [one.title for one in in_order(reversed(IN_ORDER), NOW)] == [one.title for one in IN_ORDER]


def test_the_order_does_not_depend_on_how_the_tickets_come() -> None:
    same = [PLAIN._replace(ref=ref) for ref in (1, 2, 3)]
    assert {in_order(shuffled, NOW) for shuffled in permutations(same)} == {in_order(same, NOW)}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (LATE, "overdue 2h"),
        (LATER, "overdue 1h · critical"),
        (item("x", due=-0.001), "overdue 1m"),
        (TODAY, "due 17:00 · requester waits 4d"),
        (item("x", due=21), "due Thu 09:00"),
        (item("x", due=11.99), "due today"),
        (item("x", due=50), "due Fri"),
        (BURNING, "critical · requester waits 3h"),
        (ASKED_LATELY, "requester waits 15m · due Sat"),
        (OLD, "since 21 Jan"),
        (PLAIN, "since Mon"),
        (item("x", created=-1), "since 11:00"),
        (HELD, "on hold · overdue 9h · critical"),
        (ASLEEP, "asleep until Fri · overdue 9h"),
    ],
)
def test_the_reason_stands_beside_it(one: WorkItem, words: str) -> None:
    assert reason_words(in_order([one], NOW)[0], NOW, ZONE) == words
