"""Events about tickets become rows."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update

from deskboard.domain import events as e
from deskboard.domain.model import LinkKind, Place
from deskboard.store import log
from deskboard.store.adding import add
from deskboard.store.apply.queues import given
from deskboard.store.apply.rows import Run, change, remove, touch
from deskboard.store.apply.templates import answered
from deskboard.store.tables import answer, attachment, comment, link, step, tag, ticket, watcher


def ticket_added(connection: Connection, run: Run, at: datetime) -> None:
    tables = (ticket, tag, watcher, step, comment, attachment, link, answer)
    rows: dict[Table, list[dict[str, object]]] = {table: [] for table in tables}
    merged: list[dict[str, object]] = []
    lived = log.counts(connection, [event.ticket for event in run])
    for event in run:
        row = dict(event.values)
        ref = event.ticket
        for word in row.pop("tags", ()):
            rows[tag].append({"ticket_id": ref, "tag": word})
        for pair in row.pop("answers", ()):
            rows[answer].append(dict(zip(_ANSWER, (ref, *pair), strict=True)))
        for login in row.pop("watchers", ()):
            rows[watcher].append({"ticket_id": ref, "login": login})
        for part in row.pop("steps", ()):
            rows[step].append(dict(zip(_STEP, (ref, *part, *_SHORT[len(part) :]), strict=True)))
        said = row.pop("comments", ())
        row["came_with"] = max((part[0] for part in said), default=0)
        for part in said:
            rows[comment].append(dict(zip(_COMMENT, (ref, *(*part, False)[:6]), strict=True)))
        for part in row.pop("attachments", ()):
            rows[attachment].append(dict(zip(_ATTACHMENT, (ref, *part), strict=True)))
        for kind, other in row.pop("links", ()):
            rows[link] += _ends(ref, kind, other)
        for other in row.pop("merged", ()):
            merged.append({"key": other, "value": ref})
        row["column_id"] = row.pop("column")
        row.setdefault("updated", row["created"])
        # What comes back goes on counting: a version that was seen must not come again.
        rows[ticket].append({"id": ref, "version": 1 + lived.get(ref, 0), **_LATER, **row})
    for table, values in rows.items():
        add(connection, table, values)
    given(
        connection,
        [
            e.TicketEdited(event.ticket, "assignee", None, event.values["assignee"])
            for event in run
            if isinstance(event, e.TicketAdded) and event.values.get("assignee")
        ],
        at,
    )
    if merged:
        # It was merged when its source says so, not now: its time of update stays.
        statement = update(ticket).where(ticket.c.id == bindparam("key"))
        statement = statement.values(merged_into=bindparam("value"), version=ticket.c.version + 1)
        connection.execute(statement, merged)


def _ends(ref: int, kind: str, other: int) -> list[dict[str, object]]:
    """Both rows of a link that comes with an imported ticket."""
    return [
        {"ticket_id": ref, "kind": str(kind), "other_id": other},
        {"ticket_id": other, "kind": str(LinkKind(kind).inverse), "other_id": ref},
    ]


_LATER = dict.fromkeys(("wake", "trashed", "merged_into", "template"))
"""Fields that tickets of an earlier version did not have: rows written together name the same."""
_STEP = ("ticket_id", "id", "text", "rank", "done", "assignee", "due")
_SHORT = (None,) * (len(_STEP) - 1)
"""What the steps of an earlier version lack."""
_ANSWER = ("ticket_id", "field", "value")
_COMMENT = ("ticket_id", "id", "kind", "text", "author", "at", "edited")
_ATTACHMENT = ("ticket_id", "id", "name", "digest", "size", "author", "at")


def ticket_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, ticket, "id", [event.ticket for event in run])


def ticket_edited(connection: Connection, run: Run, at: datetime) -> None:
    for field, run_of_field in groupby(run, lambda event: event.field):
        edits = list(run_of_field)
        if field in _WORDS:
            _reword(connection, *_WORDS[field], edits, at)
        elif field == "answers":
            answered(connection, edits, at)
        else:
            change(connection, ticket, {field: "value"}, [{"key": ev.ticket, "value": ev.after} for ev in edits], at)
            if field == "assignee":
                given(connection, edits, at)


_WORDS: dict[str, tuple[Table, str]] = {"tags": (tag, "tag"), "watchers": (watcher, "login")}
"""Fields that hold several words, each in a row of its own."""


def _reword(connection: Connection, table: Table, column: str, edits: Run, at: datetime) -> None:
    remove(connection, table, "ticket_id", [event.ticket for event in edits])
    rows = [{"ticket_id": event.ticket, column: word} for event in edits for word in event.after or ()]
    add(connection, table, rows)
    touch(connection, [event.ticket for event in edits], at)


def ticket_moved(connection: Connection, run: Run, at: datetime) -> None:
    def place(event: e.TicketMoved) -> dict[str, Any]:
        after: Place = event.after
        return {"key": event.ticket, "to_column": after.column, "to_rank": after.rank}

    change(connection, ticket, {"column_id": "to_column", "rank": "to_rank"}, [place(event) for event in run], at)
