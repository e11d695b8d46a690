"""When members last did anything, and what became of their tickets since.

Invariant: what is read about one person costs the same however long the log is; only what came
into it since they were away is looked through.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from deskboard.domain import events as e
from deskboard.domain.idleness import Activity
from deskboard.domain.model import DESK, Availability
from deskboard.domain.team import SERVING
from deskboard.store import dialect, presence
from deskboard.store.tables import availability, command, event, person, ticket

MOST = 5_000
"""Notes of somebody being idle that are looked through: months of a large team."""


def activities(connection: Connection, now: datetime) -> list[Activity]:
    """Everybody who works at this desk and did not say that they are away, by login."""
    last = select(command.c.at).where(command.c.actor == person.c.login).order_by(command.c.id.desc()).limit(1)
    a = availability.c
    query = (
        select(person.c.login, a.state, a.by_itself, a.since, last.scalar_subquery())
        .outerjoin(availability, a.login == person.c.login)
        .where(person.c.role.in_(SERVING), person.c.left.is_(None))
        .where(a.state.is_(None) | (a.state == Availability.AVAILABLE) | a.by_itself)
        .order_by(person.c.login)
    )
    keys = presence.idle(connection, now)
    return [
        Activity(row[0], Availability(row[1] or Availability.AVAILABLE), bool(row[2]), row[3], row[4], keys.get(row[0]))
        for row in connection.execute(query)
    ]


class Found(NamedTuple):
    """The desk found somebody idle: under which command, when, and after how many minutes."""

    command: int
    at: datetime
    idle: int


def found_idle(connection: Connection, login: str) -> Found | None:
    """When the desk last noticed that somebody who was available is not; None: nobody knows any
    more. Whoever is away for longer may become that in two steps."""
    query = (
        select(command.c.id, command.c.at, event.c.kind, event.c.data)
        .join(event, event.c.command_id == command.c.id)
        .where(command.c.actor == DESK, command.c.name == "NoteIdle")
        .order_by(command.c.id.desc())
        .limit(MOST)
    )
    for ident, at, kind, data in connection.execute(query):
        noted = e.load(kind, None, data)
        if isinstance(noted, e.AvailabilityEdited) and (noted.login, noted.before) == (login, Availability.AVAILABLE):
            return Found(ident, at, noted.idle)
    return None


def lost_since(connection: Connection, login: str, command_id: int, but: int | None) -> dict[int, str | None]:
    """ref → whose it is now, of the tickets that somebody had and that are not theirs any more
    because of what happened since a command; ``but``: not because of that one."""
    query = select(event.c.kind, event.c.ticket_id, event.c.data).where(
        event.c.command_id > command_id,
        event.c.command_id != (but or 0),
        event.c.kind == e.KIND_OF[e.TicketEdited],
        event.c.data.contains('"assignee"'),
        ~event.c.past,
    )
    edits = (e.load(*row) for row in connection.execute(query))
    lost = {
        edit.ticket
        for edit in edits
        if isinstance(edit, e.TicketEdited) and edit.field == "assignee" and edit.before == login
    }
    if not lost:
        return {}
    among = dialect.among(dialect.is_sqlite(connection), ticket.c.id, lost)
    now = select(ticket.c.id, ticket.c.assignee).where(among, ticket.c.assignee.is_distinct_from(login))
    return {row[0]: row[1] for row in connection.execute(now.order_by(ticket.c.id))}
