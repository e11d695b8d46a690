"""People, and the words that tickets use: tags and queues."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from deskboard.domain.model import Role
from deskboard.domain.readmodels import Person
from deskboard.store import dialect
from deskboard.store.tables import person, tag, ticket


def people(connection: Connection) -> tuple[Person, ...]:
    """Everybody known to the board, by login."""
    query = select(person.c.login, person.c.name, person.c.email, person.c.role).order_by(person.c.login)
    return tuple(Person(row[0], row[1], row[2], Role(row[3])) for row in connection.execute(query))


def known(connection: Connection, sqlite: bool, logins: Collection[str]) -> dict[str, Person]:
    """Those of the logins that are somebody's, each with its person."""
    if not logins:
        return {}
    query = select(person.c.login, person.c.name, person.c.email, person.c.role)
    rows = connection.execute(query.where(dialect.among(sqlite, person.c.login, logins)))
    return {row[0]: Person(row[0], row[1], row[2], Role(row[3])) for row in rows}


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
    """The names of the queues that tickets are in."""
    query = (
        select(ticket.c.queue)
        .where(ticket.c.queue.is_not(None), ticket.c.trashed.is_(None))
        .distinct()
        .order_by(ticket.c.queue)
    )
    return tuple(connection.execute(query).scalars())
