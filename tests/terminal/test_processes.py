"""Several processes on one file, and processes that die: nothing acknowledged is ever lost."""

from __future__ import annotations

import os
import signal
import time

import pytest

from deskboard.domain.commands import AddTicket, EditTicket, MoveTicket
from deskboard.domain.model import Priority
from tests.terminal import writers
from tests.terminal.conftest import Site
from tests.terminal.term import Term
from tests.terminal.test_tour import go_to

PROCESSES, CHANGES = 8, 24
KILL_EVERY = 0.1
KILLS = 25
PATIENCE = 300
"""Seconds: on a machine that is busy with other things the turns of the others may last longer than
a writer usually waits."""


def test_many_processes_at_once_lose_and_refuse_nothing(db: str) -> None:
    found = writers.run(db, PROCESSES, CHANGES, 0, patience=PATIENCE)
    assert found.acknowledged == PROCESSES * CHANGES, found.reasons
    assert (found.lost, found.refused, found.torn, found.unknown, found.sound) == (0, 0, 0, 0, True)


def test_writers_killed_among_others_lose_nothing_and_hold_up_nobody(db: str) -> None:
    found = writers.run(db, 4, CHANGES // 2, KILL_EVERY, patience=PATIENCE)
    assert found.acknowledged == 4 * (CHANGES // 2), found.reasons
    assert (found.lost, found.refused, found.torn, found.sound) == (0, 0, 0, True)
    assert found.killed
    assert found.unknown <= found.killed, "a kill comes between a commit and its acknowledgement once"


def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(db: str) -> None:
    found = writers.run(db, "kill", KILLS, patience=PATIENCE)
    assert found.acknowledged >= KILLS // 2
    assert (found.lost, found.refused, found.torn, found.sound) == (0, 0, 0, True)
    assert found.unknown <= found.killed
    assert (found.undone > 0, found.left) == (True, 1), "every change can be taken back, one by one"


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
    mine.wait_for("To Do 4", "Doing 1")
    assert next(line for line in mine.lines if "▌" in line)[:39] == under, "my cursor stays on its ticket"
    mine.send("L")
    mine.wait_for("To Do 3", "Doing 2")
    theirs.wait_for("To Do 3", "Doing 2")
    theirs.send("u")
    mine.wait_for("To Do 4", "Doing 1")


def test_the_cursor_stays_when_cards_above_it_come_and_go(shared: Site) -> None:
    board = shared.board(ready="Ticket E")
    board.press("j", "j", "j")
    under = next(line for line in board.lines if "▌" in line)[:39].strip()
    with shared.desk("bob") as desk:
        first = min(row.ref for row in desk.tickets())
        added = desk.do(AddTicket("Ticket 0")).created[0]
        desk.do(MoveTicket((added,), desk.board().columns[0].id, below=None))
        board.wait_for("Ticket 0")
        assert next(line for line in board.lines if "▌" in line)[:39].strip() == under
        desk.do(MoveTicket((first, added), desk.board().columns[2].id))
    board.wait_for("Done 2")
    assert next(line for line in board.lines if "▌" in line)[:39].strip() == under


def test_what_i_am_typing_is_left_alone_by_others(shared: Site) -> None:
    board = shared.board(ready="Ticket E")
    board.send("n")
    board.wait_for("New in To Do")
    board.press("Half a thou")
    with shared.desk("bob") as desk:
        desk.do(AddTicket("From bob", column=desk.board().columns[1].id))
        desk.do(EditTicket((1,), {"priority": Priority.CRITICAL}))
    board.wait_for("Doing 1", "critical")
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
    assert ended_within(board, 30), f"still there, using {board.cpu():.1f} s of processor time"


def test_killed_while_it_writes_it_can_be_opened_again(shared: Site) -> None:
    board = shared.board(ready="Ticket E")
    board.send("LHLH" * 5)
    board.pump(0.05)
    os.kill(board.pid, signal.SIGKILL)
    board.process.wait()
    assert writers.is_sound(str(shared.db))
    again = shared.board(ready="Ticket E")
    again.press("G")
    again.send("L")
    again.wait_for("Doing")
    assert {record["title"] for record in shared.records("list")} == {f"Ticket {letter}" for letter in "ABCDE"}
