"""Which part of a query is what, for colouring the line it is typed in.

Invariant: never refuses; the spans are in order, do not overlap and lie within the text.
"""

from __future__ import annotations

from deskboard.domain.errors import QueryError
from deskboard.domain.query import tokens as t
from deskboard.domain.query.parse import parse
from deskboard.domain.query.tokens import Token, tokens
from deskboard.domain.query.words import KEYS, SORT

KEY, VALUE, TEXT, QUOTE, OPERATOR, ERROR = "key", "value", "text", "quote", "operator", "error"

Span = tuple[int, int, str]
_LONGEST = 1_000
"""Nobody sees the colours of more than this."""


def highlight(text: str) -> list[Span]:
    """Start, end and kind of each part: key (with its operator), value, text, quote,
    operator (``-`` ``OR`` ``AND`` parentheses), and error where ``parse`` stumbles."""
    spans = [span for token in tokens(text[:_LONGEST]) for span in _spans(token)]
    try:
        parse(text)
    except QueryError as wrong:
        start, end = wrong.position, min(len(text), wrong.position + wrong.length)
        around = [cut for span in spans for cut in _outside(span, start, end)]
        spans = sorted([*around, (start, end, ERROR)]) if start < end else around
    return spans


def _spans(token: Token) -> list[Span]:
    if token.kind == t.TERM and token.text.lower() in (*KEYS, SORT):
        first = token.values[0].start
        values = [(piece.start, piece.end, VALUE) for piece in token.values if piece.end > piece.start]
        return [(token.start, first, KEY), *values]
    kind = TEXT if token.kind in (t.WORD, t.TERM) else QUOTE if token.kind == t.QUOTED else OPERATOR
    return [(token.start, token.end, kind)]


def _outside(span: Span, start: int, end: int) -> list[Span]:
    """What is left of a span beside ``start`` … ``end``."""
    first, last, kind = span
    left, right = (first, min(last, start), kind), (max(first, end), last, kind)
    return [part for part in (left, right) if part[0] < part[1]]
