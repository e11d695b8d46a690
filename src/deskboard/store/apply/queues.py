"""Events about queues, who serves them and who is there become rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, delete, func, insert, select, update

from deskboard.domain import events as e
from deskboard.domain.model import Availability, QueueMode
from deskboard.store.apply.rows import Run, remove
from deskboard.store.tables import availability, queue, queue_member, ticket


def queue_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"id": event.queue, "name": event.name, "mode": event.mode, "rank": event.rank} for event in run]
    connection.execute(insert(queue), rows)


def queue_removed(connection: Connection, run: Run, at: datetime) -> None:
    remove(connection, queue, "id", [event.queue for event in run])


def queue_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        connection.execute(update(queue).where(queue.c.id == event.queue).values({event.field: event.after}))
        if event.field == "name":
            # The queue is called otherwise; nothing happened to the tickets in it.
            connection.execute(update(ticket).where(ticket.c.queue == event.before).values(queue=event.after))


def membership_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        there = (queue_member.c.queue_id == event.queue) & (queue_member.c.login == event.login)
        connection.execute(delete(queue_member).where(there))
        if event.after is not None:
            row = {"queue_id": event.queue, "login": event.login, "membership": event.after}
            connection.execute(insert(queue_member), [row])


def availability_edited(connection: Connection, run: Run, at: datetime) -> None:
    for event in run:
        by_itself = event.by_itself and event.after != Availability.AVAILABLE
        row: dict[str, object] = {"state": event.after, "by_itself": by_itself}
        if not by_itself or event.before == Availability.AVAILABLE:
            row["since"] = event.since or at  # else they are as idle as they were: only more follows from it
        _set(connection, {event.login: row})


def given(connection: Connection, edits: Sequence[e.TicketEdited], at: datetime) -> None:
    """Remember who was given a ticket when, in the order of the edits, and whose turn it was.
    Later than anybody before, even where a clock has run ahead for a while."""
    last = {str(edit.after): n for n, edit in enumerate(edits) if edit.after}
    if last:
        newest = connection.execute(_newest()).scalar()
        start = max(at, newest + timedelta(microseconds=1)) if newest is not None else at
        _set(connection, {login: {"assigned": start + timedelta(microseconds=n)} for login, n in last.items()})
    turns = {
        edit.why["queue"]: edit.after
        for edit in edits
        if edit.why is not None and edit.after and edit.why.get("mode") == QueueMode.ROUND_ROBIN
    }
    for name, login in turns.items():
        connection.execute(update(queue).where(queue.c.name == name).values(turn=login))


@cache
def _newest() -> Select[Any]:
    return select(func.max(availability.c.assigned))


def _set(connection: Connection, values: Mapping[str, Mapping[str, object]]) -> None:
    """Change what is known of people, who may have no row yet: each gets the same columns."""
    if not values:
        return
    there, missing = _there(tuple(next(iter(values.values())))), []
    for login, row in values.items():
        bound = {"key": login, **{f"new_{column}": value for column, value in row.items()}}
        if not connection.execute(there, bound).rowcount:
            missing.append({"login": login, "state": Availability.AVAILABLE, "by_itself": False, **row})
    if missing:
        connection.execute(insert(availability), missing)


@cache
def _there(columns: tuple[str, ...]) -> Update:
    there = update(availability).where(availability.c.login == bindparam("key"))
    return there.values({column: bindparam(f"new_{column}") for column in columns})
