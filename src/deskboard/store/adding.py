"""Adding rows, many at once and by the shortest way: SQLAlchemy would look at every value of every
row, which costs an import more than the database itself does.

Invariant: what is kept of a value is what the types of the tables keep of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table

from deskboard.store import dialect


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows that each have a value for the same columns."""
    if not rows:
        return
    sqlite = dialect.is_sqlite(connection)
    # What is NULL in all of them need not be said: half of a ticket, mostly.
    columns = tuple(name for name in rows[0] if any(row[name] is not None for row in rows))
    kept = _in_utc if sqlite else _same
    values = [tuple([kept(v) if isinstance(v := row[name], datetime) else v for name in columns]) for row in rows]
    quoted = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
    signs = ", ".join(["?" if sqlite else "%s"] * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({quoted}) VALUES ({signs})", values)


def _in_utc(moment: datetime) -> str:
    """A moment as SQLite has it: in UTC, which it does not say."""
    # To Python the two moments that one zone calls by the same time are equal; in UTC they are not.
    return _text(moment.astimezone(UTC))


@lru_cache(1024)
def _text(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")[:26]


def _same(moment: datetime) -> datetime:
    return moment
