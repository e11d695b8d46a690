"""Requests about views: saved queries with a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from deskboard.domain.events import Value


class AddView(NamedTuple):
    """Save a query under a name: for whoever asks alone, or ``shared`` with everybody."""

    name: str
    query: str
    shared: bool = False


class EditView(NamedTuple):
    """Give a view another name, another query, or share it (or keep it to oneself). None: as it
    is. ``was`` as in ``EditColumn``, of ``name`` and ``query``."""

    view: int
    name: str | None = None
    query: str | None = None
    shared: bool | None = None
    was: Mapping[str, Value] = {}


class RemoveView(NamedTuple):
    view: int
