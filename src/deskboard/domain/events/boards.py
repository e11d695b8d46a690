"""Facts about boards and their columns."""

from __future__ import annotations

from typing import NamedTuple


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


class ColumnAdded(NamedTuple):
    column: int
    board: int
    name: str
    stage: str
    rank: str
    limit: int | None = None

    def inverse(self) -> ColumnRemoved:
        return ColumnRemoved(*self)


class ColumnRemoved(NamedTuple):
    column: int
    board: int
    name: str
    stage: str
    rank: str
    limit: int | None = None

    def inverse(self) -> ColumnAdded:
        return ColumnAdded(*self)
