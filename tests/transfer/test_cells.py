"""What stands in the cells of other programs' tables."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.model import Level, Priority, Status, TicketType
from deskboard.transfer import cells

VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-01-31", "2026-01-31 00:00"),
        ("2026-01-31T17:00:00Z", "2026-01-31 19:00"),
        ("2026-01-31 17:00:00 UTC", "2026-01-31 19:00"),
        ("2026-01-31 17:00 +0200", "2026-01-31 17:00"),
        ("2026/01/31 17:05", "2026-01-31 17:05"),
        ("31.01.2026", "2026-01-31 00:00"),
        ("31.1.2026 17:05:30", "2026-01-31 17:05"),
        ("2026. 1. 31.", "2026-01-31 00:00"),
        ("31/01/2026 5:00 PM", "2026-01-31 17:00"),
        ("01/31/2026 12:30 am", "2026-01-31 00:30"),
        ("31/Jan/26 5:00 PM", "2026-01-31 17:00"),
        ("31 January 2026", "2026-01-31 00:00"),
        ("Jan 31, 2026 at", None),
        ("Jan 31st, 2026", "2026-01-31 00:00"),
        ("1769875200", "2026-01-31 18:00"),
        ("1769875200000", "2026-01-31 18:00"),
        ("2026-02-30", None),
        ("31/31/2026", None),
        ("0001-01-01", None),
        ("9999-12-31T23:00-14:00", None),
        ("yesterday", None),
        ("1" * 5000, None),
        ("", None),
    ],
)
def test_dates(cell: str, expected: str | None) -> None:
    found = cells.moment(cell, VILNIUS)
    assert (found and found.astimezone(VILNIUS).strftime("%Y-%m-%d %H:%M")) == expected


@pytest.mark.parametrize(("month_first", "day"), [(True, "2026-03-04"), (False, "2026-04-03")])
def test_dates_that_could_be_two(month_first: bool, day: str) -> None:
    found = cells.moment("3/4/2026", UTC, month_first)
    assert found
    assert found.date().isoformat() == day


@pytest.mark.parametrize(
    ("cell", "order"), [("3/14/2026", True), ("14/3/2026", False), ("3/4/2026", None), ("3.14.2026", None)]
)
def test_what_tells_the_order(cell: str, order: bool | None) -> None:
    assert cells.order(cell) is order


def test_a_bare_due_date_is_the_end_of_that_local_day() -> None:
    assert cells.moment("2026-01-31", VILNIUS, end_of_day=True) == datetime(2026, 1, 31, 21, 59, tzinfo=UTC)
    assert cells.moment("31.01.2026", VILNIUS, end_of_day=True) == datetime(2026, 1, 31, 21, 59, tzinfo=UTC)
    assert cells.moment("2026-01-31 08:00", VILNIUS, end_of_day=True) == datetime(2026, 1, 31, 6, 0, tzinfo=UTC)


@given(st.text(max_size=80))
def test_no_cell_is_too_odd_to_be_looked_at(cell: str) -> None:
    found = cells.moment(cell, VILNIUS)
    assert found is None or found.tzinfo is UTC
    cells.order(cell), cells.priority(cell), cells.level(cell), cells.status(cell), cells.truth(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Critical", Priority.CRITICAL),
        ("1 - Critical", Priority.CRITICAL),
        ("P2", Priority.HIGH),
        ("3 - Moderate", Priority.NORMAL),
        ("  very_low ", Priority.LOW),
        ("높음", Priority.HIGH),
        ("1", None),
        ("whatever", None),
    ],
)
def test_priorities(cell: str, expected: Priority | None) -> None:
    assert cells.priority(cell) is expected


def test_words_of_other_programs() -> None:
    assert cells.level("3 - Low") is Level.LOW
    assert cells.level("4") is None
    assert cells.ticket_type("Service Request") is TicketType.SUPPORT
    assert cells.status("Awaiting Reply") is Status.WAITING
    assert cells.status("needs-review") is Status.NEEDS_REVIEW
    assert [cells.truth(cell) for cell in ("Yes", "0", "2026")] == [True, False, None]
