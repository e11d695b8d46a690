"""The engine: how a database is opened, and how transactions begin.

Readers begin with ``BEGIN``, writers with ``BEGIN IMMEDIATE``: read-then-write in a deferred
SQLite transaction fails at once when somebody else wrote in between, whatever the timeout.
Two kinds of connection, one engine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import QueuePool

from deskboard.domain.errors import BadInput, DeskboardError, NotAllowed, NotFound, ReadOnly, Unavailable, Unreachable
from deskboard.domain.text import fold
from deskboard.l10n import _
from deskboard.store import dialect, file, mounts, server, sqlite

BUSY_SECONDS = dialect.BUSY_SECONDS
APPLICATION_ID = 0x4465736B
"""Marks a SQLite file as ours (PRAGMA application_id): "Desk"."""
WRITING = "deskboard_writing"
DENIED = "42501"
"""PostgreSQL's code for what a role may not do."""
MOMENT = "deskboard moment"
"""Where a reading connection keeps what stays the same until it ends."""


def is_url(db: str) -> bool:
    return db.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def open_engine(db: str, *, create: bool) -> Engine:
    """An engine for a path or a postgresql:// URL. NotFound: no such file, and not ``create``.
    Refused: the file lies on a network file system."""
    if is_url(db):
        return server.open_engine(db)
    path = Path(db)
    if "://" in db or db.startswith("postgres"):
        raise BadInput(
            _("“{db}” is neither a path nor a postgresql:// URL.").format(db=db[:80]), _("Check DESKBOARD_DB or --db.")
        )
    mounts.refuse_network(path)
    try:
        return _sqlite(_file(path, create=create))
    except PermissionError as error:
        raise Unavailable(
            _("You may not open {path}.").format(path=path),
            _("Ask its owner to let you in; a group shares it after `deskboard init --shared-group GROUP`."),
        ) from error


def _file(path: Path, *, create: bool) -> Path:
    """The file of a database, made if it is missing and may be. BadInput, NotFound, Unavailable."""
    if path.is_dir():
        raise BadInput(_("{path} is a directory.").format(path=path), _("Name a file in it with --db or DESKBOARD_DB."))
    if not path.exists():
        if not create:
            raise NotFound(
                _("There is no database at {path}.").format(path=path), _("Create it with `deskboard init`.")
            )
        _create_file(path)
    if not os.access(path, os.R_OK):
        raise PermissionError
    return path


def _create_file(path: Path) -> None:
    """An empty file that only its owner may read: SQLite itself would let everybody read."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise Unavailable(_("Cannot create {path}: {reason}.").format(path=path, reason=error.strerror)) from error


def _sqlite(path: Path) -> Engine:
    sqlite.require()
    path = path.absolute()
    seen = file.identity(path)
    # Built from parts: in a path written into a URL, “?” and “#” would end it.
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url, module=sqlite.sqlite3, creator=lambda: file.connect(path, BUSY_SECONDS), poolclass=QueuePool
    )

    @event.listens_for(engine, "checkout")
    def _look(_connection: object, record: Any, _proxy: object) -> None:
        file.see_same(path, seen)
        if record.info.get("read-only") != file.is_read_only(path):
            # SQLite decides when it opens a file whether it writes it: opened anew.
            raise DisconnectionError

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        record.info["read-only"] = file.is_read_only(path)
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


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database. It ends by a commit, so that what
    was kept in temporary tables stays."""
    with _recovering(engine, saving=False), _moment(engine) as connection:
        connection.info[MOMENT] = {}
        try:
            yield connection
        except BaseException:
            forget_kept(connection)  # what was put into temporary tables is rolled back
            raise
        finally:
            connection.info.pop(MOMENT, None)
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
    with (
        _recovering(engine, saving=True),
        engine.connect().execution_options(**{WRITING: True}) as connection,
        connection.begin() as turn,
    ):
        transaction = dialect.lock_for_writing(connection)
        yield connection
        if transaction is not None:
            server.commit(engine, turn, transaction)
    if engine.dialect.name == "sqlite":
        # A file that was moved away at just this moment took what was written with it.
        engine.connect().close()


@contextmanager
def _recovering(engine: Engine, *, saving: bool) -> Iterator[None]:
    """As ``told``; and when the database did not let us, the next try has a connection of its own,
    for on this one a SQLite file that was once read-only or out of reach would stay so."""
    try:
        with told(saving=saving):
            yield
    except Unavailable:
        if engine.dialect.name == "sqlite":
            engine.dispose()
        raise


@contextmanager
def told(*, saving: bool = False) -> Iterator[None]:
    """Turns what a database may say into what a person can use."""
    try:
        yield
    except DBAPIError as error:
        raise _said(error, saving) from error


