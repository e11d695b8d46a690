"""The first rows of a new database, and how people join it.

Invariant: every database has a board, an id of its own, and at least one admin: whoever
created it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert

from deskboard.desk.handlers import boards
from deskboard.domain import events as e
from deskboard.domain.errors import NotAllowed, ReadOnly
from deskboard.domain.model import DEFAULT_BOARD, SYSTEM, Identity, Role
from deskboard.domain.permissions import left, whom
from deskboard.domain.settings import NOBODY, in_force
from deskboard.l10n import _
from deskboard.store.engine import reading
from deskboard.store.facts import Facts
from deskboard.store.tables import meta
from deskboard.store.work import Work, work


def found(connection: Connection, who: Identity, now: datetime) -> None:
    """A board with its columns, the database's id, and its first admin."""
    connection.execute(insert(meta), [{"key": "database_id", "value": str(uuid4())}])
    unit = Work(connection, SYSTEM, now)
    admin = e.PersonAdded(who.login, "", None, Role.ADMIN)
    _note(unit, "Found", [admin, *boards.new_board(unit, DEFAULT_BOARD)])


def join(engine: Engine, who: Identity, clock: Callable[[], datetime]) -> str:
    """See that the person is a member; returns the database's id. Somebody new, or known only as
    a requester, becomes what the desk says that newcomers are.

    NotAllowed: this desk takes nobody in by itself, or the person has left it.
    """
    with reading(engine) as connection:
        facts = Facts(connection)
        standing, database_id = facts.standing_of(who.login), facts.meta("database_id")
        if standing is not None and standing.left:
            raise NotAllowed(left(standing))
        if standing is None or standing.role is Role.REQUESTER:
            _role_of_newcomers(facts, who.login)
    if standing is None or standing.role is Role.REQUESTER:
        # Nobody can be taken in where nothing can be written; looking is allowed all the same.
        with suppress(ReadOnly):
            _take_in(engine, who, clock)
    return database_id


def _take_in(engine: Engine, who: Identity, clock: Callable[[], datetime]) -> None:
    with work(engine, SYSTEM, clock) as unit:
        found = unit.facts.standing_of(who.login)
        role = _role_of_newcomers(unit.facts, who.login)
        if found is None:
            _note(unit, "Join", [e.PersonAdded(who.login, "", None, role)])
        elif found.role is Role.REQUESTER:
            _note(unit, "Join", [e.PersonEdited(who.login, "role", found.role, role)])


def _role_of_newcomers(facts: Facts, login: str) -> Role:
    """What somebody becomes who is no member. NotAllowed: nothing."""
    role = in_force(facts.settings())["join_as"].value
    if role == NOBODY:
        raise NotAllowed(
            _("You are not a member of this desk, and it takes in nobody by itself."),
            _("Ask {admins} for `deskboard person add {login}`.").format(
                admins=whom(tuple(facts.admins())), login=login
            ),
        )
    return Role(str(role))


def _note(unit: Work, name: str, events: list[e.Event]) -> None:
    unit.carry_out(unit.begin(name), events)
