"""Several processes on one file, and processes that die: nothing acknowledged is ever lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deskboard.domain.commands import AddTicket, EditTicket, MoveTicket
from deskboard.domain.model import Priority
from deskboard.store.sqlite import sqlite3
from tests.terminal.conftest import Site
from tests.terminal.term import PATIENCE, Term
from tests.terminal.test_tour import go_to

WORKER = Path(__file__).with_name("worker.py")
PROCESSES, CHANGES = 8, 40
KILLS = 25


def start_worker(site: Site, login: str, changes: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(site.db), login, str(changes)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_sound(db: Path) -> bool:
    """What SQLite itself says about the file."""
    with sqlite3.connect(db) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return found == [("ok",)] and not broken


def test_many_processes_at_once_lose_and_refuse_nothing(site: Site) -> None:
    site.desk().close()
    workers = [start_worker(site, f"agent{n}", CHANGES) for n in range(PROCESSES)]
    said = [worker.communicate(timeout=5 * PATIENCE) for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * PROCESSES, said
    titles = [line.split("\t")[1] for out, _err in said for line in out.splitlines()]
    assert len(titles) == len(set(titles)) == PROCESSES * CHANGES
    with site.desk() as desk:
        kept = {row.title: row for row in desk.tickets()}
        assert kept.keys() == set(titles)
        assert len({row.ref for row in kept.values()}) == PROCESSES * CHANGES
        assert all(row.priority is Priority.HIGH for row in kept.values()), "each was changed after it was added"
        by_whom = {entry.actor for entry in desk.history(limit=None) if entry.ticket}
        assert by_whom == {f"agent{n}" for n in range(PROCESSES)}
    assert is_sound(site.db)


def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(site: Site) -> None:
    site.desk().close()
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for turn in range(KILLS):
        worker = start_worker(site, f"w{turn}", 10_000)
        assert worker.stdout is not None
        acknowledged.add(worker.stdout.readline().split("\t")[1].strip())
        time.sleep(chance.uniform(0, 0.08))
        worker.kill()
        rest, _err = worker.communicate(timeout=PATIENCE)
        # A line the kill cut short acknowledges nothing.
        acknowledged |= {line.split("\t")[1] for line in rest.split("\n")[:-1]}
    assert is_sound(site.db)
    with site.desk(f"w{KILLS - 1}") as desk:
        kept = {row.title for row in desk.tickets()}
        assert acknowledged <= kept
        before = len(kept)
        undone = desk.undo()
        assert undone.refs
        assert before - desk.count() in (0, 1)
        assert desk.do(AddTicket("Goes on")).created


@pytest.fixture
def shared(site: Site) -> Site:
    """A board with five tickets to do."""
    with site.desk() as desk:
        for n in range(5, 0, -1):
            desk.do(AddTicket(f"Ticket {'ABCDE'[n - 1]}"))
    return site


def test_two_boards_see_each_other_and_keep_their_cursors(shared: Site) -> None:
    mine = shared.board(ready="Ticket E")
    theirs = shared.board(ready="Ticket E", env={"DESKBOARD_USER": "bob"})
    mine.press("j", "j")
    under = next(line for line in mine.lines if "▌" in line)[:39]
    go_to(theirs, int(under.split()[0].removeprefix("▌#")) + 2)
    theirs.send("L")
    theirs.wait_for("To Do 4", "Doing 1")
    mine.wait_for("To Do 4", "Doing 1", timeout=5)
    assert next(line for line in mine.lines if "▌" in line)[:39] == under, "my cursor stays on its ticket"
    mine.send("L")
    mine.wait_for("To Do 3", "Doing 2")
    theirs.wait_for("To Do 3", "Doing 2", timeout=5)
    theirs.send("u")
    mine.wait_for("To Do 4", "Doing 1", timeout=5)


def test_the_cursor_stays_when_cards_above_it_come_and_go(shared: Site) -> None:
    board = shared.board(ready="Ticket E")
    board.press("j", "j", "j")
    under = next(line for line in board.lines if "▌" in line)[:39].strip()
    with shared.desk("bob") as desk:
        first = min(row.ref for row in desk.tickets())
        added = desk.do(AddTicket("Ticket 0")).created[0]
        desk.do(MoveTicket((added,), desk.board().columns[0].id, below=None))
        board.wait_for("Ticket 0", timeout=5)
        assert next(line for line in board.lines if "▌" in line)[:39].strip() == under
        desk.do(MoveTicket((first, added), desk.board().columns[2].id))
    board.wait_for("Done 2", timeout=5)
    assert next(line for line in board.lines if "▌" in line)[:39].strip() == under


def test_what_i_am_typing_is_left_alone_by_others(shared: Site) -> None:
    board = shared.board(ready="Ticket E")
    board.send("n")
    board.wait_for("New in To Do")
    board.press("Half a thou")
    with shared.desk("bob") as desk:
        desk.do(AddTicket("From bob", column=desk.board().columns[1].id))
        desk.do(EditTicket((1,), {"priority": Priority.CRITICAL}))
    board.wait_for("Doing 1", "critical", timeout=5)
    assert "Half a thou" in board.text
    board.press("ght")
    board.send("\r")
    board.wait_for("Added #7: Half a thought")


def ended_within(term: Term, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if term.process.poll() is not None:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("state", ["board", "quick add", "ticket"])
@pytest.mark.parametrize("ignored", [False, True], ids=["", "nohup"])
def test_a_lost_connection_leaves_no_process(shared: Site, ignored: bool, state: str) -> None:
    """Also when whoever started it has the hang-up signal ignored, as nohup does."""

    def before() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)

    board = shared.board(ready="Ticket E", before=before)
    board.press({"board": "j", "quick add": "n", "ticket": "\r"}[state])
    board.hang_up()
    assert ended_within(board, 10), f"still there, using {board.cpu():.1f} s of processor time"


def test_killed_while_it_writes_it_can_be_opened_again(shared: Site) -> None:
    board = shared.board(ready="Ticket E")
    board.send("LHLH" * 5)
    board.pump(0.05)
    os.kill(board.pid, signal.SIGKILL)
    board.process.wait()
    assert is_sound(shared.db)
    again = shared.board(ready="Ticket E")
    again.press("G")
    again.send("L")
    again.wait_for("Doing")
    assert {record["title"] for record in shared.records("list")} == {f"Ticket {letter}" for letter in "ABCDE"}
