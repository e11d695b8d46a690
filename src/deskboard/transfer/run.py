"""Carrying out an import: from a source, batch by batch, into a desk.

Invariant: what is known already is not added again, nothing the desk refuses stops the rest,
and however many batches there are, the whole import is one undo, and what waits is handed out
once, after the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from deskboard.desk.desk import Desk
from deskboard.domain.commands.imports import ImportTickets, SourceColumn, SourceTicket
from deskboard.domain.errors import BadInput, NotAllowed, NotFound, Unavailable
from deskboard.domain.model import Stage
from deskboard.domain.people import NO_QUEUE
from deskboard.domain.query.tree import Is, Query
from deskboard.domain.readmodels import BoardHead
from deskboard.domain.text import clean_line, fold
from deskboard.l10n import _
from deskboard.transfer.findings import Problem
from deskboard.transfer.sources import Source
from deskboard.transfer.stages import guess_stage

Progress = Callable[[int, int], None]
"""Called with the bytes that are read and the bytes there are."""


class Report(NamedTuple):
    """What an import did, or with ``dry_run`` would do.

    ``added`` tickets are new, ``known`` were here before, ``skipped`` rows were left out;
    ``problems`` tell why (the first thousand of them). ``boards``: where the tickets went.
    ``people`` and ``queues``: those that were not there before. ``handed_out``: so many tickets
    of the queues then went to ``handed_to`` people. ``command``: its id in the log, or None.
    """

    name: str
    kind: str
    dry_run: bool
    added: int
    known: int
    skipped: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    boards: tuple[str, ...]
    people: tuple[str, ...]
    queues: tuple[str, ...]
    handed_out: int
    handed_to: int
    command: int | None


def run_import(desk: Desk, source: Source, *, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Take in what a source holds. With ``dry_run`` everything is read and checked, nothing
    written. NotAllowed: my role may not import. BadInput: the file cannot be read at all."""
    reason = desk.may(ImportTickets)
    if reason:
        raise NotAllowed(reason)
    work = _Import(desk, source, dry_run)
    for batch in source.batches():
        work.take(batch)
        if progress:
            progress(source.read, source.size())
    work.hand_out()
    return work.report()


