"""The page about the simulated week tells what the simulation gives."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.architecture.sources import ROOT, docs
from tests.simulation.__main__ import PAGE, PICTURE
from tests.simulation.chart import chart
from tests.simulation.figures import week
from tests.simulation.page import LIMIT, loads, waits
from tests.simulation.sharing import Balanced, Habits, Inbox
from tests.simulation.world import DAY, HOUR, TICKETS, awake, office, requests

AGAIN = "run `python -m tests.simulation --write docs/`"


def test_the_page_and_its_picture_are_those_of_the_week() -> None:
    """The tables beside them are made in the same run, and take longer."""
    both = week(Balanced(LIMIT)), week(Inbox(Habits()))
    assert loads(both) in docs(PAGE) and waits(both) in docs(PAGE), AGAIN
    picture = (ROOT / "docs" / PICTURE).read_text()
    assert picture == chart(*both), AGAIN
    ElementTree.fromstring(picture)


def test_a_week_is_drawn_once() -> None:
    assert requests() == requests() != requests(1) and len(requests()) == TICKETS


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (9 * HOUR, 11 * HOUR, 2),
        (17 * HOUR, DAY + 9 * HOUR, 2),
        (4 * DAY + 17 * HOUR, 7 * DAY + 9 * HOUR, 2),
        (5 * DAY, 6 * DAY, 0),
        (0, 7 * DAY, 50),
    ],
)
def test_waits_count_the_hours_in_which_the_desk_is_open(start: int, end: int, hours: int) -> None:
    assert office(start, end) == hours * HOUR


@pytest.mark.parametrize(
    ("at", "comes"),
    [
        (10 * HOUR, 10 * HOUR),
        (3 * HOUR, 7 * HOUR),
        (22 * HOUR, DAY + 7 * HOUR),
        (4 * DAY + 22 * HOUR, 7 * DAY + 7 * HOUR),
        (5 * DAY + 3 * HOUR, 7 * DAY + 7 * HOUR),
    ],
)
def test_requesters_answer_by_day(at: int, comes: int) -> None:
    assert awake(at) == comes
