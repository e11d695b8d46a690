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
        self._under_way = False
        self._wanted = False
        event.listen(engine, "before_cursor_execute", self._look)

    @property
    def is_possible(self) -> bool:
        """Whether a change is under way."""
        return self._under_way

    def stop(self) -> bool:
        """Give it up; False: there is none."""
        self._wanted = self._under_way
        return self._wanted

    @contextmanager
    def change(self) -> Iterator[None]:
        """What is done inside can be given up. Refused: it was."""
        self._wanted, self._under_way = False, True
        try:
            yield
        finally:
            self._under_way = False

    def _look(self, connection: Connection, *_what: Any) -> None:
        if self._wanted and self._under_way and connection.get_execution_options().get(WRITING):
            raise Refused(_("Cancelled: nothing was changed."))
