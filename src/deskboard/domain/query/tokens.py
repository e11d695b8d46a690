"""A query cut into tokens that know where they stood.

Invariant: every character of the text but white space belongs to exactly one token, in
order. Nothing is refused here: a quote that is never closed runs to the end, because that
is how a query looks while it is being typed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

WORD, QUOTED, TERM, OPEN, CLOSE, MINUS, OR, AND = "word", "quoted", "term", "(", ")", "-", "OR", "AND"

_KEYED = re.compile(r"([A-Za-z][A-Za-z_]+)(:?(?:<=|>=|!=|<|>|=)|:)")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\s()]+")
_VALUE = re.compile(r'[^\s(),"][^\s(),]*')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.|\\\Z)*)"?', re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')


class Piece(NamedTuple):
    """One value of a term, empty where none was written."""

    start: int
    end: int
    text: str
    quoted: bool


class Token(NamedTuple):
    """A piece of a query. ``text`` is the word, what the quotes hold, or a term's key;
    ``op`` and ``values`` (at least one) are a term's."""

    kind: str
    start: int
    end: int
    text: str
    op: str = ""
    values: tuple[Piece, ...] = ()


def tokens(text: str) -> list[Token]:
    """The tokens of a query."""
    found: list[Token] = []
    place = _after_space(text, 0)
    while place < len(text):
        found.append(_token(text, place))
        place = _after_space(text, found[-1].end)
    return found


def _after_space(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place


def _token(text: str, start: int) -> Token:
    character = text[start]
    if character in "()":
        return Token(character, start, start + 1, character)
    if character == "-" and text[start + 1 : start + 2].strip().strip("-)"):
        return Token(MINUS, start, start + 1, "-")
    if quoted := _QUOTED.match(text, start):
        return Token(QUOTED, start, quoted.end(), _ESCAPED.sub(r"\1", quoted[1]))
    if keyed := _KEYED.match(text, start):
        values = _values(text, keyed.end())
        return Token(TERM, start, values[-1].end, keyed[1], keyed[2], values)
    word = _WORD.match(text, start)
    end = word.end() if word else start + 1
    kind = text[start:end]
    return Token(kind if kind in (OR, AND) else WORD, start, end, kind)


def _values(text: str, place: int) -> tuple[Piece, ...]:
    """The values from ``place`` on, separated by commas."""
    values = [_piece(text, place)]
    while text.startswith(",", values[-1].end):
        values.append(_piece(text, values[-1].end + 1))
    return tuple(values)


def _piece(text: str, place: int) -> Piece:
    if quoted := _QUOTED.match(text, place):
        return Piece(place, quoted.end(), _ESCAPED.sub(r"\1", quoted[1]), True)
    bare = _VALUE.match(text, place)
    return Piece(place, bare.end(), bare[0], False) if bare else Piece(place, place, "", False)
