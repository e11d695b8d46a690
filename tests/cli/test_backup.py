"""Backups: whole while others write, never over anything, never from anything damaged."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deskboard.store import backup
from deskboard.store.sqlite import sqlite3
from tests.cli.running import Program

NOW = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)


def titles(deskboard: Program, db: Path) -> set[str]:
    return {line[0] for line in deskboard("--db", db, "list", "--columns", "title").lines}


def test_a_backup_holds_the_tickets_and_is_private(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer")
    copy = tmp_path / "copy.db"
    ran = deskboard("backup", copy)
    assert (ran.code, ran.out) == (0, f"{copy}\n")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert titles(deskboard, copy) == {"Printer"}
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_without_a_name_it_is_dated_and_here(
    deskboard: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = deskboard("backup").out.strip()
    assert name.startswith("deskboard-2")
    assert (tmp_path / name).is_file()


def test_an_existing_file_is_overwritten_only_when_told(deskboard: Program, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    ran = deskboard("backup", precious)
    assert (ran.code, precious.read_text()) == (2, "mine")
    assert "--force" in ran.err
    assert deskboard("backup", precious, "--force").code == 0
    assert precious.read_bytes()[:6] == b"SQLite"


def test_the_database_itself_is_never_the_target(deskboard: Program) -> None:
    before = deskboard.db.read_bytes()
    assert deskboard("backup", deskboard.db, "--force").code == 2
    assert deskboard.db.read_bytes() == before


def test_backups_are_consistent_while_somebody_writes(tmp_path: Path) -> None:
    """Pairs are written together; a copy that is torn would hold half of one."""
    db = tmp_path / "live.db"
    with closing(sqlite3.connect(db)) as setup:
        setup.executescript("PRAGMA journal_mode=WAL; CREATE TABLE pair (n INTEGER, pad TEXT);")
    stop = threading.Event()
    written = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(db, timeout=60)) as connection:
            n = 0
            while not stop.is_set():
                n += 1
                with connection:
                    connection.executemany("INSERT INTO pair VALUES (?, ?)", [(n, "x" * 900), (n, "y" * 900)])
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for i in range(10):
            written.clear()
            assert written.wait(60), "the writer stands still"
            backup.back_up(db, tmp_path / f"{i}.copy")
    finally:
        stop.set()
        writer.join()
    sizes = []
    for i in range(10):
        with closing(sqlite3.connect(tmp_path / f"{i}.copy")) as copy:
            assert copy.execute("SELECT n FROM pair GROUP BY n HAVING count(*) <> 2").fetchall() == []
            sizes.append(copy.execute("SELECT count(*) FROM pair").fetchone()[0])
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


def test_restoring_brings_the_old_state_back_and_keeps_the_new_one_aside(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Before")
    deskboard("backup", tmp_path / "copy.db")
    deskboard("add", "After")
    ran = deskboard("--json", "restore-backup", tmp_path / "copy.db")
    assert ran.code == 0
    assert titles(deskboard, deskboard.db) == {"Before"}
    assert titles(deskboard, Path(ran.records[0]["kept"])) == {"Before", "After"}
    with closing(sqlite3.connect(deskboard.db)) as restored:
        assert restored.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_restored_database_keeps_mode_of_the_one_it_replaces(deskboard: Program, tmp_path: Path) -> None:
    deskboard("backup", tmp_path / "copy.db")
    deskboard.db.chmod(0o660)
    assert deskboard("restore-backup", tmp_path / "copy.db").code == 0
    assert deskboard.db.stat().st_mode & 0o777 == 0o660


def test_restoring_where_there_was_nothing(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer")
    deskboard("backup", tmp_path / "copy.db")
    elsewhere = tmp_path / "new.db"
    assert deskboard("--db", elsewhere, "restore-backup", tmp_path / "copy.db").code == 0
    assert titles(deskboard, elsewhere) == {"Printer"}


def test_a_restore_that_fails_at_the_last_step_leaves_the_database(
    deskboard: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deskboard("add", "Before")
    deskboard("backup", tmp_path / "copy.db")
    deskboard("add", "After")
    seen = []

    def fail(draft: Path, target: Path) -> None:
        seen.append((target.exists(), len(list(tmp_path.glob("*before-restore*")))))
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        ran = deskboard("restore-backup", tmp_path / "copy.db")
    assert (ran.code, seen) == (5, [(True, 1)])
    assert titles(deskboard, deskboard.db) == {"Before", "After"}
    assert [path.name for path in tmp_path.iterdir() if "desk.db" in path.name] == ["desk.db"]
    with closing(sqlite3.connect(deskboard.db)) as kept:
        assert kept.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_nobody_gets_in_while_a_database_is_replaced(
    deskboard: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who opens it meanwhile can neither read the old one nor write into it afterwards."""
    deskboard("add", "Before")
    deskboard("backup", tmp_path / "copy.db")
    replace = Path.replace
    late = []

    def meanwhile(draft: Path, target: Path) -> Path:
        late.append(sqlite3.connect(target, timeout=0))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            late[0].execute("SELECT count(*) FROM ticket")
        return replace(draft, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", meanwhile)
        assert deskboard("restore-backup", tmp_path / "copy.db").code == 0
    with closing(late[0]), pytest.raises(sqlite3.OperationalError, match="readonly"):
        late[0].execute("DELETE FROM ticket")
    assert titles(deskboard, deskboard.db) == {"Before"}


@pytest.mark.parametrize("links", [True, False])
def test_only_the_database_and_the_old_one_are_left(
    deskboard: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Also where the file system has no hard links."""

    def refuse(*_names: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    deskboard("add", "Before")
    deskboard("backup", tmp_path / "copy.db")
    if not links:
        monkeypatch.setattr("os.link", refuse)
    kept = Path(deskboard("--json", "restore-backup", tmp_path / "copy.db").records[0]["kept"])
    assert sorted(path.name for path in tmp_path.iterdir() if "desk.db" in path.name) == ["desk.db", kept.name]
    assert titles(deskboard, kept) == titles(deskboard, deskboard.db) == {"Before"}


def test_a_backup_of_a_newer_version_is_refused(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Precious")
    newer = tmp_path / "newer.db"
    deskboard("backup", newer)
    with closing(sqlite3.connect(newer)) as copy, copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    ran = deskboard("restore-backup", newer)
    assert (ran.code, "newer Deskboard (schema 9999" in ran.err) == (5, True)
    assert titles(deskboard, deskboard.db) == {"Precious"}
    assert not list(tmp_path.glob("*before-restore*"))


def damage(path: Path) -> None:
    """Overwrite the middle of every page but the first."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(4096, size, 4096):
            file.seek(place)
            file.write(b"\xff" * 64)


def test_a_damaged_database_is_set_aside_as_it_is(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer")
    deskboard("backup", tmp_path / "copy.db")
    damage(deskboard.db)
    broken = deskboard.db.read_bytes()
    assert deskboard("restore-backup", tmp_path / "copy.db").code == 0
    assert titles(deskboard, deskboard.db) == {"Printer"}
    (kept,) = tmp_path.glob("desk.db.before-restore-*")
    assert kept.read_bytes() == broken


def test_what_belongs_to_a_damaged_database_goes_with_it(deskboard: Program, tmp_path: Path) -> None:
    """Beside the restored one it would be taken for that one's."""
    deskboard("add", "Printer")
    deskboard("backup", tmp_path / "copy.db")
    deskboard.db.write_bytes(b"Dear diary, " * 1000)
    journal = tmp_path / "desk.db-journal"
    journal.write_bytes(b"\0pages")
    assert deskboard("restore-backup", tmp_path / "copy.db").code == 0
    assert titles(deskboard, deskboard.db) == {"Printer"}
    (kept,) = tmp_path.glob("desk.db.before-restore-*-journal")
    assert (kept.read_bytes(), journal.exists()) == (b"\0pages", False)


@pytest.mark.parametrize("kind", ["damaged", "truncated", "foreign", "text", "empty", "missing", "directory", "itself"])
def test_what_is_no_whole_backup_is_refused_and_nothing_changes(deskboard: Program, tmp_path: Path, kind: str) -> None:
    deskboard("add", "Precious")
    bad = tmp_path / "bad.db"
    deskboard("backup", bad)
    if kind == "damaged":
        damage(bad)
    elif kind == "truncated":
        bad.write_bytes(bad.read_bytes()[:20_000])
    elif kind == "foreign":
        bad.unlink()
        with closing(sqlite3.connect(bad)) as other:
            other.execute("CREATE TABLE ticket (id INTEGER)")
    elif kind == "text":
        bad.write_text("Dear diary, " * 1000)
    elif kind == "empty":
        bad.write_bytes(b"")
    elif kind == "missing":
        bad.unlink()
    elif kind == "directory":
        bad.unlink()
        bad.mkdir()
    elif kind == "itself":
        bad = deskboard.db
    ran = deskboard("restore-backup", bad)
    assert ran.code == (3 if kind in ("missing", "directory") else 2)
    assert ran.err.count("\n") == 1
    assert titles(deskboard, deskboard.db) == {"Precious"}
    assert not list(tmp_path.glob("*before-restore*"))
    assert not list(tmp_path.glob(".*.part*"))


def test_restoring_waits_for_nobody_who_has_the_board_open(deskboard: Program, tmp_path: Path) -> None:
    deskboard("backup", tmp_path / "copy.db")
    with closing(sqlite3.connect(deskboard.db)) as colleague:
        colleague.execute("SELECT count(*) FROM ticket").fetchone()
        ran = deskboard("restore-backup", tmp_path / "copy.db")
    assert (ran.code, "open" in ran.err) == (5, True)
    assert not list(tmp_path.glob("*before-restore*"))


def test_a_backup_on_a_read_only_medium_can_be_restored(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer")
    medium = tmp_path / "cd"
    medium.mkdir()
    deskboard("backup", medium / "copy.db")
    (medium / "copy.db").chmod(0o400)
    medium.chmod(0o500)
    try:
        assert deskboard("restore-backup", medium / "copy.db").code == 0
    finally:
        medium.chmod(0o700)


def test_migrations_keep_the_last_five_backups(deskboard: Program) -> None:
    made = [backup.before_migration(deskboard.db, NOW + timedelta(days=day)) for day in range(7)]
    folder = made[0].parent
    assert sorted(folder.iterdir()) == made[2:]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert titles(deskboard, made[-1]) == set()


def test_the_daily_one_is_made_listed_and_restored_by_its_name(deskboard: Program) -> None:
    deskboard("add", "Before")
    made = deskboard("backup", "--auto")
    assert made.code == 0
    assert deskboard("backup", "--auto").out == ""
    (listed,) = deskboard("--json", "backup", "--list").records
    assert (listed["path"], listed["kind"]) == (made.out.strip(), "daily")
    assert deskboard("backup", "--list").lines[0][:2] == [listed["name"], "daily"]
    assert listed["name"] in deskboard("backup", "--list", tty=True).out
    deskboard("add", "After")
    assert deskboard("restore-backup", listed["name"]).code == 0
    assert titles(deskboard, deskboard.db) == {"Before"}


def test_how_many_daily_ones_stay_is_a_setting(deskboard: Program, tmp_path: Path) -> None:
    config = tmp_path / "settings.toml"
    config.write_text("backup_days = 1\nbackup_weeks = 0\n")
    for _turn in range(3):
        made = Path(deskboard("--config", config, "backup", "--auto").out.strip())
        assert [path.name for path in made.parent.glob("*.db")] == [made.name]
        made.rename(made.with_name("daily-20260101-120000.db"))


@pytest.mark.parametrize("args", [("--list", "x"), ("--auto", "x"), ("--auto", "--list"), ("--auto", "--force")])
def test_what_makes_no_sense_with_automatic_backups(deskboard: Program, args: tuple[str, ...]) -> None:
    assert deskboard("backup", *args).code == 2


@pytest.mark.parametrize("args", [("backup",), ("backup", "--auto"), ("backup", "--list"), ("restore-backup", "x")])
def test_postgresql_is_pointed_to_its_own_tools(deskboard: Program, args: tuple[str, ...]) -> None:
    ran = deskboard("--db", "postgresql://db/desk", *args)
    assert (ran.code, "`pg_" in ran.err) == (1, True)
