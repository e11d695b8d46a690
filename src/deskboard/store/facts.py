"""The facts that commands are decided on, read inside the writing transaction.

Invariant: what is read here cannot change before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, bindparam, exists, func, literal_column, null, select, union_all

from deskboard.domain.model import Level, Priority, Stage, Status, Ticket
from deskboard.domain.templates import Template
from deskboard.store import dialect
from deskboard.store.queues import QueueFacts
from deskboard.store.read import forms
from deskboard.store.tables import (
    answer,
    board,
    board_column,
    command,
    comment,
    counter,
    event,
    saved_view,
    step,
    tag,
    template,
    ticket,
    watcher,
)

CHUNK = 1_000
"""How many tickets are read whole at a time."""


class ColumnFact(NamedTuple):
    """A column as rules see it."""

    id: int
    board: int
    name: str
    stage: Stage
    rank: str
    limit: int | None
    hard: bool = False


class Held(NamedTuple):
    """A ticket as its column sees it."""

    ref: int
    column: int
    rank: str
    resolved: datetime | None
    archived: datetime | None


class StepFact(NamedTuple):
    id: int
    ticket: int
    text: str
    rank: str
    done: bool
    assignee: str | None
    due: datetime | None


class CommentFact(NamedTuple):
    id: int
    ticket: int
    kind: str
    text: str
    author: str
    at: Any
    edited: bool


LARGEST_ID = 2**31 - 1
"""No id is larger, and no database takes a number beyond it for one."""


def possible(ids: Iterable[int]) -> list[int]:
    """Those that could be ids at all."""
    return [number for number in ids if 0 < number <= LARGEST_ID]


def chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """The keys in lists short enough to hold what is read of them."""
    keys = list(keys)
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


_TICKET = select(
    ticket.c.id,
    ticket.c.title,
    ticket.c.description,
    board_column.c.board_id,
    ticket.c.column_id,
    ticket.c.rank,
    ticket.c.type,
    ticket.c.priority,
    ticket.c.priority_by_hand,
    ticket.c.status,
    ticket.c.queue,
    ticket.c.assignee,
    ticket.c.requester,
    ticket.c.due,
    ticket.c.impact,
    ticket.c.urgency,
    ticket.c.created,
    ticket.c.updated,
    ticket.c.first_response,
    ticket.c.resolved,
    ticket.c.archived,
    ticket.c.origin,
    ticket.c.version,
    ticket.c.wake,
    ticket.c.trashed,
    ticket.c.merged_into,
    ticket.c.template,
).join(board_column, board_column.c.id == ticket.c.column_id)

_COLUMNS: Select[Any] = select(
    board_column.c.id,
    board_column.c.board_id,
    board_column.c.name,
    board_column.c.stage,
    board_column.c.rank,
    board_column.c.wip_limit,
    board_column.c.hard,
).order_by(board_column.c.board_id, board_column.c.rank)
_STEP: Select[Any] = select(
    step.c.id, step.c.ticket_id, step.c.text, step.c.rank, step.c.done, step.c.assignee, step.c.due
)
_COMMENT: Select[Any] = select(
    comment.c.id,
    comment.c.ticket_id,
    comment.c.kind,
    comment.c.text,
    comment.c.author,
    comment.c.at,
    comment.c.edited,
)


@cache
def _edges(last: bool) -> CompoundSelect[Any]:
    """The first (or last) order key in a column on the board, and in the archive: each by its own
    index."""
    edge = select(func.max(ticket.c.rank) if last else func.min(ticket.c.rank))
    here = edge.where(ticket.c.column_id == bindparam("column"))
    return union_all(here.where(ticket.c.archived.is_(None)), here.where(ticket.c.archived.is_not(None)))


@cache
def _tickets(sqlite: bool) -> Select[Any]:
    return _TICKET.where(dialect.among_bound(sqlite, ticket.c.id, "keys"))


_TAG, _WATCHER, _ANSWER = range(3)


@cache
def _parts(sqlite: bool) -> CompoundSelect[Any]:
    """(ref, kind, text, value) of the tags, watchers and answers of tickets, asked all at once."""
    return union_all(
        *(
            select(key, literal_column(str(kind)), text, value).where(dialect.among_bound(sqlite, key, "keys"))
            for kind, key, text, value in (
                (_TAG, tag.c.ticket_id, tag.c.tag, null()),
                (_WATCHER, watcher.c.ticket_id, watcher.c.login, null()),
                (_ANSWER, answer.c.ticket_id, answer.c.field, answer.c.value),
            )
        )
    )


def _ticket(row: Any, tags: tuple[str, ...], watchers: tuple[str, ...], answers: tuple[tuple[str, str], ...]) -> Ticket:
    found = row._mapping
    return Ticket(
        ref=found["id"],
        board=found["board_id"],
        column=found["column_id"],
        priority=Priority(found["priority"]),
        status=Status(found["status"]),
        impact=Level(found["impact"]) if found["impact"] else None,
        urgency=Level(found["urgency"]) if found["urgency"] else None,
        tags=tags,
        answers=answers,
        watchers=watchers,
        **{key: found[key] for key in _SAME},
    )


_SAME = tuple(
    name for name in Ticket._fields if name in ticket.c and name not in {"priority", "status", "impact", "urgency"}
)


def _column(row: Any) -> ColumnFact:
    return ColumnFact(row[0], row[1], row[2], Stage(row[3]), row[4], row[5], row[6])


class ViewFact(NamedTuple):
    """A saved query; ``owner`` None: everybody's."""

    id: int
    name: str
    owner: str | None
    query: str


