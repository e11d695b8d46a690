"""Requests about boards and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from deskboard.domain.events import Value
from deskboard.domain.model import Stage


class AddBoard(NamedTuple):
    """Add a board with the three columns To Do, Doing and Done."""

    name: str


class RenameBoard(NamedTuple):
    """``was``: the name that its sender saw; Conflict when it is another by now."""

    board: int
    name: str
    was: str | None = None


class RemoveBoard(NamedTuple):
    """Remove a board with its columns. While it holds tickets, archived ones too, ``into`` says
    in which column of another board they go on."""

    board: int
    into: int | None = None


class AddColumn(NamedTuple):
    """Add a column at the right end of a board. ``hard``: nothing may come in beyond the limit."""

    board: int
    name: str
    stage: Stage
    limit: int | None = None
    hard: bool = False


class EditColumn(NamedTuple):
    """Set ``name``, ``stage``, ``limit`` (None: no limit) or ``hard`` of a column. ``was``: what
    its sender saw there; Conflict when what is to be set is something else by now."""

    column: int
    changes: Mapping[str, Value]
    was: Mapping[str, Value] = {}


class MoveColumn(NamedTuple):
    """Put a column so many places to the right, or to the left when ``by`` is negative."""

    column: int
    by: int


class RemoveColumn(NamedTuple):
    """Remove a column. While it holds tickets, archived ones too, ``into`` says in which column
    they go on."""

    column: int
    into: int | None = None
