"""What the board asks of the desk, as plain functions that run on the worker thread."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.commands import Command
from deskboard.domain.query import Query, Text, walk
from deskboard.domain.readmodels import BoardHead, Changes, Done, Page
from deskboard.tui.intents import INTENTS
from deskboard.tui.stack import WINDOW

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk


class Snapshot(NamedTuple):
    """What the desk said about a board at one moment. ``hold`` is the ticket under the cursor
    and ``home`` the column in which it stands now, None when it left board or filter."""

    head: BoardHead
    pages: Mapping[int, Page]
    filtered: bool
    hold: int | None = None
    home: int | None = None


class Wish(NamedTuple):
    """What a board screen wants to see: ``windows`` is column → (start, size), ``hold`` the
    ticket under the cursor and ``column`` where it was seen. ``board`` None: the first one."""

    board: str | int | None = None
    query: Query | None = None
    windows: Mapping[int, tuple[int, int]] = {}
    hold: int | None = None
    column: int | None = None


class Facts(NamedTuple):
    """What stays the same while the board is open: the time zone, who is working, and the
    commands they may not give, with the reason; and which database it is."""

    zone: tzinfo
    login: str
    now: datetime
    denied: Mapping[type, str]
    database_id: str


class Outcome(NamedTuple):
    """What a command did, what else was found written, and the board after it."""

    done: Done
    changes: Changes | None
    snapshot: Snapshot | None = None


def facts(desk: Desk) -> Facts:
    commands = {intent.command for intent in INTENTS if intent.command is not None}
    denied = {command: reason for command in commands if (reason := desk.may(command)) is not None}
    return Facts(desk.zone, desk.who.login, desk.now(), denied, desk.database_id)


def snapshot(
    desk: Desk, wish: Wish, prefer: int | None = None, columns: Collection[int | None] | None = None
) -> Snapshot:
    """The board's head and a window of each column (of ``columns``, when given); the window of
    the column that holds the ticket under the cursor (or ``prefer``, if it is there) is read
    around it."""
    head = desk.board(wish.board, wish.query)
    home = _column_of(desk, prefer, wish.query) if prefer is not None and prefer != wish.hold else None
    hold = prefer if home is not None else wish.hold
    likely = home if home is not None else wish.column
    pages = {}
    for column in head.columns:
        if columns is None or column.id in columns or column.id == likely:
            pages[column.id] = _window(desk, wish, column.id, hold if column.id == likely else None)
    home = next((column for column, page in pages.items() if any(card.ref == hold for card in page.cards)), None)
    if home is None and hold is not None:
        # Somebody has taken it elsewhere, beyond what was read.
        home = _column_of(desk, hold, wish.query)
        if home in {column.id for column in head.columns}:
            pages[home] = _window(desk, wish, home, hold)
        else:
            home = None
    filtered = wish.query is not None and wish.query.where is not None
    return Snapshot(head, pages, filtered, hold, home)


def first_look(desk: Desk, wish: Wish, head: BoardHead) -> Snapshot:
    """The first cards that a filter leaves, without the counts: those walk all of its hits,
    and come a moment later."""
    pages = {}
    for column in head.columns:
        start, size = wish.windows.get(column.id, (0, WINDOW))
        pages[column.id] = desk.page(column.id, wish.query, start=start, size=size, counted=False)
    home = next((column for column, page in pages.items() if any(card.ref == wish.hold for card in page.cards)), None)
    return Snapshot(head, pages, True, wish.hold, home)


def _window(desk: Desk, wish: Wish, column: int, around: int | None) -> Page:
    start, size = wish.windows.get(column, (0, WINDOW))
    return desk.page(column, wish.query, start=start, size=size, around=around)


def _column_of(desk: Desk, ref: int, query: Query | None) -> int | None:
    """Where a ticket stands now, if the query leaves it. A query for words is not asked for
    one ticket: that costs as much as all of them, with every letter that is typed."""
    if query is not None and any(isinstance(node, Text) for node in walk(query.where)):
        return None
    card = desk.cards((ref,), query).get(ref)
    return card.column if card is not None else None


def change(desk: Desk, command: Command, wish: Wish, prefer: int | None = None) -> Outcome:
    """Do it, and read the board again in the same breath, so that it repaints once."""
    done = desk.do(command)
    changes = desk.changes()
    prefer = done.created[-1] if done.created else prefer
    touched = _touched(command, done, changes, wish)
    if touched is not None and desk.are_blockers(done.refs):
        touched = None  # what it blocks may stand in any column
    return Outcome(done, changes, snapshot(desk, wish, prefer, touched))


def _touched(command: Command, done: Done, changes: Changes | None, wish: Wish) -> Collection[int | None] | None:
    """The columns that a command of mine can have changed; None when that could be any, since
    there is a filter, or others wrote at the same time."""
    alone = changes is None or (not changes.structure and changes.tickets <= {*done.refs, *done.created})
    if wish.query is not None or not alone or wish.column is None:
        return None
    return (wish.column, getattr(command, "column", None))


def step_back(desk: Desk, wish: Wish, *, redo: bool) -> Outcome:
    """Undo or redo; the cursor goes to the ticket that it concerned, when it was one."""
    done = desk.redo() if redo else desk.undo()
    prefer = done.refs[0] if len(done.refs) == 1 else None
    return Outcome(done, desk.changes(), snapshot(desk, wish, prefer))
