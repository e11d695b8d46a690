"""Requests about the small steps of a ticket."""

from __future__ import annotations

from typing import NamedTuple


class AddStep(NamedTuple):
    """Add steps, one for each text, below step ``below`` (None: at the end)."""

    ref: int
    texts: tuple[str, ...]
    below: int | None = None


class EditStep(NamedTuple):
    ref: int
    step: int
    text: str


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
