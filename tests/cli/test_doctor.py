"""What the doctor finds, and that it says what to do."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deskboard.desk import doctor
from deskboard.desk.doctor import State
from deskboard.store import mounts
from deskboard.store.sqlite import sqlite3
from tests.cli.running import Program
from tests.cli.somebody import Somebody, needs_root, on, one

NOW = datetime(2026, 1, 31, 17, 0, tzinfo=UTC)


def findings(deskboard: Program, *args: object) -> dict[str, dict[str, str]]:
    ran = deskboard("doctor", "--json", *args)
    found = {record["check"]: record for record in ran.records}
    assert ran.code == (1 if any(record["state"] == "todo" for record in found.values()) else 0)
    assert all(record["advice"] for record in found.values() if record["state"] != "ok")
    return found


def test_a_new_database_is_in_order(deskboard: Program) -> None:
    deskboard("add", "Printer")
    found = findings(deskboard)
    assert list(found) == [
        *("database", "file mode", "file system", "sqlite", "integrity", "search index", "clock", "backups"),
        *("disk space", "terminal", "locale"),
    ]
    assert [name for name, record in found.items() if record["state"] == "todo"] == []


def test_it_neither_makes_nor_changes_a_database(deskboard: Program, tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"
    assert findings(deskboard, "--db", missing)["database"]["state"] == "todo"
    assert not missing.exists()
    before = deskboard.db.read_bytes()
    findings(deskboard)
    assert deskboard.db.read_bytes() == before


def test_a_file_that_everybody_reads(deskboard: Program) -> None:
    deskboard.db.chmod(0o644)
    found = findings(deskboard)["file mode"]
    assert (found["state"], "chmod o-rwx" in found["advice"]) == ("todo", True)


def test_a_group_s_file_in_a_private_directory(deskboard: Program) -> None:
    deskboard.db.parent.chmod(0o700)
    deskboard.db.chmod(0o660)
    found = findings(deskboard)["file mode"]
    assert (found["state"], "chmod 2770" in found["advice"]) == ("todo", True)
    deskboard.db.parent.chmod(0o2770)
    assert findings(deskboard)["file mode"]["state"] == "ok"


@needs_root
@pytest.mark.parametrize(("folder", "file"), [(0o2770, 0o660), (0o755, 0o660)], ids=["in a shut directory", "itself"])
def test_somebody_whom_the_owner_keeps_out(folder: int, file: int) -> None:
    stranger = Somebody(65534, 65534)
    with TemporaryDirectory(prefix="deskboard-") as place:
        db = Path(place) / "desk.db"
        assert one(["init"], on(str(db))).code == 0
        db.chmod(file)
        db.parent.chmod(folder)
        ran = stranger("doctor", "--plain", db=db)
        refused = stranger("list", db=db)
        stranger.leave()
    said = {line[0]: line for line in ran.lines}
    assert (ran.code, said["database"][1], list(said)[1:]) == (1, "todo", ["terminal", "locale"])
    assert refused.err == f"deskboard: {said['database'][2]} {said['database'][3]}\n"
    assert "Ask its owner to let you in" in refused.err


def test_a_damaged_file(deskboard: Program) -> None:
    deskboard("add", "Printer")
    with deskboard.db.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    found = findings(deskboard)["integrity"]
    assert (found["state"], "restore-backup" in found["advice"]) == ("todo", True)


@pytest.mark.parametrize("content", [b"Dear diary, " * 500, b""])
def test_a_file_that_is_not_ours(deskboard: Program, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(content)
    assert findings(deskboard, "--db", other)["database"]["state"] == "todo"


def test_a_schema_from_the_future(deskboard: Program) -> None:
    with closing(sqlite3.connect(deskboard.db)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    found = findings(deskboard)["database"]
    assert (found["state"], "Upgrade" in found["advice"]) == ("todo", True)


def test_a_search_index_that_misses_tickets_is_found_and_repaired(deskboard: Program) -> None:
    deskboard("add", "Printer jam")
    with closing(sqlite3.connect(deskboard.db)) as connection, connection:
        connection.execute("DELETE FROM ticket_search")
    assert deskboard("list", "printer").out == ""
    found = findings(deskboard)["search index"]
    assert (found["state"], "--repair-search" in found["advice"]) == ("todo", True)
    assert findings(deskboard, "--repair-search")["search index"]["state"] == "ok"
    assert deskboard("list", "printer", "--columns", "title").out == "Printer jam\n"


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((4, 0, 0), False),
    ],
)
def test_the_versions_with_the_wal_reset_bug(version: tuple[int, int, int], bug: bool) -> None:
    found = doctor.sqlite_release(version)
    assert (found.state is State.NOTE, "3.51.3" in found.advice) == (bug, bug)


MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
server:/export /srv/nfs nfs4 rw 0 0
//nas/share /mnt/with\040space cifs rw 0 0
auto /net/home autofs rw 0 0
fileserver:/home /net/home nfs rw 0 0
ann@host: /home/ann/remote fuse.sshfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/deskboard", "ext4"),
        ("/srv/nfs", "nfs4"),
        ("/srv/nfs/desk/board", "nfs4"),
        ("/srv/nfs-not", "ext4"),
        ("/mnt/with space/x", "cifs"),
        ("/net/home/ann", "nfs"),
        ("/home/ann/remote/desk", "fuse.sshfs"),
        ("/run/x", "tmpfs"),
    ],
)
def test_the_kind_of_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert mounts.kind_of(Path(path), MOUNTS) == kind


def test_a_network_file_system_needs_doing(deskboard: Program) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {deskboard.db.parent} nfs4 rw 0 0\n"
    around = doctor.Surroundings({"TERM": "xterm-256color"}, mounts, datetime.now(UTC), True, "utf-8", "ann")
    found = {finding.check: finding for finding in doctor.examine(str(deskboard.db), around)}
    assert (found["file system"].state, "PostgreSQL" in found["file system"].advice) == (State.TODO, True)


@pytest.mark.parametrize(("ahead", "state"), [(-9999, State.OK), (60, State.OK), (3600, State.TODO)])
def test_a_change_from_the_future_means_a_wrong_clock(ahead: int, state: State) -> None:
    assert doctor.clock(NOW + timedelta(seconds=ahead), NOW).state is state


def test_the_age_of_the_newest_backup(deskboard: Program) -> None:
    assert "backup --auto" in findings(deskboard)["backups"]["advice"]
    deskboard("backup", "--auto")
    assert findings(deskboard)["backups"]["state"] == "ok"
    (made,) = (Path(record["path"]) for record in deskboard("--json", "backup", "--list").records)
    made.rename(made.with_name("daily-20260101-120000.db"))
    old = findings(deskboard)["backups"]
    assert (old["state"], "2026-01-01 12:00" in old["said"]) == ("note", True)


@pytest.mark.parametrize(
    ("env", "terminal", "encoding", "states"),
    [
        ({"TERM": "xterm-256color"}, True, "utf-8", ["ok", "ok"]),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, True, "UTF-8", ["ok", "ok"]),
        ({"TERM": "vt100"}, True, "utf-8", ["note", "ok"]),
        ({"TERM": "dumb"}, True, "utf-8", ["note", "ok"]),
        ({}, False, "ascii", ["note", "note"]),
        ({"TERM": "screen-256color"}, True, "iso8859-1", ["ok", "todo"]),
    ],
)
def test_the_terminal(env: dict[str, str], terminal: bool, encoding: str, states: list[str]) -> None:
    around = doctor.Surroundings(env, "", NOW, terminal, encoding, "ann")
    assert [finding.state.value for finding in doctor.examine("/nowhere/x.db", around)][-2:] == states
