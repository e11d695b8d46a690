"""Events about people become rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, update

from deskboard.store.apply.rows import Run, remove
from deskboard.store.tables import person


def person_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(person), [event._asdict() for event in run])


def person_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, person, "login", [event.login for event in run])


def person_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        connection.execute(update(person).where(person.c.login == event.login).values({event.field: event.after}))
