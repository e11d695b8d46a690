"""Requests about boards and columns."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.model import Stage


class AddBoard(NamedTuple):
    """Add a board with the three columns To Do, Doing and Done."""

    name: str


class AddColumn(NamedTuple):
    """Add a column at the right end of a board."""

    board: int
    name: str
    stage: Stage
    limit: int | None = None
