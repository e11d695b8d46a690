"""Events about people, and settings of the desk, become rows."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from deskboard.domain.model import Role
from deskboard.store.apply.rows import Run, remove
from deskboard.store.people import SETTING
from deskboard.store.tables import availability, counter, meta, person


def person_added(connection: Connection, run: Run, at: datetime) -> None:
    heard = _heard(connection)
    connection.execute(insert(person), [{**event._asdict(), **heard} for event in run])


def _heard(connection: Connection) -> dict[str, int]:
    """What there is by now: nothing of it is unread for whoever becomes a member."""
    last = {row[0]: row[1] for row in connection.execute(select(counter.c.name, counter.c.value))}
    return {"heard_ticket": last.get("ticket", 0), "heard_comment": last.get("comment", 0)}


def person_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, availability, "login", [event.login for event in run])
    remove(connection, person, "login", [event.login for event in run])


def person_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        values = {event.field: event.after}
        if event.field == "role" and event.before == Role.REQUESTER:
            values |= _heard(connection)
        connection.execute(update(person).where(person.c.login == event.login).values(values))


def setting_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        key = SETTING + event.name
        connection.execute(delete(meta).where(meta.c.key == key))
        if event.after is not None:
            connection.execute(insert(meta), [{"key": key, "value": json.dumps(event.after)}])
