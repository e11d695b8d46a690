"""The event log: written once, read for history, undo and live refresh.

Invariant: rows are only added, but that a purge takes out what was told of its tickets. The
stack of undo and redo of a person is read from it: an *undo* names the command it takes back,
a *redo* is the undo of an undo.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Exists, Integer, Select, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.sql.selectable import FromClause

from deskboard.domain import events as e
from deskboard.domain.model import DESK
from deskboard.domain.readmodels import Entry
from deskboard.store import dialect
from deskboard.store.adding import add
from deskboard.store.tables import command, event


class Record(NamedTuple):
    """An event with its own time and actor. ``past``: from before this database, where it may
    have been ``undone``."""

    event: e.Event
    at: datetime
    actor: str
    past: bool = False
    undone: bool = False


class Logged(NamedTuple):
    """A command as the log has it."""

    id: int
    actor: str
    name: str
    mode: str
    undoes: int | None
    at: datetime


# Put together once: they are part of every change.
_BEGIN = insert(command).returning(command.c.id)
_NEWEST = select(func.coalesce(func.max(event.c.id), 0))
_SINCE = (
    select(event.c.id, event.c.ticket_id, event.c.kind)
    .where(event.c.id > bindparam("last"))
    .order_by(event.c.id)
    .limit(bindparam("most", type_=Integer))
)


def begin(
    connection: Connection, actor: str, channel: str, name: str, at: datetime, mode: str, undoes: int | None
) -> int:
    """Note a command; returns its id."""
    values = {"actor": actor, "channel": channel, "name": name, "at": at, "mode": mode, "undoes": undoes}
    return int(connection.execute(_BEGIN, values).scalar_one())


def write(connection: Connection, command_id: int, records: Sequence[Record], cause: str | None = None) -> None:
    """Add events to a command."""
    rows = [
        {
            "command_id": command_id,
            "ticket_id": getattr(record.event, "ticket", None),
            "kind": e.KIND_OF[type(record.event)],
            "data": e.dump(record.event),
            "actor": record.actor,
            "at": record.at,
            "past": record.past,
            "undone": record.undone,
            "cause": cause,
        }
        for record in records
    ]
    add(connection, event, rows)


def forget(connection: Connection, refs: Sequence[int]) -> None:
    """Take out what the log tells of purged tickets, all but the purge itself."""
    if dialect.has_function(connection, "deskboard_forget(integer[])"):
        connection.execute(select(func.deskboard_forget(list(refs))))
        return
    told = dialect.among(dialect.is_sqlite(connection), event.c.ticket_id, refs)
    connection.execute(delete(event).where(told, event.c.kind != e.KIND_OF[e.TicketPurged]))


def _undone(of: FromClause) -> Exists:
    later = command.alias("later")
    return exists().where(later.c.undoes == of.c.id)


def _commands(actor: str) -> Select[Any]:
    c = command.c
    return select(c.id, c.actor, c.name, c.mode, c.undoes, c.at).where(c.actor == actor)


def to_undo(connection: Connection, actor: str, but: Collection[int] = (), *, purged: bool = False) -> Logged | None:
    """The person's last change that stands, leaving some commands out. A purge is none of
    them: nothing takes it back; nor (unless ``purged``) is a change of which a purge has left
    nothing."""
    query = _commands(actor).where(command.c.mode.in_(("do", "redo")), ~_undone(command), command.c.id.not_in(but))
    query = query.where(command.c.name != "PurgeTickets")
    if not purged:
        query = query.where(exists().where(event.c.command_id == command.c.id, ~event.c.past))
    row = connection.execute(query.order_by(command.c.id.desc()).limit(1)).first()
    return Logged(*row) if row else None


def to_redo(connection: Connection, actor: str) -> Logged | None:
    """The person's last undo, unless a new change of theirs came after it."""
    newest = select(func.coalesce(func.max(command.c.id), 0)).where(command.c.actor == actor, command.c.mode == "do")
    query = _commands(actor).where(command.c.mode == "undo", ~_undone(command), command.c.id > newest.scalar_subquery())
    row = connection.execute(query.order_by(command.c.id.desc()).limit(1)).first()
    return Logged(*row) if row else None


