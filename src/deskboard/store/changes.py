"""Noticing what anybody wrote.

On SQLite ``PRAGMA data_version`` on an idle connection of its own costs microseconds and says
only *that* another connection wrote; the log then says what. Invariant: the watching connection
never has a transaction open, for inside one the number stands still.
"""

from __future__ import annotations

from sqlalchemy import Engine

from deskboard.domain.readmodels import Changes
from deskboard.store import log
from deskboard.store.engine import reading, told

MANY = 10_000
"""From so many events on it is cheaper to read everything again than to name the tickets."""


class Watch:
    """Remembers the last event it told of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle = engine.raw_connection() if engine.dialect.name == "sqlite" else None
        self._seen_version = self._data_version()
        with reading(engine) as connection:
            self.last = log.newest(connection)

    def _data_version(self) -> int | None:
        if self._idle is None:
            return None
        return int(self._idle.cursor().execute("PRAGMA data_version").fetchone()[0])

    def look(self) -> Changes | None:
        """What came into the log since the last look; None: nothing."""
        with told():
            found = self._data_version()
        if found is not None and found == self._seen_version:
            return None
        self._seen_version = found
        with reading(self._engine) as connection:
            rows = log.since(connection, self.last, MANY)
            if not rows:
                return None
            self.last = rows[-1][0] if len(rows) < MANY else log.newest(connection)
        structure = len(rows) == MANY or any(
            kind.startswith(("column.", "board.", "person.", "setting.")) for _id, _ref, kind in rows
        )
        return Changes(self.last, frozenset(ref for _id, ref, _kind in rows if ref is not None), structure)

    def close(self) -> None:
        if self._idle is not None:
            self._idle.close()
