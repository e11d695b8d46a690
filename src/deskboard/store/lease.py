"""Work of the desk itself that one process at a time does: who has it, and when it was last done.

Invariant: a lease is taken and given back by one statement that names what it replaces, so two
never have it. One that its holder left, that ran out, or that a clock which was set back since
made too long, counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from deskboard.store import dialect
from deskboard.store.presence import Seat
from deskboard.store.tables import lease

LASTS = timedelta(seconds=60)
"""How long somebody has it who says no more."""


class Lease(NamedTuple):
    """``now``: by the clock that all holders share."""

    holder: Seat
    until: datetime
    done: datetime | None
    now: datetime

    def is_held(self, is_running: Callable[[str, int], bool]) -> bool:
        """Whether its holder may still be at it. ``is_running``: whether a process (host, pid)
        may still be there."""
        return self.now < self.until <= self.now + LASTS and is_running(self.holder.host, self.holder.pid)

    def is_done(self, rest: timedelta) -> bool:
        """Whether it was done so recently."""
        return self.done is not None and self.now - rest < self.done <= self.now


def read(connection: Connection, name: str, now: datetime) -> Lease | None:
    """The lease of that name; None: nobody ever took it."""
    row = connection.execute(select(lease.c.holder, lease.c.until, lease.c.done).where(lease.c.name == name)).first()
    return Lease(_seat(row[0]), row[1], row[2], dialect.shared_now(connection, now)) if row else None


def take(
    connection: Connection, name: str, mine: Seat, now: datetime, is_running: Callable[[str, int], bool]
) -> Seat | None:
    """Have it from now on; else who has it."""
    found = read(connection, name, now)
    if found is None:
        return _take_first(connection, name, mine, now)
    if found.holder.session != mine.session and found.is_held(is_running):
        return found.holder
    values = {"holder": _text(mine), "until": found.now + LASTS}
    same = (lease.c.name == name) & (lease.c.holder == _text(found.holder)) & (lease.c.until == found.until)
    if connection.execute(update(lease).where(same).values(**values)).rowcount:
        return None
    return _holder(connection, name, now, mine)


def _take_first(connection: Connection, name: str, mine: Seat, now: datetime) -> Seat | None:
    until = dialect.shared_now(connection, now) + LASTS
    try:
        with connection.begin_nested():
            connection.execute(insert(lease), [{"name": name, "holder": _text(mine), "until": until}])
    except IntegrityError:
        return _holder(connection, name, now, mine)
    return None


def _holder(connection: Connection, name: str, now: datetime, otherwise: Seat) -> Seat:
    found = read(connection, name, now)
    return found.holder if found is not None else otherwise


def renew(connection: Connection, name: str, mine: Seat, now: datetime) -> bool:
    """Have it for longer; False: somebody else has it."""
    until = dialect.shared_now(connection, now) + LASTS
    return bool(connection.execute(update(lease).where(_mine(name, mine)).values(until=until)).rowcount)


def give_back(connection: Connection, name: str, mine: Seat, now: datetime, *, done: bool) -> None:
    """Have it no more; ``done``: the work is."""
    shared = dialect.shared_now(connection, now)
    values = {"until": shared, "done": shared} if done else {"until": shared}
    connection.execute(update(lease).where(_mine(name, mine)).values(**values))


def _mine(name: str, mine: Seat) -> ColumnElement[bool]:
    return (lease.c.name == name) & (lease.c.holder == _text(mine))


def _text(seat: Seat) -> str:
    return json.dumps(seat)


def _seat(text: str) -> Seat:
    return Seat(*json.loads(text))
