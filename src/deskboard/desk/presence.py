"""Who else is here: what an open board tells, renews and takes back, and whom it takes for present.

Invariant: it costs the board nothing. Where nothing can be told or read (a busy, read-only or
vanished database), one is not seen or does not see, without a word.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import uuid4

from sqlalchemy import Engine

from deskboard.domain.errors import DeskboardError
from deskboard.domain.presence import HEARTBEAT, Present, Whereabouts
from deskboard.store import presence as rows
from deskboard.store.changes import Watch
from deskboard.store.engine import reading

FIRST_RETRY = 0.4
"""Seconds until what could not be told is tried again; each time twice as long."""


def this_host() -> str:
    """The machine, and on it the space in which process numbers mean something: a container
    has its own."""
    name = os.uname().nodename
    try:
        return f"{name} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return name


def may_run(host: str, pid: int) -> bool:
    """Whether a process may still be there: those of another machine cannot be asked."""
    if host != this_host():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


class Presence:
    """One person's seat, told of only after ``be``. ``timer`` runs in seconds and never jumps."""

    def __init__(
        self, engine: Engine, login: str, clock: Callable[[], datetime], timer: Callable[[], float] = monotonic
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._timer = timer
        self._seat = rows.Seat(str(uuid4()), login, this_host(), os.getpid())
        self._where: Whereabouts | None = None
        self._touched: float | None = None
        self._due = 0.0
        self._pause = FIRST_RETRY
        self._is_told = self._is_news = False
        self.watch: Watch | None = None
        """What notices that anything was written; None: it is looked for each time."""
        self._seen: list[rows.Seen] = []
        self._read_again = 0.0
        self._said: tuple[Present, ...] = ()

    @property
    def seat(self) -> rows.Seat:
        """Which of all open desks this one is."""
        return self._seat

    # What I tell

    def touch(self, ago: float = 0.0) -> None:
        """I pressed a key so many seconds ago. Costs nothing, whichever thread it comes from: it
        is told with the next heartbeat."""
        touched = self._timer() - ago
        self._touched = touched if self._touched is None else max(self._touched, touched)

    def be(self, where: Whereabouts) -> None:
        """I am here now; whoever has just come pressed a key for it."""
        if self._touched is None:
            self.touch()
        if where != self._where:
            self._where = where
            self._pause = FIRST_RETRY
            self._is_news = True
            self._tell()

    def beat(self) -> None:
        """Tell it again when it is time."""
        if self._where is not None and self._timer() >= self._due:
            self._tell()

    def _tell(self) -> None:
        assert self._where is not None
        assert self._touched is not None
        self._is_told = True
        idle = timedelta(seconds=self._timer() - self._touched)
        try:
            with rows.telling(self._engine) as connection:
                rows.sweep(connection, self._clock(), may_run)
                rows.tell(connection, self._seat, self._where, self._clock(), idle)
                if self._is_news:
                    rows.announce(connection)
        except DeskboardError:
            self._due = self._timer() + self._pause
            self._pause = min(2 * self._pause, HEARTBEAT)
        else:
            self._due = self._timer() + HEARTBEAT
            self._pause = FIRST_RETRY
            self._is_news = False

    def leave(self) -> None:
        """I am not here any more, unless I come back."""
        if not self._is_told:
            return
        self._is_told = False
        with suppress(DeskboardError), rows.telling(self._engine) as connection:
            rows.take_back(connection, self._seat.session)
            rows.announce(connection)

    def move(self, engine: Engine, watch: Watch) -> None:
        """The database has been replaced: I am where I was, in the new one."""
        self._engine, self.watch = engine, watch
        self._due, self._is_news = 0.0, True

    # Whom I see

    def look(self) -> tuple[Present, ...] | None:
        """Who else is here, when that is other than at the last look, else None; and keeps me
        present. Where nothing was written, what is known is only looked over for boards that
        ended without a word."""
        self.beat()
        if self.watch is None or self.watch.stirred or self._timer() >= self._read_again:
            try:
                self._seen = self._read()
            except DeskboardError:
                return None
        others = [row for row in self._seen if row.login != self._seat.login]
        found = _present(others, self._clock())
        if found == self._said:
            return None
        self._said = found
        return found

    def everybody(self) -> tuple[Present, ...]:
        """Who is here, myself included. Unavailable."""
        return _present(self._read(), self._clock())

    def _read(self) -> list[rows.Seen]:
        if self.watch is not None:
            self.watch.stirred = False
        with reading(self._engine) as connection:
            found = rows.read(connection, self._clock())
        self._read_again = self._timer() + HEARTBEAT
        return found


def _present(seen: list[rows.Seen], now: datetime) -> tuple[Present, ...]:
    """Each person once for every place."""
    there = (row for row in seen if may_run(row.host, row.pid))
    return tuple(dict.fromkeys(Present(row.login, row.name, row.board, row.ticket, row.writing) for row in there))