class Facts(QueueFacts):
    """Reads for handlers, on one connection."""

    _columns: list[ColumnFact] | None = None

    def forget(self) -> None:
        """Something was written: what is remembered may be otherwise by now."""
        self._columns = None

    def tickets(self, refs: Iterable[int]) -> dict[int, Ticket]:
        """The tickets that exist, by ref."""
        keys = {"keys": dialect.as_bound(self._sqlite, possible(refs))}
        parts: dict[int, tuple[list[str], list[str], list[tuple[str, str]]]] = {}
        for ref, kind, text, value in self._connection.execute(_parts(self._sqlite), keys):
            tags, watchers, answers = parts.setdefault(ref, ([], [], []))
            if kind == _ANSWER:
                answers.append((text, value))
            else:
                (tags if kind == _TAG else watchers).append(text)
        found = {}
        for row in self._connection.execute(_tickets(self._sqlite), keys):
            tags, watchers, answers = parts.get(row[0], ([], [], []))
            found[row[0]] = _ticket(row, tuple(sorted(tags)), tuple(sorted(watchers)), tuple(sorted(answers)))
        return found

    def columns(self, board_id: int | None = None) -> list[ColumnFact]:
        """The columns of a board, left to right; of all boards when None."""
        if self._columns is None:
            self._columns = [_column(row) for row in self._connection.execute(_COLUMNS)]
        return [column for column in self._columns if board_id is None or column.board == board_id]

    def column(self, column_id: int) -> ColumnFact | None:
        return next((column for column in self.columns() if column.id == column_id), None)

    def boards(self) -> dict[str, int]:
        """name → id, the oldest board first."""
        return {
            row[0]: row[1] for row in self._connection.execute(select(board.c.name, board.c.id).order_by(board.c.id))
        }

    def trash(self) -> list[int]:
        """The tickets in the trash, in order."""
        query = select(ticket.c.id).where(ticket.c.trashed.is_not(None)).order_by(ticket.c.id)
        return list(self._connection.execute(query).scalars())

    def standing(self, column_id: int) -> int:
        """How many tickets stand in a column."""
        query = select(func.count()).where(ticket.c.column_id == column_id, ticket.c.archived.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def held(self, column_ids: Collection[int]) -> list[Held]:
        """The tickets in some columns, those in the archive too, column by column in order."""
        t = ticket.c
        query = select(t.id, t.column_id, t.rank, t.resolved, t.archived).where(t.column_id.in_(column_ids))
        query = query.join(board_column, board_column.c.id == t.column_id)
        rows = self._connection.execute(query.order_by(board_column.c.rank, t.rank, t.id))
        return [Held(*row) for row in rows]

    def resolved_before(self, moment: datetime) -> list[int]:
        """The tickets in done columns that were resolved before a moment, and to which nothing
        happened here since: what was imported or taken back from the archive stays a while."""
        query = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id)
        query = query.where(board_column.c.stage == Stage.DONE, ticket.c.archived.is_(None), ticket.c.resolved < moment)
        lately = exists().where(event.c.ticket_id == ticket.c.id, event.c.at >= moment, ~event.c.past)
        # In the order of an index; by ref the planner would read every ticket.
        return list(self._connection.execute(query.where(~lately).order_by(ticket.c.resolved)).scalars())

    def sleeping_until(self, moment: datetime) -> list[int]:
        """The tickets that should have come back by a moment: on the board, and not done."""
        query = select(ticket.c.id).join(board_column, board_column.c.id == ticket.c.column_id)
        query = query.where(ticket.c.wake <= moment, ticket.c.archived.is_(None), board_column.c.stage != Stage.DONE)
        return list(self._connection.execute(query.order_by(ticket.c.wake, ticket.c.id)).scalars())

    def is_empty(self, column_ids: Collection[int]) -> bool:
        """Whether no ticket, not even an archived one, is in any of the columns."""
        query = select(ticket.c.id).where(ticket.c.column_id.in_(column_ids)).limit(1)
        return self._connection.execute(query).first() is None

    def edge_rank(self, column_id: int, *, last: bool = False) -> str | None:
        """The first (or last) order key in a column, archived tickets included."""
        found = self._connection.execute(_edges(last), {"column": column_id}).scalars()
        ranks = [rank for rank in found if rank is not None]
        return (max if last else min)(ranks) if ranks else None

    def neighbour_rank(self, column_id: int, rank: str, *, above: bool, without: Sequence[int]) -> str | None:
        """The order key next to ``rank`` in a column, leaving some tickets out of account."""
        side, order = (
            (ticket.c.rank < rank, ticket.c.rank.desc()) if above else (ticket.c.rank > rank, ticket.c.rank.asc())
        )
        others = ~dialect.among(self._sqlite, ticket.c.id, without)
        query = select(ticket.c.rank).where(ticket.c.column_id == column_id, side, others)
        return self._nearest(query.order_by(order).limit(1), last=above)

    def _nearest(self, query: Select[Any], *, last: bool) -> str | None:
        """The smallest (or ``last``: largest) answer of a query for an order key, asked of the
        board and of the archive, each by its own index."""
        found = [
            self._connection.execute(query.where(shelf)).scalar()
            for shelf in (ticket.c.archived.is_(None), ticket.c.archived.is_not(None))
        ]
        ranks = [rank for rank in found if rank is not None]
        return (max if last else min)(ranks) if ranks else None

    def steps(self, ref: int) -> list[StepFact]:
        """The checklist of a ticket, in order."""
        rows = self._connection.execute(_STEP.where(step.c.ticket_id == ref).order_by(step.c.rank, step.c.id))
        return [StepFact(*row) for row in rows]

    def steps_by_id(self, ids: Iterable[int]) -> dict[int, StepFact]:
        rows = self._connection.execute(_STEP.where(self._among(step.c.id, possible(ids))))
        return {row[0]: StepFact(*row) for row in rows}

    def comments_by_id(self, ids: Iterable[int]) -> dict[int, CommentFact]:
        rows = self._connection.execute(_COMMENT.where(self._among(comment.c.id, possible(ids))))
        return {row[0]: CommentFact(*row) for row in rows}

    def views(self) -> list[ViewFact]:
        """Every saved query there is, whoever's."""
        v = saved_view.c
        rows = self._connection.execute(select(v.id, v.name, v.owner, v.query).order_by(v.id))
        return [ViewFact(*row) for row in rows]

    def known_origins(self, origins: Iterable[str]) -> set[str]:
        query = select(ticket.c.origin).where(self._among(ticket.c.origin, origins))
        return set(self._connection.execute(query).scalars())

    def last_ref(self) -> int:
        """The last ref that was given out; 0: none yet."""
        return self._connection.execute(select(counter.c.value).where(counter.c.name == "ticket")).scalar() or 0

    def free_refs(self, refs: Iterable[int]) -> set[int]:
        """Those refs that no ticket has or ever had: the log knows of every ticket there was."""
        wanted = set(possible(refs))
        taken = select(ticket.c.id).where(self._among(ticket.c.id, wanted))
        past = select(event.c.ticket_id).where(self._among(event.c.ticket_id, wanted)).distinct()
        return wanted - set(self._connection.execute(taken).scalars()) - set(self._connection.execute(past).scalars())

    def last_events(self, ref: int, limit: int) -> list[tuple[str, str, str, Any]]:
        """(kind, data, actor, at) of the newest events of a ticket, newest first, without
        those from before this database."""
        query = select(event.c.kind, event.c.data, event.c.actor, event.c.at)
        query = query.where(event.c.ticket_id == ref, ~event.c.past).order_by(event.c.id.desc()).limit(limit)
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]

    def last_structural(self, kind: str, limit: int) -> list[tuple[str, str, Any]]:
        """(data, actor, at) of the newest events of a kind that is about no ticket."""
        query = select(event.c.data, event.c.actor, event.c.at).where(event.c.ticket_id.is_(None), event.c.kind == kind)
        rows = self._connection.execute(query.order_by(event.c.id.desc()).limit(limit))
        return [(row[0], row[1], row[2]) for row in rows]

    def events_since_command(self, refs: Iterable[int], command_id: int) -> set[tuple[int, str]]:
        """(ticket, actor) of what happened to tickets after a command. That the desk handed them
        out is not counted: nobody did that."""
        query = select(event.c.ticket_id, event.c.actor).join(command, command.c.id == event.c.command_id)
        query = query.where(
            self._among(event.c.ticket_id, refs),
            event.c.command_id > command_id,
            ~event.c.past,
            command.c.name != "AssignTickets",
        )
        return {(row[0], row[1]) for row in self._connection.execute(query.distinct())}

    def templates(self) -> tuple[Template, ...]:
        """Every template, by name."""
        return forms.templates(self._connection)

    def types(self) -> tuple[str, ...]:
        """The types that the team added."""
        return forms.types(self._connection)

    def has_type(self, name: str) -> bool:
        """Whether a ticket or a template is of that type."""
        query = union_all(
            select(ticket.c.template).where(ticket.c.type == name),
            select(template.c.name).where(template.c.type == name),
        )
        return self._connection.execute(query.limit(1)).first() is not None
