"""Processes that write at once, and are killed while they do: what is lost, refused or torn.

``python -m tests.terminal.writers DB PROCESSES CHANGES KILL_EVERY`` runs so many writers on one
database and kills one of them every so many seconds (0: none), in whose place comes another, until
each place has its changes; fewer are killed as places are done. ``… DB kill MOMENTS`` lets one
writer after the other write and kills it. Both print what they found as one JSON object. Invariant:
a change counts as acknowledged once its line is in the file of acknowledgements, which a kill
cannot take back.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import DeskboardError, Refused
from deskboard.domain.model import Channel, CommentKind, Identity
from deskboard.domain.readmodels import Done
from deskboard.store import dialect, engine

ROOT = Path(__file__).resolve().parents[2]
SHARED = 1
"""The ticket that all of them write on."""
GENTLER = 1.05
"""By how much more time passes between two kills than between the two before: on a machine so busy
that a writer is killed before its first change, the last would never get done."""


class Found(NamedTuple):
    """``lost``: acknowledged and not in the log; ``refused``: with the first reasons; ``torn``:
    tickets whose rows and log disagree; ``unknown``: changes in the log that nobody acknowledged,
    which only a kill explains; ``undone``: changes taken back one by one, and ``left`` the tickets
    after that (-1: not tried); ``sound``: what the database itself says."""

    acknowledged: int
    lost: int
    refused: int
    reasons: list[str]
    torn: int
    unknown: int
    killed: int
    sound: bool
    seconds: float
    undone: int = 0
    left: int = -1


def run(db: str | Path, *args: object, timeout: float = 600, patience: int = dialect.BUSY_SECONDS) -> Found:
    """In a process of its own, which forks: nothing of the caller is in the writers. ``patience``:
    the seconds that each waits for its turn before it counts as refused."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.terminal.writers", str(db), *map(str, args)],
        cwd=ROOT,
        env={**os.environ, "PATIENCE_OF_WRITERS": str(patience)},
        check=True,
        stdout=subprocess.PIPE,
        timeout=timeout,
    )
    return Found(**json.loads(ran.stdout))


def changes(desk: Desk, login: str) -> Iterator[Done]:
    """Mixed changes without end: own tickets, and comments on the shared one."""
    columns = [column.id for column in desk.board().columns]
    own: list[int] = []
    n = 0
    while True:
        n += 1
        done = desk.do(c.AddTicket(f"{login} {n} {os.getpid()}"))
        own = [*own[-5:], *done.created]
        yield done
        ref = own[-1]
        yield desk.do(c.EditTicket((ref,), {"priority": "high"}))
        yield desk.do(c.AddComment((SHARED,), CommentKind.NOTE, f"{login} {n}"))
        yield desk.do(c.AddStep(ref, ("Look", "Mend")))
        yield desk.do(c.TickStep(ref, (desk.ticket(ref).steps[0].id,)))
        yield desk.do(c.MoveTicket((ref,), columns[1 + n % 2]))
        yield desk.do(c.EditTicket(tuple(own), add_tags=(f"tag{n}",)))
        yield desk.undo()


