"""One file that a group shares: who can, who cannot, and what a crash leaves behind."""

from __future__ import annotations

import grp
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deskboard.domain.errors import Refused
from deskboard.store import backup, mounts, sharing
from deskboard.store.engine import open_engine
from tests.cli.running import Program
from tests.cli.somebody import ROOT, Somebody, needs_root

GAMES = 60
GROUP = grp.getgrgid(GAMES).gr_name if any(found.gr_gid == GAMES for found in grp.getgrall()) else ""
MINE = grp.getgrgid(os.getegid()).gr_name

ann = Somebody(1, 1, GAMES)
bob = Somebody(2, 2, GAMES)
stranger = Somebody(65534, 65534)
as_users = [needs_root, pytest.mark.skipif(not GROUP, reason=f"no group has the number {GAMES}")]


@pytest.fixture(scope="module", autouse=True)
def _they_leave() -> Iterator[None]:
    yield
    for somebody in (ann, bob, stranger):
        somebody.leave()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory of ann's that everybody can get to."""
    folder = Path(tempfile.mkdtemp(prefix="deskboard-shared-"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, ann.uid, ann.gid)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def shared(place: Path) -> Path:
    """A database that ann made for the group."""
    made = ann("init", "--shared-group", GROUP, db=place / "desk" / "board.db")
    assert made.code == 0, made.err
    return place / "desk" / "board.db"


class TestAsUsers:
    """Real users of this host, each under umask 077."""

    pytestmark = as_users

    def test_two_of_the_group_write_and_a_stranger_cannot_even_look(self, shared: Path) -> None:
        assert (mode(shared), mode(shared.parent)) == (0o660, 0o2770)
        assert {shared.stat().st_gid, shared.parent.stat().st_gid} == {GAMES}
        assert ann("add", "From ann", db=shared).code == 0
        assert bob("add", "From bob", db=shared).code == 0
        assert ann("list", "--columns", "title", "--sort", "created", db=shared).out == "From ann\nFrom bob\n"
        refused = stranger("list", db=shared)
        assert (refused.code, refused.out) == (5, "")
        assert "You may not open" in refused.err
        assert "--shared-group" in refused.err

    def test_what_a_killed_writer_leaves_can_be_taken_up_by_the_other(self, shared: Path) -> None:
        code = WRITE.format(uid=ann.uid, gid=ann.gid, groups=list(ann.groups), db=str(shared))
        with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _n in range(3)]
            process.kill()
        log = shared.with_name("board.db-wal")
        assert (log.stat().st_uid, log.stat().st_gid, mode(log)) == (ann.uid, GAMES, 0o660)
        assert bob("add", "After the crash", db=shared).code == 0
        titles = bob("list", "--columns", "title", db=shared).out.splitlines()
        assert {line.rstrip("\n").split("\t")[1] for line in said} | {"After the crash"} <= set(titles)

    def test_my_own_database_becomes_the_group_s_with_all_that_is_in_it(self, place: Path) -> None:
        db = place / "desk" / "board.db"
        assert ann("add", "Before", db=db).code == 0
        assert (mode(db), mode(db.parent), bob("list", db=db).code) == (0o600, 0o700, 5)
        made = ann("init", "--shared-group", GROUP, "--json", db=db)
        record = made.records[0]
        assert (record["created"], record["group"], record["warnings"]) == (False, GROUP, [])
        assert bob("add", "After", db=db).code == 0
        assert bob("list", "--columns", "title", db=db).out == "After\nBefore\n"
        again = ann("init", "--shared-group", GROUP, db=db)
        assert (again.code, mode(db), mode(db.parent)) == (0, 0o660, 0o2770)
        assert bob("init", "--shared-group", GROUP, db=db).code == 0

    def test_only_the_owner_shares_and_only_with_a_group_of_his(self, place: Path) -> None:
        db = place / "desk" / "board.db"
        assert ann("init", db=db).code == 0
        outside = stranger("init", "--shared-group", GROUP, db=place / "x" / "board.db")
        assert (outside.code, "usermod -aG" in outside.err) == (1, True)
        assert "not in the group" in outside.err
        db.parent.chmod(0o755)
        taken = bob("init", "--shared-group", GROUP, db=db)
        assert (taken.code, "belongs to" in taken.err, mode(db)) == (1, True, 0o600)

    def test_a_directory_that_the_group_cannot_get_through_is_named(self, place: Path) -> None:
        home = place / "home"
        home.mkdir(mode=0o700)
        os.chown(home, ann.uid, ann.gid)
        db = home / "desk" / "board.db"
        made = ann("init", "--shared-group", GROUP, db=db)
        assert made.code == 0
        assert f"chmod o+x '{home}'" in made.err
        assert bob("list", db=db).code == 5
        home.chmod(0o711)
        assert bob("list", db=db).code == 0
        assert "chmod" not in ann("init", "--shared-group", GROUP, db=db).err

    def test_only_an_admin_puts_a_backup_in_place_of_what_others_own(self, shared: Path) -> None:
        assert bob("add", "From bob", db=shared).code == 0
        assert bob("backup", "--auto", db=shared).code == 0
        name = bob("backup", "--list", "--json", db=shared).records[0]["name"]
        refused = bob("restore-backup", name, db=shared)
        assert (refused.code, "Ask daemon." in refused.err, shared.stat().st_uid) == (6, True, ann.uid)
        assert ann("person", "edit", "bin", "--role", "admin", db=shared).code == 0
        assert bob("restore-backup", name, db=shared).code == 0

    def test_a_backup_before_a_migration_is_shared_as_the_database_is(self, shared: Path) -> None:
        copy = backup.before_migration(shared, datetime(2026, 1, 31, tzinfo=UTC))
        assert [(mode(path), path.stat().st_gid) for path in (copy.parent, copy)] == [(0o2770, GAMES), (0o660, GAMES)]
        assert bob("--db", copy, "list", db=copy).code == 0


