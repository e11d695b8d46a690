"""Queries that name a queue, once it is called otherwise.

Invariant: only what names the queue changes; what cannot be read, or written down again so that it
means the same, stays as it is.
"""

from __future__ import annotations

from deskboard.domain.errors import QueryError
from deskboard.domain.query.parse import parse
from deskboard.domain.query.tree import All, Any_, Node, Not, Query, Special, Test, Value, mentions, to_text
from deskboard.domain.text import fold


def with_queue(text: str, before: str, after: str) -> str | None:
    """The query with the new name of a queue; None: it does not name the queue."""
    try:
        query = parse(text)
        if query.where is None or not mentions(query, "queue"):
            return None
        where = _renamed(query.where, fold(before), after)
        written = to_text(Query(where, query.sort))
        read = parse(written)
    except QueryError:
        return None
    same = (read.where, read.sort) == (where, query.sort)
    return written if same and where != query.where else None


def _renamed(node: Node, before: str, after: str) -> Node:
    if isinstance(node, Not):
        return Not(_renamed(node.node, before, after))
    if isinstance(node, All | Any_):
        return node._replace(nodes=tuple(_renamed(child, before, after) for child in node.nodes))
    if isinstance(node, Test) and node.key == "queue":
        return node._replace(values=tuple(_value(value, before, after) for value in node.values))
    return node


def _value(value: Value, before: str, after: str) -> Value:
    return after if not isinstance(value, Special) and fold(str(value)) == before else value
