"""The views that others keep to themselves, once a queue is called otherwise.

Invariant: no event tells of them, for they are for their owner's eyes; so whatever renames a queue,
undo as well, comes through here. Where a server shows nobody the views of others, they stay, and are
read by the names of now (``desk.calling``).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from deskboard.domain import events as e
from deskboard.domain.query.renaming import with_queue
from deskboard.store.tables import saved_view


def follow(connection: Connection, events: Sequence[e.Event], login: str) -> None:
    """Have others' own views name the queues as they are called after these events of ``login``,
    whose own views events tell of."""
    renamed = [event for event in events if isinstance(event, e.QueueEdited) and event.field == "name"]
    if not renamed:
        return
    v = saved_view.c
    rows = []
    for ident, text in connection.execute(select(v.id, v.query).where(v.owner != login)):
        query = text
        for event in renamed:
            query = with_queue(query, str(event.before), str(event.after)) or query
        if query != text:
            rows.append({"view": ident, "text": query})
    if rows:
        connection.execute(update(saved_view).where(v.id == bindparam("view")).values(query=bindparam("text")), rows)
