"""What a SQLite file says about its own health. Raw facts; ``desk.doctor`` gives the advice.

Invariant: nothing here changes, migrates or creates a database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from deskboard.domain.team import SERVING
from deskboard.store.engine import APPLICATION_ID
from deskboard.store.schema import HEAD
from deskboard.store.sqlite import sqlite3


class Kind(NamedTuple):
    """What a file is: ``ours``, and the revision of its schema (None: no tables yet)."""

    ours: bool
    schema: str | None


def kind(database: Path) -> Kind:
    """Whether the file is ours, and of which schema. sqlite3.Error."""
    with _reader(database) as connection:
        marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        schema = None
        if "alembic_version" in tables:
            schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        return Kind(marked and ("ticket" in tables or not tables), schema)


def known_schema() -> str:
    """The revision that this program works with."""
    return HEAD


def problems(database: Path) -> list[str]:
    """What is wrong with the file's pages and references; at most ten lines, none when whole.
    sqlite3.Error: it is too damaged to say."""
    with _reader(database) as connection:
        said = [row[0] for row in connection.execute("PRAGMA quick_check(10)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(10)
    lines = [line for text in said if text != "ok" for line in str(text).splitlines()]
    return [*lines, *(f"{table} {rowid} → {parent}" for table, rowid, parent, _ in broken)][:10]


def search_is_whole(database: Path) -> bool:
    """Whether the full-text index fits what it was made from. sqlite3.Error: cannot be asked.

    The question is an INSERT to FTS5, so it needs a connection that could write; the
    transaction is taken back.
    """
    with closing(sqlite3.connect(_address(database, "rw"), uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        try:
            connection.execute("INSERT INTO ticket_search (ticket_search, rank) VALUES ('integrity-check', 1)")
            strays = connection.execute(
                "SELECT (SELECT count(*) FROM ticket_search) - (SELECT count(*) FROM ticket)"
            ).fetchone()[0]
        except sqlite3.DatabaseError as error:
            if "malformed" in str(error):
                return False
            raise
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return bool(strays == 0)


def newest_event(database: Path) -> datetime | None:
    """When the last change was recorded, UTC; None: never. sqlite3.Error."""
    with _reader(database) as connection:
        text = connection.execute("SELECT at FROM command ORDER BY id DESC LIMIT 1").fetchone()
    if text is None:
        return None
    moment = datetime.fromisoformat(text[0])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def ramps(database: Path) -> dict[str, object]:
    """login → what is stored as the ramp of whoever is given tickets and has one. sqlite3.Error."""
    serving = ", ".join(f"'{role}'" for role in SERVING)
    query = f'SELECT login, ramp FROM person WHERE ramp IS NOT NULL AND "left" IS NULL AND role IN ({serving})'
    with _reader(database) as connection:
        return dict(connection.execute(f"{query} ORDER BY login"))


def _address(database: Path, mode: str) -> str:
    return f"file:{quote(str(database.absolute()))}?mode={mode}"


@contextmanager
def _reader(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(_address(database, "ro"), uri=True, timeout=2)) as connection:
        yield connection
