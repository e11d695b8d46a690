"""Events about links and merges become rows.

Invariant: a part changes hands with ``PartsCame`` alone, so that it is never with nobody.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, update

from deskboard.store.apply.rows import Run, touch
from deskboard.store.tables import attachment, comment, link


def link_added(connection: Connection, run: Run, at: datetime) -> None:
    rows = [{"ticket_id": event.ticket, "kind": event.kind, "other_id": event.other} for event in run]
    connection.execute(insert(link), rows)
    touch(connection, [event.ticket for event in run], at)


def link_removed(connection: Connection, run: Run, at: datetime) -> None:
    c = link.c
    here = (c.ticket_id == bindparam("one"), c.kind == bindparam("what"), c.other_id == bindparam("other"))
    rows = [{"one": event.ticket, "what": event.kind, "other": event.other} for event in run]
    connection.execute(delete(link).where(*here), rows)
    touch(connection, [event.ticket for event in run], at)


def parts_left(connection: Connection, run: Run, at: datetime) -> None:
    touch(connection, [event.ticket for event in run], at)


def parts_came(connection: Connection, run: Run, at: datetime) -> None:
    for table, name in ((comment, "comments"), (attachment, "attachments")):
        rows = [{"key": part, "home": event.ticket} for event in run for part in getattr(event, name)]
        if rows:
            statement = update(table).where(table.c.id == bindparam("key")).values(ticket_id=bindparam("home"))
            connection.execute(statement, rows)
    touch(connection, [event.ticket for event in run], at)
