"""The rows of open boards: told, renewed, read, swept.

Invariant: nothing here waits for a writer, is an event, or takes anything with it when it goes;
a row that is lost comes back with the next heartbeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, insert, select, update

from deskboard.domain.presence import Whereabouts, is_fresh
from deskboard.store import dialect, listening
from deskboard.store.engine import WRITING, told
from deskboard.store.tables import board, person, presence


class Seat(NamedTuple):
    """An open board: who sits there, and the process that shows it."""

    session: str
    login: str
    host: str
    pid: int


class Seen(NamedTuple):
    """A row: a seat, where its person is, and when that was told."""

    session: str
    login: str
    name: str
    host: str
    pid: int
    board: str | None
    ticket: int | None
    writing: str
    seen: datetime


@contextmanager
def telling(engine: Engine) -> Iterator[Connection]:
    """A transaction for one's own row, which fails at once where it would have to wait."""
    with told(), engine.connect().execution_options(**{WRITING: True}) as connection, dialect.hurried(connection):
        yield connection


def tell(connection: Connection, seat: Seat, where: Whereabouts, now: datetime, idle: timedelta) -> None:
    """Say where somebody is, for as long as that lasts, and how long ago they pressed a key."""
    seen = dialect.shared_now(connection, now)
    place = {"board_id": where.board, "ticket_id": where.ticket, "writing": where.writing, "seen": seen}
    place["active"] = seen - idle
    mine = presence.c.session == seat.session
    if not connection.execute(update(presence).where(mine).values(**place)).rowcount:
        connection.execute(insert(presence).values(**seat._asdict(), **place))


def announce(connection: Connection) -> None:
    """Wake those who listen to a server; whoever has the file of SQLite open notices by itself."""
    if not dialect.is_sqlite(connection):
        listening.announce(connection, "presence")


def take_back(connection: Connection, session: str) -> None:
    """Nobody sits there any more."""
    connection.execute(delete(presence).where(presence.c.session == session))


def sweep(connection: Connection, now: datetime, is_running: Callable[[str, int], bool]) -> None:
    """Take away the rows of boards that are gone. ``is_running``: whether a process (host, pid)
    may still be there."""
    now = dialect.shared_now(connection, now)
    query = select(presence.c.session, presence.c.host, presence.c.pid, presence.c.seen)
    rows = connection.execute(query.with_for_update(skip_locked=True)).all()
    gone = [row[0] for row in rows if not is_fresh(row[3], now) or not is_running(row[1], row[2])]
    if gone:
        connection.execute(delete(presence).where(presence.c.session.in_(gone)))


def idle(connection: Connection, now: datetime) -> dict[str, timedelta]:
    """login → how long ago somebody who has a board open pressed a key there, as far as that was
    told: a key is with the next heartbeat."""
    now = dialect.shared_now(connection, now)
    found: dict[str, timedelta] = {}
    for login, seen, active in connection.execute(select(presence.c.login, presence.c.seen, presence.c.active)):
        if active is not None and is_fresh(seen, now):
            ago = max(now - active, timedelta())
            found[login] = min(ago, found.get(login, ago))
    return found


def read(connection: Connection, now: datetime) -> list[Seen]:
    """The rows that have been renewed, by login."""
    now = dialect.shared_now(connection, now)
    query = (
        select(
            presence.c.session,
            presence.c.login,
            person.c.name,
            presence.c.host,
            presence.c.pid,
            board.c.name,
            presence.c.ticket_id,
            presence.c.writing,
            presence.c.seen,
        )
        .outerjoin(person, person.c.login == presence.c.login)
        .outerjoin(board, board.c.id == presence.c.board_id)
        .order_by(presence.c.login, presence.c.session)
    )
    rows = (Seen(row[0], row[1], row[2] or "", *row[3:]) for row in connection.execute(query))
    return [row for row in rows if is_fresh(row.seen, now)]
