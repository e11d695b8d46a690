"""The members of a desk with their load, and the queues with what is in them.

Invariant: what counts is what ``domain.capacity`` and PRODUCT §9 mean by open: in a column that is
not done, and not in the archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from deskboard.domain.model import Availability, Membership, QueueMode, Role, Stage, Status
from deskboard.domain.readmodels import Person, QueueLine
from deskboard.store.read.waiting import WAITS_SINCE
from deskboard.store.tables import availability, board_column, person, queue, queue_member, ticket

_PERSON: Select[Any] = select(*(person.c[name] for name in Person._fields))
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
    """``open``: all the open tickets somebody has; ``paused``: those of them whose clock stands."""

    open: int = 0
    paused: int = 0

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


def _member(*row: Any) -> Member:
    *about, state, since, by_itself = row
    found = Person(*about)
    found = found._replace(role=Role(found.role))
    return Member(found, Availability(state or Availability.AVAILABLE), since, bool(by_itself))


def served(connection: Connection, login: str | None = None) -> dict[str, tuple[tuple[str, Membership], ...]]:
    """login → the queues they serve, in the order of the queues; of everybody, or of one."""
    query = select(queue_member.c.login, queue.c.name, queue_member.c.membership)
    query = query.join(queue, queue.c.id == queue_member.c.queue_id).order_by(queue.c.rank, queue.c.id)
    if login is not None:
        query = query.where(queue_member.c.login == login)
    found: dict[str, list[tuple[str, Membership]]] = {}
    for who, name, membership in connection.execute(query):
        found.setdefault(who, []).append((name, Membership(membership)))
    return {who: tuple(queues) for who, queues in found.items()}


def loads(connection: Connection, login: str | None = None) -> dict[str, Load]:
    """What everybody who has something has to do. Read from the index alone: the columns are
    looked at afterwards, or SQLite would go through the tickets column by column."""
    t = ticket.c
    done = set(connection.execute(select(board_column.c.id).where(board_column.c.stage == Stage.DONE)).scalars())
    query = select(t.assignee, t.column_id, t.status, func.count()).where(t.archived.is_(None), t.assignee.is_not(None))
    if login is not None:
        query = query.where(t.assignee == login)
    paused = {status.value for status in Status if status.pauses_clock}
    total: Counter[str] = Counter()
    still: Counter[str] = Counter()
    for who, column, status, number in connection.execute(query.group_by(t.assignee, t.column_id, t.status)):
        if column not in done:
            total[who] += number
            still[who] += number if status in paused else 0
    return {who: Load(number, still[who]) for who, number in total.items()}


def oldest(connection: Connection) -> dict[str, datetime]:
    """login → since when the requester waits who waits longest for them."""
    query = select(ticket.c.assignee, func.min(WAITS_SINCE)).where(IS_OPEN, ticket.c.assignee.is_not(None))
    rows = connection.execute(query.group_by(ticket.c.assignee))
    return {login: since for login, since in rows if since is not None}


def solved(connection: Connection, since: datetime) -> Mapping[str, int]:
    """login → how many of their tickets were done since then. Those in the archive are looked for
    among what was changed since, for there is no index of when they were done."""
    t = ticket.c
    standing = select(t.assignee).where(t.archived.is_(None), t.resolved >= since)
    gone = select(t.assignee).where(
        t.archived.is_not(None), t.trashed.is_(None), lacks(t.merged_into), t.updated >= since, t.resolved >= since
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
