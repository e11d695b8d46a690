"""What screens and the command line read: plain tuples, compared by value.

A widget repaints a card only if its tuple differs, so these hold values, never sentences.
Times are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.events import Event
from deskboard.domain.model import Availability, LinkKind, Priority, QueueMode, Stage, Status
from deskboard.domain.readmodels.people import Person as Person
from deskboard.domain.readmodels.people import PersonLine as PersonLine
from deskboard.domain.readmodels.work import Chosen as Chosen
from deskboard.domain.readmodels.work import Explanation as Explanation
from deskboard.domain.readmodels.work import MyWork as MyWork
from deskboard.domain.readmodels.work import QueueLine as QueueLine
from deskboard.domain.readmodels.work import QueueServed as QueueServed
from deskboard.domain.readmodels.work import TeamLine as TeamLine
from deskboard.domain.readmodels.work import WorkItem as WorkItem

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
    blocked: bool = False
    """Whether it has an open blocker."""
    wake: datetime | None = None
    """When it comes back, while it sleeps."""
    unread: bool = False
    """Whether others made it, or wrote to it, since whoever asks looked at it."""


class Column(NamedTuple):
    """A column's heading: ``total`` counts its tickets, ``hits`` those the filter leaves
    (the same number when there is no filter)."""

    id: int
    name: str
    stage: Stage
    limit: int | None
    total: int
    hits: int
    hard: bool = False
    """Whether the limit forbids, and does not only warn."""


class BoardHead(NamedTuple):
    """A board and its columns, left to right."""

    id: int
    name: str
    columns: tuple[Column, ...]


class ColumnLine(NamedTuple):
    """A column in a list: ``tickets`` stand in it, ``archived`` left it for the archive and would
    come back to it."""

    id: int
    board: int
    name: str
    stage: Stage
    limit: int | None
    hard: bool
    tickets: int
    archived: int


class BoardLine(NamedTuple):
    """A board in a list, with its columns from left to right."""

    id: int
    name: str
    columns: tuple[ColumnLine, ...]

    @property
    def tickets(self) -> int:
        return sum(column.tickets for column in self.columns)

    @property
    def archived(self) -> int:
        return sum(column.archived for column in self.columns)


class ColumnName(str):
    """The name of a column that knows which board it is on."""

    __slots__ = ("board",)
    board: str

    def __new__(cls, name: str, board: str) -> ColumnName:
        made = super().__new__(cls, name)
        made.board = board
        return made


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
    assignee: str | None = None
    due: datetime | None = None


class Comment(NamedTuple):
    id: int
    kind: str
    text: str
    author: str
    at: datetime
    edited: bool


class Attachment(NamedTuple):
    """A file of a ticket, without its bytes. ``name`` is data, never a path; ``digest`` is
    the SHA-256 of the bytes, ``size`` how many they are."""

    id: int
    name: str
    digest: str
    size: int
    author: str
    at: datetime


class Content(NamedTuple):
    """The bytes of a file."""

    digest: str
    data: bytes


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
    merged_into: int | None = None
    trashed: datetime | None = None
    watchers: tuple[str, ...] = ()
    wake: datetime | None = None
    priority_by_hand: bool = False
    template: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    """(key, stored text) of its form, by key."""


class Link(NamedTuple):
    """What a ticket is to another: ``kind`` as seen from its own end."""

    kind: str
    ref: int
    title: str
    done: bool
    """Whether the other ticket stands in a column of stage done."""
    archived: bool
    origin: str | None = None

    @property
    def is_open_blocker(self) -> bool:
        return self.kind == LinkKind.BLOCKED_BY and not self.done and not self.archived


class TicketPage(NamedTuple):
    """One ticket whole. ``history`` is oldest first and holds no comments; see
    ``timeline`` in ``domain.wording`` for both in one list. ``people``: whoever it names or
    mentions, by login, as far as known."""

    row: TicketRow
    column: int
    steps: tuple[Step, ...]
    comments: tuple[Comment, ...]
    history: tuple[Entry, ...]
    column_names: dict[int, str]
    links: tuple[Link, ...] = ()
    merged: tuple[tuple[int, str | None], ...] = ()
    """(ref, origin) of the duplicates that were merged into it."""
    survivor: tuple[int, str | None] | None = None
    """(ref, origin) of the ticket into which it was merged."""
    files: tuple[Attachment, ...] = ()
    people: Mapping[str, Person] = {}
    form: tuple[Asked, ...] = ()
    """The fields that its type and template ask."""
    mode: QueueMode | None = None
    """How tickets of its queue come to people."""


class View(NamedTuple):
    """A saved query. ``shared``: everybody's, else only mine."""

    id: int
    name: str
    shared: bool
    query: str


class Undoable(NamedTuple):
    """The change that the next undo (or redo) is about: its id in the log, the name of its
    command, and how many tickets it concerns."""

    command: int
    name: str
    tickets: int


class Attendance(NamedTuple):
    """Whether somebody is there to be given tickets, and since when that has been so (None: from
    the beginning). ``by_itself``: nobody said so, the desk noticed it."""

    state: Availability = Availability.AVAILABLE
    since: datetime | None = None
    by_itself: bool = False


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
    assigned: tuple[tuple[int, str], ...] = ()
    """(ref, login) of what the desk handed out because of it, the tickets that it was about first."""
    mode: str = "do"
    """``undo`` and ``redo``: ``name`` and ``what`` tell of the change that was taken back, or
    done again."""


class Backup(NamedTuple):
    """A backup that the program made by itself: ``daily``, or before a ``migration``."""

    name: str
    path: str
    made: datetime
    kind: str
    bytes: int


class Grants(NamedTuple):
    """What holds the database roles of a PostgreSQL server to the desk's roles. ``statements``:
    the SQL, in order; ``groups``: role → the name of its group; ``missing``: (login, role) of the
    members who have no database role yet."""

    statements: tuple[str, ...]
    groups: dict[str, str]
    missing: tuple[tuple[str, str], ...]
