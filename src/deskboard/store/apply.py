"""Events become rows: one small function per kind of event, each for many at once.

Invariant: nothing else in the program changes a ticket's row, and every event on a ticket adds
one to its version. Runs of the same kind are written together, in the order of the events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, update

from deskboard.domain import events as e
from deskboard.domain.model import Place
from deskboard.store.tables import board, board_column, comment, person, step, tag, ticket

Run = Sequence[Any]
"""Events of one kind."""


def apply(connection: Connection, events: Sequence[e.Event], at: datetime) -> None:
    """Write the events into the rows; ``at`` becomes the tickets' time of update."""
    for kind, run in groupby(events, type):
        _APPLY[kind](connection, list(run), at)


def _touch(connection: Connection, refs: Sequence[int], at: datetime) -> None:
    _update(connection, ticket, {}, [{"key": ref} for ref in refs], at)


def _update(
    connection: Connection, table: Table, names: Mapping[str, str], rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Set columns (column → name of the value in ``rows``) of the rows named by ``key``."""
    values: dict[str, Any] = {column: bindparam(name) for column, name in names.items()}
    if table is ticket:
        values |= {"version": ticket.c.version + 1, "updated": at}
    statement = update(table).where(table.c.id == bindparam("key")).values(values)
    connection.execute(statement, rows)


def _remove(connection: Connection, table: Table, column: str, keys: Sequence[object]) -> None:
    connection.execute(delete(table).where(table.c[column] == bindparam("key")), [{"key": key} for key in keys])


def _ticket_added(connection: Connection, run: Run, at: datetime) -> None:
    rows: dict[Table, list[dict[str, object]]] = {ticket: [], tag: [], step: [], comment: []}
    for event in run:
        row = dict(event.values)
        ref = event.ticket
        rows[tag] += [{"ticket_id": ref, "tag": word} for word in row.pop("tags", ())]
        rows[step] += [dict(zip(_STEP, (ref, *part), strict=True)) for part in row.pop("steps", ())]
        rows[comment] += [dict(zip(_COMMENT, (ref, *part, False), strict=True)) for part in row.pop("comments", ())]
        row["column_id"] = row.pop("column")
        row.setdefault("updated", row["created"])
        rows[ticket].append({"id": ref, "version": 1, **row})
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)


_STEP = ("ticket_id", "id", "text", "rank", "done")
_COMMENT = ("ticket_id", "id", "kind", "text", "author", "at", "edited")


def _ticket_removed(connection: Connection, run: Run, at: datetime) -> None:
    _remove(connection, ticket, "id", [event.ticket for event in run])


def _ticket_edited(connection: Connection, run: Run, at: datetime) -> None:
    for field, edits in groupby(run, lambda event: event.field):
        if field == "tags":
            _retag(connection, list(edits), at)
        else:
            _update(connection, ticket, {field: "value"}, [{"key": ev.ticket, "value": ev.after} for ev in edits], at)


def _retag(connection: Connection, edits: Run, at: datetime) -> None:
    _remove(connection, tag, "ticket_id", [event.ticket for event in edits])
    rows = [{"ticket_id": event.ticket, "tag": word} for event in edits for word in event.after or ()]
    if rows:
        connection.execute(insert(tag), rows)
    _touch(connection, [event.ticket for event in edits], at)


def _ticket_moved(connection: Connection, run: Run, at: datetime) -> None:
    def place(event: e.TicketMoved) -> dict[str, Any]:
        after: Place = event.after
        return {"key": event.ticket, "to_column": after.column, "to_rank": after.rank}

    _update(connection, ticket, {"column_id": "to_column", "rank": "to_rank"}, [place(event) for event in run], at)


def _step_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"id": ev.step, "ticket_id": ev.ticket, "rank": ev.rank, "text": ev.text, "done": ev.done} for ev in run]
    connection.execute(insert(step), rows)
    _touch(connection, [event.ticket for event in run], at)


def _step_removed(connection: Connection, run: Run, at: datetime) -> None:
    _remove(connection, step, "id", [event.step for event in run])
    _touch(connection, [event.ticket for event in run], at)


def _step_edited(connection: Connection, run: Run, at: datetime) -> None:
    for field, edits in groupby(run, lambda event: event.field):
        _update(connection, step, {field: "value"}, [{"key": ev.step, "value": ev.after} for ev in edits], at)
    _touch(connection, [event.ticket for event in run], at)


def _comment_added(connection: Connection, run: Run, at: datetime) -> None:
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
    _touch(connection, [event.ticket for event in run], at)


def _comment_removed(connection: Connection, run: Run, at: datetime) -> None:
    _remove(connection, comment, "id", [event.comment for event in run])
    _touch(connection, [event.ticket for event in run], at)


def _comment_edited(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"key": ev.comment, "value": ev.after, "is_edited": True} for ev in run]
    _update(connection, comment, {"text": "value", "edited": "is_edited"}, rows, at)
    _touch(connection, [event.ticket for event in run], at)


def _person_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(person), [event._asdict() for event in run])


def _person_removed(connection: Connection, run: Run, at: datetime) -> None:
    _remove(connection, person, "login", [event.login for event in run])


def _person_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        connection.execute(update(person).where(person.c.login == event.login).values({event.field: event.after}))


def _board_added(connection: Connection, run: Run, at: datetime) -> None:
    connection.execute(insert(board), [{"id": event.board, "name": event.name} for event in run])


def _board_removed(connection: Connection, run: Run, at: datetime) -> None:
    _remove(connection, board, "id", [event.board for event in run])


def _column_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [
        {
            "id": ev.column,
            "board_id": ev.board,
            "name": ev.name,
            "stage": ev.stage,
            "rank": ev.rank,
            "wip_limit": ev.limit,
        }
        for ev in run
    ]
    connection.execute(insert(board_column), rows)


def _column_removed(connection: Connection, run: Run, at: datetime) -> None:
    _remove(connection, board_column, "id", [event.column for event in run])


_APPLY: dict[type, Callable[[Connection, Run, datetime], None]] = {
    e.TicketAdded: _ticket_added,
    e.TicketImported: _ticket_added,
    e.TicketRemoved: _ticket_removed,
    e.TicketEdited: _ticket_edited,
    e.TicketMoved: _ticket_moved,
    e.StepAdded: _step_added,
    e.StepRemoved: _step_removed,
    e.StepEdited: _step_edited,
    e.CommentAdded: _comment_added,
    e.CommentRemoved: _comment_removed,
    e.CommentEdited: _comment_edited,
    e.PersonAdded: _person_added,
    e.PersonRemoved: _person_removed,
    e.PersonEdited: _person_edited,
    e.BoardAdded: _board_added,
    e.BoardRemoved: _board_removed,
    e.ColumnAdded: _column_added,
    e.ColumnRemoved: _column_removed,
}
