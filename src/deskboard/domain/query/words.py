"""The words of the query language: its keys, states, orders, and how values are read.

Invariant: what is not in these tables is no part of the language; the parser, the
colouring, completion and the manual all read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from deskboard.domain import fields
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Priority, Stage, Status, TicketType
from deskboard.domain.query.tree import ME, MINE, NONE, Age, At, Day, Percent, Value, Word
from deskboard.domain.text import clip, fold, safe, search_words
from deskboard.domain.times import DAYS_AHEAD, FIRST_YEAR, LAST_YEAR, UNITS
from deskboard.l10n import _

STATES = (
    *("open", "done", "archived", "trashed", "overdue", "unassigned", "mine", "review", "blocked", "waiting"),
    *("merged", "snoozed", "stale", "unread"),
)
"""What follows ``is:``."""
HAS = ("attachment", "checklist", "due", "link")
"""What follows ``has:``."""
SORTS = (
    *("ref", "title", "column", "stage", "priority", "status", "type", "queue", "assignee", "requester"),
    *("due", "created", "updated", "resolved", "archived", "checklist", "comments"),
)
"""What follows ``sort:``."""
_NAMES_OF_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


class Unreadable(Exception):
    """A value that its key cannot hold. The parser adds the place."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


class Key(NamedTuple):
    """How one key reads its values. ``ordered``: they can be compared by ``<`` and ``>``;
    ``words``: values to offer; ``specials``: values that mean something unless in quotes."""

    read: Callable[[str], Value]
    ordered: bool = False
    words: tuple[str, ...] = ()
    specials: Mapping[str, Value] = {}


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that ``word`` begins, else the one most like it, else an empty string."""
    from difflib import get_close_matches

    short, choices = word[:40].casefold(), list(known)
    begun = [choice for choice in choices if short and choice.startswith(short)]
    return next(iter(begun or get_close_matches(short, choices, n=1, cutoff=0.65)), "")


def brief(text: str) -> str:
    """What was typed, fit to stand in a message."""
    return clip(safe(text), 30)


def _bare(text: str) -> str:
    """``In progress``, ``in-progress`` and ``in_progress`` are one word."""
    return re.sub(r"[\s_-]+", "", text.lower())


def _one_of(members: type[StrEnum], wrong: Callable[[str], str]) -> Callable[[str], Value]:
    """A reader of an enumeration; ``wrong`` says of a word that it is none of it."""
    known = {_bare(member): member for member in members}
    known |= {_bare(getattr(member, "label", member)): member for member in members}

    def read(text: str) -> Value:
        if member := known.get(_bare(text)):
            return member
        raise Unreadable(wrong(brief(text)), nearest(text, members))

    return read


def _one_word(known: tuple[str, ...], wrong: Callable[[str], str]) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        if text.lower() in known:
            return text.lower()
        raise Unreadable(wrong(brief(text)), nearest(text, known))

    return read


_built_in_type = _one_of(TicketType, lambda value: _("There is no type “{value}”.").format(value=value))


def _type(text: str) -> Value:
    """A built-in type, or a word that may be one of the team's own: only the desk knows which
    those are, and a query is read without it. A misspelt built-in type is none."""
    try:
        return _built_in_type(text)
    except Unreadable:
        try:
            if fields.mistaken_type(text):
                raise
            return fields.type_word(text)
        except BadInput as wrong:
            raise Unreadable(wrong.message) from None


def _number(text: str) -> Value:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    raise Unreadable(_("“{value}” is no number.").format(value=brief(text)))


def _ref(text: str) -> Value:
    return _number(text.lstrip("#"))


def _progress(text: str) -> Value:
    if not text.endswith("%"):
        return _number(text)
    share = _number(text[:-1])
    if isinstance(share, int) and share <= 100:
        return Percent(share)
    raise Unreadable(_("“{value}” is more than everything.").format(value=brief(text)), "100%")


def _words(text: str) -> Value:
    if search_words(text):
        return text
    raise Unreadable(_("There is no word to look for in “{value}”.").format(value=brief(text)))


def _login(text: str) -> Value:
    return text.lstrip("@") or text


def _tag(text: str) -> Value:
    return text.lstrip("#") or text


def _moment(text: str) -> Value:
    """An Age, a Word, a Day or an At."""
    word = fold(text)
    if word in ("now", "week"):
        return Word(word)
    if word != "eod" and DAYS_AHEAD.get(word) in _NAMES_OF_DAYS:
        return Word(_NAMES_OF_DAYS[DAYS_AHEAD[word]])
    if (stretch := re.fullmatch(r"\+?([0-9]{1,6}) ?([a-z]+)", word)) and stretch[2] in UNITS:
        return Age(int(stretch[1]) * UNITS[stretch[2]])
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([t ][0-9]{2}:[0-9]{2})?", word):
        return _calendar(text)
    raise Unreadable(
        _("“{value}” is no moment; write 2d, today or 2026-01-31.").format(value=brief(text)), nearest(word, _DAY_WORDS)
    )


def _calendar(text: str) -> Value:
    try:
        moment = datetime.fromisoformat(text.upper())
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        raise Unreadable(_("There is no such moment as “{value}”.").format(value=brief(text))) from None
    return At(moment) if len(text) > 10 else Day(date(moment.year, moment.month, moment.day))


_DAY_WORDS = ("today", "tomorrow", "yesterday", "week", "now")
_NOBODY: Mapping[str, Value] = {"none": NONE}
_PEOPLE: Mapping[str, Value] = {"me": ME, "none": NONE}
_TIME = Key(_moment, True, (*_DAY_WORDS, "none"), _NOBODY)
_ALWAYS = Key(_moment, True, _DAY_WORDS)

KEYS: Mapping[str, Key] = {
    "ref": Key(_ref, True),
    "title": Key(_words),
    "column": Key(str),
    "stage": Key(
        _one_of(Stage, lambda value: _("There is no stage “{value}”.").format(value=value)), False, tuple(Stage)
    ),
    "board": Key(str),
    "priority": Key(
        _one_of(Priority, lambda value: _("There is no priority “{value}”.").format(value=value)), True, tuple(Priority)
    ),
    "status": Key(
        _one_of(Status, lambda value: _("There is no status “{value}”.").format(value=value)), False, tuple(Status)
    ),
    "type": Key(_type, False, tuple(TicketType)),
    "queue": Key(str, False, ("mine", "none"), {"mine": MINE, "none": NONE}),
    "assignee": Key(_login, False, ("me", "none"), _PEOPLE),
    "watcher": Key(_login, False, ("me", "none"), _PEOPLE),
    "requester": Key(_login, False, ("me", "none"), _PEOPLE),
    "tag": Key(_tag, False, ("none",), _NOBODY),
    "due": _TIME,
    "created": _ALWAYS,
    "updated": _ALWAYS,
    "resolved": _TIME,
    "archived": _TIME,
    "checklist": Key(_progress, True, ("none",), _NOBODY),
    "comments": Key(_number, True),
    "has": Key(
        _one_word(HAS, lambda value: _("“{value}” is nothing a ticket can have.").format(value=value)), False, HAS
    ),
    "is": Key(
        _one_word(STATES, lambda value: _("“{value}” is nothing a ticket can be.").format(value=value)), False, STATES
    ),
}
"""Every key but ``sort``, which says nothing about a ticket."""
SORT = "sort"
ALL_KEYS = (*KEYS, SORT)


def read_value(key: str, text: str, quoted: bool) -> Value:
    """The value that ``text`` means for ``key``. Unreadable: none."""
    known = KEYS[key]
    special = None if quoted else known.specials.get(text.lower())
    return known.read(text) if special is None else special
