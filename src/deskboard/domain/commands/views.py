"""Requests about views: saved queries with a name."""

from __future__ import annotations

from typing import NamedTuple


class AddView(NamedTuple):
    """Save a query under a name: for whoever asks alone, or ``shared`` with everybody."""

    name: str
    query: str
    shared: bool = False


class EditView(NamedTuple):
    """Give a view another name, another query, or share it (or keep it to oneself). None: as it is."""

    view: int
    name: str | None = None
    query: str | None = None
    shared: bool | None = None


class RemoveView(NamedTuple):
    view: int
