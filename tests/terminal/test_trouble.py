"""The disk, the file or its rights go wrong under an open board: it says so, keeps what was typed,
and goes on by itself once the cause is gone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deskboard.domain.commands import AddTicket
from deskboard.store import backup
from tests.terminal.conftest import Site
from tests.terminal.term import Term
from tests.terminal.writers import is_sound


@pytest.fixture
def disk(site: Site) -> Iterator[Path]:
    """A disk of three MB, with the database of ``site`` on it."""
    place = site.folder / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    site.db = place / "desk.db"
    site.env["DESKBOARD_DB"] = str(site.db)
    with site.desk() as desk:
        for n in range(3):
            desk.do(AddTicket(f"Ticket {n}"))
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def desk_with_ticket(site: Site) -> Site:
    """A board with one ticket, in a directory of its own."""
    site.db = site.folder / "data" / "desk.db"
    site.env["DESKBOARD_DB"] = str(site.db)
    with site.desk() as desk:
        desk.do(AddTicket("Printer"))
    return site


def fill(disk: Path) -> Path:
    """Take all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    return ballast


def add(board: Term, title: str) -> None:
    board.send("n")
    board.wait_for("New in")
    board.press(title)
    board.send("\r")


def titles(site: Site) -> set[str]:
    return {record["title"] for record in site.records("list")}


def test_a_full_disk_saves_nothing_says_so_and_is_forgotten_when_there_is_room(site: Site, disk: Path) -> None:
    board = site.board(ready="Ticket 0")
    ballast = fill(disk)
    add(board, "A long thought " * 8)
    board.wait_for("The disk is full; nothing was saved.")
    assert "A long thought" in board.text, "what was typed stays"
    ran = site.run("add", "Large", "-", stdin=b"x" * 50_000)
    assert (ran.returncode, b"The disk is full" in ran.stderr) == (5, True)
    assert titles(site) == {"Ticket 0", "Ticket 1", "Ticket 2"}
    ballast.unlink()
    board.send("\r")
    board.wait_for("Added #")
    assert len(titles(site)) == 4
    assert is_sound(str(site.db))


def test_a_disk_that_becomes_read_only_can_be_read_and_later_written_again(site: Site, disk: Path) -> None:
    board = site.board(ready="Ticket 0")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=False)
    if os.access(disk, os.W_OK):
        # What has a file open for writing cannot become read-only: the usual case is the other way.
        board.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    board = site.board(ready="Ticket 0")
    board.wait_for("The database is read-only for you: you can look, and change nothing.")
    board.press("j", "\r")
    board.wait_for("Ticket 1")
    board.press("q")
    ran = site.run("add", "x")
    assert (ran.returncode, b"read-only" in ran.stderr) == (5, True)
    assert len(titles(site)) == 3
    assert site.run("list", env={"DESKBOARD_USER": "stranger"}).returncode == 0, "who cannot join may look"
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    board.wait(lambda: os.access(disk, os.W_OK), "a disk that can be written")
    board.settle()
    board.press("2")
    board.wait_for("priority high")


def test_a_directory_that_vanishes_and_comes_back(desk_with_ticket: Site) -> None:
    site = desk_with_ticket
    board = site.board(ready="Printer")
    away = site.folder / "away"
    site.db.parent.rename(away)
    board.wait_for("is gone")
    board.send("n")
    board.wait_for("New in")
    board.press("Meanwhile")
    size = len(board.raw)
    board.send("\r")
    board.wait(lambda: len(board.raw) > size, "an answer")
    board.settle()
    assert "is gone" in board.text
    assert "Meanwhile" in board.text, "what was typed stays"
    assert not site.db.parent.exists(), "nothing is made in its place"
    ran = site.run("list")
    assert (ran.returncode, b"There is no database" in ran.stderr) == (3, True)
    away.rename(site.db.parent)
    board.wait_for("The database is there again.")
    board.send("\r")
    board.wait_for("Added #2")
    assert titles(site) == {"Printer", "Meanwhile"}


def test_a_backup_put_in_place_under_an_open_board_is_what_it_goes_on_with(desk_with_ticket: Site) -> None:
    site = desk_with_ticket
    backup.back_up(site.db, site.folder / "copy.db")
    site.cli("add", "Later")
    board = site.board(ready="Later")
    for ending in ("-wal", "-shm"):
        site.db.with_name(site.db.name + ending).unlink(missing_ok=True)
    shutil.copy(site.folder / "copy.db", site.folder / "data" / "new")
    (site.folder / "data" / "new").replace(site.db)
    board.wait_without("Later")
    board.press("2")
    board.wait_for("priority high")
    assert [record["priority"] for record in site.records("list")] == ["high"]
    assert is_sound(str(site.db))


def test_a_removed_database_is_not_written_into(desk_with_ticket: Site) -> None:
    site = desk_with_ticket
    board = site.board(ready="Printer")
    site.db.unlink()
    board.wait_for("is gone")
    board.send("j")
    board.wait_without("is gone")
    board.send("2")
    board.wait_for("is gone")
    assert not site.db.exists()
    board.press("q")


def test_another_desk_s_database_is_not_mistaken_for_ours(desk_with_ticket: Site) -> None:
    site = desk_with_ticket
    board = site.board(ready="Printer")
    env = {"DESKBOARD_DB": str(site.folder / "other.db")}
    site.cli("init", env=env)
    (site.folder / "other.db").replace(site.db)
    board.wait_for("another desk")
    board.press("2")
    board.settle()
    assert "priority high" not in board.text
    assert titles(site) == set()
