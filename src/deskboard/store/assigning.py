"""What the hand-out of waiting tickets is decided on: which queues have some, who serves them with
which load, and the tickets themselves.

Invariant: a ticket is read only once it is known that somebody could take it, and people only of
queues in which something waits; so a desk that is at rest pays for one look at the queues.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from deskboard.domain.assignment import Order, Seat, Waiting, read_order
from deskboard.domain.capacity import limit_on, read_ramp
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, CommentKind, Membership, Priority, QueueMode, Role, Stage, Status
from deskboard.domain.settings import in_force
from deskboard.store import dialect
from deskboard.store.tables import availability, board_column, comment, person, queue, queue_member, ticket

STAFF = (Role.ADMIN, Role.AGENT)
_PAUSED = tuple(status.value for status in Status if status.pauses_clock)


class Rules(NamedTuple):
    """What the desk has chosen. ``limit``: of everybody who has none of their own (0: there is
    none); ``waiting_counts``: whether a ticket whose clock stands counts toward it; ``day``: that
    ramps are looked at."""

    limit: int
    waiting_counts: bool
    order: tuple[Order, ...]
    day: date


class Handed(NamedTuple):
    """A queue that hands out by itself; ``waits``: whether a ticket does, in it."""

    id: int
    name: str
    mode: QueueMode
    turn: str | None
    waits: bool


_OPEN = select(board_column.c.id).where(board_column.c.stage != Stage.DONE)
_STANDS = and_(ticket.c.archived.is_(None), ticket.c.column_id.in_(_OPEN))
_WAITS = and_(_STANDS, ticket.c.assignee.is_(None), ticket.c.wake.is_(None))
_HANDED = (
    select(
        queue.c.id,
        queue.c.name,
        queue.c.mode,
        queue.c.turn,
        exists().where(ticket.c.queue == queue.c.name, _WAITS),
    )
    .where(queue.c.mode != QueueMode.MANUAL)
    .order_by(queue.c.rank, queue.c.id)
)


def handed(connection: Connection) -> list[Handed]:
    """The queues that hand out by themselves, in order."""
    rows = connection.execute(_HANDED)
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
    m, p, a = queue_member.c, person.c, availability.c
    query = (
        select(m.queue_id, m.login, m.membership, p.ticket_limit, p.ramp, a.state, a.assigned)
        .join_from(queue_member, person, p.login == m.login)
        .outerjoin(availability, a.login == m.login)
        .where(m.queue_id.in_(queues), p.left.is_(None), p.role.in_(STAFF))
    )
    known: dict[str, Seat] = {}
    places: dict[str, dict[str, Membership]] = {}
    for ident, login, membership, personal, ramp, state, assigned in connection.execute(query):
        if login not in known:
            there = Availability(state) if state else Availability.AVAILABLE
            known[login] = Seat(login, there, 0, limit(personal, ramp, rules), assigned, places.setdefault(login, {}))
        places[login][queues[ident]] = Membership(membership)
    open_now = loads(connection, known, rules)
    return [seat._replace(open=open_now.get(login, 0)) for login, seat in known.items()]


def limit(personal: int | None, ramp: str | None, rules: Rules) -> int | None:
    """How many tickets somebody may have today; None: as many as come."""
    return limit_on(rules.day, personal, rules.limit, read_ramp(ramp) if ramp else None)


def loads(connection: Connection, logins: Collection[str], rules: Rules) -> dict[str, int]:
    """login → how many open tickets of theirs count, of those that have any."""
    theirs = dialect.among(dialect.is_sqlite(connection), ticket.c.assignee, logins)
    query = select(ticket.c.assignee, func.count()).where(theirs, _STANDS).group_by(ticket.c.assignee)
    if not rules.waiting_counts:
        query = query.where(ticket.c.status.not_in(_PAUSED))
    return {row[0]: row[1] for row in connection.execute(query)}


def open_of(connection: Connection, refs: Collection[int]) -> int:
    """How many of the tickets are open."""
    query = select(func.count()).where(_STANDS, dialect.among(dialect.is_sqlite(connection), ticket.c.id, refs))
    return int(connection.execute(query).scalar_one())


def waiting(connection: Connection, queues: Collection[str | None], rules: Rules) -> list[Waiting]:
    """The tickets that wait in the queues; None: those that are in no queue."""
    t = ticket.c
    query = select(t.id, t.queue, t.priority, t.due, t.created, t.requester).where(_WAITS, _in(queues))
    rows = connection.execute(query).all()
    vips = _vips(connection) if Order.VIP in rules.order else frozenset()
    spoke = _last_words(connection, queues) if Order.WAITING in rules.order else {}
    priorities = {priority.value: priority for priority in Priority}
    return [
        Waiting(ref, name or "", priorities[rank], due, spoke.get(ref, created), created, requester in vips)
        for ref, name, rank, due, created, requester in rows
    ]


def _in(queues: Collection[str | None]) -> ColumnElement[bool]:
    named = ticket.c.queue.in_([name for name in queues if name is not None])
    return or_(named, ticket.c.queue.is_(None)) if None in queues else named


def _vips(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(person.c.login).where(person.c.vip)).scalars())


def _last_words(connection: Connection, queues: Collection[str | None]) -> dict[int, datetime | None]:
    """ref → since when the requester waits for an answer (None: they do not), of the waiting
    tickets on which anybody has written in public. Of the others it is since they came in."""
    c = comment.c
    query = select(c.ticket_id, c.author == ticket.c.requester, c.at).join(ticket, ticket.c.id == c.ticket_id)
    query = query.where(c.kind == CommentKind.REPLY, _WAITS, _in(queues)).order_by(c.ticket_id, c.at, c.id)
    found: dict[int, datetime | None] = {}
    for ref, by_requester, at in connection.execute(query):
        if not by_requester:
            found[ref] = None
        elif found.get(ref, at) is None:
            found[ref] = at
    return found


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
