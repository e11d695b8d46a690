"""Moments as people write and read them: due dates in, chips and ages out.

What a person writes is local wall time in ``zone``; what comes out is UTC. Days and weeks
are counted on the wall clock, hours and minutes in elapsed time, so that ``1d`` is the same
time tomorrow also when the clocks change tonight.

Invariant: nothing is guessed. A date that two countries read differently is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from deskboard.domain.errors import BadInput
from deskboard.domain.text import clip, fold, safe
from deskboard.l10n import _

MINUTE, HOUR, DAY, WEEK, YEAR = 60, 3_600, 86_400, 604_800, 31_536_000

UNITS: Mapping[str, int] = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "week", "weeks"), WEEK),
}
"""Unit → seconds."""
DAYS_AHEAD: Mapping[str, int] = {
    **{"yesterday": -1, "어제": -1, "vakar": -1},
    **{"today": 0, "eod": 0, "오늘": 0, "siandien": 0},
    **{"tomorrow": 1, "내일": 1, "rytoj": 1},
    **{"모레": 2, "poryt": 2},
}
"""Words for days, folded → days from today."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
END_OF_DAY = time(23, 59, 59)
FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Within these a moment exists in every time zone."""
_FRIDAY = 4
_LONGEST = 60
"""Characters of what can still be a moment."""

_STRETCHES = r"\+?((?:\d{1,6} ?[a-z]+ ?)+)"
_STRETCH = r"(\d+) ?([a-z]+)"
_CLOCK = r"(\d{1,2}):(\d\d)|(\d{1,2})(?::(\d\d))? ?([ap])m"
_OFFSET = r"(?:Z|[+-]\d\d:?\d\d)$"
_ISO_DAY = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_AMBIGUOUS = r"\d{1,4}[./]\d{1,2}(?:[./](?:\d{2,4})?)?"


class Chip(NamedTuple):
    """What a card says of time. ``text``: its due date, ``state``: later, soon (within a day)
    or overdue; it changes at most once an hour. ``asleep``: when it comes back, if it sleeps.
    ``brief``: the due date in a few cells, ``!2d`` for ``overdue 2d``."""

    text: str
    state: str
    asleep: str = ""
    brief: str = ""


# ---- in


def parse_when(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment (UTC, whole seconds) that ``text`` means at ``now`` in ``zone``.

    ``+2h`` ``30min`` ``1d 4h``; ``today`` ``tomorrow`` ``fri``, each with or without a time
    as in ``fri 17:00``; ``2026-01-31``, ``2026-01-31 17:00``; ``17:00`` (the next one);
    ``eod``, ``eow`` (Friday); the Korean and Lithuanian words for near days. A day without
    a time means its end. A weekday is the next one that is not today.

    BadInput: none of these, no such day, or out of the range of the calendar.
    """
    plain = " ".join(fold(text).split()) if len(text) <= _LONGEST else ""
    try:
        moment = _iso(text.strip()) or _stretch(plain, now, zone) or _wall(plain, now, zone)
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError(moment)
    except (ValueError, OverflowError):
        raise BadInput(
            _("There is no such moment as “{text}”.").format(text=_brief(text)), _("Write it as 2026-01-31 17:00.")
        ) from None
    if moment is None:
        raise _unreadable(text, plain)
    return moment.replace(microsecond=0)


def _brief(text: str) -> str:
    return clip(safe(text), 40)


def _unreadable(text: str, plain: str) -> BadInput:
    if any(re.fullmatch(_AMBIGUOUS, word) for word in plain.split()):
        return BadInput(
            _("“{text}” can be read in two ways.").format(text=_brief(text)), _("Write the date as 2026-01-31.")
        )
    return BadInput(
        _("“{text}” is no date or time.").format(text=_brief(text)),
        _("Write +2h, tomorrow, fri 17:00 or 2026-01-31."),
    )


def _iso(text: str) -> datetime | None:
    """A time that names its own offset, as other programs write it."""
    if "T" not in text or not re.search(_OFFSET, text):
        return None
    return datetime.fromisoformat(text).astimezone(UTC)


