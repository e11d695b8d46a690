"""The engine: how a database is opened, and how transactions begin.

Readers begin with ``BEGIN``, writers with ``BEGIN IMMEDIATE``: read-then-write in a deferred
SQLite transaction fails at once when somebody else wrote in between, whatever the timeout.
Two kinds of connection, one engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from deskboard.domain.errors import BadInput, DeskboardError, NotAllowed, NotFound, Unavailable
from deskboard.domain.text import fold
from deskboard.l10n import _
from deskboard.store import dialect

BUSY_SECONDS = 30
"""How long a writer waits for its turn before it gives up."""
APPLICATION_ID = 0x4465736B
"""Marks a SQLite file as ours (PRAGMA application_id): "Desk"."""
WRITING = "deskboard_writing"
DENIED = "42501"
"""PostgreSQL's code for what a role may not do."""


def is_url(db: str) -> bool:
    return db.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def open_engine(db: str, *, create: bool) -> Engine:
    """An engine for a path or a postgresql:// URL. NotFound: no such file, and not ``create``."""
    if is_url(db):
        return _postgresql(db)
    path = Path(db)
    if "://" in db or db.startswith("postgres"):
        raise BadInput(
            _("“{db}” is neither a path nor a postgresql:// URL.").format(db=db[:80]), _("Check DESKBOARD_DB or --db.")
        )
    if path.is_dir():
        raise BadInput(_("{path} is a directory.").format(path=path), _("Name a file in it with --db or DESKBOARD_DB."))
    if not path.exists():
        if not create:
            raise NotFound(
                _("There is no database at {path}.").format(path=path), _("Create it with `deskboard init`.")
            )
        _create_file(path)
    return _sqlite(path)


def _create_file(path: Path) -> None:
    """An empty file that only its owner may read: SQLite itself would let everybody read."""
    import os

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise Unavailable(_("Cannot create {path}: {reason}.").format(path=path, reason=error.strerror)) from error


def _sqlite(path: Path) -> Engine:
    # Built from parts: in a path written into a URL, “?” and “#” would end it.
    url = URL.create("sqlite", database=str(path.absolute()))
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # Python's own transaction handling opens none before a SELECT; ours begins below.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.create_function("deskboard_fold", 1, fold, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(db: str) -> Engine:
    try:
        url = make_url(db.replace("postgres:", "postgresql:", 1) if db.startswith("postgres:") else db)
    except (ArgumentError, ValueError) as error:
        raise BadInput(_("That is no URL of a database."), _("Write postgresql://USER@HOST/NAME.")) from error
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ImportError as error:
        hint = _("Install it with `pipx inject deskboard 'psycopg[binary]'`.")
        raise Unavailable(_("PostgreSQL needs the package psycopg."), hint) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database. It ends by a commit, so that what
    was kept in temporary tables stays."""
    with told(), _moment(engine) as connection:
        try:
            yield connection
        except BaseException:
            forget_kept(connection)  # what was put into temporary tables is rolled back
            raise
        connection.commit()


def _moment(engine: Engine) -> Connection:
    """A connection whose every read is of the same moment, as SQLite's are by themselves."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def forget_kept(connection: Connection) -> None:
    """Nothing is kept with this connection any more (``store.read.kept``)."""
    for key in [key for key in connection.info if str(key).startswith("kept ")]:
        del connection.info[key]


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes happen whole or not at all, one writer at a time."""
    with told(), engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        dialect.lock_for_writing(connection)
        yield connection


@contextmanager
def told() -> Iterator[None]:
    """Turns what a database may say into what a person can use."""
    try:
        yield
    except DBAPIError as error:
        raise _said(error) from error


def _said(error: DBAPIError) -> DeskboardError:
    reason = str(error.orig).splitlines()[0] if error.orig else str(error)
    low = reason.lower()
    if "permission denied for database" in low:
        return NotAllowed(
            _("Your database role may not open this database."),
            _("Ask an admin of the desk for `deskboard person add`, or the owner of the database."),
        )
    if getattr(error.orig, "sqlstate", None) == DENIED:
        return NotAllowed(
            _("The server does not let your database role do this: {reason}.").format(reason=reason.rstrip(".")),
            _("Ask an admin of the desk for another role."),
        )
    if "locked" in low or "busy" in low:
        return Unavailable(_("The database is busy."), _("Somebody else has been writing for long; try again."))
    if "readonly" in low or "read-only" in low:
        return Unavailable(_("The database is read-only for you."), _("`deskboard doctor` says what to do."))
    if "full" in low:
        return Unavailable(_("The disk is full; nothing was saved."), _("Free some space and try again."))
    if "not a database" in low:
        return Unavailable(_("That file is not a database."), _("Name another one with --db or DESKBOARD_DB."))
    if "malformed" in low or "corrupt" in low:
        return Unavailable(
            _("The database is damaged: {reason}.").format(reason=reason),
            _("Restore a backup with `deskboard restore-backup FILE`."),
        )
    if isinstance(error, OperationalError | DatabaseError) and not error.statement:
        return Unavailable(
            _("The database cannot be reached: {reason}.").format(reason=reason.rstrip(".")),
            _("Check DESKBOARD_DB or --db, and that the server runs."),
        )
    return Unavailable(
        _("The database said: {reason}.").format(reason=reason), _("`deskboard doctor` says what to do.")
    )
