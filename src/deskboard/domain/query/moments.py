"""What the moments of a query mean now.

Days are local days in ``zone``. An ``Age`` counts ahead from now for ``due`` and back from
now for every other time, and there ``>`` means older: ``updated>30d`` is what nobody has
touched for thirty days, ``due<2d`` what is due within two days or overdue already.

Invariant: intervals are half-open, in UTC, and the same whatever time of day it is asked,
except where the query itself counts from now.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import NamedTuple

from deskboard.domain.query.tree import Age, At, Day, Value, Word
from deskboard.domain.times import DAY, FIRST_YEAR, LAST_YEAR, ahead, from_local

AHEAD = frozenset({"due"})
"""Keys whose ages lie in the future."""
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", ":": ":"}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


class Interval(NamedTuple):
    """``start <= moment < end``; None is an open end. Both UTC."""

    start: datetime | None
    end: datetime | None


def interval(key: str, op: str, value: Value, now: datetime, zone: tzinfo) -> Interval:
    """The moments that satisfy ``key op value``. ``value`` is an Age, Day, At or Word.

    With ``:`` a day is that day, and an age is everything from now to there: ``due:2d`` is
    due within the next two days, ``created:2d`` was added within the last two.
    """
    back = key not in AHEAD
    start, end = span(value, now, zone, back=back)
    if isinstance(value, Age):
        if op == ":":
            return Interval(start, None) if back else Interval(now, end)
        op = _FLIPPED[op] if back else op
    if op == "<":
        return Interval(None, start)
    if op == "<=":
        return Interval(None, end)
    if op == ">":
        return Interval(end, None)
    if op == ">=":
        return Interval(start, None)
    return Interval(start, end)


def span(value: Value, now: datetime, zone: tzinfo, *, back: bool = False) -> tuple[datetime, datetime]:
    """Start and end (UTC, half-open) of what a moment means: a local day for a day, Monday to
    Sunday for ``week``, a minute for a time, an instant for ``now`` and for an age, which
    lies behind now if ``back``. TypeError: not a moment."""
    if isinstance(value, Age):
        instant = _aged(-value.seconds if back else value.seconds, now, zone)
        return instant, instant
    if isinstance(value, At):
        instant = from_local(value.moment, zone)
        return instant, instant + timedelta(minutes=1)
    if isinstance(value, Day):
        return _days(datetime.combine(value.day, time()), 1, zone)
    if isinstance(value, Word):
        return _named(value.name, now, zone)
    raise TypeError(f"{value!r} is no moment")


def _aged(seconds: int, now: datetime, zone: tzinfo) -> datetime:
    """Whole days on the wall clock, everything else in elapsed time. Beyond the calendar's
    ends: its end."""
    try:
        return ahead(now, seconds // DAY, zone) if seconds % DAY == 0 else now + timedelta(seconds=seconds)
    except OverflowError:
        year = FIRST_YEAR if seconds < 0 else LAST_YEAR
        return datetime(year, 1, 1, tzinfo=now.tzinfo)


def _days(first: datetime, number: int, zone: tzinfo) -> tuple[datetime, datetime]:
    return from_local(first, zone), from_local(first + timedelta(days=number), zone)


def _named(name: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    if name == "now":
        return now, now
    midnight = datetime.combine(now.astimezone(zone).date(), time())
    if name == "week":
        return _days(midnight - timedelta(days=midnight.weekday()), 7, zone)
    return _days(midnight + timedelta(days=_DAYS[name]), 1, zone)
