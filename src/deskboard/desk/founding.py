"""The first rows of a new database, and how people join it.

Invariant: every database has a board, an id of its own, and at least one admin: whoever
created it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert

from deskboard.desk.handlers import boards
from deskboard.domain import events as e
from deskboard.domain.errors import ReadOnly
from deskboard.domain.model import DEFAULT_BOARD, Channel, Identity, Role
from deskboard.store.engine import reading
from deskboard.store.facts import Facts
from deskboard.store.tables import meta
from deskboard.store.work import Work, work

SYSTEM = Identity("deskboard", Channel.SYSTEM)
"""Who does what nobody asked for. It has no undo stack that anybody could stumble on."""


def found(connection: Connection, who: Identity, now: datetime) -> None:
    """A board with its columns, the database's id, and its first admin."""
    connection.execute(insert(meta), [{"key": "database_id", "value": str(uuid4())}])
    unit = Work(connection, SYSTEM, now)
    admin = e.PersonAdded(who.login, "", None, Role.ADMIN)
    _note(unit, "Found", [admin, *boards.new_board(unit, DEFAULT_BOARD)])


def join(engine: Engine, who: Identity, clock: Callable[[], datetime]) -> tuple[Role, str]:
    """The person's role and the database's id. Somebody new joins as an agent, and so does
    somebody whom the desk knew only as a requester: who can open it is a member."""
    with reading(engine) as connection:
        facts = Facts(connection)
        role, database_id = facts.role(who.login), facts.meta("database_id")
    if role not in (None, Role.REQUESTER):
        return role, database_id
    try:
        return _take_in(engine, who, clock), database_id
    except ReadOnly:
        # Nobody can be taken in where nothing can be written; looking is allowed all the same.
        return Role.VIEWER, database_id


def _take_in(engine: Engine, who: Identity, clock: Callable[[], datetime]) -> Role:
    with work(engine, SYSTEM, clock) as unit:
        found = unit.facts.role(who.login)
        if found is None:
            _note(unit, "Join", [e.PersonAdded(who.login, "", None, Role.AGENT)])
        elif found is Role.REQUESTER:
            _note(unit, "Join", [e.PersonEdited(who.login, "role", found, Role.AGENT)])
    return Role.AGENT if found in (None, Role.REQUESTER) else found


def _note(unit: Work, name: str, events: list[e.Event]) -> None:
    unit.carry_out(unit.begin(name), events)
