"""Writing rows: what the functions of every topic share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, update

from deskboard.store.tables import ticket

Run = Sequence[Any]
"""Events of one kind."""


def touch(connection: Connection, refs: Sequence[int], at: datetime) -> None:
    change(connection, ticket, {}, [{"key": ref} for ref in refs], at)


def change(
    connection: Connection, table: Table, names: Mapping[str, str], rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Set columns (column → name of the value in ``rows``) of the rows named by ``key``."""
    values: dict[str, Any] = {column: bindparam(name) for column, name in names.items()}
    if table is ticket:
        values |= {"version": ticket.c.version + 1, "updated": at}
    statement = update(table).where(table.c.id == bindparam("key")).values(values)
    connection.execute(statement, rows)


def remove(connection: Connection, table: Table, column: str, keys: Sequence[object]) -> None:
    connection.execute(delete(table).where(table.c[column] == bindparam("key")), [{"key": key} for key in keys])