def _stretch(plain: str, now: datetime, zone: tzinfo) -> datetime | None:
    if not re.fullmatch(_STRETCHES, plain):
        return None
    days = seconds = 0
    for number, unit in re.findall(_STRETCH, plain):
        if unit not in UNITS:
            return None
        whole = int(number) * UNITS[unit]
        days, seconds = (days + whole // DAY, seconds) if UNITS[unit] >= DAY else (days, seconds + whole)
    return ahead(now, days, zone) + timedelta(seconds=seconds)


def ahead(now: datetime, days: int, zone: tzinfo) -> datetime:
    """The same local time ``days`` later (earlier if negative), in UTC."""
    wall = now.astimezone(zone).replace(tzinfo=None)
    return from_local(wall + timedelta(days=days), zone)


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment in ``zone``; as it is where the calendar ends before the zone's offset does."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def from_local(wall: datetime, zone: tzinfo) -> datetime:
    """A naive local time in UTC. What the clocks skip is moved past the gap; of two equal
    times the earlier is meant."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _wall(plain: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A day, a time of day, or both."""
    today = now.astimezone(zone).date()
    first, _blank, rest = plain.replace(" at ", " ").partition(" ")
    if "t" in first and not rest and re.match(_ISO_DAY, first):
        first, _t, rest = first.partition("t")
    day = _day(first, today)
    if day is None:
        clock = _clock(plain)
        if clock is None:
            return None
        moment = from_local(datetime.combine(today, clock), zone)
        return moment if moment > now else from_local(datetime.combine(today + timedelta(days=1), clock), zone)
    if not rest:
        return from_local(datetime.combine(day, END_OF_DAY), zone)
    clock = _clock(rest)
    return None if clock is None else from_local(datetime.combine(day, clock), zone)


def _day(word: str, today: date) -> date | None:
    """The day a word means. ValueError: no such day."""
    if word in DAYS_AHEAD:
        return today + timedelta(days=DAYS_AHEAD[word])
    if word == "eow":
        return today + timedelta(days=(_FRIDAY - today.weekday()) % 7)
    if len(word) >= 3:
        for number, name in enumerate(WEEKDAYS):
            if name.startswith(word):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    iso = re.fullmatch(_ISO_DAY, word)
    return date(*map(int, iso.groups())) if iso else None


def _clock(text: str) -> time | None:
    """The time of day in ``text``, None: it is none. ValueError: no such time."""
    clock = re.fullmatch(_CLOCK, text)
    if clock is None:
        return None
    if clock[1]:
        return time(int(clock[1]), int(clock[2]))
    hour = int(clock[3])
    if not 1 <= hour <= 12:
        raise ValueError(text)
    return time(hour % 12 + (12 if clock[5] == "p" else 0), int(clock[4] or 0))


def parse_wake(text: str, now: datetime, zone: tzinfo) -> datetime:
    """As ``parse_when``, except that a bare day means its beginning: what sleeps until Monday is
    there when Monday comes. BadInput also for a moment that has passed."""
    moment = parse_when(text, now, zone)
    wall = local(moment, zone)
    if wall.time() == END_OF_DAY:
        moment = from_local(datetime.combine(wall.date(), time()), zone)
    if moment <= now:
        raise BadInput(
            _("“{text}” is not ahead of now.").format(text=_brief(text)), _("Write tomorrow, mon 9:00 or 3d.")
        )
    return moment


# ---- out


def due_chip(due: datetime, now: datetime, zone: tzinfo) -> Chip:
    """How a card shows a due date: ``due 2h``, ``due today``, ``due Tue``, ``due 3 Feb``,
    ``overdue 3d``. Hours left are rounded up, hours past down."""
    left = int((due - now).total_seconds())
    if left < 0:
        late = _("overdue {time}").format(time=short(-left)) if left <= -HOUR else _("overdue")
        return Chip(late, "overdue", brief=_("!{time}").format(time=short(-left) if left <= -HOUR else _("now")))
    wall, today = local(due, zone), local(now, zone).date()
    whole_day = (wall.hour, wall.minute) == (23, 59)
    if whole_day and wall.date() == today:
        return Chip(_("due today"), "soon", brief=_("today"))
    if left < DAY and not whole_day:
        hours = max(1, -(-left // HOUR))
        return Chip(_("due {time}").format(time=short(hours * HOUR)), "soon")
    state = "soon" if left < DAY else "later"
    return Chip(_("due {time}").format(time=day_name(wall.date(), today)), state)


def wake_word(wake: datetime, now: datetime, zone: tzinfo) -> str:
    """When a ticket comes back, as briefly as it stays clear: ``14:00`` today, ``Tue``, ``3 Feb``."""
    wall, today = local(wake, zone), local(now, zone).date()
    return wall.isoformat(" ", "minutes")[11:16] if wall.date() == today else day_name(wall.date(), today)


def clock_word(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment that is past, to the minute and as briefly as it stays clear: ``14:05`` today,
    else ``3 Feb 14:05``."""
    wall, today = local(moment, zone), local(now, zone).date()
    clock = wall.isoformat(" ", "minutes")[11:16]
    return clock if wall.date() == today else f"{day_name(wall.date(), today)} {clock}"


def as_typed(moment: datetime, zone: tzinfo) -> str:
    """The moment as ``parse_when`` reads it: a bare day for its end."""
    wall = local(moment, zone)
    return wall.date().isoformat() if wall.time() == END_OF_DAY else exact(moment, zone)


def day_name(day: date, today: date) -> str:
    """A day as briefly as it stays clear: ``Tue`` within the week ahead, ``3 Feb`` within the
    year, else ``3 Feb 2027``."""
    if 0 < (day - today).days < 7:
        return weekday(day)
    if day.year == today.year:
        return _("{day} {month}").format(day=day.day, month=_months()[day.month - 1])
    return _("{day} {month} {year}").format(day=day.day, month=_months()[day.month - 1], year=day.year)


def weekday(day: date) -> str:
    """The short name of its weekday."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[day.weekday()]


def _months() -> tuple[str, ...]:
    first = (_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"))
    return (*first, _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"))


def short(seconds: float) -> str:
    """A stretch of time in its largest unit, rounded down: ``45s``, ``5m``, ``2h``, ``3d``,
    ``2y``. Negative ones count as positive."""
    whole = abs(int(seconds))
    if whole < MINUTE:
        return _("{n}s").format(n=whole)
    if whole < HOUR:
        return _("{n}m").format(n=whole // MINUTE)
    if whole < DAY:
        return _("{n}h").format(n=whole // HOUR)
    if whole < YEAR:
        return _("{n}d").format(n=whole // DAY)
    return _("{n}y").format(n=whole // YEAR)


def ago(then: datetime, now: datetime) -> str:
    """How long ago: ``just now``, ``3 min ago``, ``2 h ago``, ``5 d ago``, ``2 y ago``. What was
    recorded ahead of now, by another clock or before this one was set back, is just now as well."""
    passed = int((now - then).total_seconds())
    if passed < MINUTE:
        return _("just now")
    return _("{time} ago").format(time=stretch(passed))


def stretch(seconds: int) -> str:
    """A stretch of time as one says it, rounded down: ``0 min``, ``3 min``, ``2 h``, ``5 d``, ``2 y``."""
    if seconds < HOUR:
        return _("{n} min").format(n=seconds // MINUTE)
    if seconds < DAY:
        return _("{n} h").format(n=seconds // HOUR)
    if seconds < YEAR:
        return _("{n} d").format(n=seconds // DAY)
    return _("{n} y").format(n=seconds // YEAR)


def exact(moment: datetime, zone: tzinfo) -> str:
    """The local date and time to the minute: ``2026-01-31 17:00``."""
    return local(moment, zone).isoformat(" ", "minutes")[:16]
