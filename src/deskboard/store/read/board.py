"""What the board shows: headings with counts, and pages of cards.

Invariant: the cost of a page does not grow with the number of tickets behind it; only counts
walk an index.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from deskboard.domain.model import Priority, Stage, Status
from deskboard.domain.query.tree import Query
from deskboard.domain.readmodels import BoardHead, Card, Column, Page
from deskboard.store import dialect
from deskboard.store.facts import ColumnFact, chunks
from deskboard.store.read.filter import COMMENTS, STEPS, STEPS_DONE, Asked, where
from deskboard.store.tables import board_column, tag, ticket


def _cards(sqlite: bool) -> Select[Any]:
    words = select(dialect.joined(sqlite, tag.c.tag)).where(tag.c.ticket_id == ticket.c.id).scalar_subquery()
    return select(
        ticket.c.id,
        ticket.c.title,
        ticket.c.column_id,
        ticket.c.rank,
        ticket.c.priority,
        ticket.c.status,
        ticket.c.type,
        ticket.c.assignee,
        ticket.c.due,
        board_column.c.stage,
        STEPS_DONE,
        STEPS,
        COMMENTS,
        words,
        ticket.c.version,
    ).join(board_column, board_column.c.id == ticket.c.column_id)


_CARDS = {sqlite: _cards(sqlite) for sqlite in (True, False)}


def _card(row: Any) -> Card:
    ref, title, column, rank, priority, status, kind, assignee, due, stage, done, total, comments, words, version = row
    return Card(
        ref, title, column, rank, Priority(priority), Status(status), kind, assignee, due, stage == Stage.DONE,
        done, total, comments, 0, tuple(sorted(words.split(" "))) if words else (), version,
    )  # fmt: skip


def head(connection: Connection, board_id: int, name: str, columns: Iterable[ColumnFact], query: Query | None, asked: Asked) -> BoardHead:
    """The board's columns with their counts, with and without the filter."""
    columns = list(columns)
    ids = [column.id for column in columns]
    totals = _counts(connection, ids, None, asked)
    hits = totals if query is None or query.where is None else _counts(connection, ids, query, asked)
    return BoardHead(
        board_id,
        name,
        tuple(Column(c.id, c.name, c.stage, c.limit, totals.get(c.id, 0), hits.get(c.id, 0)) for c in columns),
    )


def _counts(connection: Connection, columns: list[int], query: Query | None, asked: Asked) -> dict[int, int]:
    statement = select(ticket.c.column_id, func.count()).where(where(query, asked), ticket.c.column_id.in_(columns))
    if query is not None and query.where is not None:
        statement = statement.join(board_column, board_column.c.id == ticket.c.column_id)
    rows = connection.execute(statement.group_by(ticket.c.column_id))
    return {row[0]: row[1] for row in rows}


def page(connection: Connection, column: int, query: Query | None, asked: Asked, start: int, size: int, around: int | None) -> Page:
    """The cards ``start`` to ``start + size`` of a column, or those around a ticket."""
    shown = and_(where(query, asked), ticket.c.column_id == column)
    total = _count(connection, shown, query)
    if around is not None:
        start = _index(connection, shown, query, around, start) - size // 2
    start = max(0, min(start, total - size))
    statement = _CARDS[asked.sqlite].where(shown).order_by(ticket.c.rank, ticket.c.id)
    rows = connection.execute(statement.limit(size).offset(start))
    return Page(column, start, total, tuple(_card(row) for row in rows))


def _count(connection: Connection, shown: Any, query: Query | None) -> int:
    statement = select(func.count()).select_from(ticket).where(shown)
    if query is not None and query.where is not None:
        statement = statement.join(board_column, board_column.c.id == ticket.c.column_id)
    return int(connection.execute(statement).scalar_one())


def _index(connection: Connection, shown: Any, query: Query | None, ref: int, otherwise: int) -> int:
    """How many tickets of the column stand above ``ref``; ``otherwise`` when it is not there."""
    rank = connection.execute(
        select(ticket.c.rank).join(board_column, board_column.c.id == ticket.c.column_id).where(shown, ticket.c.id == ref)
    ).scalar_one_or_none()
    if rank is None:
        return otherwise
    above = or_(ticket.c.rank < rank, and_(ticket.c.rank == rank, ticket.c.id < ref))
    return _count(connection, and_(shown, above), query)


def cards(connection: Connection, refs: Iterable[int], query: Query | None, asked: Asked) -> dict[int, Card]:
    """The cards of those tickets that exist and that the filter leaves."""
    found: dict[int, Card] = {}
    for part in chunks(refs):
        statement = _CARDS[asked.sqlite].where(where(query, asked), ticket.c.id.in_(part))
        found |= {row[0]: _card(row) for row in connection.execute(statement)}
    return found
