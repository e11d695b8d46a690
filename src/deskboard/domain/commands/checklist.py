"""Requests about the small steps of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from deskboard.domain.events import Value


class NewStep(NamedTuple):
    """A step that is more than its text."""

    text: str
    done: bool = False
    assignee: str | None = None
    due: datetime | None = None


class AddStep(NamedTuple):
    """Add steps, one for each text, below step ``below`` (None: at the end)."""

    ref: int
    texts: tuple[str | NewStep, ...]
    below: int | None = None
    new_people: bool = True
    """As in ``EditTicket``."""


class EditStep(NamedTuple):
    """Set the text (None: it stays), and in ``changes`` the ``assignee`` and ``due``; None
    empties them."""

    ref: int
    step: int
    text: str | None = None
    changes: Mapping[str, Value] = {}
    new_people: bool = True
    """As in ``EditTicket``."""
    seen: Mapping[int, int] = {}


class TickStep(NamedTuple):
    """Tick (``done``) or untick steps."""

    ref: int
    steps: tuple[int, ...]
    done: bool = True


class MoveStep(NamedTuple):
    """Move a step by ``by`` places: -1 is one up."""

    ref: int
    step: int
    by: int


class RemoveStep(NamedTuple):
    ref: int
    steps: tuple[int, ...]
