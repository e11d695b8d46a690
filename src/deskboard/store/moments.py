"""Reading: one transaction for one question, or for several that belong together.

On a far server every transaction costs two or three journeys of its own, and what several reads
show must be of one moment to fit together. Invariant: nothing is written while a moment lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine

from deskboard.store.engine import reading

T = TypeVar("T")


class Moments:
    """The reads of one desk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._now: Connection | None = None

    def read(self, read: Callable[[Connection], T]) -> T:
        """Ask, in the moment that lasts or in one of its own."""
        if self._now is not None:
            return read(self._now)
        with reading(self._engine) as connection:
            return read(connection)

    @contextmanager
    def one(self) -> Iterator[None]:
        """What is read until the end is of one moment."""
        if self._now is not None:
            yield
            return
        with reading(self._engine) as connection:
            self._now = connection
            try:
                yield
            finally:
                self._now = None
