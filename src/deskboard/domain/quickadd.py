"""One line that makes a ticket: ``VPN down !critical @ann #vpn due:tomorrow queue:network``.

Tokens are recognised at the beginning of a word; the rest is the title. ``\\`` before a token
makes it part of the title. Values with blanks stand in quotes, except that ``due:fri 17:00``
takes its time along. Further lines, as pasted from a list, are steps.

Invariant: every character of the line is part of the title or of a token, never of both or
neither: what looks like a token and cannot be read is an ``error`` token, and ``checked``
refuses the line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from deskboard.domain import fields
from deskboard.domain.errors import BadInput, QueryError
from deskboard.domain.events import Value
from deskboard.domain.text import clean_line
from deskboard.l10n import _

ERROR, ESCAPE = "error", "escape"

FIELD_OF: Mapping[str, str] = {
    **{"!": "priority", "@": "assignee", "#": "tags"},
    **{"due:": "due", "queue:": "queue", "type:": "type", "status:": "status", "from:": "requester"},
    **{"impact:": "impact", "urgency:": "urgency", "priority:": "priority", "assignee:": "assignee"},
    **{"requester:": "requester", "tag:": "tags", "template:": "template"},
}
"""What begins a token → the field it sets."""

_MARK = "|".join(FIELD_OF)
_TOKEN = re.compile(rf'({_MARK})(?:"([^"]*)"?|(\S*))')
_ESCAPED = re.compile(rf"\\(?={_MARK})")
_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"\s*")
_CLOCK = re.compile(r"\s+\d{1,2}:\d\d(?!\S)")
_BULLET = re.compile(r"\s*(?:[-*•]\s+)?(?:\[[ xX]?\]\s+)?")
_REF = re.compile(r"\d+\W*")


class Token(NamedTuple):
    """``line[start:end]`` sets a field: ``kind`` is its name and ``value`` what it holds. Kind
    ``escape``: a backslash that is not part of the title; ``error``: ``message`` says why."""

    start: int
    end: int
    kind: str
    value: Value = None
    message: str = ""


class QuickAdd(NamedTuple):
    """What a line says: the values for ``AddTicket``, and the tokens in order."""

    title: str
    fields: Mapping[str, Value]
    steps: tuple[str, ...]
    tokens: tuple[Token, ...]

    def checked(self) -> QuickAdd:
        """Itself, if every token could be read. QueryError: one could not, and where."""
        for token in self.tokens:
            if token.kind == ERROR:
                raise QueryError(token.message, token.start, token.end - token.start)
        return self


class _Reading(NamedTuple):
    """Where and when the line is read, and the values found so far."""

    now: datetime
    zone: tzinfo
    me: str | None
    values: dict[str, Value]


def parse(line: str, now: datetime, zone: tzinfo, me: str | None = None) -> QuickAdd:
    """What the line says, however unfinished; call ``checked`` before using it. ``me``: the
    login that ``@me`` means, None: nobody's."""
    line, _newline, below = line.partition("\n")
    reading = _Reading(now, zone, me, {})
    words: list[str] = []
    tokens: list[Token] = []
    place = _after_blank(line, 0)
    while place < len(line):
        token = _token(line, place, reading)
        if token is not None:
            tokens.append(token)
            place = _after_blank(line, token.end)
            continue
        if escaped := _ESCAPED.match(line, place):
            tokens.append(Token(place, escaped.end(), ESCAPE))
            place = escaped.end()
        end = _end_of_word(line, place)
        words.append(line[place:end])
        place = _after_blank(line, end)
    return QuickAdd(clean_line(" ".join(words)), reading.values, _steps(below), tuple(tokens))


def _after_blank(line: str, place: int) -> int:
    blank = _BLANK.match(line, place)
    return blank.end() if blank else place


def _end_of_word(line: str, place: int) -> int:
    word = _WORD.match(line, place)
    return word.end() if word else len(line)


def _token(line: str, place: int, reading: _Reading) -> Token | None:
    """The token that begins at ``place``; its value joins those found. None: a word."""
    match = _TOKEN.match(line, place)
    if match is None:
        return None
    mark, quoted, bare = match.groups()
    if quoted is None and mark in "!@#" and _is_prose(mark, bare):
        return None
    field, text, end = FIELD_OF[mark], bare if quoted is None else quoted, match.end()
    clock = _CLOCK.match(line, end) if field == "due" and bare else None
    if clock:
        text, end = line[match.start(3) : clock.end()], clock.end()
    try:
        value = _combined(field, _value(field, mark, text, reading), reading.values.get(field))
    except BadInput as wrong:
        return Token(place, end, ERROR, None, str(wrong))
    reading.values[field] = value
    return Token(place, end, field, value)


def _combined(field: str, value: Value, before: Value) -> Value:
    """Tags add up; of everything else there is one."""
    if before is None:
        return value
    if field == "tags":
        return fields.tags((*_words(before), *_words(value)))
    raise BadInput(_("The {field} is said twice.").format(field=fields.FIELDS[field].label))


def _words(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _is_prose(mark: str, rest: str) -> bool:
    """Whether ``!``, ``@`` or ``#`` begins no token: it stands alone, before punctuation, or
    (``#142``) before a ref."""
    if not rest[:1].isalnum():
        return True
    return bool(_REF.fullmatch(rest)) if mark == "#" else rest[:1].isdigit() and mark == "!"


def _value(field: str, mark: str, text: str, reading: _Reading) -> Value:
    if not text.strip():
        raise BadInput(
            _("A value is missing after “{word}”.").format(word=mark),
            _("Write \\{word} to have it in the title.").format(word=mark),
        )
    if text == "me" and field in ("assignee", "requester"):
        if reading.me is None:
            raise BadInput(_("Nobody is “me” here."), _("Write the login."))
        return reading.me
    return fields.from_text(field, text, reading.now, reading.zone)


def _steps(text: str) -> tuple[str, ...]:
    lines = (clean_line(_BULLET.sub("", line, count=1)) for line in text.splitlines())
    return tuple(line for line in lines if line)
