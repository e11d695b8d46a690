"""People, and the words that tickets use: tags and queues, with who serves them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from deskboard.domain.model import Role, Stage
from deskboard.domain.readmodels import Attendance, Person, PersonLine, QueueServed
from deskboard.store import dialect
from deskboard.store.queues import QueueFacts as Facts
from deskboard.store.tables import board_column, command, person, queue, tag, ticket

_PERSON: Select[Any] = select(*(person.c[name] for name in Person._fields))


def _person(row: Sequence[Any]) -> Person:
    return Person(*row[: len(Person._fields)])._replace(role=Role(row[3]))


def people(connection: Connection, *, left: bool = False) -> tuple[Person, ...]:
    """Everybody known to the board, by login; those who have ``left`` too, or not."""
    query = _PERSON if left else _PERSON.where(person.c.left.is_(None))
    return tuple(map(_person, connection.execute(query.order_by(person.c.login))))


def lines(connection: Connection) -> tuple[PersonLine, ...]:
    """Everybody with what they have to do: members first, then requesters, then who has left."""
    work = select(ticket.c.assignee, func.count()).join(board_column, board_column.c.id == ticket.c.column_id)
    work = work.where(ticket.c.assignee.is_not(None), ticket.c.archived.is_(None), board_column.c.stage != Stage.DONE)
    tickets = {row[0]: row[1] for row in connection.execute(work.group_by(ticket.c.assignee))}
    last = select(command.c.at).where(command.c.actor == person.c.login)
    seen = last.order_by(command.c.id.desc()).limit(1).scalar_subquery()
    there = whereabouts(connection)
    found = [
        PersonLine(_person(row), tickets.get(row[0], 0), row[-1], there.get(row[0], Attendance()).state)
        for row in connection.execute(_PERSON.add_columns(seen))
    ]
    ranks = {role: rank for rank, role in enumerate(Role)}
    return tuple(sorted(found, key=lambda k: (k.person.left is not None, ranks[k.person.role], k.person.login)))


def known(connection: Connection, sqlite: bool, logins: Collection[str]) -> dict[str, Person]:
    """Those of the logins that are somebody's, each with its person."""
    if not logins:
        return {}
    rows = connection.execute(_PERSON.where(dialect.among(sqlite, person.c.login, logins)))
    return {row[0]: _person(row) for row in rows}


def tags(connection: Connection) -> tuple[tuple[str, int], ...]:
    """(tag, how many tickets have it), the most used first."""
    query = (
        select(tag.c.tag, func.count())
        .join(ticket)
        .where(ticket.c.trashed.is_(None))
        .group_by(tag.c.tag)
        .order_by(func.count().desc(), tag.c.tag)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query))


def queues(connection: Connection) -> tuple[str, ...]:
    """The names of the queues, in order."""
    return tuple(connection.execute(select(queue.c.name).order_by(queue.c.rank, queue.c.id)).scalars())


def served(connection: Connection) -> tuple[QueueServed, ...]:
    """The queues with who serves them, in order."""
    facts = Facts(connection)
    members = facts.memberships()
    return tuple(
        QueueServed(found.name, found.mode, tuple(sorted(members.get(found.id, {}).items())))
        for found in facts.queues()
    )


def whereabouts(connection: Connection) -> dict[str, Attendance]:
    """login → whether they are there by their own word, of those of whom anything is known."""
    known = Facts(connection).availability().items()
    return {login: Attendance() if found.by_itself else Attendance(found.state, found.since) for login, found in known}
