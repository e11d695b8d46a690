"""What somebody is to do, and what waits in the queues for them to take.

Invariant: what is next is for ``domain.assignment.next_for`` to say; here only those tickets are
left out that cannot be it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from deskboard.domain.assignment import Order, Waiting
from deskboard.domain.model import Membership, Priority, Status
from deskboard.domain.readmodels import WorkItem
from deskboard.store.read.filter import PRIORITY_RANK
from deskboard.store.read.team import IS_OPEN, WAITS
from deskboard.store.read.waiting import WAITS_SINCE
from deskboard.store.tables import board_column, person, queue, ticket

_t = ticket.c
_ITEMS: Select[Any] = select(
    *(_t.id, _t.title, board_column.c.name, _t.priority, _t.status, _t.queue, _t.requester, _t.due, _t.created),
    WAITS_SINCE,
    _t.wake,
).join(board_column, board_column.c.id == _t.column_id)
_IS_VIP = func.coalesce(select(person.c.vip).where(person.c.login == _t.requester).scalar_subquery(), False)
_PLACE = select(queue.c.rank).where(queue.c.name == _t.queue).scalar_subquery()
_KEYS: Mapping[Order, ColumnElement[Any]] = {
    Order.VIP: case((_IS_VIP, 0), else_=1),
    Order.PRIORITY: -PRIORITY_RANK,
    Order.DEADLINE: _t.due,
    Order.STARTED: _t.created,
    Order.QUEUE: _PLACE,
}
"""What sorts as ``domain.waiting.sorting`` does, for as far as it is read quickly; since when a
requester waits is not, so the list is followed up to there."""


def of(connection: Connection, login: str) -> list[WorkItem]:
    """The open tickets somebody has, in no order."""
    return _items(connection, _ITEMS.where(_t.assignee == login, IS_OPEN))


def item(connection: Connection, ref: int) -> WorkItem:
    """One ticket that there is."""
    return _items(connection, _ITEMS.where(_t.id == ref))[0]


def _items(connection: Connection, query: Select[Any]) -> list[WorkItem]:
    return [
        WorkItem._make((*row[:3], Priority(row[3]), Status(row[4]), *row[5:10], (), row[10]))
        for row in connection.execute(query)
    ]


def _among(queues: Iterable[str]) -> ColumnElement[bool]:
    """Whether a ticket is in one of the queues; an empty name stands for none."""
    names = list(queues)
    named = _t.queue.in_([name for name in names if name])
    return or_(named, _t.queue.is_(None)) if "" in names else named


def waiting(connection: Connection, queues: Iterable[str]) -> int:
    """How many tickets of these queues nobody has. Counted by queue, so that SQLite goes by queue
    and not through all that nobody has."""
    query = select(func.count()).where(WAITS, _among(queues)).group_by(_t.queue)
    return sum(connection.execute(query).scalars())


def first(connection: Connection, queues: Mapping[str, Membership], order: Sequence[Order]) -> list[Waiting]:
    """Those tickets of the queues that may be the next one: the best as far as the order can be
    followed here, and all that equal it."""
    primaries = [name for name, membership in queues.items() if membership is Membership.PRIMARY]
    keys: list[ColumnElement[Any]] = [case((_among(primaries), 0), else_=1)]
    for by in order:
        if by is Order.WAITING:
            break
        keys.append(_KEYS[by])
    waits = WAITS & _among(queues)
    best = connection.execute(select(*keys).where(waits).order_by(*(key.nulls_last() for key in keys)).limit(1)).first()
    if best is None:
        return []
    equal = [key.is_not_distinct_from(value) for key, value in zip(keys, best, strict=True)]
    query = select(_t.id, _t.queue, _t.priority, _t.due, WAITS_SINCE, _t.created, _IS_VIP).where(waits, *equal)
    return [
        Waiting(ref, name or "", Priority(priority), due, since, created, bool(vip))
        for ref, name, priority, due, since, created, vip in connection.execute(query)
    ]
