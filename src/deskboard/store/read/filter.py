"""A query's tree becomes SQL, once.

Invariant: a test on something absent is false, so that its negation is true; NULL never leaks
out of a comparison. Tickets in the archive are left out unless the query speaks of them, and
those in the trash, which are archived too, unless it speaks of the trash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select, true
from sqlalchemy.sql import operators

from deskboard.domain import fields
from deskboard.domain.errors import BadInput
from deskboard.domain.model import STALE_DAYS, Priority, Stage, Status
from deskboard.domain.query import moments
from deskboard.domain.query.tree import ME, MINE, NONE, All, Any_, Is, Node, Not, Percent, Query, Test, Text, mentions
from deskboard.domain.search import Term, terms_of
from deskboard.domain.times import ahead
from deskboard.store import dialect, links, seen
from deskboard.store.facts import LARGEST_ID
from deskboard.store.tables import (
    attachment,
    board,
    board_column,
    comment,
    queue,
    queue_member,
    step,
    tag,
    ticket,
    watcher,
)

Sql = ColumnElement[Any]

PRIORITY_RANK = case({str(p): p.rank for p in Priority}, value=ticket.c.priority, else_=0)
STEPS = select(func.count()).where(step.c.ticket_id == ticket.c.id).scalar_subquery()
STEPS_DONE = select(func.count()).where(step.c.ticket_id == ticket.c.id, step.c.done).scalar_subquery()
COMMENTS = select(func.count()).where(comment.c.ticket_id == ticket.c.id).scalar_subquery()
ATTACHMENTS = select(func.count()).where(attachment.c.ticket_id == ticket.c.id).scalar_subquery()
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    ":": operators.eq,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


class Asked(NamedTuple):
    """Who asks, when and where, and of which database. ``kept``: searches whose hits stand
    ready in a table of that name (``store.read.kept``)."""

    login: str
    now: datetime
    zone: tzinfo
    sqlite: bool
    kept: Mapping[tuple[Term, ...], str] = {}
    stale_days: int = STALE_DAYS


def where(query: Query | None, asked: Asked) -> Sql:
    """The condition on ``ticket`` (with its ``board_column`` joined) that the query means."""
    shown = ticket.c.archived.is_(None)
    if query is None or query.where is None:
        return shown
    compiled = _Compiler(asked).node(query.where)
    if mentions(query, "archived") or _wants_merged(query.where):
        return compiled if mentions(query, "trashed") else and_(ticket.c.trashed.is_(None), compiled)
    return and_(or_(shown, ticket.c.trashed.is_not(None)) if mentions(query, "trashed") else shown, compiled)


def _wants_merged(node: Node) -> bool:
    """Whether a query asks for merged tickets; that they are not wanted goes without saying."""
    if isinstance(node, All | Any_):
        return any(map(_wants_merged, node.nodes))
    return isinstance(node, Is) and node.state == "merged"


def searches(query: Query | None) -> list[tuple[Term, ...]]:
    """The full-text searches that ``where`` makes of a query."""
    found: list[tuple[Term, ...]] = []

    def look(node: Node | None) -> None:
        if isinstance(node, All):
            words = [child for child in node.nodes if isinstance(child, Text)]
            found.append(tuple(term for child in words for term in terms_of(child.words, child.exact)))
            for child in node.nodes:
                if not isinstance(child, Text):
                    look(child)
        elif isinstance(node, Any_):
            for child in node.nodes:
                look(child)
        elif isinstance(node, Not):
            look(node.node)
        elif isinstance(node, Text):
            found.append(tuple(terms_of(node.words, node.exact)))

    look(query.where if query else None)
    return [terms for terms in found if terms]


def best_terms(query: Query | None) -> list[Term]:
    """The words by whose likeness results can be ordered: those that every hit must hold."""
    if query is None or query.where is None:
        return []
    nodes = query.where.nodes if isinstance(query.where, All) else (query.where,)
    return [term for node in nodes if isinstance(node, Text) for term in terms_of(node.words, node.exact)]


class _Compiler:
    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._searches = 0

    def node(self, node: Node) -> Sql:
        if isinstance(node, Text):
            return self._text(node.words, node.exact)
        if isinstance(node, Is):
            return self._is(node.state)
        if isinstance(node, Test):
            return or_(*(self._test(node.key, node.op, value) for value in node.values))
        if isinstance(node, Not):
            return not_(self.node(node.node))
        if isinstance(node, All):
            return self._all(node.nodes)
        return or_(*(self.node(child) for child in node.nodes)) if isinstance(node, Any_) else true()

    def _all(self, nodes: Sequence[Node]) -> Sql:
        """Words that must all be there are one search, not one each."""
        words = [node for node in nodes if isinstance(node, Text)]
        parts = [self.node(node) for node in nodes if not isinstance(node, Text)]
        if words:
            terms = [term for node in words for term in terms_of(node.words, node.exact)]
            parts.append(self._found(terms))
        return and_(*parts)

    def _text(self, words: str, exact: bool) -> Sql:
        return self._found(terms_of(words, exact))

    def _found(self, terms: Sequence[Term]) -> Sql:
        if not terms:
            return false()
        if tuple(terms) in self._asked.kept:
            return ticket.c.id.in_(dialect.kept_hits(self._asked.kept[tuple(terms)]))
        self._searches += 1
        return ticket.c.id.in_(dialect.matching(self._asked.sqlite, terms, f"search_{self._searches}"))

    def _is(self, state: str) -> Sql:
        done = board_column.c.stage == Stage.DONE
        states: dict[str, Callable[[], Sql]] = {
            "open": lambda: not_(done),
            "done": lambda: done,
            "archived": lambda: ticket.c.archived.is_not(None),
            "trashed": lambda: ticket.c.trashed.is_not(None),
            "overdue": lambda: and_(_present(ticket.c.due), ticket.c.due < self._asked.now, not_(done)),
            "unassigned": lambda: ticket.c.assignee.is_(None),
            "mine": lambda: _same(ticket.c.assignee, self._asked.login),
            "review": lambda: ticket.c.status.in_([s for s in Status if s.flagged_for_review]),
            "blocked": lambda: or_(ticket.c.status == Status.BLOCKED, links.blocked()),
            "merged": lambda: ticket.c.merged_into.is_not(None),
            "waiting": lambda: ticket.c.status == Status.WAITING,
            "snoozed": self._asleep,
            "unread": lambda: and_(ticket.c.archived.is_(None), seen.unread(self._asked.sqlite, self._asked.login)),
            "stale": lambda: and_(not_(done), not_(self._asleep()), ticket.c.updated < self._forgotten()),
        }
        return states[state]()

    def _asleep(self) -> Sql:
        return and_(_present(ticket.c.wake), ticket.c.wake > self._asked.now)

    def _forgotten(self) -> datetime:
        return ahead(self._asked.now, -self._asked.stale_days, self._asked.zone)

    def _test(self, key: str, op: str, value: Any) -> Sql:
        if key in ("due", "created", "updated", "resolved", "archived"):
            return self._moment(key, op, value)
        return getattr(self, f"_{key}")(op, value)  # type: ignore[no-any-return]

    def _moment(self, key: str, op: str, value: Any) -> Sql:
        column = ticket.c[key]
        if value is NONE:
            return column.is_(None)
        start, end = moments.interval(key, op, value, self._asked.now, self._asked.zone)
        bounds = [_present(column)]
        if start is not None:
            bounds.append(column >= start)
        if end is not None:
            bounds.append(column < end)
        return and_(*bounds)

    def _ref(self, op: str, value: Any) -> Sql:
        return _COMPARE[op](ticket.c.id, _number(value))  # type: ignore[no-any-return]

    def _title(self, op: str, value: Any) -> Sql:
        terms = terms_of(str(value), False)
        if not terms:
            return false()
        self._searches += 1
        return ticket.c.id.in_(dialect.matching(self._asked.sqlite, terms, f"search_{self._searches}", title=True))

    def _column(self, op: str, value: Any) -> Sql:
        return dialect.is_named(board_column.c.name, str(value))

    def _board(self, op: str, value: Any) -> Sql:
        named = select(board.c.id).where(dialect.is_named(board.c.name, str(value)))
        return board_column.c.board_id.in_(named)

    def _stage(self, op: str, value: Any) -> Sql:
        return board_column.c.stage == str(value)

    def _priority(self, op: str, value: Any) -> Sql:
        return _COMPARE[op](PRIORITY_RANK, Priority(value).rank)  # type: ignore[no-any-return]

    def _status(self, op: str, value: Any) -> Sql:
        return ticket.c.status == str(value)

    def _type(self, op: str, value: Any) -> Sql:
        return ticket.c.type == str(value)

    def _queue(self, op: str, value: Any) -> Sql:
        if value is NONE:
            return ticket.c.queue.is_(None)
        if value is MINE:
            mine = select(queue.c.name).join(queue_member, queue_member.c.queue_id == queue.c.id)
            served = ticket.c.queue.in_(mine.where(queue_member.c.login == self._asked.login))
            return and_(_present(ticket.c.queue), served)
        return and_(_present(ticket.c.queue), dialect.is_named(ticket.c.queue, str(value)))

    def _watcher(self, op: str, value: Any) -> Sql:
        watched = select(watcher.c.ticket_id)
        if value is NONE:
            return ticket.c.id.not_in(watched)
        return ticket.c.id.in_(watched.where(watcher.c.login == self._meant(value)))

    def _assignee(self, op: str, value: Any) -> Sql:
        return self._person(ticket.c.assignee, value)

    def _requester(self, op: str, value: Any) -> Sql:
        return self._person(ticket.c.requester, value)

    def _person(self, column: Sql, value: Any) -> Sql:
        if value is NONE:
            return column.is_(None)
        return _same(column, self._meant(value))

    def _meant(self, value: Any) -> str:
        return self._asked.login if value is ME else str(value).removeprefix("@").lower()

    def _tag(self, op: str, value: Any) -> Sql:
        tagged = select(tag.c.ticket_id)
        if value is NONE:
            return ticket.c.id.not_in(tagged)
        return ticket.c.id.in_(tagged.where(tag.c.tag == fields.tag(str(value))))

    def _checklist(self, op: str, value: Any) -> Sql:
        if value is NONE:
            return STEPS == 0
        if isinstance(value, Percent):
            return and_(STEPS > 0, _COMPARE[op](STEPS_DONE * 100 // func.nullif(STEPS, 0), value.value))
        return _COMPARE[op](STEPS, _number(value))  # type: ignore[no-any-return]

    def _comments(self, op: str, value: Any) -> Sql:
        return COMMENTS == 0 if value is NONE else _COMPARE[op](COMMENTS, _number(value))

    def _has(self, op: str, value: Any) -> Sql:
        if value == "due":
            return ticket.c.due.is_not(None)
        if value == "checklist":
            return STEPS > 0
        if value == "attachment":
            return ticket.c.id.in_(select(attachment.c.ticket_id))
        if value == "link":
            return links.linked()
        raise BadInput(str(value))


def _present(column: Sql) -> Sql:
    return column.is_not(None)


def _same(column: Sql, value: str) -> Sql:
    return and_(_present(column), column == value)


def _number(value: Any) -> int:
    """A number no database overflows at; nothing that is counted comes near the limit."""
    return min(int(value), LARGEST_ID)
