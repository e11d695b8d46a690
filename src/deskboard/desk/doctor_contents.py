"""What is in a desk's database, wherever it lies: its schema, the time of its last change, and
whether what others wrote into it past this program can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from deskboard.desk.finding import Finding, State
from deskboard.domain.capacity import is_broken
from deskboard.domain.text import clip, safe
from deskboard.l10n import _
from deskboard.store import health

CLOCK_SLACK = timedelta(minutes=2)
"""How far ahead the last change may seem before a clock must be wrong."""
NAMED = 5
"""People who are named one by one."""


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


def ramps(stored: Mapping[str, object]) -> Iterator[Finding]:
    """Whose ramp (login → as it is stored) cannot be read; nothing where all can be."""
    logins = [clip(safe(login), 40) for login, ramp in stored.items() if is_broken(ramp)]
    if not logins:
        return
    more = _(" and {n} more").format(n=len(logins) - NAMED) if len(logins) > NAMED else ""
    said = _("Ramps that cannot be read, and count as none: {logins}.").format(logins=", ".join(logins[:NAMED]) + more)
    advice = _("Run `deskboard person edit {logins} --ramp none`, or give them new ones.")
    yield Finding("ramps", State.TODO, said, advice.format(logins=" ".join(logins[:NAMED])))
