"""Writing rows: what the functions of every topic share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, delete, update

from deskboard.store.tables import ticket

Run = Sequence[Any]
"""Events of one kind."""


def touch(connection: Connection, refs: Sequence[int], at: datetime) -> None:
    change(connection, ticket, {}, [{"key": ref} for ref in refs], at)


def change(
    connection: Connection, table: Table, names: Mapping[str, str], rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Set columns (column → name of the value in ``rows``) of the rows named by ``key``."""
    if table is ticket:
        rows = [{**row, "change_at": at} for row in rows]
    connection.execute(_changed(table, tuple(names.items())), rows)


@cache
def _changed(table: Table, names: tuple[tuple[str, str], ...]) -> Update:
    """Built once: that costs more than carrying it out."""
    values: dict[str, Any] = {column: bindparam(name) for column, name in names}
    if table is ticket:
        values |= {"version": ticket.c.version + 1, "updated": bindparam("change_at")}
    return update(table).where(table.c.id == bindparam("key")).values(values)


def remove(connection: Connection, table: Table, column: str, keys: Sequence[object]) -> None:
    connection.execute(delete(table).where(table.c[column] == bindparam("key")), [{"key": key} for key in keys])
