"""The bytes of files: kept once by their digest, read one at a time.

Invariant: bytes leave the database only when no ticket has the file and no undo or redo can
bring it back; and no more than one file is held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, insert, select

from deskboard.store import dialect
from deskboard.store.tables import attachment, blob, command, event


class Blob(NamedTuple):
    """The bytes of a file, on their way in. ``read`` gives them; it may be called once only."""

    digest: str
    size: int
    read: Callable[[], bytes]


class AttachmentFact(NamedTuple):
    """A file of a ticket, as rules see it."""

    id: int
    ticket: int
    name: str
    digest: str
    size: int
    author: str
    at: object


def keep(connection: Connection, blobs: Iterable[Blob]) -> None:
    """Put bytes into the database that are not in it yet."""
    wanted = {given.digest: given for given in blobs}
    for digest in wanted.keys() - known(connection, wanted):
        connection.execute(insert(blob), {"digest": digest, "size": wanted[digest].size, "data": wanted[digest].read()})


def known(connection: Connection, digests: Iterable[str]) -> set[str]:
    """Those digests whose bytes are here."""
    wanted = dialect.among(dialect.is_sqlite(connection), blob.c.digest, digests)
    return set(connection.execute(select(blob.c.digest).where(wanted)).scalars())


def content(connection: Connection, digest: str) -> bytes | None:
    """The bytes of a file; None: they are not here."""
    found = connection.execute(select(blob.c.data).where(blob.c.digest == digest)).scalar()
    return None if found is None else bytes(found)


def by_id(connection: Connection, ids: Iterable[int]) -> dict[int, AttachmentFact]:
    a = attachment.c
    wanted = dialect.among(dialect.is_sqlite(connection), a.id, [n for n in ids if 0 < n < 2**31])
    rows = connection.execute(select(a.id, a.ticket_id, a.name, a.digest, a.size, a.author, a.at).where(wanted))
    return {row[0]: AttachmentFact(*row) for row in rows}


def named(connection: Connection, refs: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """ref → (name, digest) of each of its files, of those that have any."""
    a = attachment.c
    found: dict[int, list[tuple[str, str]]] = {}
    wanted = dialect.among(dialect.is_sqlite(connection), a.ticket_id, refs)
    for ref, name, digest in connection.execute(select(a.ticket_id, a.name, a.digest).where(wanted)):
        found.setdefault(ref, []).append((name, digest))
    return found


def sweep(connection: Connection) -> None:
    """Remove the bytes that no ticket has and no undo or redo brings back."""
    attached = exists().where(attachment.c.digest == blob.c.digest)
    for digest in list(connection.execute(select(blob.c.digest).where(~attached)).scalars()):
        if not _has_way_back(connection, digest):
            connection.execute(delete(blob).where(blob.c.digest == digest))


_REMOVALS = ("attachment.removed", "ticket.removed")


def _has_way_back(connection: Connection, digest: str) -> bool:
    """Whether some removal of the file can be undone (its own command), or done again (an
    undo after which its actor has done nothing new)."""
    later = command.alias("later")
    newer = exists().where(later.c.actor == command.c.actor, later.c.mode == "do", later.c.id > command.c.id)
    query = select(event.c.id).join(command, command.c.id == event.c.command_id)
    query = query.where(event.c.kind.in_(_REMOVALS), ~event.c.past, event.c.data.contains(digest, autoescape=True))
    return connection.execute(query.where((command.c.mode != "undo") | ~newer).limit(1)).first() is not None
