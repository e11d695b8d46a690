"""Many boards on one database while others write: real processes, each board on a pty.

Invariant: every board is told apart from a fresh one by its cards alone; its cursor is asked
for before it is moved to where that of a fresh one stands.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.terminal.term import PATIENCE, Term

WRITER = Path(__file__).with_name("mixed.py")
PROGRAM = (sys.executable, "-m", "deskboard")
CLOCK = 75.0
"""Seconds within which every board has looked at the clock anew."""
CURSOR = re.compile(r"▌[^#\w]*#(\d+)")


class Toll(NamedTuple):
    """What the writers' minute cost: changes made and refused, seconds it took, seconds until
    the last board was at rest after it, and each board's bytes and processor time."""

    changes: int
    refused: int
    took: float
    late: float
    sizes: list[int]
    cpus: list[float]


def open_boards(
    env: Mapping[str, str], logins: Sequence[str], *, keep: ExitStack, size: tuple[int, int] = (120, 40)
) -> list[Term]:
    """A board for each login, drawn, the cursor of each somewhere else. ``keep`` ends them."""
    boards = [keep.enter_context(Term(PROGRAM, {**env, "DESKBOARD_USER": login}, size)) for login in logins]
    for place, board in enumerate(boards):
        board.wait_for("Enter open", timeout=10 * PATIENCE)
        board.wait(lambda board=board: cursor(board), "cards", 10 * PATIENCE)  # type: ignore[misc]
        board.settle(timeout=10 * PATIENCE)
        for key in "l" * (place % 3) + "j" * (place // 3 % 6):
            board.press(key)
    return boards


def cursor(board: Term) -> int | None:
    """The ticket that the cursor is on."""
    found = CURSOR.search(board.text)
    return int(found[1]) if found else None


def at_work(db: str, writers: int, changes: int, pause: float, boards: Sequence[Term]) -> Toll:
    """Let writers work, and watch what the boards make of it."""
    spared = ",".join(str(ref) for board in boards if (ref := cursor(board)) is not None)
    sizes, cpus = [len(board.raw) for board in boards], [board.cpu() for board in boards]
    begin = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, str(WRITER), db, f"writer{n}", str(changes), str(pause), spared],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(writers)
    ]
    while any(process.poll() is None for process in running):
        boards[0].pump(0.05)  # which reads all of them
    told = [process.communicate()[0].split() for process in running]
    if any(process.returncode for process in running):
        raise AssertionError(f"a writer was refused: {[process.returncode for process in running]}")
    end = max(float(line[2]) for line in told)
    for board in boards:
        # Longer than a look and the end of a flash together.
        board.settle(1.5, timeout=10 * PATIENCE)
    return Toll(
        sum(int(line[0]) for line in told),
        sum(int(line[1]) for line in told),
        end - begin,
        max(board.last for board in boards) - end,
        [len(board.raw) - size for board, size in zip(boards, sizes, strict=True)],
        [board.cpu() - cpu for board, cpu in zip(boards, cpus, strict=True)],
    )


def differing(boards: Sequence[Term], fresh: Term) -> list[tuple[str, str]]:
    """A line of each board that differs from that of a fresh one, and the fresh one's: nothing
    when all show the same. They are waited for as long as a due chip may be old."""
    cards(fresh)
    for board in boards:
        cards(board)
    end = time.perf_counter() + CLOCK
    while apart := [board for board in boards if board.lines[:-2] != fresh.lines[:-2]]:
        if time.perf_counter() > end:
            break
        fresh.pump(0.1)
    return [
        next((old, new) for old, new in zip(board.lines, fresh.lines, strict=True) if old != new) for board in apart
    ]


def cards(board: Term) -> list[str]:
    """Headings and cards, with the cursor on the first card of the first column and every
    column at its top."""
    columns = len([part for part in re.split(r"\s{3,}", board.lines[0].strip()) if part])
    for _column in range(columns):
        board.press("g", "l")
    board.press(*["h"] * columns, "g")
    return board.lines[:-2]
