"""Giving up a change that is under way.

It ends before its next statement, and all of it is rolled back: nothing is half written. What is
at its commit already is done. Invariant: nothing but a change that was under way when it was
asked for is given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from deskboard.domain.errors import Refused
from deskboard.l10n import _
from deskboard.store.engine import WRITING


class Stopping:
    """``stop`` may be called from any thread; all else belongs to the one that changes."""

    def __init__(self, engine: Engine) -> None:
        # Changes are numbered: between reading one of these and writing the other, the change may
        # have ended and the next begun. 0: none.
        self._count = self._under_way = self._wanted = 0
        event.listen(engine, "before_cursor_execute", self._look)

    @property
    def is_possible(self) -> bool:
        """Whether a change is under way."""
        return self._under_way != 0

    def stop(self) -> bool:
        """Give it up; False: there is none."""
        self._wanted = meant = self._under_way
        return meant != 0

    @contextmanager
    def change(self) -> Iterator[None]:
        """What is done inside can be given up. Refused: it was."""
        self._count += 1
        self._under_way = self._count
        try:
            yield
        finally:
            self._under_way = 0

    def _look(self, connection: Connection, *_what: Any) -> None:
        if self._wanted == self._under_way != 0 and connection.get_execution_options().get(WRITING):
            raise Refused(_("Cancelled: nothing was changed."))
