"""What a table holds, as a count and a digest: equal where the rows are, on whatever database.

Invariant: no more than one part of a table is in memory at a time, however long it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, LargeBinary, Row, String, Table, collate, select

from deskboard.store import dialect

PART = 2_000
"""Rows that are read, written and digested together."""

Rows = Sequence[Row[Any]]


class Content(NamedTuple):
    """How many rows a table has, and the SHA-256 of them in hexadecimal digits."""

    rows: int
    digest: str


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"no value of a table: {type(value).__name__}")


_LINES = json.JSONEncoder(default=_plain, separators=(",", ":"))


class Reckoning:
    """Takes the rows of one table in, in order of their key.

    A row is one line of JSON with its values in the order of the table's columns; moments are in
    UTC with microseconds, bytes are their SHA-256.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._digest = hashlib.sha256()

    def add(self, rows: Rows) -> None:
        for row in rows:
            self._digest.update(_LINES.encode(list(row)).encode() + b"\n")
        self._rows += len(rows)

    @property
    def content(self) -> Content:
        return Content(self._rows, self._digest.hexdigest())


def parts(connection: Connection, table: Table) -> Iterator[Rows]:
    """All rows of a table in order of its key, some at a time; of those that hold files, one."""
    sqlite = dialect.is_sqlite(connection)
    # Every database must sort texts by their bytes, whatever language it was made for.
    key = [
        collate(column, "C") if not sqlite and isinstance(column.type, String) else column
        for column in table.primary_key
    ]
    size = 1 if any(isinstance(column.type, LargeBinary) for column in table.columns) else PART
    found = connection.execute(select(table).order_by(*key), execution_options={"yield_per": size})
    yield from found.partitions()


def content(connection: Connection, table: Table) -> Content:
    """What a table holds."""
    reckoning = Reckoning()
    for rows in parts(connection, table):
        reckoning.add(rows)
    return reckoning.content
