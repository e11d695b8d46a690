"""What one database carries: ``python -m tests.bench --only scale`` and ``--only copy``.

Figures without budgets, for docs/scaling.md: boards of several sizes, on SQLite and (where
``DESKBOARD_TEST_POSTGRES`` names a server) on PostgreSQL, near and at the end of a slow line.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket, EditTicket
from deskboard.domain.model import Channel, Identity, Priority
from deskboard.domain.query import parse
from deskboard.tui.reading import Wish, change, snapshot
from tests.bench import measure
from tests.bench.line import slow
from tests.conftest import SERVER, server_database

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 9
LINE_MS = 20
"""There and back on the slow line: another country on the same continent."""
ANN = Identity("ann", Channel.BOARD)


class Figure(NamedTuple):
    """One thing measured: on which database, of how many tickets."""

    where: str
    tickets: int
    what: str
    value: float
    unit: str


def boards(sizes: tuple[int, ...], folder: Path) -> Iterator[Figure]:
    """The same work on boards of several sizes."""
    for tickets in sizes:
        path = measure.large_board() if tickets == measure.MANY else measure._demo(folder / f"{tickets}.db", tickets)
        yield Figure("SQLite", tickets, "size of the database", path.stat().st_size / 2**20, "MB")
        yield Figure("SQLite", tickets, "backup, checked", measure.seconds(_backup(folder), path), "s")
        copy = folder / "worked-on.db"
        copy.write_bytes(path.read_bytes())
        yield from _work("SQLite", str(copy), tickets)
        copy.unlink()
        if SERVER:
            with _on_server(path) as url:
                yield Figure("PostgreSQL", tickets, "size of the database", _size(url), "MB")
                yield from _work("PostgreSQL", url, tickets)
                if tickets == measure.MANY:
                    with slow(url, LINE_MS / 1000) as far:
                        yield from _work(f"PostgreSQL, {LINE_MS} ms away", far, tickets)


def _backup(folder: Path) -> list[str]:
    return [*measure.PROGRAM, "backup", "--force", str(folder / "backup.db")]


@contextmanager
def _on_server(path: Path) -> Iterator[str]:
    with server_database(SERVER) as url:
        subprocess.run(
            [*measure.PROGRAM, "copy", str(path), url], env=_environment(path), check=True, capture_output=True
        )
        _settle(url)
        yield url


def _environment(path: Path) -> dict[str, str]:
    return measure.environment(path)


def _settle(url: str) -> None:
    """As the server does by itself within minutes."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _size(url: str) -> float:
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return float(row[0]) / 2**20 if row else 0.0


def _work(where: str, db: str, tickets: int) -> Iterator[Figure]:
    """What keys and commands ask of the desk, without the screen and without starting Python."""

    def figure(what: str, act: Callable[[], object]) -> Figure:
        act()
        found = []
        for _round in range(ROUNDS):
            begin = time.perf_counter()
            act()
            found.append(1000 * (time.perf_counter() - begin))
        return Figure(where, tickets, what, statistics.median(found), "ms")

    begin = time.perf_counter()
    desk = Desk.open(db, ANN, create=False)
    yield Figure(where, tickets, "opening", 1000 * (time.perf_counter() - begin), "ms")
    with desk:
        board = desk.board().id
        column = desk.board().columns[0].id
        desk.changes()
        ref = desk.do(AddTicket("Measured")).created[0]
        levels = iter([Priority.HIGH, Priority.LOW] * 100)

        def edit() -> EditTicket:
            return EditTicket((ref,), {"priority": next(levels)})

        yield figure("the board, all columns", lambda: snapshot(desk, Wish(board)))
        yield figure("the end of the longest column (G)", lambda: desk.page(column, start=tickets, size=48))
        for words in ("printer", "is:overdue", "assignee:me priority>=high", "-tag:vpn"):
            query = parse(words)
            yield figure(f"filter: {words}", lambda query=query: snapshot(desk, Wish(board, query)))  # type: ignore[misc]
        yield figure("a ticket with its timeline", lambda: desk.ticket(ref))
        yield figure("list --limit 50", lambda: list(desk.tickets(None, limit=50)))
        yield figure("add", lambda: desk.do(AddTicket("Measured !high #net")))
        yield figure("change a field", lambda: desk.do(edit()))
        yield figure(
            "change a field, and the board", lambda: change(desk, edit(), Wish(board, hold=ref, column=column))
        )
        yield figure("is there anything new?", desk.changes)


def copies(folder: Path, tickets: int) -> Iterator[Figure]:
    """SQLite → PostgreSQL → SQLite, and whether the exports are the same."""
    first = measure.large_board() if tickets == measure.MANY else measure._demo(folder / f"{tickets}.db", tickets)
    back = folder / "back.db"
    with server_database(SERVER) as url:
        for what, source, target in (
            ("copy SQLite → PostgreSQL", str(first), url),
            ("copy PostgreSQL → SQLite", url, str(back)),
        ):
            took, memory = _measured([*measure.PROGRAM, "copy", source, target], first)
            yield Figure("", tickets, what, took, "s")
            yield Figure("", tickets, f"{what}, memory", memory, "MB")
        found = {_exported(str(first), first), _exported(url, first), _exported(str(back), first)}
        yield Figure("", tickets, "exports that differ", len(found) - 1, "")


def _measured(argv: list[str], path: Path) -> tuple[float, float]:
    """Seconds, and the most memory in MB, of one process."""
    begin = time.perf_counter()
    process = subprocess.Popen(argv, env=_environment(path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{argv} failed")
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def _exported(db: str, path: Path) -> str:
    """The digest of a board's JSON, without the line that tells when it was written."""
    digest = hashlib.sha256()
    argv = [*measure.PROGRAM, "export", "--to", "json", "--db", db]
    with subprocess.Popen(argv, env=_environment(path), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for line in process.stdout:
            digest.update(line)
    return digest.hexdigest() if process.returncode == 0 else "failed"


def table(figures: list[Figure]) -> str:
    """The figures as a table of Markdown, one column for each board."""
    heads = list(dict.fromkeys((figure.where, figure.tickets) for figure in figures))
    lines = ["| | " + " | ".join(_head(*head) for head in heads) + " |", "|---|" + "---|" * len(heads)]
    for what in dict.fromkeys(figure.what for figure in figures):
        cells = []
        for head in heads:
            found = next((f for f in figures if (f.where, f.tickets) == head and f.what == what), None)
            cells.append(f"{_figure(found.value)} {found.unit}".strip() if found else "")
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _head(where: str, tickets: int) -> str:
    return ", ".join(part for part in (where, f"{tickets:,}" if tickets else "") if part)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
