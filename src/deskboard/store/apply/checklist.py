"""Events about steps become rows."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, insert

from deskboard.domain import events as e
from deskboard.store.apply.rows import Run, change, remove, touch
from deskboard.store.tables import step


def step_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(step), [_row(event) for event in run])
    touch(connection, [event.ticket for event in run], at)


def _row(event: e.StepAdded) -> dict[str, object]:
    ref, ident, text, rank, done, assignee, due = event
    return {
        "id": ident,
        "ticket_id": ref,
        "rank": rank,
        "text": text,
        "done": done,
        "assignee": assignee,
        "due": due,
    }


def step_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, step, "id", [event.step for event in run])
    touch(connection, [event.ticket for event in run], at)


def step_edited(connection: Connection, run: Run, at: datetime) -> None:
    for field, edits in groupby(run, lambda event: event.field):
        change(connection, step, {field: "value"}, [{"key": ev.step, "value": ev.after} for ev in edits], at)
    touch(connection, [event.ticket for event in run], at)
