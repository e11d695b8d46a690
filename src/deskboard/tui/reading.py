"""What the board asks of the desk, as plain functions that run on the worker thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain.commands import Command, EditTicket, TakeNext
from deskboard.domain.errors import DeskboardError, NotFound, Unreachable
from deskboard.domain.query import Query, Text, walk
from deskboard.domain.readmodels import BoardHead, Changes, Done, Page, Undoable
from deskboard.tui import memory
from deskboard.tui.memory import Memory
from deskboard.tui.stack import WINDOW

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

LARGE = 200
"""Tickets: taking back a change to more than these is asked about first."""


class Snapshot(NamedTuple):
    """What the desk said about a board at one moment. ``hold`` is the ticket under the cursor
    and ``home`` the column in which it stands now, None when it left board or filter; ``gone``
    are those marks whose tickets can be seen no more."""

    head: BoardHead
    pages: Mapping[int, Page]
    filtered: bool
    hold: int | None = None
    home: int | None = None
    gone: frozenset[int] = frozenset()


class Wish(NamedTuple):
    """What a board screen wants to see: ``windows`` is column → (start, size), ``hold`` the
    ticket under the cursor and ``column`` where it was seen, ``marks`` the marked ones.
    ``board`` None: the first one."""

    board: str | int | None = None
    query: Query | None = None
    windows: Mapping[int, tuple[int, int]] = {}
    hold: int | None = None
    column: int | None = None
    marks: tuple[int, ...] = ()


class Facts(NamedTuple):
    """What a board knows from its start on: the time zone, who is working, and which database it
    is; and the commands they may not give, with the reason, as long as that holds."""

    zone: tzinfo
    login: str
    now: datetime
    denied: Mapping[type, str]
    database_id: str


class Outcome(NamedTuple):
    """What a command did, what else was found written, and the board after it. ``hidden`` tickets
    that it made or edited are not to be seen there because of the filter."""

    done: Done
    changes: Changes | None
    snapshot: Snapshot | None = None
    hidden: int = 0


def facts(desk: Desk) -> Facts:
    return Facts(desk.zone, desk.who.login, desk.now(), desk.denied(), desk.database_id)


def snapshot(
    desk: Desk, wish: Wish, prefer: int | None = None, columns: Collection[int | None] | None = None
) -> Snapshot:
    """The board's head and a window of each column (of ``columns``, when given); the window of
    the column that holds the ticket under the cursor (or ``prefer``, if it is there) is read
    around it. All of it is of one moment."""
    with desk.one_moment():
        return _snapshot(desk, wish, prefer, columns)


def _snapshot(desk: Desk, wish: Wish, prefer: int | None, columns: Collection[int | None] | None) -> Snapshot:
    head = _head(desk, wish)
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
    gone = frozenset(wish.marks).difference(desk.standing(wish.marks, wish.query)) if wish.marks else frozenset()
    return Snapshot(head, pages, filtered, hold, home, gone)


def _head(desk: Desk, wish: Wish) -> BoardHead:
    """The board that is wanted; the first one where that has been removed meanwhile. NotFound:
    there is none of the name that was given."""
    try:
        return desk.board(wish.board, wish.query)
    except NotFound:
        if isinstance(wish.board, str):
            raise
        return desk.board(None, wish.query)


def opening(desk: Desk, wish: Wish) -> tuple[Facts, Memory, Snapshot]:
    """What a board begins with: unless one is asked for by name, the board that this person
    had before them the last time."""
    found = facts(desk)
    known = memory.read(memory.file_for(found.database_id, found.login))
    wish = wish._replace(board=wish.board if wish.board is not None else known.board)
    return found, known, snapshot(desk, wish)


def first_look(desk: Desk, wish: Wish, head: BoardHead) -> Snapshot:
    """The first cards that a filter leaves, without the counts: those walk all of its hits,
    and come a moment later."""
    pages = {}
    with desk.one_moment():
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

    def see() -> Outcome:
        changes = desk.changes()
        touched = _touched(command, done, changes, wish)
        with desk.one_moment():
            if touched is not None and desk.are_blockers(done.refs):
                touched = None  # what it blocks may stand in any column
            hidden = _hidden(desk, command, done, wish.query)
            return Outcome(done, changes, snapshot(desk, wish, _about(command, done) or prefer, touched), hidden)

    return _seen(done, see)


def _hidden(desk: Desk, command: Command, done: Done, query: Query | None) -> int:
    """How many of the tickets that were made or edited the filter does not leave."""
    refs = done.created or (done.refs if isinstance(command, EditTicket) else ())
    if query is None or query.where is None or not 0 < len(refs) <= LARGE:
        return 0
    return len(refs) - len(desk.cards(refs, query))


def _seen(done: Done, see: Callable[[], Outcome]) -> Outcome:
    """The board after a change. The change is made, and must not be told as failed where only
    reading fails after it: the next look says what is wrong."""
    try:
        return see()
    except Unreachable:
        raise  # who knows of the change: see desk.line
    except DeskboardError:
        return Outcome(done, None)


def _about(command: Command, done: Done) -> int | None:
    """The ticket to which a command leads one."""
    if isinstance(command, TakeNext) and done.refs:
        return done.refs[0]
    return done.created[-1] if done.created else None


def _touched(command: Command, done: Done, changes: Changes | None, wish: Wish) -> Collection[int | None] | None:
    """The columns that a command of mine can have changed; None when that could be any, since
    there is a filter, or it was about marked tickets, or others wrote at the same time."""
    alone = changes is None or (not changes.structure and changes.tickets <= {*done.refs, *done.created})
    if wish.query is not None or wish.marks or len(done.refs) > 1 or not alone or wish.column is None:
        return None
    return (wish.column, getattr(command, "column", None))


def large(desk: Desk, *, redo: bool, sure: int | None) -> Undoable | None:
    """What the next undo (or redo) is about when that is a great deal, and not the change that
    somebody is ``sure`` of already. An import always is: it lies below everything else, where
    an impatient key ends."""
    coming = desk.next_undo(redo=redo)
    if coming is None or coming.command == sure:
        return None
    return coming if coming.tickets > LARGE or (coming.name == "ImportTickets" and coming.tickets > 1) else None


def step_back(desk: Desk, wish: Wish, *, redo: bool, sure: int | None = None) -> Outcome | Undoable:
    """Undo or redo; the cursor goes to the ticket that it concerned, when it was one. An
    Undoable: it would be a large one, and nothing was done."""
    if (coming := large(desk, redo=redo, sure=sure)) is not None:
        return coming
    done = desk.redo() if redo else desk.undo()
    prefer = done.refs[0] if len(done.refs) == 1 else None
    return _seen(done, lambda: Outcome(done, desk.changes(), snapshot(desk, wish, prefer)))