WRITE = """
from itertools import count
from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.model import Channel, Identity
from tests.cli.somebody import become
become({uid}, {gid}, {groups})
with Desk.open({db!r}, Identity("ann", Channel.CLI)) as desk:
    for n in count():
        print(desk.do(AddTicket(f"Ticket {{n}}")).created[0], f"Ticket {{n}}", sep="\\t", flush=True)
"""


def test_a_private_database_has_private_backups(deskboard: Program) -> None:
    copy = backup.before_migration(deskboard.db, datetime(2026, 1, 31, tzinfo=UTC))
    assert (mode(copy.parent), mode(copy)) == (0o700, 0o600)


def test_a_directory_with_other_things_is_not_opened_up(tmp_path: Path, deskboard: Program) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "letter.txt").write_text("Dear diary")
    refused = deskboard("--db", home / "desk.db", "init", "--shared-group", MINE)
    assert (refused.code, "letter.txt" in refused.err, "/srv/" in refused.err) == (1, True, True)
    assert (mode(home), (home / "desk.db").exists()) == (0o700, False)


def test_what_is_no_database_of_ours_keeps_its_mode(tmp_path: Path, deskboard: Program) -> None:
    other = tmp_path / "keys" / "secret"
    other.parent.mkdir(mode=0o700)
    other.write_text("-----BEGIN")
    other.chmod(0o600)
    assert deskboard("--db", other, "init", "--shared-group", MINE).code == 1
    assert (mode(other.parent), mode(other)) == (0o700, 0o600)


def test_a_group_that_does_not_exist(tmp_path: Path, deskboard: Program) -> None:
    refused = deskboard("--db", tmp_path / "new" / "desk.db", "init", "--shared-group", "nobody-s-group")
    assert (refused.code, "groupadd" in refused.err, (tmp_path / "new").exists()) == (3, True, False)


def test_a_server_has_no_group(deskboard: Program) -> None:
    assert deskboard("--db", "postgresql://localhost/x", "init", "--shared-group", MINE).code == 2


def test_a_parent_in_which_everybody_renames_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder != Path("/tmp") and folder != Path("/"):
            folder.chmod(0o755)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "open" / "desk").mkdir()
    found = sharing.obstacles(tmp_path / "open" / "desk" / "board.db", 12345)
    assert [(obstacle.folder.name, obstacle.open) for obstacle in found] == [("open", True)]


MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/x {folder} nfs4 rw 0 0\n"


def test_no_database_is_made_or_opened_on_a_network_file_system(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    link = tmp_path / "link"
    link.symlink_to(folder)
    table = MOUNTS.format(folder=str(folder).replace(" ", "\\040"))
    for path in (folder / "desk.db", link / "desk.db", folder / "not" / "there" / "desk.db"):
        with pytest.raises(Refused, match=r"nfs4[^\n]*PostgreSQL") as refused:
            mounts.refuse_network(path, table)
        assert refused.value.exit_code == 1
    mounts.refuse_network(tmp_path / "desk.db", table)
    mounts.refuse_network(folder / "desk.db", "")


def test_the_disk_of_this_machine_is_fine(tmp_path: Path) -> None:
    open_engine(str(tmp_path / "desk.db"), create=True).dispose()


class TestTheDoctor:
    """Looks at what the group needs."""

    pytestmark = as_users

    def test_finds_what_is_not_shared_and_who_cannot_get_through(self, shared: Path) -> None:
        def sharing_lines() -> list[str]:
            return [line for line in bob("doctor", "--plain", db=shared).out.splitlines() if line.startswith("sharing")]

        assert [line.split("\t")[1] for line in sharing_lines()] == ["ok"]
        copy = backup.before_migration(shared, datetime(2026, 1, 31, tzinfo=UTC))
        copy.chmod(0o600)
        shared.parent.parent.chmod(0o777)
        told = sharing_lines()
        assert [line.split("\t")[1] for line in told] == ["todo", "todo"]
        assert copy.name in told[0] and "--shared-group" in told[0]
        assert f"chmod o-w '{shared.parent.parent}'" in told[1]
