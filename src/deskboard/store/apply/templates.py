"""Events about templates, types and answers become rows."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, insert, update

from deskboard.store.apply.rows import Run, remove, touch
from deskboard.store.tables import answer, template, ticket_type


def template_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(template), [event._asdict() for event in run])


def template_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, template, "name", [event.name for event in run])


def template_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        values = {"type": json.loads(event.after)["type"], "data": event.after}
        connection.execute(update(template).where(template.c.name == event.name).values(values))


def type_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(ticket_type), [event._asdict() for event in run])


def type_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, ticket_type, "name", [event.name for event in run])


def answered(connection: Connection, edits: Run, at: datetime) -> None:
    """The answers of tickets as a whole, before and after."""
    remove(connection, answer, "ticket_id", [event.ticket for event in edits])
    rows = [
        {"ticket_id": event.ticket, "field": key, "value": text} for event in edits for key, text in event.after or ()
    ]
    if rows:
        connection.execute(insert(answer), rows)
    touch(connection, [event.ticket for event in edits], at)
