"""The tables, as SQLModel classes, by topic.

They validate nothing (SQLModel does not, for tables): commands do, and the database has CHECK
constraints. Enumerations are stored by value. Every constraint has a name of its own, so that
a migration can find it again.
"""

from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

from deskboard.store.tables.boards import board, board_column  # noqa: E402
from deskboard.store.tables.log import command, counter, event, meta  # noqa: E402
from deskboard.store.tables.people import person, presence  # noqa: E402
from deskboard.store.tables.queues import availability, lease, queue, queue_member  # noqa: E402
from deskboard.store.tables.saved import saved_view, template, ticket_type  # noqa: E402
from deskboard.store.tables.tickets import (  # noqa: E402
    answer,
    attachment,
    blob,
    comment,
    link,
    seen,
    step,
    tag,
    ticket,
    watcher,
)

metadata = SQLModel.metadata

__all__ = [
    "answer",
    "attachment",
    "availability",
    "blob",
    "board",
    "board_column",
    "command",
    "comment",
    "counter",
    "event",
    "lease",
    "link",
    "meta",
    "metadata",
    "person",
    "presence",
    "queue",
    "queue_member",
    "saved_view",
    "seen",
    "step",
    "tag",
    "template",
    "ticket",
    "ticket_type",
    "watcher",
]