def passes_over(connection: Connection, last: Logged | None, actor: str, but: Collection[int]) -> bool:
    """Whether an undo of ``last`` passes, for the first time, over later changes of which a
    purge has left nothing."""
    newest = to_undo(connection, actor, but, purged=True)
    if newest is None or (last is not None and newest.id <= last.id):
        return False
    undos = select(func.max(command.c.id)).where(command.c.actor == actor, command.c.mode == "undo")
    return int(connection.execute(undos).scalar() or 0) < newest.id


def tickets_of(connection: Connection, command_id: int) -> int:
    """How many tickets a command changed."""
    query = select(func.count(event.c.ticket_id.distinct())).where(event.c.command_id == command_id, ~event.c.past)
    return int(connection.execute(query).scalar_one())


def events_of(connection: Connection, command_id: int) -> list[e.Event]:
    """What a command did, in order, without the past it brought along."""
    query = select(event.c.kind, event.c.ticket_id, event.c.data).where(event.c.command_id == command_id, ~event.c.past)
    return [e.load(*row) for row in connection.execute(query.order_by(event.c.id))]


def caused_by(connection: Connection, command_id: int, refs: Collection[int]) -> list[e.TicketEdited]:
    """What the desk changed on those tickets because of a command, in order."""
    among = dialect.among(dialect.is_sqlite(connection), event.c.ticket_id, refs)
    query = select(event.c.kind, event.c.ticket_id, event.c.data)
    query = query.where(among, event.c.cause == str(command_id), event.c.actor == DESK, event.c.command_id > command_id)
    found = [e.load(*row) for row in connection.execute(query.order_by(event.c.id))]
    return [event for event in found if isinstance(event, e.TicketEdited)]


SAME_TURN = 4
"""Commands that may follow one in its own transaction: what the desk did because of it."""


def handed_out_by(connection: Connection, command_id: int) -> set[int]:
    """The tickets that the desk gave to somebody because of a command, at once."""
    query = select(event.c.kind, event.c.ticket_id, event.c.data)
    query = query.where(event.c.command_id.between(command_id + 1, command_id + SAME_TURN))
    found = [e.load(*row) for row in connection.execute(query.where(event.c.cause == str(command_id)))]
    return {edit.ticket for edit in found if isinstance(edit, e.TicketEdited) and edit.why and edit.after}


def counts(connection: Connection, refs: Sequence[int]) -> dict[int, int]:
    """ref → how many events there are on it, of those that have any here."""
    among = dialect.among(dialect.is_sqlite(connection), event.c.ticket_id, refs)
    query = select(event.c.ticket_id, func.count()).where(among, ~event.c.past).group_by(event.c.ticket_id)
    return {row[0]: row[1] for row in connection.execute(query)}


_ENTRY = select(
    event.c.id,
    event.c.ticket_id,
    event.c.at,
    event.c.actor,
    command.c.channel,
    event.c.kind,
    event.c.data,
    or_(_undone(command), event.c.undone),
).join(command, command.c.id == event.c.command_id)


def history(connection: Connection, ref: int | None = None, limit: int | None = None) -> list[Entry]:
    """The log, newest first; of one ticket when ``ref`` is given."""
    query = _ENTRY.order_by(event.c.id.desc()).limit(limit)
    if ref is not None:
        query = query.where(event.c.ticket_id == min(ref, 2**31 - 1))
    return [_entry(row) for row in connection.execute(query)]


def histories(connection: Connection, refs: Iterable[int]) -> dict[int, list[Entry]]:
    """The log of several tickets, each oldest first by time."""
    refs = list(refs)
    found: dict[int, list[Entry]] = {ref: [] for ref in refs}
    wanted = dialect.among(dialect.is_sqlite(connection), event.c.ticket_id, refs)
    for row in connection.execute(_ENTRY.where(wanted).order_by(event.c.at, event.c.id)):
        entry = _entry(row)
        found[entry.ticket or 0].append(entry)
    return found


def _entry(row: Sequence[object]) -> Entry:
    ident, ref, at, actor, channel, kind, data, undone = row
    return Entry(ident, ref, at, actor, channel, e.load(kind, ref, data), bool(undone))  # type: ignore[arg-type]


def newest(connection: Connection) -> int:
    """The id of the last event; 0 in an empty log."""
    return int(connection.execute(_NEWEST).scalar_one())


def since(connection: Connection, last: int, limit: int = 10_000) -> list[tuple[int, int | None, str]]:
    """(id, ticket, kind) of the events after one, oldest first, at most ``limit``."""
    return [(row[0], row[1], row[2]) for row in connection.execute(_SINCE, {"last": last, "most": limit})]
