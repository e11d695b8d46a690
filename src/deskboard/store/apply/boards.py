"""Events about boards and columns become rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from deskboard.store.apply.rows import Run, change, remove
from deskboard.store.tables import board, board_column


def board_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(board), [{"id": event.board, "name": event.name} for event in run])


def board_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, board, "id", [event.board for event in run])


def board_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        change(connection, board, {event.field: "value"}, [{"key": event.board, "value": event.after}], at)


def column_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [
        {
            "id": ev.column,
            "board_id": ev.board,
            "name": ev.name,
            "stage": ev.stage,
            "rank": ev.rank,
            "wip_limit": ev.limit,
            "hard": ev.hard,
        }
        for ev in run
    ]
    connection.execute(insert(board_column), rows)


def column_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, board_column, "id", [event.column for event in run])


def column_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        field = "wip_limit" if event.field == "limit" else event.field
        change(connection, board_column, {field: "value"}, [{"key": event.column, "value": event.after}], at)
