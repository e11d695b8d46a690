"""Measuring Deskboard from outside: the real program on a real pty, and real processes.

Every figure is a median of runs that take turns with what they are compared to, since the
machine is never quiet.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from deskboard.desk.desk import Desk
from deskboard.domain.commands import EditTicket
from deskboard.domain.model import Channel, Identity, Priority
from deskboard.domain.query import parse
from deskboard.tui.viewing import QUICK
from tests.terminal.term import Term

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "deskboard")
SIZE = (120, 40)
CARDS = slice(2, SIZE[1] - 2)
"""The rows of the screen where cards are."""
BOARD = slice(0, SIZE[1] - 2)
"""The rows of headings and cards."""
MANY = 100_000


class Cost(NamedTuple):
    """Of one key: bytes on the line and milliseconds of processor time."""

    bytes: float
    cpu_ms: float


def environment(db: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(db.parent),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "DESKBOARD_DB": str(db),
        "DESKBOARD_USER": "ann",
        "DESKBOARD_CONFIG": str(db.parent / "none.toml"),
    }


def large_board() -> Path:
    """A board with 100,000 tickets. It takes a while, so it is kept in the temporary directory
    until the code that makes it changes."""
    digest = hashlib.sha256()
    source = ROOT / "src" / "deskboard"
    for path in sorted([*source.glob("store/**/*.py"), *source.glob("desk/demo*.py")]):
        digest.update(path.read_bytes())
    folder = Path(tempfile.gettempdir(), f"deskboard-bench-{digest.hexdigest()[:12]}")
    folder.mkdir(exist_ok=True)
    return _demo(folder / "large.db", MANY)


def small_board(folder: Path) -> Path:
    """A new board with 100 tickets."""
    return _demo(folder / "small.db", 100)


def _demo(path: Path, tickets: int) -> Path:
    if not path.exists():
        draft = path.with_suffix(".part")
        draft.unlink(missing_ok=True)
        command = [*PROGRAM, "demo", "--tickets", str(tickets), "--seed", "1", "--keep", str(draft), "--no-open"]
        subprocess.run(command, env=environment(path), check=True, capture_output=True)
        draft.rename(path)
    return path


def seconds(argv: Sequence[str], db: Path) -> float:
    """How long a command takes, from its start to its end."""
    start = time.perf_counter()
    subprocess.run(argv, env=environment(db), check=True, capture_output=True)
    return time.perf_counter() - start


def in_turns(rounds: int, *measures: Callable[[], float]) -> list[float]:
    """The medians of several measures that take turns."""
    found = [[measure() for measure in measures] for _round in range(rounds)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def imports(names: str) -> Callable[[], float]:
    return lambda: seconds([sys.executable, "-c", f"import {names}"], Path(os.devnull))


def command(db: Path, *args: str) -> Callable[[], float]:
    return lambda: seconds([*PROGRAM, *args], db)


def start(db: Path) -> Callable[[], float]:
    """Seconds from the start of the program to the first cards."""

    def measure() -> float:
        with Term(PROGRAM, environment(db), SIZE) as term:
            term.wait(lambda: any("#" in line for line in term.lines[CARDS]), "cards")
            return term.last - term.began

    return measure


def opened(db: Path) -> Term:
    """A board at rest, every kind of key pressed once."""
    term = Term(PROGRAM, environment(db), SIZE)
    term.wait_for("Enter open")
    term.wait(lambda: any("#" in line for line in term.lines[CARDS]), "cards")
    term.settle(0.5)
    term.press("j", "k", "l", "h", "\x1b[6~", "g")
    return term


def cost(term: Term, keys: Sequence[str]) -> Cost:
    """The median cost in bytes, and the mean in time, of each of these keys."""
    sizes = []
    before = term.cpu()
    for key in keys:
        sizes.append(term.cost(key, 0.12))
    return Cost(statistics.median(sizes), 1000 * (term.cpu() - before) / len(keys))


def typing(term: Term, words: Sequence[str]) -> float:
    """Milliseconds from a letter in the filter to other cards, the median of the letters."""
    term.send("/")
    term.wait_for("Enter keeps it")
    found = []
    for word in words:
        for letter in word:
            term.settle(0.3)
            before = term.lines[BOARD]
            sent = time.perf_counter()
            term.send(letter)
            term.wait(lambda before=before: term.lines[BOARD] != before, "other cards")  # type: ignore[misc]
            found.append(1000 * (term.last - sent))
        term.settle(0.3)
        term.press("\x15")
    term.press("\x1b")
    term.settle(0.5)
    return statistics.median(found)


def idle(term: Term, length: float) -> tuple[int, float]:
    """Bytes and seconds of processor time in ``length`` seconds without a key."""
    term.settle(1.0)
    size, cpu, end = len(term.raw), term.cpu(), time.monotonic() + length
    while time.monotonic() < end:
        term.pump(0.5)
    return len(term.raw) - size, term.cpu() - cpu


def others(term: Term, db: Path, rounds: int) -> tuple[float, float]:
    """Seconds until somebody else's change is on my screen, and the bytes of it until the flash
    is over; medians."""
    found, sizes = [], []
    term.press("g")
    second = next(line for line in term.lines[3:] if line.startswith(" #"))
    ref = int(second.split()[0].removeprefix("#"))
    with Desk.open(str(db), Identity("bob", Channel.CLI), create=False) as desk:
        for n in range(rounds):
            term.settle(1.0)
            size, before = len(term.raw), term.lines[CARDS]
            start = time.perf_counter()
            desk.do(EditTicket((ref,), {"priority": (Priority.CRITICAL, Priority.LOW)[n % 2]}))
            term.wait(lambda before=before: term.lines[CARDS] != before, "the change")  # type: ignore[misc]
            found.append(term.last - start)
            term.settle(1.0)
            sizes.append(len(term.raw) - size)
    return statistics.median(found), statistics.median(sizes)


def importing(folder: Path, rows: int) -> float:
    """Tickets a second that come in from a CSV file, start of the program included."""
    path, db = folder / "tickets.csv", folder / "imported.db"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Title", "Description", "Priority", "Tags", "Assignee", "Created", "Column"])
        for n in range(rows):
            row = [f"Printer {n} is jammed", f"It says PC LOAD LETTER {n}.", "high", "printer,floor3", "ann"]
            table.writerow([*row, f"2026-01-{n % 28 + 1:02} 10:{n % 60:02}", ("To Do", "Doing", "Done")[n % 3]])
    took = seconds([*PROGRAM, "import", str(path)], db)
    with Desk.open(str(db), Identity("ann", Channel.CLI), create=False) as desk:
        if desk.count() != rows:
            raise SystemExit(f"{desk.count()} of {rows} rows were imported")
    return rows / took


def bulk(large: Path, folder: Path, tickets: int) -> tuple[float, float]:
    """Seconds for one change to so many tickets, and for its undo, on a copy of the large board."""
    db = folder / "bulk.db"
    shutil.copy(large, db)
    with Desk.open(str(db), Identity("ann", Channel.CLI), create=False) as desk:
        refs = desk.shown(desk.board().id)[:tickets]
        begin = time.perf_counter()
        if len(desk.do(EditTicket(refs, add_tags=("measured",))).refs) != tickets:
            raise SystemExit("Not every ticket was changed")
        middle = time.perf_counter()
        desk.undo()
        return middle - begin, time.perf_counter() - middle


def quick_filters(large: Path) -> float:
    """Milliseconds for the counts of all quick filters, the median of a few times."""
    queries = [parse(quick.query) for quick in QUICK]
    found = []
    with Desk.open(str(large), Identity("ann", Channel.CLI), create=False) as desk:
        for _round in range(7):
            begin = time.perf_counter()
            desk.counts(queries)
            found.append(1000 * (time.perf_counter() - begin))
    return statistics.median(found)
