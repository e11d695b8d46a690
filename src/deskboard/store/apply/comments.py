"""Events about comments become rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from deskboard.store.apply.rows import Run, change, remove, touch
from deskboard.store.tables import comment


def comment_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [
        {
            "id": ev.comment,
            "ticket_id": ev.ticket,
            "kind": ev.kind,
            "text": ev.text,
            "author": ev.author,
            "at": ev.at,
            "edited": False,
        }
        for ev in run
    ]
    connection.execute(insert(comment), rows)
    touch(connection, [event.ticket for event in run], at)


def comment_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, comment, "id", [event.comment for event in run])
    touch(connection, [event.ticket for event in run], at)


def comment_edited(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"key": ev.comment, "value": ev.after, "is_edited": ev.marked} for ev in run]
    change(connection, comment, {"text": "value", "edited": "is_edited"}, rows, at)
    touch(connection, [event.ticket for event in run], at)
