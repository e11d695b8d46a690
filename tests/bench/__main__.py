"""The budgets of Deskboard, measured: ``python -m tests.bench [--quick] [--only together] [--write FILE]``.

Prints one table. Exit code 1 when a budget is exceeded. ``--only scale`` and ``--only copy`` print
the figures of docs/scaling.md instead, which have no budgets.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.bench import measure, workload
from tests.conftest import server_database
from tests.terminal import writers

KB = 1024


class Row(NamedTuple):
    """One budget. ``value`` and ``budget`` are compared; ``least``: more is better."""

    what: str
    budget: float
    value: float
    unit: str
    detail: str = ""
    least: bool = False

    @property
    def is_kept(self) -> bool:
        return self.value >= self.budget if self.least else self.value <= self.budget

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.least else "≤"
        verdict = "ok" if self.is_kept else "**over**"
        return (
            self.what,
            f"{sign} {_figure(self.budget)} {self.unit}",
            f"{_figure(self.value)} {self.unit}",
            self.detail,
            verdict,
        )


def _figure(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


class Length(NamedTuple):
    """How often things are measured, and how long."""

    rounds: int
    keys: int
    idle: float
    rows: int
    changes: int
    kills: int
    boards: int


WORDS = ("pri", "lap", "wi", "vp", "ma")
"""What is typed into the filter; every letter of them leaves other cards."""
FULL, QUICK = Length(9, 24, 60.0, 50_000, 150, 300, 20), Length(3, 8, 10.0, 5_000, 16, 20, 4)


def starts(small: Path, large: Path, length: Length) -> Iterator[Row]:
    floor, first, many = measure.in_turns(
        length.rounds, measure.imports("sqlmodel, textual.app"), measure.start(small), measure.start(large)
    )
    told = f"{first:.2f} s; floor {floor:.2f} s"
    yield Row("start to first cards, 100 tickets", 1.6, first / floor, "× floor", told)
    yield Row("the same with 100,000 tickets", 1.1, many / first, "× 100 tickets", f"{many:.2f} s")


def keys(small: Path, length: Length) -> Iterator[Row]:
    """On the small board, where every figure is the program's and not the database's."""
    half = length.keys // 2
    cases = {
        "cursor key, within view": ("jk" * half, 600, 4),
        "cursor key to another column": ("lh" * half, 900, 4),
        "column scrolls": (["\x1b[6~", "g"] * (half // 2), 8 * KB, 20),
        "ticket moves column": ("LH" * (half // 2), 8 * KB, 20),
    }
    with measure.opened(small) as term:
        for what, (pressed, size, cpu) in cases.items():
            spent = measure.cost(term, list(pressed))
            yield Row(f"{what}: bytes", size, spent.bytes, "B")
            yield Row(f"{what}: CPU", cpu, spent.cpu_ms, "ms")
        size, cpu = measure.idle(term, length.idle)
        yield Row(f"idle for {length.idle:.0f} s: bytes", 0, size, "B")
        yield Row(f"idle for {length.idle:.0f} s: CPU", 0.3 * length.idle / 60, cpu, "s")
        latency, size = measure.others(term, small, length.rounds)
        yield Row("another session's change shown", 1.0, latency, "s", f"{size:.0f} B until its flash is over")


def many(large: Path, length: Length) -> Iterator[Row]:
    with measure.opened(large) as term:
        took = measure.typing(term, WORDS if length is FULL else WORDS[:2])
        yield Row("typing one letter in the filter, 100,000 tickets", 60, took, "ms")
        term.press("G", "g", "\x1b[6~", "\r", "\x1b")
        yield Row("memory, 100,000 tickets", 110, term.peak_memory(), "MB")


def commands(large: Path, length: Length) -> Iterator[Row]:
    floor, add, lists = measure.in_turns(
        length.rounds,
        measure.imports("sqlmodel"),
        measure.command(large, "add", "Measured"),
        measure.command(large, "list", "--limit", "50"),
    )
    told = "import sqlmodel {floor:.2f} s"
    yield Row("add at 100,000 tickets", 1.6, add / floor, "× sqlmodel", f"{add:.2f} s; {told.format(floor=floor)}")
    yield Row("list --limit 50 at 100,000 tickets", 1.6, lists / floor, "× sqlmodel", f"{lists:.2f} s")


def bulk(large: Path, folder: Path) -> Iterator[Row]:
    changed, undone = measure.bulk(large, folder, 2_000)
    yield Row("2,000 marked tickets tagged at once", 2, changed, "s")
    yield Row("the undo of that", 2, undone, "s")
    yield Row("counts of the quick filters, 100,000 tickets", 60, measure.quick_filters(large), "ms")


def writing(folder: Path, length: Length) -> Iterator[Row]:
    rate = measure.importing(folder, length.rows)
    yield Row("CSV import, with history", 5_000, rate, "tickets/s", f"{length.rows:,} rows", least=True)


def boards(folder: Path, length: Length) -> Iterator[Row]:
    from tests.bench.boards import boards

    found = boards(folder, length.boards, 5, length.idle, length.idle)
    toll, what = found.toll, f"{length.boards} boards, 5 writers for {length.idle:.0f} s"
    per_board = sorted(toll.cpus)[len(toll.cpus) // 2]
    told = f"{toll.changes} changes in {toll.took:.0f} s, {toll.refused} refused by a rule {found.otherwise[:1] or ''}"
    yield Row(f"{what}: end otherwise than a fresh one", 0, len(found.otherwise), "boards", told)
    yield Row(f"{what}: left their ticket", 0, found.strayed, "cursors")
    told = f"{per_board:.2f} s of CPU and {max(toll.sizes) / KB:.0f} KB of a board"
    yield Row(f"{what}: CPU of a board per change", 20, 1000 * per_board / toll.changes, "ms", told)
    yield Row(f"{what}: the last is at rest after", 3, toll.late, "s", "looks, reads, and the end of its flash")
    yield Row(f"{length.boards} boards idle for {length.idle:.0f} s: bytes", 0, found.idle_bytes, "B")
    told = f"the median one {found.idle_cpu:.2f} s"
    budget = 0.3 * length.idle / 60
    yield Row(f"{length.boards} boards idle for {length.idle:.0f} s: CPU of one", budget, found.idle_most, "s", told)


def crowd(length: Length) -> Iterator[Row]:
    """Only when it is asked for: nothing else can be measured beside it."""
    with tempfile.TemporaryDirectory(prefix="deskboard-bench-") as folder:
        yield from boards(Path(folder), length)


def together(folder: Path, length: Length) -> Iterator[Row]:
    """What many writers, and kills, cost: nothing. On SQLite, and where DESKBOARD_TEST_POSTGRES
    names a server on that as well."""
    for name, db in databases(folder):
        yield from at_once(name, db(), length)
        found = writers.run(db(), 8, length.changes, 0.05, timeout=1800)
        told = f"{found.killed} killed, one each 50 ms"
        yield from _kept("  the same with kills", found, 8 * length.changes, told)
        found = writers.run(db(), "kill", length.kills, timeout=1800)
        told = f"{found.acknowledged} changes, {found.undone} undone one by one"
        yield from _kept(f"kill -9 at {length.kills} moments, {name}", found, found.acknowledged, told)


def at_once(name: str, db: str, length: Length) -> Iterator[Row]:
    found = writers.run(db, 8, length.changes, 0)
    speed = f"{found.acknowledged / found.seconds:.0f} changes/s together"
    yield from _kept(f"8 processes × {length.changes} changes, {name}", found, 8 * length.changes, speed)


def _kept(what: str, found: writers.Found, wanted: int, told: str) -> Iterator[Row]:
    wrong = found.lost + found.torn + max(0, found.unknown - found.killed) + (not found.sound) + (found.left > 1)
    yield Row(f"{what}: lost or torn", 0, wrong, "changes", told)
    yield Row(f"{what}: refused", 0, found.refused + wanted - found.acknowledged, "changes", "; ".join(found.reasons))


def databases(folder: Path) -> Iterator[tuple[str, Callable[[], str]]]:
    """The kinds there are: a name, and what gives a new one each time."""
    numbers = count()
    yield "SQLite", lambda: str(folder / f"together-{next(numbers)}.db")
    server = os.environ.get("DESKBOARD_TEST_POSTGRES")
    if server:
        with ExitStack() as made:
            yield "PostgreSQL", lambda: made.enter_context(server_database(server))


def handing_out(large: Path, length: Length) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="deskboard-bench-") as folder:
        found = workload.measure(large, Path(folder), length.rounds)
    told = f"{workload.WAITING:,} tickets, {workload.PEOPLE} people, {workload.QUEUES} queues"
    yield Row("everything that waits, handed out in one run", 2.0, found.run, "s", told)
    yield Row("a new ticket of such a queue: CPU more", 5, found.more, "ms", "100,000 tickets, 300 people")
    yield Row("a change where no queue hands out: more", 0.2, found.look, "ms")
    told = f"100,000 tickets, {workload.HELD:,} open, {workload.PEOPLE} people"
    yield Row("the team with its load: CPU", 60, found.team, "ms", told)
    yield Row("what to do now, of 200 open tickets: CPU", 20, found.work, "ms", told)


def rows(length: Length, only: str = "") -> Iterator[Row]:
    if only == "together":
        with tempfile.TemporaryDirectory(prefix="deskboard-bench-") as folder:
            yield from together(Path(folder), length)
        return
    if only == "boards":
        yield from crowd(length)
        return
    large = measure.large_board()
    if only == "workload":
        yield from handing_out(large, length)
        return
    with tempfile.TemporaryDirectory(prefix="deskboard-bench-") as folder:
        small = measure.small_board(Path(folder))
        yield from starts(small, large, length)
        yield from keys(small, length)
        yield from many(large, length)
        yield from commands(large, length)
        yield from bulk(large, Path(folder))
        yield from writing(Path(folder), length)
        yield from handing_out(large, length)
        yield from at_once("SQLite", str(Path(folder, "together.db")), length)


def page(found: list[Row]) -> str:
    """The table as a page of the manual."""
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench` on Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores, "
        "a pty of 120×40 in 256 colours. Bytes are exact; times are medians of runs that take turns with what they are "
        'compared to. “Floor” is `python -c "import sqlmodel, textual.app"` in the same run.',
        "",
        "| what | budget | measured | | |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *("| " + " | ".join(row.cells) + " |" for row in found), ""])


def without_budgets(name: str, quick: bool) -> int:
    from tests.bench import scale

    found = []
    with tempfile.TemporaryDirectory(prefix="deskboard-bench-") as folder:
        tickets = 1_000 if quick else measure.MANY
        figures = {
            "scale": lambda: scale.boards(scale.SIZES[:1] if quick else scale.SIZES, Path(folder)),
            "copy": lambda: scale.copies(Path(folder), tickets),
        }
        for figure in figures[name]():
            found.append(figure)
            print(*figure[:3], f"{figure.value:.1f} {figure.unit}", sep="  ", file=sys.stderr, flush=True)
    print(scale.table(found))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter measurements")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as a page")
    parser.add_argument(
        "--only", choices=("together", "scale", "copy", "boards", "workload"), help="that part, and nothing else"
    )
    options = parser.parse_args()
    if options.only in ("scale", "copy"):
        return without_budgets(options.only, options.quick)
    found = []
    for row in rows(QUICK if options.quick else FULL, options.only or ""):
        found.append(row)
        what, budget, value, detail, verdict = row.cells
        print(f"{what:<52}{budget:>22}{value:>20}  {verdict.strip('*'):<5} {detail}", flush=True)
    if options.write:
        options.write.write_text(page(found))
    return 0 if all(row.is_kept for row in found) else 1


if __name__ == "__main__":
    sys.exit(main())
