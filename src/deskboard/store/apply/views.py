"""Events about views become rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from deskboard.store.apply.rows import Run, change, remove
from deskboard.store.tables import saved_view


def view_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"id": event.view, "name": event.name, "owner": event.owner, "query": event.query} for event in run]
    connection.execute(insert(saved_view), rows)


def view_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, saved_view, "id", [event.view for event in run])


def view_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        change(connection, saved_view, {event.field: "value"}, [{"key": event.view, "value": event.after}], at)
