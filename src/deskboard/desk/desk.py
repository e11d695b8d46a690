"""The desk: the only door for keys, command line and imports.

Synchronous; one instance belongs to one thread at a time. Invariant: every change goes through
``do``, ``undo`` or ``redo``, and nothing here returns a row or a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Engine

from deskboard.desk import discretion, founding, grants, pipeline, undo
from deskboard.desk.calling import Calling
from deskboard.desk.clock import local_zone, utc_now
from deskboard.desk.jobs import Jobs
from deskboard.desk.line import Line
from deskboard.desk.presence import Presence
from deskboard.desk.reopening import reopen
from deskboard.desk.workload import Workload
from deskboard.domain.commands import AddComment, Command, EditTicket
from deskboard.domain.errors import NotAllowed, NotFound, Replaced
from deskboard.domain.events import Event
from deskboard.domain.model import STALE_DAYS, Identity, TicketType
from deskboard.domain.query.tree import Query
from deskboard.domain.readmodels import (
    BoardHead,
    BoardLine,
    Card,
    Changes,
    Content,
    Done,
    Entry,
    Page,
    TicketPage,
    TicketRow,
    Undoable,
)
from deskboard.domain.templates import Template
from deskboard.domain.text import fold
from deskboard.l10n import _
from deskboard.store import attachments, file, links, log, seen
from deskboard.store import words as search_words
from deskboard.store.changes import Watch
from deskboard.store.engine import open_engine, reading
from deskboard.store.facts import Facts
from deskboard.store.moments import Moments
from deskboard.store.read import board as board_reads
from deskboard.store.read import forms as form_reads
from deskboard.store.read import marks as mark_reads
from deskboard.store.read import tickets as ticket_reads
from deskboard.store.read.filter import Asked
from deskboard.store.work import Work, work

if TYPE_CHECKING:
    from deskboard.domain.duplicates import Likely

T = TypeVar("T")


class _Rehearsed(Exception):
    """Ends a transaction of which nothing is to be kept, with what would have become of it."""

    def __init__(self, done: Done, events: tuple[Event, ...]) -> None:
        super().__init__()
        self.found = done, events


class Desk(Jobs, Workload, Calling):
    """What one person can do and see. A context manager that closes itself."""

    def __init__(
        self,
        engine: Engine,
        who: Identity,
        clock: Callable[[], datetime],
        zone: tzinfo,
        stale_days: int,
        hold: grants.Hold,
    ) -> None:
        self._engine = engine
        self._stale_days = stale_days
        self._clock = clock
        self._sqlite = engine.dialect.name == "sqlite"
        self._watch: Watch | None = None
        self._hold = hold
        self.line = Line(engine)
        self.who = who
        self.zone = zone
        self.url = engine.url.render_as_string(hide_password=True).replace("+psycopg", "", 1)
        self._stuck: set[int] = set()
        self._moments = Moments(engine)
        self.database_id = founding.join(engine, who, clock)
        self.presence = Presence(engine, who.login, clock)

    @classmethod
    def open(
        cls,
        db: str,
        who: Identity,
        *,
        clock: Callable[[], datetime] = utc_now,
        zone: tzinfo | None = None,
        create: bool = True,
        stale_days: int = STALE_DAYS,
    ) -> Desk:
        """Open a path or postgresql:// URL, bringing its schema up to date. The first person
        on a new database is its admin; later ones join as the desk has it.

        NotFound: no such file or no desk in it, and not ``create``. Unavailable: busy, damaged, newer, not ours.
        NotAllowed: a desk that takes nobody in by itself, or a person who has left it.
        """
        engine = open_engine(db, create=create)

        def found(connection: Connection, person: Identity) -> None:
            if not create:
                raise NotFound(_("There is no desk in that database yet."), _("Create it with `deskboard init`."))
            founding.found(connection, person, clock())

        try:
            known, hold = grants.enter(engine, who, found)
            return cls(engine, known, clock, zone or local_zone(), stale_days, hold)
        except BaseException:
            engine.dispose()
            raise

    def close(self) -> None:
        self.presence.leave()
        self._let_go()

    def _let_go(self) -> None:
        if self._watch is not None:
            self._watch.close()
            self._watch = None
        self._engine.dispose()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._clock()

    # Changes

    def do(self, command: Command) -> Done:
        """Carry out a command, whole or not at all. NotAllowed, NotFound, BadInput, Conflict,
        Refused: nothing was done; Unavailable: the database did not let us."""
        return self._change(lambda unit: pipeline.carry_out(unit, command), type(command))

    def rehearse(self, command: Command) -> tuple[Done, tuple[Event, ...]]:
        """What a command would do, and all that would happen, with what the desk would do because
        of it. Nothing is kept of it. As ``do``."""

        def rehearse(unit: Work) -> None:
            raise _Rehearsed(pipeline.carry_out(unit, command), tuple(unit.happened))

        try:
            self._change(rehearse, type(command))
        except _Rehearsed as rehearsed:
            return rehearsed.found
        raise AssertionError

    def undo(self) -> Done:
        """Take back my last change. Refused: there is none; Conflict: others changed it since,
        and the next call goes on with the change before it."""
        return self._change(lambda unit: undo.undo(unit, self.zone, self._stuck), AddComment)

    def redo(self) -> Done:
        """Do again what I undid last. Refused and Conflict as ``undo``."""
        return self._change(lambda unit: undo.redo(unit, self.zone), AddComment)

    def next_undo(self, *, redo: bool = False) -> Undoable | None:
        """What ``undo`` (or ``redo``) would be about; None: there is nothing."""

        def read(connection: Connection) -> Undoable | None:
            who = self.who.login
            last = log.to_redo(connection, who) if redo else log.to_undo(connection, who, self._stuck)
            return Undoable(last.id, last.name, log.tickets_of(connection, last.id)) if last else None

        return self._read(read)

    def rebuild_search(self) -> int:
        """Make the search index anew; returns how many tickets are in it."""

        def rebuild(unit: Work) -> int:
            pipeline.permit(unit, EditTicket)
            return search_words.rebuild(unit.connection)

        return self._change(rebuild)

    @property
    def is_read_only(self) -> bool:
        """Whether the database is a file that we may read and not write."""
        return self._sqlite and file.is_read_only(Path(self._engine.url.database or ""))

    def _change(self, change: Callable[[Work], T], command: type = EditTicket) -> T:
        if self._hold.reads and (reason := self.may(command)):
            raise NotAllowed(reason)
        if self._watch is not None:
            self._watch.wrote()
        with self.line.change(), work(self._engine, self.who, self._clock) as unit:
            unit.zone = self.zone
            unit.comments_only = self._hold.reads
            return change(unit)

    # Reads

    def one_moment(self) -> AbstractContextManager[None]:
        """What is read in it is of one moment, and one transaction; nothing is changed in it."""
        return self._moments.one()

    def boards(self) -> tuple[str, ...]:
        """The names of the boards, oldest first."""
        return self._read(lambda connection: tuple(Facts(connection).boards()))

    def board_lines(self) -> tuple[BoardLine, ...]:
        """Every board with its columns and the number of tickets in them, the archive included."""
        return self._read(board_reads.lines)

    def board(self, board: str | int | None = None, query: Query | None = None) -> BoardHead:
        """A board by name or id (None: the first) with its columns and counts. NotFound."""

        def read(connection: Connection) -> BoardHead:
            facts = Facts(connection)
            name, board_id = self._which(facts.boards(), board)
            return board_reads.head(connection, board_id, name, facts.columns(board_id), query, self._asked())

        return self._read(read)

    @staticmethod
    def _which(boards: dict[str, int], wanted: str | int | None) -> tuple[str, int]:
        for name, board_id in boards.items():
            if wanted is None or wanted == board_id or (isinstance(wanted, str) and fold(wanted) == fold(name)):
                return name, board_id
        known = ", ".join(boards)
        raise NotFound(
            _("There is no board “{name}”.").format(name=wanted), _("There are: {known}.").format(known=known)
        )

    def page(
        self,
        column: int,
        query: Query | None = None,
        *,
        start: int = 0,
        size: int = 60,
        around: int | None = None,
        counted: bool = True,
    ) -> Page:
        """``size`` cards of a column from index ``start`` on, or with the ticket ``around`` in
        the middle, if it is there. Not ``counted``: quicker under a filter, and ``total`` may be
        only one more than was seen."""
        window = board_reads.Window(start, size, around, counted)
        return self._read(lambda connection: board_reads.page(connection, column, query, self._asked(), window))

    def cards(self, refs: Iterable[int], query: Query | None = None) -> dict[int, Card]:
        """The cards of those tickets that exist and that the query leaves."""
        return self._read(lambda connection: board_reads.cards(connection, refs, query, self._asked()))

    def ticket(self, ref: int) -> TicketPage:
        """One ticket whole. NotFound."""

        def read(connection: Connection) -> TicketPage:
            found = next(ticket_reads.pages(connection, [ref], self._sqlite), None)
            if found is None:
                raise NotFound(
                    _("There is no ticket #{ref}.").format(ref=ref), _("`deskboard list` shows those there are.")
                )
            return found

        return self._read(read)

    def tickets(
        self, query: Query | None = None, *, board: str | None = None, limit: int | None = None
    ) -> Iterator[TicketRow]:
        """The tickets a query means: by its ``sort:``, else by relevance when it has words,
        else newest first."""
        with reading(self._engine) as connection:
            name = self._which(Facts(connection).boards(), board)[0] if board else None
            yield from ticket_reads.rows(connection, query, self._asked(), name, limit)

    def whole(self, query: Query | None = None) -> Iterator[TicketPage]:
        """Tickets whole, board by board, column by column, top to bottom; with no query all
        there are, the archive included. Reads one moment of the database."""
        with reading(self._engine) as connection:
            refs = ticket_reads.refs(connection, query, self._asked())
            yield from ticket_reads.pages(connection, refs, self._sqlite)

    def whole_with_files(self, query: Query | None = None) -> Iterator[TicketPage | Content]:
        """Tickets as ``whole`` gives them, each after the bytes of its files, one by one; with no
        query those in the trash as well."""
        with reading(self._engine) as connection:
            refs = ticket_reads.refs(connection, query, self._asked(), trash=True)
            for page in ticket_reads.pages(connection, refs, self._sqlite, trash=query is None):
                for digest in dict.fromkeys(file.digest for file in page.files):
                    data = attachments.content(connection, digest)
                    if data is not None:
                        yield Content(digest, data)
                yield page

    def content(self, digest: str) -> bytes:
        """The bytes of a file. NotFound: no ticket has it any more."""
        found = self._read(lambda connection: attachments.content(connection, digest))
        if found is None:
            raise NotFound(_("That file is not there any more."))
        return found

    def look_at(self, ref: int, last: int) -> bool:
        """I have looked at a ticket, up to the comment of that id (0: there was none); True if it
        was unread until now. Where that cannot be remembered, it stays unread without a word."""
        return seen.look_at(self._engine, self.who.login, ref, last)

    def count(self, query: Query | None = None) -> int:
        """How many tickets a query means."""
        return self._read(lambda connection: ticket_reads.count(connection, query, self._asked()))

    def counts(self, queries: Sequence[Query]) -> tuple[int, ...]:
        """How many tickets each of the queries means."""
        return self._read(lambda connection: ticket_reads.counts(connection, queries, self._asked()))

    def shown(self, board: int, query: Query | None = None, column: int | None = None) -> tuple[int, ...]:
        """The refs that a board (or one column of it) shows under a filter, in shown order."""
        return self._read(lambda connection: mark_reads.shown(connection, board, query, self._asked(), column))

    def standing(self, refs: Sequence[int], query: Query | None = None) -> tuple[int, ...]:
        """Those of the refs that are on a board or that the filter finds."""
        return self._read(lambda connection: mark_reads.standing(connection, refs, query, self._asked()))

    def are_blockers(self, refs: Collection[int]) -> bool:
        """Whether one of the tickets blocks another, so that what happens to it shows there."""
        return self._read(lambda connection: links.blocks_any(connection, refs))

    def likely_duplicates(self, title: str, but: Collection[int] = ()) -> tuple[Likely, ...]:
        """Open tickets whose titles are much like one that is being typed, the likest first;
        those in ``but`` are left out."""
        from deskboard.domain.duplicates import likely, words
        from deskboard.store.read.duplicates import known

        wanted = words(title)
        return self._read(lambda connection: likely(title, known(connection, wanted), but)) if wanted else ()

    def known_origins(self, origins: Collection[str]) -> set[str]:
        """Those origins that tickets here came from already."""
        return self._read(lambda connection: Facts(connection).known_origins(origins))

    def templates(self) -> tuple[Template, ...]:
        """The templates, by name."""
        return self._read(form_reads.templates)

    def types(self) -> tuple[str, ...]:
        """The types of ticket: those every desk has, then the team's own."""
        return (*TicketType, *self._read(form_reads.types))

    def column_names(self) -> dict[int, str]:
        """id → name of every column on every board."""
        return self._read(ticket_reads.column_names)

    def history(self, ref: int | None = None, *, limit: int | None = 100) -> tuple[Entry, ...]:
        """The log, newest first; of one ticket when ``ref`` is given. Others' private views are
        left out."""
        return self._read(lambda connection: discretion.history(connection, self.who.login, ref, limit))

    def changes(self) -> Changes | None:
        """What anybody wrote since the last call (the first call: since now); None: nothing.
        A backup that was put in the place of the database is opened, and everything in it is new.
        Unavailable: there is none, or it is another desk's."""
        if self._watch is None:
            self._watch = self.presence.watch = Watch(self._engine)
            return None
        try:
            with grants.looking(self._engine):
                return self._watch.look()
        except Replaced:
            fresh = reopen(self._engine, self.who, self._clock, self.database_id)
            self._let_go()
            self._engine, self._watch = fresh
            self._moments = Moments(self._engine)
            self.line = Line(self._engine)
            self.presence.move(self._engine, self._watch)
            self._stuck.clear()
            return Changes(self._watch.last, frozenset(), structure=True)

    def _asked(self) -> Asked:
        return Asked(self.who.login, self._clock(), self.zone, self._sqlite, stale_days=self._stale_days)

    def _read(self, read: Callable[[Connection], T]) -> T:
        with grants.looking(self._engine):
            return self._moments.read(read)
