"""Events about steps become rows."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, insert

from deskboard.store.apply.rows import Run, change, remove, touch
from deskboard.store.tables import step


def step_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"id": ev.step, "ticket_id": ev.ticket, "rank": ev.rank, "text": ev.text, "done": ev.done} for ev in run]
    connection.execute(insert(step), rows)
    touch(connection, [event.ticket for event in run], at)


def step_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, step, "id", [event.step for event in run])
    touch(connection, [event.ticket for event in run], at)


def step_edited(connection: Connection, run: Run, at: datetime) -> None:
    for field, edits in groupby(run, lambda event: event.field):
        change(connection, step, {field: "value"}, [{"key": ev.step, "value": ev.after} for ev in edits], at)
    touch(connection, [event.ticket for event in run], at)
