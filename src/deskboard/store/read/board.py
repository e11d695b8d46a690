"""What the board shows: headings with counts, and pages of cards.

Invariant: the cost of a page does not grow with the number of tickets behind it; only counts
walk an index.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Select, and_, bindparam, func, or_, select

from deskboard.domain.model import Priority, Stage, Status
from deskboard.domain.query.tree import Query
from deskboard.domain.readmodels import BoardHead, BoardLine, Card, Column, ColumnLine, Page
from deskboard.store import dialect, seen
from deskboard.store.facts import ColumnFact, Facts, possible
from deskboard.store.links import HAS_BLOCKER
from deskboard.store.read import kept
from deskboard.store.read.filter import ATTACHMENTS, COMMENTS, STEPS, STEPS_DONE, Asked, where
from deskboard.store.read.tickets import order_of
from deskboard.store.tables import board_column, tag, ticket


def _cards(sqlite: bool) -> Select[Any]:
    words = select(dialect.joined(sqlite, tag.c.tag)).where(tag.c.ticket_id == ticket.c.id).scalar_subquery()
    return select(
        ticket.c.id,
        ticket.c.title,
        ticket.c.column_id,
        ticket.c.rank,
        ticket.c.priority,
        ticket.c.status,
        ticket.c.type,
        ticket.c.assignee,
        ticket.c.due,
        board_column.c.stage,
        STEPS_DONE,
        STEPS,
        COMMENTS,
        ATTACHMENTS,
        words,
        ticket.c.version,
        HAS_BLOCKER,
        ticket.c.wake,
        seen.unread(sqlite),
    ).join(board_column, board_column.c.id == ticket.c.column_id)


_SHOWN = ticket.c.archived.is_(None)
_CARDS = {sqlite: _cards(sqlite) for sqlite in (True, False)}


def _card(row: Any) -> Card:
    ref, title, column, rank, priority, status, kind, assignee, due, stage, *more = row
    done, total, comments, files, words, version, blocked, wake, unread = more
    return Card(
        ref, title, column, rank, Priority(priority), Status(status), kind, assignee, due, stage == Stage.DONE,
        done, total, comments, files, tuple(sorted(words.split(" "))) if words else (), version, bool(blocked), wake,
        bool(unread),
    )  # fmt: skip


def head(
    connection: Connection, board_id: int, name: str, columns: Iterable[ColumnFact], query: Query | None, asked: Asked
) -> BoardHead:
    """The board's columns with their counts, with and without the filter."""
    asked = kept.ready(connection, query, asked)
    totals = kept.counts(connection, None, asked)
    hits = kept.counts(connection, query, asked)
    return BoardHead(
        board_id,
        name,
        tuple(Column(c.id, c.name, c.stage, c.limit, totals.get(c.id, 0), hits.get(c.id, 0), c.hard) for c in columns),
    )


_COUNTS = select(ticket.c.column_id, func.count()).group_by(ticket.c.column_id)


def lines(connection: Connection) -> tuple[BoardLine, ...]:
    """Every board with its columns, the oldest board first, and what stands in them."""
    facts = Facts(connection)
    # Asked one by one, each is answered from an index of its own.
    standing, archived = (
        {row[0]: row[1] for row in connection.execute(_COUNTS.where(shelf))}
        for shelf in (ticket.c.archived.is_(None), ticket.c.archived.is_not(None))
    )
    columns = [
        ColumnLine(c.id, c.board, c.name, c.stage, c.limit, c.hard, standing.get(c.id, 0), archived.get(c.id, 0))
        for c in facts.columns()
    ]
    return tuple(
        BoardLine(ident, name, tuple(column for column in columns if column.board == ident))
        for name, ident in facts.boards().items()
    )


class Window(NamedTuple):
    """Which cards of a column are wanted: ``size`` from index ``start`` on, or with the ticket
    ``around`` in the middle if it is there. Not ``counted``: the total may be only as far as
    is known, one more than was seen."""

    start: int = 0
    size: int = 60
    around: int | None = None
    counted: bool = True


