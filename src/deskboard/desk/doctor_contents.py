"""What is in a desk's database, wherever it lies: its schema, and the time of its last change."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskboard.desk.finding import Finding, State
from deskboard.l10n import _
from deskboard.store import health

CLOCK_SLACK = timedelta(minutes=2)
"""How far ahead the last change may seem before a clock must be wrong."""


def schema(found: str | None, place: str, migrate: str = "") -> Finding:
    """Whether this program works with the schema that was found in ``place``. ``migrate``: what
    brings an older one up to date, where that is not to take a backup and do it."""
    known = health.known_schema()
    if found is not None and found > known:
        said = _("The database has schema {found}; this program knows {known}.").format(found=found, known=known)
        return Finding("database", State.TODO, said, _("Upgrade this program."))
    if found != known:
        said = _("The database has schema {found}; this program writes {known}.").format(
            found=found or "0", known=known
        )
        advice = migrate or _("Run `deskboard migrate`; it takes a backup first.")
        return Finding("database", State.TODO, said, advice)
    return Finding("database", State.OK, _("{path}, schema {known}.").format(path=place, known=known))


def clock(newest: datetime | None, now: datetime) -> Finding:
    """Whether the last change lies in the future."""
    if newest is not None and newest > now + CLOCK_SLACK:
        return Finding(
            "clock",
            State.TODO,
            _(
                "The last change was recorded at {newest:%Y-%m-%d %H:%M} UTC, but now is {now:%Y-%m-%d %H:%M} UTC."
            ).format(newest=newest, now=now),
            _("Set this machine's clock (`timedatectl set-ntp true`)."),
        )
    return Finding("clock", State.OK, _("{now:%Y-%m-%d %H:%M} UTC.").format(now=now))
