"""Bringing a database to today's schema when it is opened.

The version is compared by one SELECT; Alembic is imported only when there is something to do.
A backup is taken first, foreign keys are off meanwhile, and a schema newer than this program is
refused. Invariant: ``HEAD`` is the last revision in ``migrations/versions``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from deskboard.domain.errors import Unavailable
from deskboard.l10n import _
from deskboard.store.engine import APPLICATION_ID, BUSY_SECONDS, told, writing
from deskboard.store.sqlite import sqlite3

HEAD = "0005"
WAL_PAUSE = 0.02
"""Seconds between two tries to have a new file for oneself."""


def version(engine: Engine) -> str | None:
    """The revision of the database; None: it has no tables of ours yet."""
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except DBAPIError as error:
        said = str(error.orig).lower()
        if "alembic_version" in said and ("no such table" in said or "does not exist" in said):
            return None
        with told():
            raise


def see_known(connection: Connection) -> None:
    """See that nobody brought the schema further since it was opened: this program would not
    know what to write. Unavailable: somebody did."""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found != HEAD:
        raise Unavailable(
            _(
                "A newer Deskboard has changed the database meanwhile (schema {found}, this program knows {known})."
            ).format(found=found, known=HEAD),
            _("Leave and start the new program; nothing was changed."),
        )


def bring_up(engine: Engine, fill: Callable[[Connection], None], keeper: str | None = None) -> bool:
    """Make or migrate the schema when needed; True if anything was done. ``fill`` writes the
    first rows of a new database, in the same transaction. ``keeper``: the owner of the tables,
    where that is somebody else, who alone can change them.

    Unavailable: only the keeper can; the database is of a newer version, belongs to another program, or is damaged.
    """
    found = version(engine)
    if found == HEAD:
        return False
    _refuse_strangers(engine, found)
    if keeper is not None:
        raise Unavailable(
            _("The database has schema {found}; this program writes {known}.").format(found=found or "0", known=HEAD),
            _("Ask {keeper}, who owns the tables, to run `deskboard migrate`.").format(keeper=keeper),
        )
    if found is not None and engine.dialect.name == "sqlite":
        from deskboard.store import backup

        backup.before_migration(engine.url.database or "")
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    _run(engine, fill)
    return True


def _refuse_strangers(engine: Engine, found: str | None) -> None:
    if found is not None and found > HEAD:
        raise Unavailable(
            _("This database was written by a newer Deskboard (schema {found}, this program knows {known}).").format(
                found=found, known=HEAD
            ),
            _("Upgrade this program; the database was not touched."),
        )
    with told():
        # Somebody else may have made it ours a moment ago.
        if found is None and inspect(engine).get_table_names() and version(engine) is None:
            raise Unavailable(
                _("This database belongs to another program."), _("Name another file with --db or DESKBOARD_DB.")
            )


def _use_wal(engine: Engine) -> None:
    """SQLite does not wait by itself for others who have the file while it goes over to a
    write-ahead log. Unavailable: they did not let go."""
    end = time.monotonic() + BUSY_SECONDS
    raw = engine.raw_connection()
    try:
        while True:
            try:
                raw.cursor().execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    with told(saving=True):
                        raise OperationalError("PRAGMA journal_mode", None, error) from error
                time.sleep(WAL_PAUSE)
        raw.cursor().execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        raw.close()


def _run(engine: Engine, fill: Callable[[Connection], None]) -> None:
    """All revisions that are missing, in one transaction, with foreign keys off."""
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _set_foreign_keys(engine, "OFF")
    try:
        with writing(engine) as connection:
            new = not inspect(connection).has_table("alembic_version")
            _upgrade(connection)
            if new:
                fill(connection)
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise Unavailable(_("The migration would have broken references; nothing was changed."))
    finally:
        if sqlite:
            engine.dispose()


def _set_foreign_keys(engine: Engine, state: str) -> None:
    """On the pool's one idle connection: the switch is ignored inside a transaction."""
    raw = engine.raw_connection()
    raw.cursor().execute(f"PRAGMA foreign_keys = {state}")
    raw.close()


def _upgrade(connection: Connection) -> None:
    from pathlib import Path

    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def drift(connection: Connection) -> list[Any]:
    """How the tables differ from what the program expects, as Alembic's operations."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from deskboard.store.tables import metadata

    ours = set(metadata.tables)
    options = {"include_name": lambda name, kind, parents: kind != "table" or name in ours, "compare_type": False}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))
