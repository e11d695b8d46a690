"""Copying a whole database to a new one, SQLite or PostgreSQL on either side.

Invariants: the copy is of one moment of the source, which is only read; at the target a whole
copy appears that was read back and compared, or nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, inspect, text

from deskboard.domain.errors import BadInput, DeskboardError, NotAllowed, NotFound, Unavailable
from deskboard.l10n import _
from deskboard.store import backup, dialect, log, schema
from deskboard.store.engine import DENIED, is_url, open_engine, reading, told
from deskboard.store.facts import Facts
from deskboard.store.pouring import Poured, Progress, pour
from deskboard.store.tables import ticket


class Copy(NamedTuple):
    """What was copied; ``missed``: changes that the source has had since the copy's moment."""

    tables: tuple[Poured, ...]
    tickets: int
    missed: int


class Differs(DeskboardError):
    """What was read back is not what was written; ``tables`` says where."""

    def __init__(self, tables: Sequence[Poured]) -> None:
        names = ", ".join(poured.table for poured in tables if not poured.is_same)
        super().__init__(
            _("The copy differs from its source in: {tables}.").format(tables=names),
            _("It was thrown away; the source is as it was."),
        )
        self.tables = tuple(tables)


def copy(source: str, target: str, permit: Callable[[Facts], None], progress: Progress) -> Copy:
    """Copy the database at a path or URL to another one. ``permit`` looks at the source's facts
    and raises when this must not be.

    NotFound: no source. BadInput: the target exists, or a row cannot be copied. NotAllowed: a
    server lets us not. Unavailable: another schema than today's, no connection, no room. Differs.
    """
    with _told_rights(), _source(source) as origin:
        with reading(origin) as reader:
            dialect.refuse_hidden_rows(reader)
            permit(Facts(reader))
            newest = log.newest(reader)
            with _place(target) as destination:
                poured = _fill(reader, destination, target, progress)
        with reading(origin) as later:
            missed = log.newest(later) - newest
    tickets = next(table.source.rows for table in poured if table.table == ticket.name)
    return Copy(tuple(poured), tickets, missed)


@contextmanager
def _source(source: str) -> Iterator[Engine]:
    if not is_url(source) and "://" not in source and not Path(source).exists():
        raise NotFound(_("There is no database at {path}.").format(path=source), _("Name the one to copy first."))
    engine = open_engine(source, create=False)
    try:
        found = schema.version(engine)
        if found is None:
            raise NotFound(_("There is no board in the database to copy from."))
        if found > schema.HEAD:
            raise Unavailable(
                _("That board was written by a newer Deskboard (schema {found}, this program knows {known}).").format(
                    found=found, known=schema.HEAD
                ),
                _("Upgrade this program; nothing was touched."),
            )
        if found < schema.HEAD:
            raise Unavailable(
                _("The board to copy has an older schema ({found}, this program's is {known}).").format(
                    found=found, known=schema.HEAD
                ),
                _("Bring it up to date first: `deskboard migrate --db FROM`."),
            )
        yield engine
    finally:
        engine.dispose()


def _place(target: str) -> AbstractContextManager[Engine]:
    return _server(target) if is_url(target) else _file(target)


@contextmanager
def _file(target: str) -> Iterator[Engine]:
    """A file beside the target, which gets its name when all has gone well."""
    if "://" in target or target.startswith("postgres"):
        open_engine(target, create=False)  # which says what is wrong with it
    with backup.new_file(Path(target)) as draft:
        engine = open_engine(str(draft), create=False)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def _server(target: str) -> Iterator[Engine]:
    """A database that has no table yet. What is written there is one transaction."""
    engine = open_engine(target, create=True)
    try:
        with told(), engine.connect() as connection:
            encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
            there = inspect(connection).get_table_names()
        if there:
            raise _taken(target)
        if encoding != "UTF8":
            raise BadInput(
                _("The database to copy to holds texts as {encoding}, which lacks many letters.").format(
                    encoding=encoding
                ),
                _("Make one with `createdb --encoding=UTF8 --template=template0 NAME`."),
            )
        yield engine
    finally:
        engine.dispose()


def _taken(target: str) -> BadInput:
    if is_url(target):
        return BadInput(
            _("The database to copy to has tables already."), _("Make an empty one with `createdb NAME` and name it.")
        )
    return BadInput(_("{path} exists already.").format(path=target), _("Name a new file to copy to."))


def _fill(reader: Connection, destination: Engine, target: str, progress: Progress) -> list[Poured]:
    """Today's tables with all rows in them, in one transaction with the comparison."""
    poured: list[Poured] = []

    def fill(writer: Connection) -> None:
        poured.extend(pour(reader, writer, progress))
        if not all(table.is_same for table in poured):
            raise Differs(poured)

    schema.bring_up(destination, fill)
    if not poured:
        raise _taken(target)  # somebody made a board there a moment ago
    return poured


@contextmanager
def _told_rights() -> Iterator[None]:
    """Says which rights a role of a server lacks, and who can give them."""
    try:
        yield
    except (Unavailable, NotAllowed) as error:
        driver = getattr(error.__cause__, "orig", None)
        if getattr(driver, "sqlstate", None) != DENIED:
            raise
        raise NotAllowed(
            _("The server says: {reason}.").format(reason=str(driver).splitlines()[0]),
            _("Copy as the owner of both databases, or let the owner run `GRANT CREATE ON SCHEMA public TO ROLE`."),
        ) from error