class Acks:
    """Lines in a file that only grows: a killed process leaves whole ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def say(self, login: str, command: int | None, reason: str = "") -> None:
        os.write(self._file, f"{login}\t{command}\t{reason}\n".encode())

    def read(self) -> list[list[str]]:
        return [line.split("\t") for line in self.path.read_text().splitlines()]


def write(db: str, login: str, wanted: int, acks: Acks) -> None:
    """One writer, until it has made as many changes as are wanted. Whatever ends it before is said."""
    try:
        with Desk.open(db, Identity(login, Channel.CLI)) as desk:
            for n, done in enumerate(changes(desk, login), 1):
                acks.say(login, done.command)
                if n == wanted:
                    break
    except DeskboardError as error:
        acks.say(login, None, str(error))
    except Exception as error:
        acks.say(login, None, repr(error))


def fork(db: str, login: str, wanted: int, acks: Acks) -> int:
    child = os.fork()
    if child == 0:
        try:
            write(db, login, wanted, acks)
        finally:
            os._exit(0)  # what comes after belongs to the parent
    return child


def together(db: str, acks: Acks, processes: int, each: int, kill_every: float) -> int:
    """So many writers at once; returns how many were killed."""
    chance = random.Random(8)
    running = {fork(db, f"agent{n}", each, acks): f"agent{n}" for n in range(processes)}
    killed, due = 0, time.monotonic() + kill_every
    while running:
        child, _status = os.waitpid(-1, os.WNOHANG)
        running.pop(child, None)
        if kill_every and time.monotonic() >= due and running:
            # Fewer than there were: each lives as long as before, or the last would never get done.
            kill_every *= GENTLER
            due = time.monotonic() + kill_every * processes / len(running)
            child = chance.choice(list(running))
            os.kill(child, signal.SIGKILL)
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
                killed += 1
            login = running.pop(child)
            remaining = each - sum(line[0] == login for line in acks.read())
            if remaining > 0:
                running[fork(db, login, remaining, acks)] = login
        time.sleep(0.002)
    return killed


def at_moments(db: str, acks: Acks, moments: int) -> int:
    """One writer after the other, each killed at a moment of its own; returns how many were."""
    chance = random.Random(5)
    for _turn in range(moments):
        before = acks.path.stat().st_size
        child = fork(db, "agent0", sys.maxsize, acks)
        try:
            if chance.random() < 0.9:  # the rest is killed while it opens the database
                end = time.monotonic() + 30
                while acks.path.stat().st_size == before:
                    assert time.monotonic() < end, "the writer acknowledges nothing"
                    time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.08))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if not is_sound(db):
            break
    return moments


def is_sound(db: str) -> bool:
    """What the database says about itself."""
    if "://" in db:
        return True
    with sqlite3.connect(db) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return found == [("ok",)] and not broken


TORN = """
    SELECT count(*) FROM ticket LEFT JOIN
    (SELECT ticket_id, count(*) AS n FROM event WHERE NOT past GROUP BY ticket_id) told ON told.ticket_id = ticket.id
    WHERE version <> coalesce(n, 0)
"""
"""Every event adds one to the version of its ticket, in the same transaction."""


def compare(db: str, acks: Acks, killed: int, seconds: float, undo: bool) -> Found:
    """What was acknowledged with what is there."""
    lines = acks.read()
    said = {int(line[1]) for line in lines if line[1] != "None"}
    reasons = [line[2] for line in lines if line[1] == "None"]
    with Desk.open(db, Identity("agent0", Channel.CLI), create=False) as desk:
        with desk._engine.connect() as connection:
            kept = set(connection.execute(text("SELECT id FROM command WHERE actor LIKE 'agent%'")).scalars())
            torn = connection.execute(text(TORN)).scalar_one()
        undone = 0
        while undo:
            try:
                desk.undo()
                undone += 1
            except Refused:
                break
        left = desk.count() if undo else -1
    return Found(
        *(len(said), len(said - kept), len(reasons), reasons[:3], torn, len(kept - said)),
        *(killed, is_sound(db), seconds, undone, left),
    )


def main(db: str, *args: str) -> None:
    engine.BUSY_SECONDS = dialect.BUSY_SECONDS = int(os.environ.get("PATIENCE_OF_WRITERS", dialect.BUSY_SECONDS))
    with Desk.open(db, Identity("ann", Channel.CLI)) as desk:
        if desk.count() == 0:
            desk.do(c.AddTicket("Everybody writes here"))
    with tempfile.TemporaryDirectory() as folder:
        acks = Acks(Path(folder) / "acks")
        begin = time.monotonic()
        if args[0] == "kill":
            killed = at_moments(db, acks, int(args[1]))
        else:
            killed = together(db, acks, int(args[0]), int(args[1]), float(args[2]))
        found = compare(db, acks, killed, time.monotonic() - begin, undo=args[0] == "kill")
    print(json.dumps(found._asdict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