def page(connection: Connection, column: int, query: Query | None, asked: Asked, window: Window) -> Page:
    """The cards of a column that a window shows."""
    asked = kept.ready(connection, query, asked)
    shown = and_(where(query, asked), ticket.c.column_id == column)
    start, size = window.start, window.size
    total = kept.count_if_known(connection, query, asked, column)
    if total is None and window.counted:
        total = kept.counts(connection, query, asked).get(column, 0)
    if window.around is not None:
        start = _index(connection, column, shown, query, window.around, start) - size // 2
    if total is not None:
        start = min(start, total - size)
    start = max(0, start)
    if query is not None and query.sort:
        cards = _sorted_cards(connection, _in_order(shown, query).limit(size).offset(start), asked)
    elif query is None:
        bound = {"column": column, "size": size, "start": start, seen.ME: asked.login}
        cards = tuple(map(_card, connection.execute(_whole_column(asked.sqlite, start > 0), bound)))
    else:
        cards = tuple(
            map(_card, connection.execute(_piece(shown, start, size, asked.sqlite, start > 0), {seen.ME: asked.login}))
        )
    if total is None:
        total = start + len(cards) + (len(cards) == size)
    return Page(column, start, total, cards)


@cache
def _whole_column(sqlite: bool, passing: bool) -> Select[Any]:
    """A piece of a column that no filter thins out. It is the question of every board, and takes
    SQLAlchemy ten times as long to put together as the database to answer."""
    shown = and_(_SHOWN, ticket.c.column_id == bindparam("column"))
    return _piece(shown, bindparam("start", type_=Integer), bindparam("size", type_=Integer), sqlite, passing)


def _piece(shown: Any, start: Any, size: Any, sqlite: bool, passing: bool) -> Select[Any]:
    """``size`` cards from index ``start`` on, in the order of the board. PostgreSQL makes every
    card that it passes over: there only refs are passed over, in the index."""
    cards = _CARDS[sqlite].order_by(ticket.c.rank, ticket.c.id)
    if sqlite or not passing:
        return cards.where(shown).limit(size).offset(start)
    passed = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id).where(shown)
    return cards.where(ticket.c.id.in_(passed.order_by(ticket.c.rank, ticket.c.id).limit(size).offset(start)))


def _in_order(shown: Any, query: Query) -> Select[Any]:
    """The refs of what is shown, in the order that the query asks for. Only refs: a database
    that sorts carries along all that is selected."""
    lane = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id).where(shown)
    return lane.order_by(*order_of(query), ticket.c.rank, ticket.c.id)


def _sorted_cards(connection: Connection, refs: Select[Any], asked: Asked) -> tuple[Card, ...]:
    wanted = list(connection.execute(refs).scalars())
    rows = connection.execute(
        _CARDS[asked.sqlite].where(dialect.among(asked.sqlite, ticket.c.id, wanted)), {seen.ME: asked.login}
    )
    found = {row[0]: _card(row) for row in rows}
    return tuple(found[ref] for ref in wanted)


def _index(connection: Connection, column: int, shown: Any, query: Query | None, ref: int, otherwise: int) -> int:
    """How many tickets of the column stand above ``ref``; ``otherwise`` when it is not there."""
    if query is not None and query.sort:
        refs = list(connection.execute(_in_order(shown, query)).scalars())
        return refs.index(ref) if ref in refs else otherwise
    if query is None:
        found = connection.execute(_PLACE, {"column": column, "ref": ref}).scalar()
        return otherwise if found is None else int(found)
    lane = ticket.join(board_column, board_column.c.id == ticket.c.column_id)
    rank = connection.execute(select(ticket.c.rank).select_from(lane).where(shown, ticket.c.id == ref)).scalar()
    if rank is None:
        return otherwise
    above = or_(ticket.c.rank < rank, and_(ticket.c.rank == rank, ticket.c.id < ref))
    return int(connection.execute(select(func.count()).select_from(lane).where(shown, above)).scalar_one())


def _place() -> Select[Any]:
    """How many tickets stand above one in its column, where no filter thins it out; no row when it
    is not there."""
    above = ticket.alias("above")
    higher = or_(above.c.rank < ticket.c.rank, and_(above.c.rank == ticket.c.rank, above.c.id < ticket.c.id))
    shown = above.c.archived.is_(None), above.c.column_id == bindparam("column")
    count = select(func.count()).select_from(above).where(*shown, higher).correlate(ticket).scalar_subquery()
    return select(count).where(ticket.c.id == bindparam("ref"), ticket.c.column_id == bindparam("column"), _SHOWN)


_PLACE = _place()


def cards(connection: Connection, refs: Iterable[int], query: Query | None, asked: Asked) -> dict[int, Card]:
    """The cards of those tickets that exist and that the filter leaves."""
    wanted = dialect.among(asked.sqlite, ticket.c.id, possible(refs))
    statement = _CARDS[asked.sqlite].where(where(query, asked), wanted)
    return {row[0]: _card(row) for row in connection.execute(statement, {seen.ME: asked.login})}
