"""What tickets are to one another, as handlers and readers ask for it.

Invariant: a blocker is open while it is on a board, outside its done columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, exists, select

from deskboard.domain.links import order
from deskboard.domain.model import LinkKind, Stage
from deskboard.domain.readmodels import Link
from deskboard.store import dialect
from deskboard.store.facts import possible
from deskboard.store.tables import attachment, board_column, comment, link, ticket

_BLOCKER = ticket.alias("blocker")
_ITS_COLUMN = board_column.alias("its_column")
_OPEN: Select[Any] = (
    select(link.c.ticket_id, link.c.other_id)
    .select_from(
        link.join(_BLOCKER, _BLOCKER.c.id == link.c.other_id).join(
            _ITS_COLUMN, _ITS_COLUMN.c.id == _BLOCKER.c.column_id
        )
    )
    .where(link.c.kind == LinkKind.BLOCKED_BY, _BLOCKER.c.archived.is_(None), _ITS_COLUMN.c.stage != Stage.DONE)
)

HAS_BLOCKER = exists(_OPEN.where(link.c.ticket_id == ticket.c.id).correlate(ticket))
"""Whether a ticket has an open blocker; for a few tickets at a time."""


def blocked() -> ColumnElement[bool]:
    """The same for any number of tickets: walks the links, not the tickets."""
    return ticket.c.id.in_(_OPEN.with_only_columns(link.c.ticket_id))


def linked() -> ColumnElement[bool]:
    """Whether a ticket has a link at all."""
    return ticket.c.id.in_(select(link.c.ticket_id))


class End(NamedTuple):
    """One end of a link."""

    ticket: int
    kind: LinkKind
    other: int


def ends(connection: Connection, refs: Iterable[int]) -> list[End]:
    """The links of tickets, as those tickets see them."""
    c = link.c
    query = select(c.ticket_id, c.kind, c.other_id).where(_among(connection, c.ticket_id, refs))
    rows = connection.execute(query.order_by(c.ticket_id, c.kind, c.other_id))
    return [End(row[0], LinkKind(row[1]), row[2]) for row in rows]


def open_blockers(connection: Connection, refs: Iterable[int]) -> dict[int, list[int]]:
    """ref → the open tickets that block it, for those that have any."""
    found: dict[int, list[int]] = {}
    query = _OPEN.where(_among(connection, link.c.ticket_id, refs)).order_by(link.c.ticket_id, link.c.other_id)
    for ref, blocker in connection.execute(query):
        found.setdefault(ref, []).append(blocker)
    return found


def blocks_any(connection: Connection, refs: Iterable[int]) -> bool:
    """Whether one of the tickets blocks another, now or again."""
    sqlite = dialect.is_sqlite(connection)
    keys = {"keys": dialect.as_bound(sqlite, possible(refs))}
    return connection.execute(_blocking(sqlite), keys).first() is not None


@cache
def _blocking(sqlite: bool) -> Select[Any]:
    is_one = dialect.among_bound(sqlite, link.c.ticket_id, "keys")
    return select(link.c.ticket_id).where(is_one, link.c.kind == LinkKind.BLOCKS).limit(1)


def reaches(connection: Connection, start: int, goal: int, kind: LinkKind, without: Collection[int] = ()) -> bool:
    """Whether links of one kind lead from a ticket to another, not through those left out."""
    seen, edge = {start}, {start} - {*without}
    while edge:
        if goal in edge:
            return True
        query = select(link.c.other_id).where(_among(connection, link.c.ticket_id, edge), link.c.kind == kind)
        edge = {*connection.execute(query).scalars()} - seen - {*without}
        seen |= edge
    return False


def shown(connection: Connection, refs: Iterable[int], trash: bool = False) -> dict[int, list[Link]]:
    """The links of tickets with what is to be shown of their other ends; with ``trash`` of those
    too that lie there."""
    query = (
        select(
            link.c.ticket_id,
            link.c.kind,
            ticket.c.id,
            ticket.c.title,
            board_column.c.stage,
            ticket.c.archived,
            ticket.c.origin,
        )
        .join(ticket, ticket.c.id == link.c.other_id)
        .join(board_column, board_column.c.id == ticket.c.column_id)
        .where(_among(connection, link.c.ticket_id, refs))
    )
    if not trash:
        query = query.where(ticket.c.trashed.is_(None))
    found: dict[int, list[Link]] = {}
    for ref, kind, other, title, stage, archived, origin in connection.execute(query):
        end = Link(kind, other, title, stage == Stage.DONE, archived is not None, origin)
        found.setdefault(ref, []).append(end)
    return {ref: sorted(ends, key=lambda end: (order(end.kind), end.ref)) for ref, ends in found.items()}


def merged(
    connection: Connection, survivors: Iterable[int], trash: bool = False
) -> dict[int, list[tuple[int, str | None]]]:
    """survivor → (ref, origin) of the duplicates that were merged into it; with ``trash`` of those
    too that lie there."""
    query = select(ticket.c.merged_into, ticket.c.id, ticket.c.origin).order_by(ticket.c.id)
    query = query.where(_among(connection, ticket.c.merged_into, survivors))
    found: dict[int, list[tuple[int, str | None]]] = {}
    for survivor, ref, origin in connection.execute(query if trash else query.where(ticket.c.trashed.is_(None))):
        found.setdefault(survivor, []).append((ref, origin))
    return found


def survivors(connection: Connection, refs: Iterable[int]) -> dict[int, tuple[int, str | None]]:
    """Merged ticket → (ref, origin) of the one it was merged into."""
    other = ticket.alias("survivor")
    query = select(ticket.c.id, other.c.id, other.c.origin).join(other, other.c.id == ticket.c.merged_into)
    rows = connection.execute(query.where(_among(connection, ticket.c.id, refs)))
    return {row[0]: (row[1], row[2]) for row in rows}


def parts_of(connection: Connection, ref: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ids of a ticket's comments and of its attachments."""
    said, files = (
        tuple(connection.execute(select(table.c.id).where(table.c.ticket_id == ref).order_by(table.c.id)).scalars())
        for table in (comment, attachment)
    )
    return said, files


def homes(connection: Connection, comments: Iterable[int], attachments: Iterable[int]) -> set[int]:
    """The tickets that those comments and attachments are at; 0 for one that is nowhere."""
    found: set[int] = set()
    for table, ids in ((comment, list(comments)), (attachment, list(attachments))):
        query = select(table.c.id, table.c.ticket_id).where(_among(connection, table.c.id, ids))
        rows = {row[0]: row[1] for row in connection.execute(query)}
        found |= {rows.get(ident, 0) for ident in ids}
    return found


def by_origin(connection: Connection, origins: Iterable[str]) -> dict[str, int]:
    """origin → the ref of the ticket that came from there."""
    query = select(ticket.c.origin, ticket.c.id).where(_among(connection, ticket.c.origin, origins))
    return {row[0]: row[1] for row in connection.execute(query)}


def _among(connection: Connection, key: ColumnElement[Any], keys: Iterable[Any]) -> ColumnElement[bool]:
    wanted = list(keys)
    if wanted and isinstance(wanted[0], int):
        wanted = possible(wanted)
    return dialect.among(dialect.is_sqlite(connection), key, wanted)
