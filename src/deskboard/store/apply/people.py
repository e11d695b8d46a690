"""Events about people, and settings of the desk, become rows."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, update

from deskboard.store.apply.rows import Run, remove
from deskboard.store.people import SETTING
from deskboard.store.tables import availability, meta, person


def person_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(person), [event._asdict() for event in run])


def person_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, availability, "login", [event.login for event in run])
    remove(connection, person, "login", [event.login for event in run])


def person_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        connection.execute(update(person).where(person.c.login == event.login).values({event.field: event.after}))


def setting_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        key = SETTING + event.name
        connection.execute(delete(meta).where(meta.c.key == key))
        if event.after is not None:
            connection.execute(insert(meta), [{"key": key, "value": json.dumps(event.after)}])
