"""What screens and the command line read: plain tuples, compared by value.

A widget repaints a card only if its tuple differs, so these hold values, never sentences.
Times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.events import Event
from deskboard.domain.model import Priority, Role, Stage, Status

if TYPE_CHECKING:
    from deskboard.domain.templates import Asked


class Card(NamedTuple):
    """The drawing of a ticket on the board. ``tags`` sorted."""

    ref: int
    title: str
    column: int
    rank: str
    priority: Priority
    status: Status
    type: str
    assignee: str | None
    due: datetime | None
    done: bool
    """Whether it stands in a column of stage done: then nothing is overdue any more."""
    steps_done: int
    steps_total: int
    comments: int
    attachments: int
    tags: tuple[str, ...]
    version: int


class Column(NamedTuple):
    """A column's heading: ``total`` counts its tickets, ``hits`` those the filter leaves
    (the same number when there is no filter)."""

    id: int
    name: str
    stage: Stage
    limit: int | None
    total: int
    hits: int


class BoardHead(NamedTuple):
    """A board and its columns, left to right."""

    id: int
    name: str
    columns: tuple[Column, ...]


class Page(NamedTuple):
    """A run of consecutive cards of one column. ``start`` is the index of the first of them
    among the ``total`` that the filter leaves."""

    column: int
    start: int
    total: int
    cards: tuple[Card, ...]


class Step(NamedTuple):
    id: int
    text: str
    done: bool


class Comment(NamedTuple):
    id: int
    kind: str
    text: str
    author: str
    at: datetime
    edited: bool


class Entry(NamedTuple):
    """One line of a history. ``before`` and ``after`` name columns where places changed."""

    id: int
    ticket: int | None
    at: datetime
    actor: str
    channel: str
    event: Event
    undone: bool
    """Whether the command it came from has been undone since."""


class TicketRow(NamedTuple):
    """One ticket as a line of a list; the fields of the JSON output."""

    ref: int
    title: str
    description: str
    board: str
    column: str
    stage: Stage
    priority: Priority
    status: Status
    type: str
    queue: str | None
    assignee: str | None
    requester: str | None
    tags: tuple[str, ...]
    due: datetime | None
    impact: str | None
    urgency: str | None
    created: datetime
    updated: datetime
    first_response: datetime | None
    resolved: datetime | None
    archived: datetime | None
    steps_total: int
    steps_done: int
    comments: int
    attachments: int
    origin: str | None
    version: int
    template: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    """(key, stored text) of its form, by key."""


class TicketPage(NamedTuple):
    """One ticket whole. ``history`` is oldest first and holds no comments; see
    ``timeline`` in ``domain.wording`` for both in one list."""

    row: TicketRow
    column: int
    steps: tuple[Step, ...]
    comments: tuple[Comment, ...]
    history: tuple[Entry, ...]
    column_names: dict[int, str]
    form: tuple[Asked, ...] = ()
    """The fields that its type and template ask."""


class Person(NamedTuple):
    login: str
    name: str
    email: str | None
    role: Role


class Changes(NamedTuple):
    """What has come into the log since the last look: the tickets concerned, and whether
    boards, columns or people changed. ``last`` is the newest event's id."""

    last: int
    tickets: frozenset[int]
    structure: bool


class Done(NamedTuple):
    """What a command did. ``refs`` changed; ``refused`` maps a ref to the reason it was left
    alone; ``command`` is the id in the log, None when nothing changed at all. ``created``:
    the refs of new tickets; ``people``: logins that were created on first mention;
    ``warnings``: soft limits that were passed, in words."""

    name: str
    command: int | None
    refs: tuple[int, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    created: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    what: str = ""
    """In words what happened: ``priority high``, ``to Doing`` …"""
    skipped: int = 0
    """How many tickets of an import were there already."""
    exit_code: int = 0
    """That of the gravest refusal, 0 when nothing was refused."""
    mode: str = "do"
    """``undo`` and ``redo``: ``name`` and ``what`` tell of the change that was taken back, or
    done again."""
