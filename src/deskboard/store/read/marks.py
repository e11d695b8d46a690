"""Which tickets marks can name: those that a board shows, and those that are still there.

Invariant: what cannot be seen on the board, nor by the filter in force, is not marked.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from deskboard.domain.query.tree import Query
from deskboard.store import dialect
from deskboard.store.facts import possible
from deskboard.store.read import kept
from deskboard.store.read.filter import Asked, where
from deskboard.store.read.tickets import order_of
from deskboard.store.tables import board_column, ticket

_REFS = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id)


def shown(
    connection: Connection, board: int, query: Query | None, asked: Asked, column: int | None = None
) -> tuple[int, ...]:
    """The refs that a board (or one column of it) shows under a filter, column by column, top
    to bottom."""
    asked = kept.ready(connection, query, asked)
    statement = _REFS.where(where(query, asked), board_column.c.board_id == board)
    if column is not None:
        statement = statement.where(ticket.c.column_id == column)
    order = order_of(query) if query is not None else []
    statement = statement.order_by(board_column.c.rank, board_column.c.id, *order, ticket.c.rank, ticket.c.id)
    return tuple(connection.execute(statement).scalars())


def standing(connection: Connection, refs: Sequence[int], query: Query | None, asked: Asked) -> tuple[int, ...]:
    """Those of the refs, in their order, that are on a board or that the filter finds."""
    asked = kept.ready(connection, query, asked)
    there = or_(where(None, asked), where(query, asked))
    found = set(
        connection.execute(_REFS.where(dialect.among(asked.sqlite, ticket.c.id, possible(refs)), there)).scalars()
    )
    return tuple(ref for ref in refs if ref in found)
