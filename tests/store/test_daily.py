"""The backups that are made by themselves: one a day, checked, private, and not too many."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.errors import Unavailable
from deskboard.domain.model import Channel, Identity
from deskboard.store import backup, daily
from deskboard.store.sqlite import sqlite3

NOW = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    with Desk.open(str(path), Identity("ann", Channel.CLI)) as desk:
        desk.do(AddTicket("Printer"))
    return path


def make(db: Path, now: datetime = NOW) -> Any:
    return daily.make(db, now, 7, 4)


def test_it_is_made_once_a_day_whole_and_private(db: Path) -> None:
    made = make(db)
    assert made.name == "daily-20260131-170000.db"
    assert Path(made.path).stat().st_mode & 0o777 == 0o600
    assert Path(made.path).parent.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT title FROM ticket").fetchall() == [("Printer",)]
    assert make(db, NOW + timedelta(hours=8)) is None
    assert make(db, NOW + timedelta(hours=23, minutes=59)).name == "daily-20260201-165900.db"
    assert [one.name for one in daily.backups(db)] == ["daily-20260201-165900.db", made.name]


def test_those_of_a_shared_database_are_shared_alike(db: Path) -> None:
    db.chmod(0o660)
    made = make(db)
    assert Path(made.path).stat().st_mode & 0o777 == 0o660
    assert Path(made.path).parent.stat().st_mode & 0o7777 == 0o2770
    assert (Path(made.path).parent / ".lock").stat().st_mode & 0o777 == 0o660


def test_the_newest_of_seven_days_and_four_weeks_stay(db: Path) -> None:
    for day in range(60):
        assert make(db, NOW + timedelta(days=day)) is not None
    kept = [(NOW + timedelta(days=59) - one.made).days for one in daily.backups(db)]
    # 31 March 2026 is a Tuesday: beside the last seven days, the Sundays of the weeks before.
    assert kept == [0, 1, 2, 3, 4, 5, 6, 9, 16]


def test_days_without_work_take_no_backup_away() -> None:
    made = {str(n): NOW - timedelta(days=n) for n in (0, 100, 200)}
    assert daily.excess(made, 7, 0) == []
    assert daily.excess(made, 1, 0) == ["100", "200"]
    assert daily.excess(made, 1, 0, but={"100"}) == ["200"]


def test_one_made_while_the_clock_was_ahead_does_not_put_off_the_next(db: Path) -> None:
    ahead = make(db, NOW + timedelta(days=365))
    made = make(db)
    assert {one.name for one in daily.backups(db)} == {ahead.name, made.name}


def test_backups_before_a_migration_are_listed_and_left_alone(db: Path) -> None:
    folder = backup.folder_of(db)
    folder.mkdir()
    shutil.copy(db, folder / "20250101-120000.db")
    (folder / "20250101-120000.db.txt").touch()
    make(db)
    assert [(one.kind, one.made.year) for one in daily.backups(db)] == [("daily", 2026), ("migration", 2025)]


@pytest.mark.parametrize("odd", ["20261399-000000", "daily-20260230-120000", "00010101-000000", "99991231-235959"])
def test_a_name_that_is_no_date_is_none_of_ours(db: Path, odd: str) -> None:
    folder = backup.folder_of(db)
    folder.mkdir()
    (folder / f"{odd}.db").write_text("somebody's")
    made = make(db)
    assert daily.backups(db) == [made]
    assert (folder / f"{odd}.db").read_text() == "somebody's"


def attempt(db: Path, answers: Any) -> None:
    made = daily.make(db, NOW, 7, 4)
    answers.put(made and made.name)


def test_of_many_processes_only_one_makes_it(db: Path) -> None:
    ways = multiprocessing.get_context("fork")
    answers = ways.Queue()
    processes = [ways.Process(target=attempt, args=(db, answers)) for _n in range(6)]
    for process in processes:
        process.start()
    found = [answers.get(timeout=30) for _process in processes]
    for process in processes:
        process.join()
    assert sorted(found, key=str) == [None] * 5 + ["daily-20260131-170000.db"]


def test_what_a_killed_process_had_begun_is_taken_away(db: Path) -> None:
    folder = backup.folder_of(db)
    folder.mkdir()
    (folder / ".daily-20260130-170000.db.4711.part").write_bytes(b"half")
    (folder / ".daily-20260130-170000.db.4711.part-journal").touch()
    made = make(db)
    assert {path.name for path in folder.iterdir()} == {made.name, ".lock"}


def test_a_damaged_database_makes_none_and_takes_none_away(db: Path) -> None:
    whole = make(db)
    with db.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    with pytest.raises(Unavailable, match="damaged"):
        make(db, NOW + timedelta(days=1))
    assert [one.name for one in daily.backups(db)] == [whole.name]


def test_it_is_not_what_fills_the_disk(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(db.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=db.stat().st_size))
    with pytest.raises(Unavailable, match="no room"):
        make(db)
    assert daily.backups(db) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_directory_that_cannot_be_written_is_told(db: Path) -> None:
    db.parent.chmod(0o500)
    try:
        with pytest.raises(Unavailable, match="Cannot write"):
            make(db)
    finally:
        db.parent.chmod(0o700)
