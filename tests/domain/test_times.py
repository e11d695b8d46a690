"""Due dates as people write them, in their own zone, and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.errors import BadInput
from deskboard.domain.times import ago, due_chip, exact, parse_when, short

VILNIUS = ZoneInfo("Europe/Vilnius")
SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in Vilnius."""


def local(text: str, zone: ZoneInfo = VILNIUS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("+2h", "2026-03-04 12:30"),
        ("30min", "2026-03-04 11:00"),
        ("90 m", "2026-03-04 12:00"),
        ("1d 4h", "2026-03-05 14:30"),
        ("2h30min", "2026-03-04 13:00"),
        ("1w", "2026-03-11 10:30"),
        ("today", "2026-03-04 23:59:59"),
        ("TOMORROW", "2026-03-05 23:59:59"),
        ("yesterday", "2026-03-03 23:59:59"),
        ("tomorrow 17:00", "2026-03-05 17:00"),
        ("tomorrow at 5pm", "2026-03-05 17:00"),
        ("today 12:30am", "2026-03-04 00:30"),
        ("mon", "2026-03-09 23:59:59"),
        ("wed", "2026-03-11 23:59:59"),
        ("thursday", "2026-03-05 23:59:59"),
        ("sunday 9:00", "2026-03-08 09:00"),
        ("eod", "2026-03-04 23:59:59"),
        ("eow", "2026-03-06 23:59:59"),
        ("2026-01-31", "2026-01-31 23:59:59"),
        ("2026-01-31 17:00", "2026-01-31 17:00"),
        ("2026-01-31T17:00", "2026-01-31 17:00"),
        ("2026-3-9", "2026-03-09 23:59:59"),
        ("17:00", "2026-03-04 17:00"),
        ("09:00", "2026-03-05 09:00"),
        ("오늘", "2026-03-04 23:59:59"),
        ("내일 17:00", "2026-03-05 17:00"),
        ("모레", "2026-03-06 23:59:59"),
        ("šiandien", "2026-03-04 23:59:59"),
        ("Rytoj 8:15", "2026-03-05 08:15"),
        ("poryt", "2026-03-06 23:59:59"),
    ],
)
def test_what_people_write(written: str, meant: str) -> None:
    assert parse_when(written, NOW, VILNIUS) == local(meant)
    assert parse_when(written, NOW, VILNIUS).tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "meant"), [("2026-01-31T17:00:00Z", "2026-01-31 17:00"), ("2026-01-31T17:00+09:00", "2026-01-31 08:00")]
)
def test_a_time_with_its_own_offset(written: str, meant: str) -> None:
    assert parse_when(written, NOW, VILNIUS) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


def test_a_day_is_the_day_where_one_is() -> None:
    late = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
    assert parse_when("today", late, SEOUL) == local("2026-03-05 23:59:59", SEOUL)


@pytest.mark.parametrize(
    ("now", "written", "meant"),
    [
        ("2026-03-28 17:00", "1d", "2026-03-29 17:00"),
        ("2026-03-28 17:00", "tomorrow 17:00", "2026-03-29 17:00"),
        ("2026-10-24 17:00", "1d", "2026-10-25 17:00"),
        ("2026-03-29 02:30", "1h", "2026-03-29 04:30"),
        ("2026-03-28 12:00", "2026-03-29 03:30", "2026-03-29 04:30"),
    ],
)
def test_days_keep_the_time_of_day_when_the_clocks_change(now: str, written: str, meant: str) -> None:
    assert parse_when(written, local(now), VILNIUS) == local(meant).astimezone(UTC)


