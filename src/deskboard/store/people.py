"""The facts about people and about the desk itself that commands are decided on.

Invariant: as in ``facts``: what is read here cannot change before the transaction ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, select, union_all

from deskboard.domain.events import Value
from deskboard.domain.model import Role, Stage
from deskboard.domain.permissions import Standing
from deskboard.domain.settings import in_force
from deskboard.store import dialect
from deskboard.store.tables import (
    board_column,
    command,
    comment,
    meta,
    person,
    saved_view,
    step,
    ticket,
    watcher,
)

SETTING = "setting."
"""How the keys of the desk's settings begin in the table of facts about the database."""


class PersonFact(NamedTuple):
    login: str
    name: str
    email: str | None
    role: Role
    left: datetime | None
    ticket_limit: int | None = None
    ramp: str | None = None
    vip: bool = False


_PERSON: Select[Any] = select(*(person.c[name] for name in PersonFact._fields))


@cache
def _settings() -> Select[Any]:
    return select(meta.c.key, meta.c.value).where(meta.c.key.startswith(SETTING))


def _person(row: Sequence[Any]) -> PersonFact:
    return PersonFact(*row)._replace(role=Role(row[3]))


class PeopleFacts:
    """Reads for handlers, on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sqlite = dialect.is_sqlite(connection)

    def _among(self, key: ColumnElement[Any], keys: Iterable[Any]) -> ColumnElement[bool]:
        return dialect.among(self._sqlite, key, keys)

    def person(self, login: str) -> PersonFact | None:
        row = self._connection.execute(_PERSON.where(person.c.login == login)).one_or_none()
        return _person(row) if row else None

    def persons(self, logins: Iterable[str]) -> dict[str, PersonFact]:
        """Those of them that are known, by login."""
        rows = self._connection.execute(_PERSON.where(self._among(person.c.login, set(logins))))
        return {row[0]: _person(row) for row in rows}

    def role(self, login: str) -> Role | None:
        """What somebody is, or was when they left; None: nobody knows them."""
        found = self._connection.execute(select(person.c.role).where(person.c.login == login)).scalar_one_or_none()
        return Role(found) if found else None

    def standing_of(self, login: str) -> Standing | None:
        """What somebody is to this desk; None: nobody knows them. More is read only of whom more
        is asked: mostly this is one row."""
        row = self._connection.execute(select(person.c.role, person.c.left).where(person.c.login == login)).first()
        if row is None:
            return None
        role, left = Role(row[0]), row[1] is not None
        comments = role is Role.VIEWER and in_force(self.settings())["viewers_comment"].value is True
        return Standing(role, left, comments, tuple(self.admins()) if left else ())

    def admins(self) -> list[str]:
        """The logins of the admins, without those who have left."""
        query = select(person.c.login).where(person.c.role == Role.ADMIN, person.c.left.is_(None))
        return list(self._connection.execute(query.order_by(person.c.login)).scalars())

    def known_people(self, logins: Iterable[str]) -> set[str]:
        query = select(person.c.login).where(self._among(person.c.login, set(logins)))
        return set(self._connection.execute(query).scalars())

    def gone(self, logins: Iterable[str]) -> set[str]:
        """Those of the logins that have left."""
        query = select(person.c.login).where(self._among(person.c.login, set(logins)), person.c.left.is_not(None))
        return set(self._connection.execute(query).scalars())

    def members(self) -> list[str]:
        """The logins of everybody who is more than a requester, and has not left."""
        query = select(person.c.login).where(person.c.role != Role.REQUESTER, person.c.left.is_(None))
        return list(self._connection.execute(query.order_by(person.c.login)).scalars())

    def is_mentioned(self, login: str) -> bool:
        """Whether a ticket or comment names the person, or a change or a view is theirs."""
        query = union_all(
            select(ticket.c.id).where(ticket.c.assignee == login),
            select(ticket.c.id).where(ticket.c.requester == login),
            select(comment.c.id).where(comment.c.author == login),
            select(watcher.c.ticket_id).where(watcher.c.login == login),
            select(step.c.id).where(step.c.assignee == login),
            select(command.c.id).where(command.c.actor == login),
            select(saved_view.c.id).where(saved_view.c.owner == login),
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def work_of(self, login: str) -> list[int]:
        """The open tickets that somebody is to do, in order."""
        query = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id)
        query = query.where(ticket.c.assignee == login, ticket.c.archived.is_(None), board_column.c.stage != Stage.DONE)
        return list(self._connection.execute(query.order_by(ticket.c.id)).scalars())

    # The desk itself

    def settings(self) -> dict[str, Value]:
        """The settings of this desk that an admin chose, by name."""
        rows = self._connection.execute(_settings())
        return {key.removeprefix(SETTING): json.loads(value) for key, value in rows}

    def meta(self, key: str) -> str:
        return str(self._connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one())
