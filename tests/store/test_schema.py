"""Opening databases: new, ours, newer, foreign, damaged, read-only."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, NotFound, Replaced, Unavailable
from deskboard.domain.model import Channel, Identity
from deskboard.domain.readmodels import Changes
from deskboard.store import backup, schema
from deskboard.store.engine import open_engine, reading
from deskboard.store.sqlite import sqlite3
from tests.conftest import OpenDesk

ANN = Identity("ann", Channel.CLI)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


def test_the_migrations_make_the_tables_the_program_expects(desk: Desk, db: str) -> None:
    engine = open_engine(db, create=False)
    with reading(engine) as connection:
        assert schema.drift(connection) == []
    assert schema.version(engine) == schema.HEAD
    engine.dispose()


def test_head_is_the_last_migration() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert script.get_current_head() == schema.HEAD


def test_a_new_file_is_its_owners_alone_and_in_wal_mode(path: Path) -> None:
    Desk.open(str(path), ANN).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("lock", ["BEGIN", "BEGIN EXCLUSIVE"])
def test_whoever_has_the_file_is_waited_for_before_it_gets_a_log(path: Path, lock: str) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (n INTEGER)")
    engine = open_engine(str(path), create=False)
    # SQLite says at once that it is locked, as it may whenever waiting could be a deadlock.
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout = 0"))
    other.execute(lock)
    other.execute("SELECT * FROM t").fetchall()
    released = threading.Timer(0.3, other.rollback)
    released.start()
    schema._use_wal(engine)
    released.join()
    other.close()
    engine.dispose()
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_connection_waits_and_keeps_its_promises(path: Path) -> None:
    with Desk.open(str(path), ANN) as desk, reading(desk._engine) as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "synchronous", "busy_timeout")
        ]
    assert found == [1, 2, 30_000]


def test_a_missing_file_is_not_made_by_accident(path: Path) -> None:
    with pytest.raises(NotFound, match="deskboard init"):
        Desk.open(str(path), ANN, create=False)
    assert not path.exists()


def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    Desk.open(str(path), ANN).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="newer Deskboard"):
        Desk.open(str(path), ANN)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="another program"):
        Desk.open(str(path), ANN)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"this is not a database, it only looks like a file\n" * 100)
    with pytest.raises(Unavailable, match="not a database"):
        Desk.open(str(path), ANN)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_says_so(path: Path) -> None:
    Desk.open(str(path), ANN).close()
    path.chmod(0o400)
    with Desk.open(str(path), ANN) as desk, pytest.raises(Unavailable, match="read-only"):
        desk.do(c.AddTicket("a"))


def test_no_desk_is_made_by_who_only_looks(db: str) -> None:
    with pytest.raises(NotFound, match="deskboard init"):
        Desk.open(db, ANN, create=False)
    engine = open_engine(db, create=True)
    assert schema.version(engine) is None
    engine.dispose()


def noticed(desk: Desk) -> Changes:
    """What comes to be seen; what a server announces is on its way for a moment."""
    end = time.monotonic() + 30
    while (seen := desk.changes()) is None:
        assert time.monotonic() < end, "nothing was noticed"
    return seen


def test_what_one_wrote_the_other_notices(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    assert ann.changes() is None
    bob.do(c.AddTicket("a"))
    bob.do(c.EditTicket((1,), {"priority": "high"}))
    seen = noticed(ann)
    assert (seen.tickets, seen.structure) == (frozenset({1}), False)
    assert ann.changes() is None
    bob.do(c.AddTicket("b", {"assignee": "newcomer"}))
    assert noticed(ann).structure


def test_a_desk_goes_on_with_the_backup_that_was_put_in_its_place(path: Path, tmp_path: Path) -> None:
    """Every part of it: reads, changes, undo, and what notices others."""
    with Desk.open(str(path), ANN) as desk:
        desk.do(c.AddTicket("Kept"))
        backup.back_up(path, tmp_path / "copy.db")
        desk.do(c.AddTicket("Lost"))
        desk.changes()
        for ending in backup.COMPANIONS:  # they belong to the one that goes
            path.with_name(path.name + ending).unlink(missing_ok=True)
        (tmp_path / "copy.db").replace(path)
        with pytest.raises(Replaced):
            desk.do(c.AddTicket("Into a file without a name"))
        seen = desk.changes()
        assert seen is not None
        assert seen.structure
        assert [row.title for row in desk.tickets()] == ["Kept"]
        assert desk.ticket(1).row.title == "Kept"
        assert desk.do(c.AddTicket("Next")).created == (2,)
        assert desk.undo().refs == (2,)
        with Desk.open(str(path), Identity("bob", Channel.CLI)) as bob:
            bob.do(c.EditTicket((1,), {"priority": "high"}))
        seen = desk.changes()
        assert seen is not None
        assert 1 in seen.tickets


def test_a_desk_whose_file_went_makes_none_and_goes_on_when_it_is_back(path: Path) -> None:
    with Desk.open(str(path), ANN) as desk:
        desk.do(c.AddTicket("Kept"))
        desk.changes()
        away = path.rename(path.with_name("away.db"))
        for attempt in (desk.changes, desk.count, lambda: desk.do(c.AddTicket("x"))):
            with pytest.raises(Unavailable, match="is gone"):
                attempt()
        assert not path.exists()
        away.rename(path)
        desk.changes()
        assert desk.do(c.AddTicket("Next")).created == (2,)


@pytest.mark.parametrize("name", ["a?b.db", "a#b.db", "with space.db", "프린터.db", "%41.db"])
def test_the_name_of_the_file_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    with Desk.open(str(tmp_path / name), ANN) as desk:
        desk.do(c.AddTicket("a"))
    assert (tmp_path / name).stat().st_size > 0
    assert {path.name for path in tmp_path.iterdir()} <= {name, f"{name}-wal", f"{name}-shm"}


@pytest.mark.parametrize("db", ["mysql://host/x", "postgresql:", "/tmp"])
def test_what_is_no_database_is_said_so(db: str) -> None:
    with pytest.raises(BadInput):
        Desk.open(db, ANN)