@pytest.mark.parametrize("friday", ["2026-03-06 10:00", "2026-03-02 10:00", "2026-02-28 10:00"])
def test_the_end_of_the_week_is_friday(friday: str) -> None:
    assert parse_when("eow", local(friday), VILNIUS) == local("2026-03-06 23:59:59")


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "notaday",
            "tomorow",
            "tomorrow soon",
            "25:00",
            "10:60",
            "13pm",
            "2026-02-30",
            "2026-13-01",
            "9999-12-31",
        ),
        *("1/31", "31.1.", "31.01.2026", "0001-01-01", "999999w", "+", "2x", "2h ago", "mo", "12", "x" * 100_000),
        *("today 25:00", "2026-01-31T99:00Z", "５h!"),
    ],
)
def test_what_means_nothing_is_refused_with_a_way_out(written: str) -> None:
    with pytest.raises(BadInput) as wrong:
        parse_when(written, NOW, VILNIUS)
    assert wrong.value.hint.startswith("Write")
    assert len(str(wrong.value)) < 150


@pytest.mark.parametrize("written", ["1/31", "31.1.", "3/4/2026"])
def test_a_date_of_two_readings_says_so(written: str) -> None:
    with pytest.raises(BadInput, match="two ways"):
        parse_when(written, NOW, VILNIUS)


@given(st.text(max_size=70), st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)))
def test_no_text_breaks_it(written: str, now: datetime) -> None:
    try:
        moment = parse_when(written, now.replace(tzinfo=UTC), VILNIUS)
    except BadInput:
        return
    assert moment.tzinfo is UTC
    exact(moment, SEOUL)


@pytest.mark.parametrize(
    ("due", "text", "state"),
    [
        ("2026-03-04 10:31", "due 1h", "soon"),
        ("2026-03-04 12:30", "due 2h", "soon"),
        ("2026-03-04 12:29", "due 2h", "soon"),
        ("2026-03-04 23:59:59", "due today", "soon"),
        ("2026-03-05 09:00", "due 23h", "soon"),
        ("2026-03-05 23:59:59", "due Thu", "later"),
        ("2026-03-10 12:00", "due Tue", "later"),
        ("2026-03-11 12:00", "due 11 Mar", "later"),
        ("2027-02-03 12:00", "due 3 Feb 2027", "later"),
        ("2026-03-04 10:29", "overdue", "overdue"),
        ("2026-03-04 09:00", "overdue 1h", "overdue"),
        ("2026-03-01 10:00", "overdue 3d", "overdue"),
    ],
)
def test_the_chip_of_a_due_date(due: str, text: str, state: str) -> None:
    assert due_chip(local(due), NOW, VILNIUS)[:2] == (text, state)


@given(st.integers(-40 * 86_400, 400 * 86_400))
def test_a_chip_is_overdue_when_it_is(seconds: int) -> None:
    chip = due_chip(NOW + timedelta(seconds=seconds), NOW, VILNIUS)
    assert (chip.state == "overdue") == (seconds < 0) == chip.text.startswith("overdue")
    assert len(chip.text) <= 15


def test_times_at_the_end_of_the_calendar_can_be_shown() -> None:
    end = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert exact(end, SEOUL).startswith("9999-12-31")
    assert due_chip(end, NOW, SEOUL).state == "later"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (59, "59s"),
        (60, "1m"),
        (3_599, "59m"),
        (7_200, "2h"),
        (86_400 * 3, "3d"),
        (86_400 * 800, "2y"),
        (-7_200, "2h"),
    ],
)
def test_a_short_stretch(seconds: int, text: str) -> None:
    assert short(seconds) == text


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (0, "just now"),
        (59, "just now"),
        (-30, "just now"),
        (180, "3 min ago"),
        (7_300, "2 h ago"),
        (5 * 86_400, "5 d ago"),
        (800 * 86_400, "2 y ago"),
        (-180, "just now"),
    ],
)
def test_how_long_ago(passed: int, text: str) -> None:
    assert ago(NOW - timedelta(seconds=passed), NOW) == text


def test_the_exact_time_is_local() -> None:
    assert exact(datetime(2026, 1, 31, 15, 0, 59, tzinfo=UTC), VILNIUS) == "2026-01-31 17:00"
