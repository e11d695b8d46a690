"""The request to take in tickets from elsewhere, history and all.

A source is read in batches; each batch is one command. ``origin`` makes an import idempotent:
a ticket whose origin is already known is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from deskboard.domain.events import Value
from deskboard.domain.model import Availability, QueueMode
from deskboard.domain.templates import Template


class PastComment(NamedTuple):
    """A comment with its own author (login; empty: whoever imports) and time. ``edited``: its
    author corrected it."""

    kind: str
    text: str
    author: str
    at: datetime
    edited: bool = False


class PastFile(NamedTuple):
    """A file with its own author (login) and time. ``digest`` and ``size`` are those of the
    bytes that ``read`` gives; it reads them when the desk wants them, one file at a time."""

    name: str
    author: str
    at: datetime
    digest: str
    size: int
    read: Callable[[], bytes]


class PastEvent(NamedTuple):
    """Something that happened before the import. ``data`` is an event's JSON data without
    the ticket, except that a place is ``{"column": NAME, "rank": RANK}``. An empty ``actor`` is
    whoever imports. ``undone``: it was taken back later."""

    kind: str
    data: Mapping[str, Any]
    actor: str
    at: datetime
    undone: bool = False


class SourceStep(NamedTuple):
    text: str
    done: bool = False
    assignee: str | None = None
    due: datetime | None = None


class SourceTicket(NamedTuple):
    """One ticket as its source tells it. Unknown people named in it are created.

    ``column`` is a column's name (None: the board's first). ``fields`` as in ``AddTicket``,
    and besides ``created``, ``updated``, ``resolved``, ``first_response``, ``archived``,
    ``trashed``, ``priority_by_hand`` where known; ``archived`` True: nobody knows when. ``ref``
    is kept when it is still free (``keep_refs``).
    ``links`` are (kind, origin of the other ticket), ``merged`` the origins of the duplicates
    merged into it, ``survivor`` that of the one it was merged into: each is taken over when the
    other ticket is known, so that either of two may come first.
    """

    origin: str
    title: str
    fields: Mapping[str, Value] = {}
    column: str | None = None
    steps: tuple[SourceStep | tuple[str, bool], ...] = ()
    comments: tuple[PastComment, ...] = ()
    history: tuple[PastEvent, ...] = ()
    ref: int | None = None
    links: tuple[tuple[str, str], ...] = ()
    merged: tuple[str, ...] = ()
    survivor: str | None = None
    files: tuple[PastFile, ...] = ()


class SourceColumn(NamedTuple):
    name: str
    stage: str
    limit: int | None = None
    hard: bool = False


class SourcePerson(NamedTuple):
    login: str
    name: str = ""
    email: str | None = None
    role: str = "requester"
    left: datetime | None = None
    ticket_limit: int | None = None
    ramp: str | None = None
    vip: bool = False
    availability: str = Availability.AVAILABLE
    since: datetime | None = None
    """Since when they are available or away."""


class SourceQueue(NamedTuple):
    """A queue with its mode; ``members``: (login, what it is to them)."""

    name: str
    mode: str = QueueMode.MANUAL
    members: tuple[tuple[str, str], ...] = ()


class SourceView(NamedTuple):
    """A saved query; ``owner`` None: everybody's."""

    name: str
    query: str
    owner: str | None = None


class ImportTickets(NamedTuple):
    """Take in one batch. ``board`` is a name (made when missing); ``columns`` are ensured
    on it first, in order, and replace the untouched default columns of an empty board.
    ``last_ref`` is the last ref that the source gave out: with ``keep_refs`` none up to it is given
    out again.
    ``into`` continues an earlier batch, so that all of them are one undo."""

    source: str
    tickets: tuple[SourceTicket, ...]
    board: str | None = None
    columns: tuple[SourceColumn, ...] = ()
    people: tuple[SourcePerson, ...] = ()
    keep_refs: bool = False
    into: int | None = None
    types: tuple[str, ...] = ()
    templates: tuple[Template, ...] = ()
    """Types and templates to have; what is there by the same name stays as it is."""
    views: tuple[SourceView, ...] = ()
    settings: Mapping[str, Value] = {}
    """Settings of the desk to have where nobody has chosen any."""
    queues: tuple[SourceQueue, ...] = ()
    """Queues to have, in order; one that is there by the same name stays as it is."""
    last_ref: int = 0
