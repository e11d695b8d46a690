"""Noticing what anybody wrote.

On SQLite ``PRAGMA data_version`` on an idle connection of its own costs microseconds and says
only *that* another connection wrote; on PostgreSQL a ``Listener`` says so. The log then says
what. Invariant: the watching connection never has a transaction open, for inside one the number
stands still, and nothing is heard.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from deskboard.domain.readmodels import Changes
from deskboard.store import file, log, schema
from deskboard.store.engine import reading, told
from deskboard.store.listening import Listener

MANY = 10_000
"""From so many events on it is cheaper to read everything again than to name the tickets."""


class Watch:
    """Remembers the last event it told of. ``stirred``: something may have been written, were
    it only who is here; whoever reads that sets it back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._path = Path(engine.url.database or "")
        self._idle = engine.raw_connection() if engine.dialect.name == "sqlite" else None
        self._file = file.identity(self._path) if self._idle is not None else None
        self._read_only = file.is_read_only(self._path)
        self._listener = Listener(engine) if self._idle is None else None
        self._seen_version = self._found_version = self._data_version()
        self.stirred = True
        with reading(engine) as connection:
            self.last = log.newest(connection)

    def _data_version(self) -> int | None:
        if self._idle is None:
            return None
        return int(self._idle.cursor().execute("PRAGMA data_version").fetchone()[0])

    def _stirs(self) -> bool:
        """Whether somebody wrote, or may have written, since the last look."""
        if self._listener is not None:
            return self._listener.stirs(self.last)
        self._found_version = self._data_version()
        return self._found_version != self._seen_version

    def wrote(self) -> None:
        """I wrote something myself: it is in the log before I can hear of it."""
        if self._listener is not None:
            self._listener.look_again()

    def look(self) -> Changes | None:
        """What came into the log since the last look; None: nothing. Replaced, Unavailable: the
        file has lost its name, or the schema is not ours any more."""
        if self._file is not None:
            self._see_file(self._file)
        with told():
            if not self._stirs():
                return None
        self.stirred = True
        with reading(self._engine) as connection:
            schema.see_known(connection)
            rows = log.since(connection, self.last, MANY)
            self._seen_version = self._found_version
            if self._listener is not None:
                self._listener.looked()
            if not rows:
                return None
            self.last = rows[-1][0] if len(rows) < MANY else log.newest(connection)
        structure = len(rows) == MANY or any(
            kind.startswith(("column.", "board.", "person.", "setting.", "queue.", "member.", "availability."))
            for _id, _ref, kind in rows
        )
        return Changes(self.last, frozenset(ref for _id, ref, _kind in rows if ref is not None), structure)

    def _see_file(self, seen: file.Identity) -> None:
        file.see_same(self._path, seen)
        if file.is_read_only(self._path) != self._read_only:
            # A connection from before the rights were changed sees and does what it could then.
            self._read_only = not self._read_only
            self.close()
            self._idle, self._seen_version = self._engine.raw_connection(), None

    def close(self) -> None:
        if self._idle is not None:
            self._idle.close()
        if self._listener is not None:
            self._listener.close()
