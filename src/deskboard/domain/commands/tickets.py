"""Requests about tickets: add, edit, tag, move, archive, restore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from deskboard.domain.commands.checklist import NewStep
from deskboard.domain.events import Value

Seen = Mapping[int, int]
"""ref → version."""


class AddTicket(NamedTuple):
    """Add one ticket. ``fields`` holds values by field name (``domain.fields``); what is
    missing gets its default. ``column`` None: the board's first. ``steps``: its checklist."""

    title: str
    fields: Mapping[str, Value] = {}
    column: int | None = None
    board: int | None = None
    steps: tuple[str | NewStep, ...] = ()
    new_people: bool = True
    """As in ``EditTicket``."""


class EditTicket(NamedTuple):
    """Set fields of tickets to the same values; None empties a field that may be empty.
    ``add_tags`` and ``remove_tags`` leave a ticket's other tags as they are, and so for
    watchers. A ``wake`` puts a ticket that neither waits nor is on hold on hold. Not
    ``new_people``: an unknown login that is nearly a member's is refused as mistyped."""

    refs: tuple[int, ...]
    changes: Mapping[str, Value] = {}
    seen: Seen = {}
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    add_watchers: tuple[str, ...] = ()
    remove_watchers: tuple[str, ...] = ()
    new_people: bool = True


class MoveTicket(NamedTuple):
    """Put tickets into a column, in the order given: above ``above``, else below ``below``,
    else at the top (``bottom``: at the end)."""

    refs: tuple[int, ...]
    column: int
    above: int | None = None
    below: int | None = None
    bottom: bool = False
    seen: Seen = {}


class ShiftTicket(NamedTuple):
    """Move each ticket ``by`` columns on its own board: 1 is the one to the right."""

    refs: tuple[int, ...]
    by: int


class ArchiveTicket(NamedTuple):
    refs: tuple[int, ...]


class RestoreTicket(NamedTuple):
    refs: tuple[int, ...]


class ArchiveResolved(NamedTuple):
    """Archive whatever stands in a done column and was resolved before a time."""

    before: datetime


class WakeTickets(NamedTuple):
    """Bring back whatever sleeps until a time that has come."""

    until: datetime
