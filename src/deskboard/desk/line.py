"""The line to the database, and what became of a change when it broke.

Invariant: a change is called saved or not saved only where that is certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from deskboard.domain.errors import Unreachable, Unsettled
from deskboard.domain.model import Fate
from deskboard.store import server
from deskboard.store.engine import reading
from deskboard.store.stopping import Stopping


class Line:
    """``fate``: what became of the last change. Whoever gave it sets this to NONE once its answer
    is told; until then it says, when something else breaks, whether the change was saved. What
    is tried while the line is down does not touch the answer about a change before."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._transaction = ""
        self.stopping = Stopping(engine)
        self.fate = Fate.NONE

    @contextmanager
    def change(self) -> Iterator[None]:
        """Notes what becomes of the change that is made inside."""
        try:
            with self.stopping.change():
                yield
        except Unsettled as error:
            self.fate, self._transaction = Fate.UNKNOWN, error.transaction
            raise
        except Unreachable:
            if self.fate is Fate.NONE:
                self.fate = Fate.NOT_SAVED
            raise
        self.fate = Fate.SAVED

    def come_back(self) -> Fate:
        """Reach the database again after it was lost; what had become of the change that was
        under way. Unreachable: not yet."""
        with reading(self._engine):
            pass
        if self.fate is Fate.UNKNOWN:
            saved = server.settle(self._engine, self._transaction)
            self.fate = {True: Fate.SAVED, False: Fate.NOT_SAVED, None: Fate.UNKNOWN}[saved]
        fate, self.fate = self.fate, Fate.NONE
        return fate