_URL = _("Check DESKBOARD_DB or --db, and that the server runs.")
_HINTS = {
    r"password authentication failed|no password supplied": _(
        "Put the password into ~/.pgpass (mode 600), as HOST:PORT:DATABASE:ROLE:PASSWORD, and check both."
    ),
    r'database "(?P<name>.+)" does not exist': _("Make it on the server with `createdb {name}`, or name another one."),
    r'role "(?P<name>.+)" does not exist': _("Have a superuser run `CREATE ROLE {name} LOGIN`, or name another role."),
    r"(peer|ident) authentication failed": _("There one logs in as oneself: name your own role, or the host too."),
    r"no pg_hba.conf entry": _("Have a line for you put into the server's pg_hba.conf; it may ask for TLS."),
    r"invalid (uri query parameter|connection option|\w+ value)|bad value for": _(
        "Correct what stands after “?” in DESKBOARD_DB or --db."
    ),
    r"does not support ssl": _(
        "Let the server speak TLS (`ssl = on`), or, on one machine, take `sslmode` out of the URL."
    ),
    r"root certificate file|certificate verify failed": _("Name the server's CA with `sslrootcert=FILE` in the URL."),
    r"too many (clients|connections)|remaining connection slots|starting up|shutting down|recovery mode": _(
        "Try again in a moment."
    ),
}
"""What to do about what a server, or its library, says when it does not let us in."""
_AT = re.compile(
    r"(?:connection (?:failed|is bad): )?(?:connection to server (?:at|on socket) "
    r'"(?P<host>[^"]+)"(?: \([^)]*\))?(?:, port (?:5432|(?P<port>\d+)))? failed: )?(?:FATAL:\s+)?'
)


def _shut_out(reason: str) -> Unreachable:
    """Why there is no connection, without the library's preamble, and what to do about it."""
    at = _AT.match(reason)
    assert at is not None, "it matches nothing as well"
    place = ":".join(filter(None, at.groups()))
    why = (f"{place}: " if place else "") + reason[at.end() :].rstrip(".")
    found = ((re.search(pattern, why, re.IGNORECASE), hint) for pattern, hint in _HINTS.items())
    hint = next((hint.format(**match.groupdict()) for match, hint in found if match), _URL)
    return Unreachable(_("The database cannot be reached: {reason}.").format(reason=why), hint)


def _never_let_in(error: DBAPIError) -> bool:
    """Whether it is about connecting: what a server says later comes with a statement or a code."""
    ours = type(error.orig).__module__.startswith("psycopg")
    return ours and not error.statement and not getattr(error.orig, "sqlstate", None)


def _said(error: DBAPIError, saving: bool) -> DeskboardError:
    reason = str(error.orig).splitlines()[0] if error.orig else str(error)
    low = reason.lower()
    if error.connection_invalidated:
        lost = _("The connection to the database was lost.")
        return Unreachable(_("The connection to the database was lost; nothing was saved.") if saving else lost)
    if "permission denied for database" in low:
        return NotAllowed(
            _("Your database role may not open this database."),
            _("Ask an admin of the desk for `deskboard person add`, or the owner of the database."),
        )
    if getattr(error.orig, "sqlstate", None) == DENIED and "alembic_version" in low:
        # The first table that is asked: whoever may not read that may read none.
        return NotAllowed(
            _("The server does not let your database role into this desk."),
            _("Ask an admin for `deskboard person add`; the owner hands out rights: `deskboard init --apply-grants`."),
        )
    if _never_let_in(error):
        return _shut_out(reason)
    if getattr(error.orig, "sqlstate", None) == DENIED:
        return NotAllowed(
            _("The server does not let your database role do this: {reason}.").format(reason=reason.rstrip(".")),
            _("Ask an admin of the desk for another role."),
        )
    if "locked" in low or "busy" in low or "lock timeout" in low:
        return Unavailable(_("The database is busy."), _("Somebody else has been writing for long; try again."))
    if "readonly" in low or "read-only" in low:
        return ReadOnly(_("The database is read-only for you."), _("`deskboard doctor` says what to do."))
    if "full" in low:
        return Unavailable(_("The disk is full; nothing was saved."), _("Free some space and try again."))
    if "unable to open" in low:
        return Unavailable(
            _("The database cannot be opened."),
            _("Who may only read it needs somebody who writes to have it open; `deskboard doctor` says more."),
        )
    if "disk i/o" in low:
        return Unavailable(_("The disk did not do what it was asked."), _("`deskboard doctor` says what to do."))
    if "not a database" in low:
        return Unavailable(_("That file is not a database."), _("Name another one with --db or DESKBOARD_DB."))
    if "malformed" in low or "corrupt" in low:
        return Unavailable(
            _("The database is damaged: {reason}.").format(reason=reason),
            _("Restore a backup with `deskboard restore-backup FILE`."),
        )
    if isinstance(error, OperationalError | DatabaseError) and not error.statement:
        return _shut_out(reason)
    return Unavailable(
        _("The database said: {reason}.").format(reason=reason), _("`deskboard doctor` says what to do.")
    )
