"""Going on with a query that is being typed: its keys, and the values that a key can have here.

Invariant: only the word before the cursor changes, and to nothing but what it could have been
going to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from deskboard.domain.query.tokens import TERM, WORD, tokens
from deskboard.domain.query.tree import quote
from deskboard.domain.query.words import ALL_KEYS, KEYS, SORT, SORTS
from deskboard.domain.text import clean_line, fold, safe

Names = Mapping[str, Sequence[str]]
"""Key → the values there are of it on a desk, beside those that the language knows."""
_SIGNS = {"assignee": "@", "watcher": "@", "requester": "@", "tag": "#"}
"""What may stand before a value, and means nothing."""


class Begun(NamedTuple):
    """What stands from ``start`` to the cursor, and how it could go on; ``key``: whose value it is,
    or empty where it is a key itself."""

    start: int
    key: str
    choices: tuple[str, ...]


class Completed(NamedTuple):
    """The line as far as it can only mean one thing, the cursor in it, and, where that is no more
    than there was, what it could go on with."""

    text: str
    place: int
    choices: tuple[str, ...] = ()


def begun(head: str, names: Names) -> Begun:
    """How the end of ``head`` could go on."""
    last = next(iter(tokens(head)[-1:]), None)
    if last is None or last.end < len(head) or last.kind not in (TERM, WORD):
        return Begun(len(head), "", ())
    if last.kind == WORD:
        return Begun(last.start, "", _like(last.text, (f"{key}:" for key in ALL_KEYS)))
    key, piece = last.text.lower(), last.values[-1]
    if key == SORT:
        minus = "-" if piece.text.startswith("-") else ""
        return Begun(piece.start + len(minus), SORT, _like(piece.text.removeprefix("-"), SORTS))
    if key not in KEYS:
        return Begun(len(head), "", ())
    word = piece.text.lstrip(_SIGNS.get(key, "")) if not piece.quoted else piece.text
    return Begun(piece.start, key, _like(word, (*names.get(key, ()), *KEYS[key].words)))


def _like(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Those that begin with the word, as far as they can be typed and shown; each once."""
    wanted = fold(word)
    found = (name for name in known if fold(name).startswith(wanted) and clean_line(name) == name == safe(name))
    return tuple(dict.fromkeys(found))


def complete(text: str, place: int, names: Names) -> Completed:
    """Go on with what stands before the cursor."""
    head, rest = text[:place], text[place:]
    start, key, choices = begun(head, names)
    if not choices:
        return Completed(text, place)
    if len(choices) == 1:
        word = _written(choices[0]) if key else choices[0]
        after = " " if key and not rest.startswith((" ", ")", ",")) else ""
        return _with(head[:start] + word + after, rest)
    shared = _shared([choice.lower() for choice in choices])
    longer = _written(shared, is_open=True) if key else shared
    if len(shared) <= len(head[start:].lstrip('"@#')):
        return Completed(text, place, choices)
    return _with(head[:start] + longer, rest)._replace(choices=choices)


def _shared(words: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(words), max(words)
    same = next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:same]


def _with(head: str, rest: str) -> Completed:
    return Completed(head + rest, len(head))


def _written(value: str, *, is_open: bool = False) -> str:
    """A value as a query holds it; ``is_open``: more of it is to come."""
    if re.fullmatch(r'[^\s(),"\\]+', value):
        return value
    return quote(value).removesuffix('"') if is_open else quote(value)
