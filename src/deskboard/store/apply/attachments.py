"""Events about the files of tickets become rows. Their bytes were kept before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from deskboard.store.apply.rows import Run, remove, touch
from deskboard.store.tables import attachment


def attachment_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [
        {
            "id": ev.attachment,
            "ticket_id": ev.ticket,
            "name": ev.name,
            "digest": ev.digest,
            "size": ev.size,
            "author": ev.author,
            "at": ev.at,
        }
        for ev in run
    ]
    connection.execute(insert(attachment), rows)
    touch(connection, [event.ticket for event in run], at)


def attachment_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, attachment, "id", [event.attachment for event in run])
    touch(connection, [event.ticket for event in run], at)
