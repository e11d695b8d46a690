"""How many tickets somebody may have: the limit of the workspace, their own, and the ramp of a newcomer.

Invariants: a ramp only ever lowers a limit, and it is over on its last day; one that is stored and
cannot be read lowers nothing, so that it is in nobody's way.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from deskboard.domain import times
from deskboard.domain.errors import BadInput
from deskboard.domain.fields import NOTHING
from deskboard.domain.text import clip, safe
from deskboard.l10n import _

LIMIT_MAX = 10_000
"""The highest number of open tickets that anybody, or the desk for everybody, can be limited to."""


class Ramp(NamedTuple):
    """A limit that grows day by day, from ``start_limit`` on ``start`` to the full one on ``end``."""

    start_limit: int
    start: date
    end: date

    def __str__(self) -> str:
        """As it is stored: ``2:2026-11-01:2026-12-31``."""
        return f"{self.start_limit}:{self.start.isoformat()}:{self.end.isoformat()}"


def read_ramp(text: str) -> Ramp:
    """The ramp that ``str`` of it gives back. BadInput."""
    parts = [part.strip() for part in text.split(":")]
    try:
        number, start, end = parts
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise ValueError
        ramp = Ramp(int(number), date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        raise BadInput(
            _("“{text}” is no ramp.").format(text=clip(safe(text), 40)),
            _("Write limit:first day:last day, like 2:today:+8w or 2:2026-11-01:2026-12-31."),
        ) from None
    if ramp.start_limit > LIMIT_MAX:
        raise BadInput(
            _("A ramp begins with {limit} at most.").format(limit=LIMIT_MAX), _("It is a number of open tickets.")
        )
    if ramp.end < ramp.start:
        raise BadInput(
            _("This ramp ends on {end}, before it begins.").format(end=ramp.end.isoformat()),
            _("Write limit:first day:last day, like 2:2026-11-01:2026-12-31."),
        )
    return ramp


def ramp_told(text: object) -> str:
    """A ramp that is set, in words."""
    ramp = stored_ramp(text)
    if ramp is None:
        return ramp_words(text)
    told = _("{n} tickets from {start}, growing to the full limit on {end}")
    return told.format(n=ramp.start_limit, start=ramp.start.isoformat(), end=ramp.end.isoformat())


def ramp_typed(text: str, now: datetime, zone: tzinfo) -> str | None:
    """The ramp, as it is stored, that a person means by ``2:today:+8w`` or ``2:2026-12-31``, which
    begins today; a day is written as a due date is, and counts from now. None: no ramp. BadInput."""
    first, *days = (part.strip() for part in text.split(":"))
    if not days and first.lower() in NOTHING:
        return None
    if len(days) == 1:
        days = ["today", *days]
    if len(days) == 2 and first.isascii() and first.isdecimal():
        days = [times.local(times.parse_when(day, now, zone), zone).date().isoformat() for day in days]
        return str(read_ramp(":".join((first, *days))))
    return str(read_ramp(text))


def stored_ramp(text: object) -> Ramp | None:
    """The ramp that is stored of somebody; None: they have none, or it ``is_broken``."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return read_ramp(text)
    except BadInput:
        return None


def is_broken(text: object) -> bool:
    """Whether what is stored as somebody's ramp is none, for it was written past this program."""
    return text not in (None, "") and stored_ramp(text) is None


def ramp_words(text: object) -> str:
    """The stored ramp as it is typed; what cannot be read is said to be so. Empty: there is none."""
    if is_broken(text):
        return _("“{text}” (unreadable)").format(text=clip(safe(str(text)), 40))
    return str(stored_ramp(text) or "")


def limit_on(day: date, personal: int | None, workspace: int | None, ramp: Ramp | None) -> int | None:
    """How many tickets somebody may have on a day; None: as many as come.

    The personal limit is told instead of the workspace's, and 0 there means none at all; for the
    workspace, 0 is no limit. Before its first day a ramp stands at its beginning; towards no limit
    it stays there until its last day, for there is nothing it could grow to.
    """
    full = personal if personal is not None else workspace or None
    if ramp is None or day >= ramp.end:
        return full
    if full is None:
        return ramp.start_limit
    past, whole = (day - ramp.start).days, (ramp.end - ramp.start).days
    grown = (full - ramp.start_limit) * past // whole if past > 0 else 0
    return min(ramp.start_limit + grown, full)
