"""What the hand-out of waiting tickets is decided on: which queues have some, who serves them with
which load, and the tickets themselves.

Invariant: a ticket is read only once it is known that somebody could take it, and people only of
queues in which something waits; so a desk that is at rest pays for one look at the queues.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Select,
    and_,
    exists,
    func,
    null,
    or_,
    select,
    type_coerce,
)

from deskboard.domain.assignment import Order, Seat, Waiting, read_order
from deskboard.domain.capacity import limit_on, stored_ramp
from deskboard.domain.events import Value
from deskboard.domain.model import CommentKind, Priority, QueueMode, Status
from deskboard.domain.settings import in_force
from deskboard.domain.team import SERVING
from deskboard.store import dialect
from deskboard.store.read.team import IS_OPEN, PAUSED, STATES, WAITS, places, read_places
from deskboard.store.read.waiting import WAITS_SINCE, serves
from deskboard.store.tables import availability, comment, person, queue, queue_member, ticket


class Rules(NamedTuple):
    """What the desk has chosen. ``limit``: of everybody who has none of their own (0: there is
    none); ``waiting_counts``: whether a ticket whose clock stands counts toward it; ``day``: that
    ramps are looked at."""

    limit: int
    waiting_counts: bool
    order: tuple[Order, ...]
    day: date

    def counts(self, status: Status) -> bool:
        """Whether an open ticket of that status counts toward a limit."""
        return self.waiting_counts or not status.pauses_clock


class Handed(NamedTuple):
    """A queue that hands out by itself; ``waits``: whether a ticket does, in it."""

    id: int
    name: str
    mode: QueueMode
    turn: str | None
    waits: bool


@cache
def _handed() -> Select[Any]:
    waits = exists().where(ticket.c.queue == queue.c.name, WAITS)
    query = select(queue.c.id, queue.c.name, queue.c.mode, queue.c.turn, waits)
    return query.where(queue.c.mode != QueueMode.MANUAL).order_by(queue.c.rank, queue.c.id)


def handed(connection: Connection) -> list[Handed]:
    """The queues that hand out by themselves, in order."""
    rows = connection.execute(_handed()).all()
    return [Handed(row[0], row[1], QueueMode(row[2]), row[3], bool(row[4])) for row in rows]


def rules(stored: Mapping[str, Value], day: date) -> Rules:
    """The rules by the settings that are stored."""
    chosen = in_force(stored)
    return Rules(
        int(str(chosen["ticket_limit"].value)),
        chosen["waiting_counts"].value is True,
        read_order(str(chosen["assignment_order"].value)),
        day,
    )


def seats(connection: Connection, queues: Mapping[int, str], rules: Rules) -> list[Seat]:
    """Everybody who serves one of the queues (id → name), there or not. Only these queues are
    told of them."""
    sqlite = dialect.is_sqlite(connection)
    query = _seats(sqlite, rules.waiting_counts)
    rows = connection.execute(query, {"keys": dialect.as_bound(sqlite, queues)}).all()
    # A team has few ways to serve the same queues, and few limits: each is read once.
    queues_of = {
        told: {queues[ident]: place for ident, place in read_places(told)} for told in {row[1] for row in rows}
    }
    limits = {(own, ramp): limit(own, ramp, rules) for own, ramp in {(row[2], row[3]) for row in rows}}
    return [
        Seat(login, STATES[state], count, limits[personal, ramp], assigned, queues_of[told])
        for login, told, personal, ramp, state, assigned, count in rows
    ]


@cache
def _seats(sqlite: bool, waiting_counts: bool) -> Select[Any]:
    m, p, a = queue_member.c, person.c, availability.c
    serving = (
        select(m.login, places(sqlite).label("told"))
        .where(dialect.among_bound(sqlite, m.queue_id, "keys"))
        .group_by(m.login)
        .subquery()
    )
    count = select(func.count()).where(ticket.c.assignee == serving.c.login, _counts(waiting_counts))
    number = count.correlate(serving).scalar_subquery()
    # When they were given one is only ever compared with one another: the zone is not asked for.
    assigned = type_coerce(a.assigned, DateTime)
    query = select(p.login, serving.c.told, p.ticket_limit, p.ramp, a.state, assigned, number)
    query = query.join_from(serving, person, p.login == serving.c.login)
    query = query.outerjoin(availability, a.login == serving.c.login)
    return query.where(p.left.is_(None), serves(p.role))


def _counts(waiting_counts: bool) -> ColumnElement[bool]:
    """Whether a ticket counts toward the limit of whoever has it."""
    if waiting_counts:
        return IS_OPEN
    # One by one: SQLite would look each up in a list that it makes of them.
    return and_(IS_OPEN, *(ticket.c.status != status for status in PAUSED))


def served(connection: Connection, queues: Collection[int]) -> set[int]:
    """Those of the queues that somebody serves, there or not."""
    query = select(queue_member.c.queue_id).join(person, person.c.login == queue_member.c.login).distinct()
    query = query.where(queue_member.c.queue_id.in_(queues), person.c.left.is_(None), person.c.role.in_(SERVING))
    return set(connection.execute(query).scalars())


def limit(personal: int | None, ramp: str | None, rules: Rules) -> int | None:
    """How many tickets somebody may have today; None: as many as come."""
    return limit_on(rules.day, personal, rules.limit, stored_ramp(ramp))


def loads(connection: Connection, logins: Collection[str], rules: Rules) -> dict[str, int]:
    """login → how many open tickets of theirs count, of those that have any."""
    sqlite = dialect.is_sqlite(connection)
    query = _loads(sqlite, rules.waiting_counts)
    rows = connection.execute(query, {"keys": dialect.as_bound(sqlite, logins)}).all()
    return {row[0]: row[1] for row in rows}


@cache
def _loads(sqlite: bool, waiting_counts: bool) -> Select[Any]:
    query = select(ticket.c.assignee, func.count()).group_by(ticket.c.assignee)
    return query.where(dialect.among_bound(sqlite, ticket.c.assignee, "keys"), _counts(waiting_counts))


def open_of(connection: Connection, refs: Collection[int]) -> dict[int, Status]:
    """The status of those of the tickets that are open."""
    query = select(ticket.c.id, ticket.c.status)
    query = query.where(IS_OPEN, dialect.among(dialect.is_sqlite(connection), ticket.c.id, refs))
    return {row[0]: Status(row[1]) for row in connection.execute(query)}


def waiting(connection: Connection, queues: Collection[str | None], rules: Rules) -> list[Waiting]:
    """The tickets that wait in the queues; None: those that are in no queue."""
    sqlite, in_none = dialect.is_sqlite(connection), None in queues
    named = {"keys": dialect.as_bound(sqlite, [name for name in queues if name is not None])}
    rows = connection.execute(_waiting(sqlite, in_none, Order.WAITING in rules.order), named).all()
    vips = _vips(connection) if Order.VIP in rules.order else frozenset()
    priorities = {priority.value: priority for priority in Priority}
    return [
        Waiting(ref, name or "", priorities[rank], due, since, created, requester in vips)
        for ref, name, rank, due, created, requester, since in rows
    ]


def still_waiting(connection: Connection, refs: Collection[int]) -> list[int]:
    """Those of the tickets that nobody has and that are to be handed out, in order."""
    among = dialect.among(dialect.is_sqlite(connection), ticket.c.id, refs)
    return list(connection.execute(select(ticket.c.id).where(WAITS, among).order_by(ticket.c.id)).scalars())


@cache
def _waiting(sqlite: bool, in_none: bool, by_waiting: bool) -> Select[Any]:
    t = ticket.c
    since = WAITS_SINCE if by_waiting else null()
    return select(t.id, t.queue, t.priority, t.due, t.created, t.requester, since).where(WAITS, _in(sqlite, in_none))


def _in(sqlite: bool, in_none: bool) -> ColumnElement[bool]:
    named = dialect.among_bound(sqlite, ticket.c.queue, "keys")
    return or_(named, ticket.c.queue.is_(None)) if in_none else named


def _vips(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(person.c.login).where(person.c.vip)).scalars())


def answered(connection: Connection, refs: Collection[int], login: str) -> set[int]:
    """Those of the tickets on which somebody has answered in public since the requester's last
    words."""
    c = comment.c
    query = select(c.ticket_id, c.author, ticket.c.requester).join(ticket, ticket.c.id == c.ticket_id)
    query = query.where(c.kind == CommentKind.REPLY, dialect.among(dialect.is_sqlite(connection), c.ticket_id, refs))
    found: set[int] = set()
    for ref, author, requester in connection.execute(query.order_by(c.ticket_id, c.at, c.id)):
        if author == requester:
            found.discard(ref)
        elif author == login:
            found.add(ref)
    return found
