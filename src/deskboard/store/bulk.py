"""Filling new tables with many rows, the quickest way that each database has.

Invariant: what is put aside for it (indexes, references) is there again at the end, made of the
same words; all of it in the transaction of the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from deskboard.store import dialect
from deskboard.store.contents import Rows


def put(connection: Connection, table: Table, rows: Rows) -> None:
    """Add rows that hold all columns of the table, in its order. Errors are the driver's own."""
    if dialect.is_sqlite(connection):
        names = table.columns.keys()
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(column.name) for column in table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def unindexed(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Without the indexes and references of these tables, which are made when all rows are there:
    much quicker than keeping them in order row by row."""
    find = _sqlite_indexes if dialect.is_sqlite(connection) else _postgresql_indexes
    aside, again = find(connection, tables)
    for statement in aside:
        connection.exec_driver_sql(statement)
    yield
    for statement in again:
        connection.exec_driver_sql(statement)


def _sqlite_indexes(connection: Connection, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    rows = connection.execute(
        text("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid")
    )
    found = [(name, sql) for name, sql, table in rows if table in tables]
    return [f'DROP INDEX "{name}"' for name, _sql in found], [sql for _name, sql in found]


def _postgresql_indexes(connection: Connection, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """References first, then the indexes that no constraint owns; and back."""
    references = connection.execute(
        text(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = ANY (CAST(:tables AS regclass[])) ORDER BY oid"
        ),
        {"tables": list(tables)},
    ).all()
    indexes = connection.execute(
        text(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY (CAST(:tables AS regclass[]))"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY indexrelid"
        ),
        {"tables": list(tables)},
    ).all()
    aside = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _sql in references]
    again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {sql}" for table, name, sql in references]
    return (
        [*aside, *(f"DROP INDEX {name}" for name, _sql in indexes)],
        [*(sql for _name, sql in indexes), *again],
    )


def number_on(connection: Connection, table: Table) -> None:
    """Let the ids that the database itself gives out go on after the highest there is."""
    if dialect.is_sqlite(connection):
        return  # it takes the next one after the highest
    for column in table.primary_key:
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        ).scalar_one()
        if sequence is not None:
            highest = f'SELECT coalesce(max("{column.name}"), 0) AS top FROM "{table.name}"'
            connection.execute(
                text(f"SELECT setval(CAST(:sequence AS regclass), greatest(top, 1), top > 0) FROM ({highest}) AS ids"),
                {"sequence": sequence},
            )


def learn(connection: Connection, tables: Sequence[str]) -> None:
    """Let PostgreSQL know what is in the tables: it plans for empty ones until it has looked, and
    by itself it looks minutes later."""
    if not dialect.is_sqlite(connection):
        connection.exec_driver_sql("ANALYZE " + ", ".join(f'"{table}"' for table in tables))
