"""One unit of work: a writing transaction with its facts, its ids and its record.

Invariant: an event that is applied is recorded in the same transaction, and the full-text index
is brought up to date before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import UTC, date, datetime, tzinfo

from sqlalchemy import Connection, Engine, bindparam, insert, update

from deskboard.domain import events as e
from deskboard.domain.model import SYSTEM, Identity
from deskboard.store import attachments, log, renaming, schema, seen, words
from deskboard.store.apply import apply
from deskboard.store.dialect import is_sqlite
from deskboard.store.engine import writing
from deskboard.store.facts import Facts
from deskboard.store.grants import commenting, following
from deskboard.store.listening import announce
from deskboard.store.log import Record
from deskboard.store.tables import counter


class Work:
    """What a handler works with: who asks, when, the facts, and fresh ids. ``zone`` is that of
    whoever asks, for telling them moments."""

    zone: tzinfo = UTC
    comments_only = False
    """Whether a server lets us write comments and nothing else (``grants.commenting``)."""

    def __init__(self, connection: Connection, who: Identity, now: datetime) -> None:
        self.connection = connection
        self.who = who
        self.now = now
        self.facts = Facts(connection)
        self.warnings: list[str] = []
        """What whoever asks should know beside what was done."""
        self.happened: list[e.Event] = []
        """What was carried out so far, whoever's command it is."""

    def as_desk(self) -> Work:
        """The same unit of work, in which the desk itself acts."""
        unit = copy(self)
        unit.who = SYSTEM
        return unit

    @property
    def today(self) -> date:
        """The day it is for whoever asks."""
        return self.now.astimezone(self.zone).date()

    def take(self, kind: str, n: int = 1) -> range:
        """``n`` fresh ids of ``ticket``, ``step``, ``comment``, ``attachment``, ``board`` or ``column``."""
        if self.comments_only:
            return commenting.take(self.connection, n)
        statement = update(counter).where(counter.c.name == kind).values(value=counter.c.value + bindparam("n"))
        top = self.connection.execute(statement.returning(counter.c.value), {"n": n}).scalar_one_or_none()
        if top is None:
            self.connection.execute(insert(counter), {"name": kind, "value": n})
            top = n
        return range(top - n + 1, top + 1)

    def reserve(self, kind: str, up_to: int) -> None:
        """No id of that kind up to ``up_to`` will be taken again."""
        self.take(kind, 0)
        statement = update(counter).where(counter.c.name == kind, counter.c.value < up_to)
        self.connection.execute(statement.values(value=up_to))

    def keep(self, blobs: Sequence[attachments.Blob]) -> None:
        """Put the bytes of files into the database, for the events that name them."""
        if blobs:
            attachments.keep(self.connection, blobs)

    def enrol(self, login: str) -> list[str]:
        """See that a member's database role is in the group of their role, where a server keeps groups;
        returns what is to be told of it, nothing where all was well."""
        return following.see(self.connection, login)

    def begin(self, name: str, mode: str = "do", undoes: int | None = None) -> int:
        """Note the command in the log; returns its id."""
        return log.begin(self.connection, self.who.login, self.who.channel, name, self.now, mode, undoes)

    def carry_out(
        self, command_id: int, events: Sequence[e.Event], past: Sequence[Record] = (), cause: str | None = None
    ) -> None:
        """Apply the events, record them, and note what came with them from the past."""
        if not self.comments_only:
            apply(self.connection, events, self.now)
            self.facts.forget()
        records = [Record(event, self.now, self.who.login) for event in events]
        log.write(self.connection, command_id, [*records, *past], cause)
        self.happened += events
        if self.comments_only:
            commenting.carry_out(self.connection, command_id, events)
            return
        seen.note_made(self.connection, self.who.login, [ev.ticket for ev in events if isinstance(ev, e.TicketAdded)])
        words.refresh(self.connection, events)
        renaming.follow(self.connection, events, self.who.login)
        self.warnings += following.follow(self.connection, events)
        purged = [event.ticket for event in events if isinstance(event, e.TicketPurged)]
        if purged:
            # After the purge itself was recorded: ids of events only ever grow.
            log.forget(self.connection, purged)
            attachments.sweep(self.connection)


@contextmanager
def work(engine: Engine, who: Identity, clock: Callable[[], datetime]) -> Iterator[Work]:
    """A unit of work; everything in it happens, or nothing. Its time is when its turn came, so
    that the order of events is the order of their times."""
    with writing(engine) as connection:
        schema.see_known(connection)
        unit = Work(connection, who, clock())
        yield unit
        if unit.happened and not is_sqlite(connection):
            announce(connection)