class _Import:
    """One import under way."""

    def __init__(self, desk: Desk, source: Source, dry_run: bool) -> None:
        self._desk = desk
        self._source = source
        self._own = f"deskboard:{desk.database_id}:"
        """How the origins of tickets begin that were exported from this very desk."""
        self._dry_run = dry_run
        self._empty = not any((desk.count(), desk.count(Query(Is("archived"))), desk.count(Query(Is("trashed")))))
        self._there = {person.login for person in desk.people(left=True)}
        self._inboxes = {fold(name) for name in (*desk.queues(), *NO_QUEUE)}
        """Names that make no new queue."""
        self._met: set[str] = set()
        self._boards: dict[str | None, BoardHead | None] = {}
        self._waiting = ImportTickets("", ())
        """What describes a desk and was not wanted so far."""
        self._people: dict[str, None] = {}
        self._queues: dict[str, str] = {}
        """Folded name → name of those that are new."""
        self._handed: tuple[tuple[int, str], ...] = ()
        self._into: dict[str, None] = {}
        self._command: int | None = None
        self._added = 0
        self._known = 0

    def take(self, batch: ImportTickets) -> None:
        """Send on what is new of a batch. What only describes a desk (boards, columns, people)
        is wanted where there is none yet, or with the first new ticket."""
        fresh = self._fresh(batch.tickets)
        self._known += len(batch.tickets) - len(fresh)
        batch = batch._replace(
            people=(*self._waiting.people, *batch.people),
            queues=(*self._waiting.queues, *batch.queues),
            views=(*self._waiting.views, *batch.views),
            types=(*self._waiting.types, *batch.types),
            templates=(*self._waiting.templates, *batch.templates),
            settings={**self._waiting.settings, **batch.settings},
        )
        if not fresh and (batch.tickets or not self._empty):
            self._waiting = batch._replace(tickets=())
            return
        self._waiting = ImportTickets("", ())
        name, head = self._target(batch)
        columns = _columns(batch.columns, head)
        placed = tuple(_placed(ticket, columns) for ticket in fresh)
        self._into[head.name if head else name or ""] = None
        self._send(batch._replace(tickets=placed, board=name, keep_refs=self._empty))

    def hand_out(self) -> None:
        """Now that all is here that people have, what waits may go to whom there is room. Where
        that cannot be done just now, the desk does it within a minute."""
        if self._command is not None:
            with suppress(Unavailable):
                self._handed = self._desk.hand_out(self._command).assigned

    def report(self) -> Report:
        source = self._source
        return Report(
            source.name,
            source.kind,
            self._dry_run,
            self._added,
            self._known,
            source.findings.skipped,
            tuple(source.problems),
            (*source.notes, *self._overfull()),
            tuple(name for name in self._into if name),
            tuple(self._people),
            tuple(self._queues.values()),
            len(self._handed),
            len({login for _ref, login in self._handed}),
            self._command,
        )

    def _overfull(self) -> list[str]:
        """A word on each column that the import has filled beyond its limit: it brings everything."""
        if self._dry_run or not self._added:
            return []
        told = _("{column} is over its limit: {n} of {limit}.")
        return [
            told.format(column=column.name, n=column.total, limit=column.limit)
            for name in self._into
            for column in self._desk.board(name or None).columns
            if column.limit is not None and column.total > column.limit
        ]

    def _fresh(self, tickets: Iterable[SourceTicket]) -> list[SourceTicket]:
        """Those that are neither on the desk nor earlier in the source."""
        first = {ticket.origin: ticket for ticket in tickets if ticket.origin not in self._met}
        self._met |= first.keys()
        known = self._desk.known_origins(first)
        return [ticket for origin, ticket in first.items() if origin not in known and not self._is_ours(origin)]

    def _is_ours(self, origin: str) -> bool:
        """Whether it names a ticket that was exported from this very desk and is still here."""
        if not origin.startswith(self._own):
            return False
        ref = origin.removeprefix(self._own)
        if not (ref.isascii() and ref.isdecimal()):
            return False
        try:
            self._desk.ticket(int(ref[:9]))
        except NotFound:
            return False
        return True

    def _send(self, batch: ImportTickets) -> None:
        """One command; where the desk refuses it, its halves, so that one ticket costs itself."""
        if self._dry_run:
            self._count(batch, len(batch.tickets), ())
            return
        try:
            done = self._desk.do(batch._replace(into=self._command))
        except BadInput as error:
            self._split(batch, error)
            return
        self._command = self._command or done.command
        for warning in done.warnings:
            self._source.findings.note(warning)
        self._count(batch, len(done.created), done.people)

    def _split(self, batch: ImportTickets, error: BadInput) -> None:
        if len(batch.tickets) < 2:
            ticket = next(iter(batch.tickets), SourceTicket("", batch.board or ""))
            row = self._source.rows.get(ticket.origin, 0)
            self._source.findings.problem(row, f"{ticket.title[:60]}: {error.message}")
            return
        middle = len(batch.tickets) // 2
        self._send(batch._replace(tickets=batch.tickets[:middle]))
        self._send(batch._replace(tickets=batch.tickets[middle:], people=(), queues=(), views=()))

    def _count(self, batch: ImportTickets, added: int, people: Iterable[str]) -> None:
        self._added += added
        if self._dry_run:
            named = [person.login for person in batch.people]
            named += [str(t.fields[k]) for t in batch.tickets for k in ("assignee", "requester") if t.fields.get(k)]
            people = [login for login in named if login not in self._there]
        self._people |= dict.fromkeys(people)
        queues = (*(queue.name for queue in batch.queues), *(t.fields.get("queue") for t in batch.tickets))
        for name in dict.fromkeys(queues):
            folded = fold(clean_line(str(name or "")))
            if folded and folded not in self._inboxes:
                self._queues.setdefault(folded, clean_line(str(name)))

    def _target(self, batch: ImportTickets) -> tuple[str | None, BoardHead | None]:
        """The board to import into: its name (None: the first) and how it looks now (None: it
        will be made). Decided once for each name, before the first ticket is on it.

        A Trello board goes where it went before: to a board of its name, to one that has all
        its columns, or to the first board while that is empty. Else it becomes a new one.
        """
        asked = batch.board
        if asked not in self._boards:
            heads = {fold(name): self._desk.board(name) for name in self._desk.boards()}
            first = next(iter(heads.values()), None)
            named = heads.get(fold(asked)) if asked else first
            if not named and self._source.kind == "trello" and not self._source.board:
                wanted = {fold(column.name) for column in batch.columns}
                alike = (head for head in heads.values() if wanted <= _names(head))
                named = next(alike, first if first and not _is_used(first) else None)
            self._boards[asked] = named
        head = self._boards[asked]
        return (head.name if head else asked), head


def _names(head: BoardHead) -> set[str]:
    return {fold(column.name) for column in head.columns}


def _is_used(head: BoardHead) -> bool:
    return any(column.total for column in head.columns)


class _Column(NamedTuple):
    """A column there is, or will be, with its name as names are compared."""

    folded: str
    name: str
    stage: Stage


def _columns(declared: Iterable[SourceColumn], head: BoardHead | None) -> list[_Column]:
    columns = [(c.name, Stage(c.stage)) for c in declared]
    columns += [(c.name, c.stage) for c in head.columns] if head else _DEFAULT if not columns else []
    return [_Column(fold(name), name, stage) for name, stage in columns]


def _placed(ticket: SourceTicket, columns: Sequence[_Column]) -> SourceTicket:
    """The ticket in a column that there is: of that name, else of the stage the name means.

    A "Closed" in a spreadsheet goes to Done, whatever the board calls it.
    """
    name = fold(ticket.column or "")
    if not name or any(name == column.folded for column in columns):
        return ticket
    stage = guess_stage(name)
    return ticket._replace(column=next((column.name for column in columns if column.stage is stage), None))


_DEFAULT = [(_("To Do"), Stage.TODO), (_("Doing"), Stage.DOING), (_("Done"), Stage.DONE)]
"""The columns of a board that is made without saying which."""
