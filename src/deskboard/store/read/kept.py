"""What several reads of the same filter have in common is worked out once.

The board asks for a page of every column and for the counts, again and again, with the same
filter. The hits of its words and the counts are kept with the connection they were read on.
Invariant: nothing kept outlives a new event in the log, or a second on the clock.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from deskboard.domain.query.tree import Query
from deskboard.store import dialect, log
from deskboard.store.engine import MOMENT
from deskboard.store.read.filter import Asked, searches, where
from deskboard.store.tables import board_column, ticket

_COUNTS = select(ticket.c.column_id, func.count()).group_by(ticket.c.column_id)
_TOTALS = _COUNTS.where(ticket.c.archived.is_(None))
MOST = 3
"""So many searches of one filter are kept; a filter with more asks for the others each time."""


def ready(connection: Connection, query: Query | None, asked: Asked) -> Asked:
    """The same question, with the hits of its words at hand."""
    wanted = searches(query)
    if not asked.sqlite or not wanted:
        return asked
    newest = _newest(connection)
    kept: dict[str, tuple[Any, int]] = connection.info.setdefault("kept hits", {})
    tables: dict[Any, str] = {}
    for number, terms in enumerate(wanted[:MOST]):
        table = f"hits_{number}"
        if kept.get(table) != (terms, newest):
            kept.pop(table, None)
            dialect.keep_hits(connection, terms, table)
            kept[table] = (terms, newest)
        tables[terms] = table
    return asked._replace(kept=tables)


def counts(connection: Connection, query: Query | None, asked: Asked) -> dict[int, int]:
    """column → how many of its tickets the filter leaves."""
    key = _key(connection, query, asked)
    known: tuple[Any, dict[int, int]] | None = connection.info.get(_slot(query))
    if known is not None and known[0] == key:
        return known[1]
    statement = _TOTALS
    if query is not None and query.where is not None:
        statement = _COUNTS.where(where(query, asked)).join(board_column, board_column.c.id == ticket.c.column_id)
    found = {row[0]: row[1] for row in connection.execute(statement)}
    connection.info[_slot(query)] = (key, found)
    return found


def count_if_known(connection: Connection, query: Query | None, asked: Asked, column: int) -> int | None:
    """The count of one column if it is at hand, else None."""
    known: tuple[Any, dict[int, int]] | None = connection.info.get(_slot(query))
    if known is None or known[0] != _key(connection, query, asked):
        return None
    return known[1].get(column, 0)


def _slot(query: Query | None) -> str:
    return "kept counts" if query is not None and query.where is not None else "kept totals"


def _newest(connection: Connection) -> int:
    """The id of the last event, asked once in a moment: no later one is seen in it."""
    moment: dict[str, int] = connection.info.get(MOMENT, {})
    if "newest" not in moment:
        moment["newest"] = log.newest(connection)
    return moment["newest"]


def _key(connection: Connection, query: Query | None, asked: Asked) -> Any:
    newest = _newest(connection)
    if query is None or query.where is None:
        return newest
    return (newest, query.where, type(query.where), asked.login, int(asked.now.timestamp()))
