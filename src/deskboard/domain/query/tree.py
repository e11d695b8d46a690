"""What a query means: a small tree of frozen nodes, and how to write it down again.

Values are typed when the query is read. Moments stay relative (``today``, ``2d``), so that a
saved query stays true tomorrow; ``moments.interval`` says what they mean now.

Invariant: ``parse(to_text(query))`` has the same ``where`` and ``sort`` as ``query``.

What the store must keep to:

* A test on something absent is false, hence its negation is true: ``-due<2d`` holds for a
  ticket without a due date.
* ``Test`` with several values holds if one of them does.
* ``Text`` looks in everything PRODUCT §4 lists, and ``142`` or ``#142`` also in the ref.
  Every ``Text`` holds at least one search word (``text.search_words``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from deskboard.domain.model import Priority, Stage, Status, TicketType


class Special(Enum):
    """Values that are words, whatever people are called."""

    NONE = "none"
    """Nothing is there."""
    ME = "me"
    """Whoever asks."""
    MINE = "mine"
    """The queues that whoever asks serves."""


NONE = Special.NONE
ME = Special.ME
MINE = Special.MINE


class Percent(NamedTuple):
    """0 to 100: the share of steps done, rounded down."""

    value: int


class Age(NamedTuple):
    """A stretch of time in whole minutes; ahead of now for ``due``, behind it for everything else."""

    seconds: int


class Day(NamedTuple):
    """A local day."""

    day: date


class At(NamedTuple):
    """A local wall time (naive), exact to the minute."""

    moment: datetime


class Word(NamedTuple):
    """A day or moment by name: today, tomorrow, yesterday, week, now."""

    name: str


Value = str | int | Percent | Age | Day | At | Word | Special | Priority | Stage | Status | TicketType
"""Priority, Stage, Status and TicketType are strings too: ``isinstance(value, str)``."""


class Text(NamedTuple):
    """Words to find anywhere. Not ``exact``: one word as typed, matching by its beginning;
    ``exact``: the words in this order, each whole."""

    words: str
    exact: bool


class Is(NamedTuple):
    """One of ``words.STATES``: open, done, archived, overdue …"""

    state: str


class Test(NamedTuple):
    """``key`` compared by ``op`` (``:`` ``<`` ``<=`` ``>`` ``>=``) with ``values``; more than
    one value only with ``:``. ``has`` tests hold the things to have."""

    key: str
    op: str
    values: tuple[Value, ...]


class Not(NamedTuple):
    node: Node


class All(NamedTuple):
    """Every one of two or more nodes holds."""

    nodes: tuple[Node, ...]

    def __eq__(self, other: object) -> bool:
        """Tuples compare by content alone; ``a b`` is not ``a OR b``."""
        return isinstance(other, All) and self.nodes == other.nodes

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("all", self.nodes))


class Any_(NamedTuple):  # noqa: N801 - typing has the plain name
    """At least one of two or more nodes holds."""

    nodes: tuple[Node, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Any_) and self.nodes == other.nodes

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("any", self.nodes))


Node = Text | Is | Test | Not | All | Any_


class SortKey(NamedTuple):
    """One of ``words.SORTS``. What is absent comes last either way."""

    key: str
    descending: bool


class Query(NamedTuple):
    """A query that could be read. ``where`` None: every ticket. ``text`` as it was typed."""

    where: Node | None
    sort: tuple[SortKey, ...] = ()
    text: str = ""


_SPECIAL = frozenset(special.value for special in Special)
_BARE = r"[\w.+-]+"
"""Values that need no quotes."""


def walk(node: Node | None) -> Iterator[Node]:
    """The node and everything below it."""
    stack = [] if node is None else [node]
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, Not):
            stack.append(current.node)
        elif isinstance(current, All | Any_):
            stack.extend(reversed(current.nodes))


def mentions(query: Query, key: str) -> bool:
    """Whether the query tests this key or state, negated or not: ``mentions(q, "archived")``
    holds for ``is:archived`` and for ``-archived:none``."""
    return any(
        (isinstance(node, Test) and node.key == key) or (isinstance(node, Is) and node.state == key)
        for node in walk(query.where)
    )


def to_text(query: Query) -> str:
    """The query written down, in its canonical form."""
    if not query.sort:
        return "" if query.where is None else _join(query.where)
    sort = "sort:" + ",".join(("-" if key.descending else "") + key.key for key in query.sort)
    if query.where is None:
        return sort
    return f"{_operand(query.where) if isinstance(query.where, Any_) else _join(query.where)} {sort}"


def _join(node: Node) -> str:
    if isinstance(node, All):
        return " ".join(_operand(child) for child in node.nodes)
    if isinstance(node, Any_):
        return " OR ".join(_operand(child) for child in node.nodes)
    return _operand(node)


def _operand(node: Node) -> str:
    """The node as one piece that ``-`` or ``OR`` can stand before."""
    if isinstance(node, All | Any_):
        return f"({_join(node)})"
    if isinstance(node, Not):
        inner = _operand(node.node)
        return f"-({inner})" if inner.startswith("-") else f"-{inner}"
    if isinstance(node, Is):
        return f"is:{node.state}"
    if isinstance(node, Test):
        return f"{node.key}{node.op}{','.join(map(_value, node.values))}"
    return quote(node.words) if node.exact else node.words


def _value(value: Value) -> str:
    if isinstance(value, Special):
        return value.value
    if isinstance(value, Percent):
        return f"{value.value}%"
    if isinstance(value, Age):
        return _age(value.seconds)
    if isinstance(value, Day):
        return value.day.isoformat()
    if isinstance(value, At):
        return value.moment.isoformat(timespec="minutes")
    if isinstance(value, Word):
        return value.name
    if isinstance(value, int):
        return str(value)
    return value if re.fullmatch(_BARE, value) and value.lower() not in _SPECIAL else quote(value)


def _age(seconds: int) -> str:
    for unit, size in (("w", 604_800), ("d", 86_400), ("h", 3_600)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds // 60}min"


def quote(text: str) -> str:
    """``text`` in quotes, so that it is read as it stands."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
