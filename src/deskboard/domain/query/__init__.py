"""The query language: one everywhere (filter line, command line, saved queries).

``parse`` reads a text into a ``Query``, ``to_text`` writes it down again, ``highlight`` tells
how to colour it, ``interval`` what its moments mean now.
"""

from deskboard.domain.query.colours import highlight
from deskboard.domain.query.moments import Interval, interval, span
from deskboard.domain.query.parse import parse
from deskboard.domain.query.tree import (
    ME,
    MINE,
    NONE,
    Age,
    All,
    Any_,
    At,
    Day,
    Is,
    Node,
    Not,
    Percent,
    Query,
    SortKey,
    Special,
    Test,
    Text,
    Value,
    Word,
    mentions,
    to_text,
    walk,
)

__all__ = [
    "ME",
    "MINE",
    "NONE",
    "Age",
    "All",
    "Any_",
    "At",
    "Day",
    "Interval",
    "Is",
    "Node",
    "Not",
    "Percent",
    "Query",
    "SortKey",
    "Special",
    "Test",
    "Text",
    "Value",
    "Word",
    "highlight",
    "interval",
    "mentions",
    "parse",
    "span",
    "to_text",
    "walk",
]
