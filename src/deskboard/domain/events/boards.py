"""Facts about boards and their columns."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.events.values import Value


class BoardAdded(NamedTuple):
    board: int
    name: str

    def inverse(self) -> BoardRemoved:
        return BoardRemoved(*self)


class BoardRemoved(NamedTuple):
    board: int
    name: str

    def inverse(self) -> BoardAdded:
        return BoardAdded(*self)


class BoardEdited(NamedTuple):
    """One field of a board changed: its ``name``."""

    board: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> BoardEdited:
        return BoardEdited(self.board, self.field, self.after, self.before)


class ColumnAdded(NamedTuple):
    column: int
    board: int
    name: str
    stage: str
    rank: str
    limit: int | None = None
    hard: bool = False

    def inverse(self) -> ColumnRemoved:
        return ColumnRemoved(*self)


class ColumnRemoved(NamedTuple):
    column: int
    board: int
    name: str
    stage: str
    rank: str
    limit: int | None = None
    hard: bool = False

    def inverse(self) -> ColumnAdded:
        return ColumnAdded(*self)


class ColumnEdited(NamedTuple):
    """One field of a column changed: ``name``, ``stage``, ``limit``, ``hard``, or ``rank``, its
    place among the others."""

    column: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> ColumnEdited:
        return ColumnEdited(self.column, self.field, self.after, self.before)
