"""The rows of one database into the new tables of another, and the comparison of the two.

Invariant: what is compared was read back from the target, by the same code that read the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Table, and_, func, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError

from deskboard.domain.errors import BadInput
from deskboard.l10n import _
from deskboard.store import bulk, contents, words
from deskboard.store.contents import Content, Reckoning, Rows
from deskboard.store.tables import lease, metadata, presence, ticket

Progress = Callable[[int, int | None], None]
"""Called with how many rows are done, and how many there are."""


class Poured(NamedTuple):
    """One table: what the source holds, and what was read back from the target."""

    table: str
    source: Content
    target: Content

    @property
    def is_same(self) -> bool:
        return self.source == self.target


def tables() -> list[Table]:
    """The tables that are copied, those that others refer to first. Who is here now (presence),
    and who does the desk's own work (lease), is no part of a board, and the search index is made anew."""
    return [table for table in metadata.sorted_tables if table not in (presence, lease)]


def pour(reader: Connection, writer: Connection, progress: Progress) -> list[Poured]:
    """Fill the tables of ``writer``, which are new and empty. BadInput: a row that cannot be
    read or written, by its table and key."""
    steps = _Steps(reader, progress)
    with bulk.unindexed(writer, [table.name for table in tables()]):
        sources = {table.name: _pour_table(reader, writer, table, steps) for table in tables()}
    for table in tables():
        bulk.number_on(writer, table)
    bulk.learn(writer, [table.name for table in tables()])
    with bulk.unindexed(writer, [words.TABLE]):
        words.rebuild(writer, steps)  # which finds the texts of a ticket by the indexes
    bulk.learn(writer, [words.TABLE])
    return [Poured(table.name, sources[table.name], _read_back(writer, table, steps)) for table in tables()]


class _Steps:
    """Counts what is done: every row is written and read back, every ticket is indexed."""

    def __init__(self, reader: Connection, progress: Progress) -> None:
        counts = {
            table.name: int(reader.execute(select(func.count()).select_from(table)).scalar_one()) for table in tables()
        }
        self._all = 2 * sum(counts.values()) + counts[ticket.name]
        self._done = 0
        self._progress = progress

    def __call__(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._all)


def _pour_table(reader: Connection, writer: Connection, table: Table, steps: _Steps) -> Content:
    reckoning = Reckoning()
    for rows in _readable(reader, table):
        reckoning.add(rows)
        _put(writer, table, rows)
        steps(len(rows))
    return reckoning.content


def _read_back(writer: Connection, table: Table, steps: _Steps) -> Content:
    reckoning = Reckoning()
    for rows in contents.parts(writer, table):
        reckoning.add(rows)
        steps(len(rows))
    return reckoning.content


def _readable(reader: Connection, table: Table) -> Iterator[Rows]:
    """The parts of a table, with a word on the row that cannot be read."""
    try:
        yield from contents.parts(reader, table)
    except (ValueError, OperationalError) as error:
        key = _first_unreadable(reader, table)
        if key is None:
            raise
        raise _bad(table, key, error) from error


def _first_unreadable(reader: Connection, table: Table) -> str | None:
    columns = list(table.primary_key)
    for key in reader.execute(select(*columns)).all():
        where = and_(*(column == value for column, value in zip(columns, key, strict=True)))
        try:
            reader.execute(select(table).where(where)).first()
        except (ValueError, OperationalError):
            return _named(key)
    return None


def _put(writer: Connection, table: Table, rows: Rows) -> None:
    """Write a part; when it is refused, find out which row it was."""
    driver = writer.dialect.loaded_dbapi
    of_the_row = (driver.DataError, driver.IntegrityError, driver.InterfaceError, driver.ProgrammingError)
    try:
        with writer.begin_nested():
            bulk.put(writer, table, rows)
    except (DBAPIError, driver.Error, ValueError, OverflowError) as error:
        orig = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(orig, driver.Error) and not isinstance(orig, of_the_row):
            raise
        _name_the_row(writer, table, rows)
        raise


def _name_the_row(writer: Connection, table: Table, rows: Rows) -> None:
    names, columns = table.columns.keys(), list(table.primary_key)
    for row in rows:
        values = dict(zip(names, row, strict=True))
        try:
            with writer.begin_nested():
                writer.execute(insert(table), values)
        except (DBAPIError, ValueError, OverflowError) as error:
            raise _bad(table, _named([values[column.name] for column in columns]), error) from error


def _named(key: object) -> str:
    return ", ".join(map(str, key))  # type: ignore[call-overload]


def _bad(table: Table, key: str, error: Exception) -> BadInput:
    reason = (str(error.orig) if isinstance(error, DBAPIError) else str(error)).splitlines()[0].rstrip(".")
    return BadInput(
        _("Row {key} of the table “{table}” cannot be copied: {reason}.").format(
            key=key, table=table.name, reason=reason
        ),
        _("Nothing was copied; correct that row first."),
    )
