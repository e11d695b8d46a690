"""The members of a desk with their load, and the queues with what is in them.

Invariant: what counts is what ``domain.capacity`` and PRODUCT §9 mean by open: in a column that is
not done, and not in the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, case, cast, func, null, select, true

from deskboard.domain.model import Availability, Membership, QueueMode, Role, Stage, Status
from deskboard.domain.readmodels import Person, QueueLine
from deskboard.store import dialect
from deskboard.store.read.waiting import WAITS_SINCE
from deskboard.store.tables import availability, board_column, person, queue, queue_member, ticket

_PERSON: Select[Any] = select(*(person.c[name] for name in Person._fields))
PAUSED = tuple(status.value for status in Status if status.pauses_clock)
_OPEN_COLUMNS = select(board_column.c.id).where(board_column.c.stage != Stage.DONE)
IS_OPEN: ColumnElement[bool] = ticket.c.archived.is_(None) & ticket.c.column_id.in_(_OPEN_COLUMNS)


def lacks(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether it is NULL, so put that SQLite takes no index of a column that is NULL nearly everywhere."""
    return column.is_(None).is_(true())


WAITS: ColumnElement[bool] = IS_OPEN & ticket.c.assignee.is_(None) & lacks(ticket.c.wake)
"""Whether a ticket is there to be taken: open, nobody's, and not asleep."""


class Member(NamedTuple):
    """Somebody who works here, and whether they are there. ``since``: of that state."""

    person: Person
    state: Availability
    since: datetime | None
    by_itself: bool


class Load(NamedTuple):
    """``open``: all the open tickets somebody has; ``paused``: those of them whose clock stands;
    ``oldest``: since when the requester waits who waits longest for them, where it was asked for."""

    open: int = 0
    paused: int = 0
    oldest: datetime | None = None

    def counted(self, waiting_counts: bool) -> int:
        """How many count toward a limit."""
        return self.open if waiting_counts else self.open - self.paused


def members(connection: Connection, logins: Collection[str] | None = None) -> tuple[Member, ...]:
    """Everybody (or those of them) who is more than a requester and has not left, by login."""
    a = availability.c
    query = _PERSON.add_columns(a.state, a.since, a.by_itself).outerjoin_from(
        person, availability, a.login == person.c.login
    )
    query = query.where(person.c.role != Role.REQUESTER, person.c.left.is_(None)).order_by(person.c.login)
    if logins is not None:
        query = query.where(person.c.login.in_(logins))
    return tuple(_member(*row) for row in connection.execute(query))


STATES = {state.value: state for state in Availability} | {None: Availability.AVAILABLE}
_ROLES = {role.value: role for role in Role}


def _member(login: str, name: str, email: str | None, role: str, *rest: Any) -> Member:
    *more, state, since, by_itself = rest
    return Member(Person(login, name, email, _ROLES[role], *more), STATES[state], since, bool(by_itself))


def places(sqlite: bool) -> ColumnElement[str]:
    """The queues that somebody serves as one text, for ``read_places``; of a query by login."""
    return dialect.joined(sqlite, cast(queue_member.c.queue_id, Text) + ":" + queue_member.c.membership)


def read_places(told: str) -> list[tuple[int, Membership]]:
    """What ``3:primary 7:secondary`` says: the ids of queues, in order, and what they are to somebody."""
    pairs = (one.split(":") for one in told.split(" "))
    return sorted((int(ident), Membership(membership)) for ident, membership in pairs)


def served(connection: Connection, login: str | None = None) -> dict[str, tuple[tuple[str, Membership], ...]]:
    """login → the queues they serve, in the order of the queues; of everybody, or of one."""
    names: dict[int, str] = dict(
        connection.execute(select(queue.c.id, queue.c.name).order_by(queue.c.rank, queue.c.id)).all()
    )
    query = select(queue_member.c.login, places(dialect.is_sqlite(connection))).group_by(queue_member.c.login)
    if login is not None:
        query = query.where(queue_member.c.login == login)
    rows = connection.execute(query).all()
    # A team has few ways to serve the same queues: each is read once.
    known = {told: _in_order(dict(read_places(told)), names) for told in {row[1] for row in rows}}
    return {who: known[told] for who, told in rows}


def _in_order(mine: Mapping[int, Membership], names: Mapping[int, str]) -> tuple[tuple[str, Membership], ...]:
    return tuple((name, mine[ident]) for ident, name in names.items() if ident in mine)


def loads(connection: Connection, login: str | None = None, *, oldest: bool = False) -> dict[str, Load]:
    """What everybody who has something (or one of them) has to do. ``oldest``: that is asked for, too."""
    rows = connection.execute(_loads(login is not None, oldest), {"login": login} if login is not None else {})
    return {row[0]: Load(*row[1:]) for row in rows}


@cache
def _loads(of_one: bool, oldest: bool) -> Select[Any]:
    """By the index of loads, in its order: SQLite goes through the tickets column by column where
    it is let, and sorts them."""
    t = ticket.c
    paused = func.sum(case((t.status.in_(PAUSED), 1), else_=0))
    query = select(t.assignee, func.count(), paused, func.min(WAITS_SINCE) if oldest else null())
    query = query.where(t.archived.is_(None), (t.column_id + 0).in_(_OPEN_COLUMNS)).group_by(t.assignee)
    return query.where(t.assignee == bindparam("login") if of_one else t.assignee.is_not(None))


def solved(connection: Connection, since: datetime) -> Mapping[str, int]:
    """login → how many of their tickets were done since then."""
    t = ticket.c
    standing = select(t.assignee).where(t.archived.is_(None), t.resolved >= since)
    gone = select(t.assignee).where(
        t.archived.is_not(None), lacks(t.trashed), lacks(t.merged_into), t.resolved >= since
    )
    # Counted here: grouping by assignee, SQLite would go through every ticket by that index.
    return Counter(login for query in (standing, gone) for login in connection.execute(query).scalars() if login)


def queues(connection: Connection) -> tuple[QueueLine, ...]:
    """Every queue, in order."""
    q = queue.c
    serving: dict[int, list[tuple[str, Membership]]] = {}
    m = queue_member.c
    query = select(m.queue_id, m.login, m.membership).join(person, person.c.login == m.login)
    query = query.where(person.c.left.is_(None))
    for ident, login, membership in connection.execute(query.order_by(m.login)):
        serving.setdefault(ident, []).append((login, Membership(membership)))
    rows = connection.execute(select(q.id, q.name, q.mode).order_by(q.rank, q.id)).all()
    total = _by_queue(connection, select(ticket.c.queue, func.count()).where(IS_OPEN, ticket.c.queue.is_not(None)))
    waits = select(ticket.c.queue, func.count(), func.min(ticket.c.created)).where(WAITS, ticket.c.queue.is_not(None))
    waiting = _by_queue(connection, waits)
    return tuple(
        QueueLine(
            *(ident, name, QueueMode(mode), place, tuple(serving.get(ident, ()))),
            waiting=waiting[name][1] if name in waiting else 0,
            open=total[name][1] if name in total else 0,
            oldest=waiting[name][2] if name in waiting else None,
        )
        for place, (ident, name, mode) in enumerate(rows, 1)
    )


def _by_queue(connection: Connection, query: Select[Any]) -> dict[str, Any]:
    rows: Iterable[Any] = connection.execute(query.group_by(ticket.c.queue))
    return {row[0]: row for row in rows}
