"""How many tickets somebody may have."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.capacity import Ramp, is_broken, limit_on, ramp_typed, ramp_words, read_ramp, stored_ramp
from deskboard.domain.errors import BadInput

FIRST = date(2026, 11, 1)
RAMP = Ramp(2, FIRST, date(2026, 11, 11))


@pytest.mark.parametrize(
    ("personal", "workspace", "limit"),
    [
        (None, None, None),
        (None, 0, None),
        (None, 10, 10),
        (5, 10, 5),
        (20, 10, 20),
        (5, None, 5),
        (0, 10, 0),
        (0, None, 0),
    ],
)
def test_ones_own_limit_stands_before_that_of_the_workspace(
    personal: int | None, workspace: int | None, limit: int | None
) -> None:
    assert limit_on(FIRST, personal, workspace, None) == limit


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        (date(2026, 10, 1), 2),
        (FIRST, 2),
        (date(2026, 11, 2), 3),
        (date(2026, 11, 6), 7),
        (date(2026, 11, 10), 11),
        (date(2026, 11, 11), 12),
        (date(2027, 1, 1), 12),
    ],
)
def test_a_newcomer_has_a_little_more_every_day_and_all_of_it_on_the_last(day: date, limit: int) -> None:
    assert limit_on(day, 12, None, RAMP) == limit


def test_a_ramp_towards_no_limit_holds_until_its_last_day() -> None:
    assert limit_on(RAMP.end - timedelta(1), None, None, RAMP) == 2
    assert limit_on(RAMP.end, None, 0, RAMP) is None


@pytest.mark.parametrize("full", [0, 1, 2])
def test_a_ramp_never_gives_more_than_the_limit(full: int) -> None:
    assert {limit_on(FIRST + timedelta(day), full, None, RAMP) for day in range(-5, 15)} == {full}


def test_a_ramp_of_one_day_is_over_on_it() -> None:
    ramp = Ramp(2, FIRST, FIRST)
    assert limit_on(FIRST, 9, None, ramp) == 9 and limit_on(FIRST - timedelta(1), 9, None, ramp) == 2


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 400), st.integers(-10, 410))
def test_limits_only_grow_and_end_full(start: int, full: int, days: int, day: int) -> None:
    ramp = Ramp(start, FIRST, FIRST + timedelta(days))
    today = limit_on(FIRST + timedelta(day), None, full or None, ramp)
    tomorrow = limit_on(FIRST + timedelta(day + 1), None, full or None, ramp)
    if full:
        assert today is not None and tomorrow is not None and min(start, full) <= today <= tomorrow <= full
    assert limit_on(ramp.end, full, None, ramp) == full


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2:+8w", "2:2026-03-02:2026-04-27"),
        ("2:today:8w", "2:2026-03-02:2026-04-27"),
        ("0:mon:2026-12-31", "0:2026-03-09:2026-12-31"),
        ("2:2026-11-01:2026-12-31", "2:2026-11-01:2026-12-31"),
        (" 2 : tomorrow : eow ", "2:2026-03-03:2026-03-06"),
        ("None", None),
    ],
)
def test_the_days_of_a_ramp_are_typed_as_due_dates_are(text: str, meant: str | None) -> None:
    assert ramp_typed(text, datetime(2026, 3, 2, 22, 30, tzinfo=UTC), ZoneInfo("America/New_York")) == meant


@pytest.mark.parametrize(
    "text", ["2", "2:soon", "2:today:3/4/2026", "2:17:00", "x:today:fri", "2:fri:today", "2:1:2:3"]
)
def test_a_ramp_that_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        ramp_typed(text, datetime(2026, 3, 2, 9, tzinfo=UTC), UTC)
    assert raised.value.hint


@pytest.mark.parametrize("text", ["2:2026-11-01:2026-12-31", " 2 : 2026-11-01: 2026-12-31 "])
def test_a_ramp_is_typed_as_it_is_stored(text: str) -> None:
    ramp = read_ramp(text)
    assert ramp == Ramp(2, date(2026, 11, 1), date(2026, 12, 31)) and read_ramp(str(ramp)) == ramp
    assert str(ramp) == "2:2026-11-01:2026-12-31"


@pytest.mark.parametrize(
    "text",
    ["", "2", "2:2026-11-01", "x:2026-11-01:2026-12-31", "-1:2026-11-01:2026-12-31", "2:2026-11-31:2026-12-31",
     "2:2026-12-31:2026-11-01", "2:2026-11-01:2026-12-31:", "9999999:2026-11-01:2026-12-31", "²:2026-11-01:2026-12-31",
     "9" * 5000 + ":2026-11-01:2026-12-31", "\x1b[2J"],
)  # fmt: skip
def test_what_is_no_ramp_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_ramp(text)
    assert raised.value.hint and len(raised.value.message) < 100 and "\x1b" not in raised.value.message


@pytest.mark.parametrize("stored", ["x", "2:2026-12-31:2026-11-01", b"2", "\x1b[2J", 7])
def test_a_stored_ramp_that_cannot_be_read_is_none_and_said_to_be_so(stored: object) -> None:
    assert stored_ramp(stored) is None and is_broken(stored)
    assert ramp_words(stored).endswith("” (unreadable)") and "\x1b" not in ramp_words(stored)


def test_a_stored_ramp_is_told_as_it_is_typed() -> None:
    text = "2:2026-11-01:2026-12-31"
    assert (stored_ramp(text), is_broken(text), ramp_words(text)) == (read_ramp(text), False, text)
    assert not any(
        (is_broken(nothing), ramp_words(nothing), stored_ramp(nothing)) != (False, "", None) for nothing in (None, "")
    )
