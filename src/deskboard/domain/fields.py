"""The fields of a ticket that a person can set: how each is checked and read from text.

One table for the edit dialogs, the command line, quick add and imports. Invariant: what
``check`` lets through can be stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from deskboard.domain import times
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import (
    NAME_MAX,
    TAG_MAX,
    TAGS_MAX,
    TEXT_MAX,
    TITLE_MAX,
    WATCHERS_MAX,
    Level,
    Priority,
    Status,
    TicketType,
)
from deskboard.domain.text import clean_line, clean_text
from deskboard.l10n import _

NOTHING = frozenset({"", "none", "-", "nobody"})
"""What a person types to empty a field."""


class Field(NamedTuple):
    """``check`` cleans a value or raises BadInput; ``may_be_empty``: None is a value."""

    name: str
    label: str
    check: Callable[[Value], Value]
    may_be_empty: bool = True
    choices: tuple[str, ...] = ()


def title(value: Value) -> str:
    """A title: one line of 1 to 200 characters."""
    text = clean_line(str(value or ""))
    if not text:
        raise BadInput(_("A ticket needs a title."))
    if len(text) > TITLE_MAX:
        raise BadInput(
            _("The title is {n} characters long; at most {max} fit.").format(n=len(text), max=TITLE_MAX),
            _("Put the rest into the description."),
        )
    return text


def long_text(value: Value) -> str:
    """A description or comment of at most 256 KiB of UTF-8."""
    text = clean_text(str(value or ""))
    size = len(text.encode())
    if size > TEXT_MAX:
        raise BadInput(
            _("The text is {size} KiB long; at most {max} KiB fit.").format(size=size // 1024 + 1, max=TEXT_MAX // 1024)
        )
    return text


def name(value: Value) -> str:
    """The name of a person, board, column or queue."""
    text = clean_line(str(value or ""))
    if not text or len(text) > NAME_MAX:
        raise BadInput(_("A name has 1 to {max} characters.").format(max=NAME_MAX))
    return text


def login(value: Value) -> str:
    """A person's login or mail address: no spaces, lower case, without the leading @."""
    return _login(str(value or ""))


@lru_cache(4096)
def _login(value: str) -> str:
    text = clean_line(value).removeprefix("@").lower()
    if not text or len(text) > NAME_MAX or any(c.isspace() or c in ",;:\"'()<>" for c in text):
        raise BadInput(_("“{text}” is no login or mail address.").format(text=text[:NAME_MAX]))
    return text


_LOGIN = re.compile(r"\w[\w.+-]*\$?|\w[\w.-]*\\\w[\w.-]*|[\w.!#$%&*+/=?^{|}~-]+@[\w.-]+")
"""A login of a system, of a domain (``corp\\ann``), or a mail address."""


def new_login(value: Value) -> str:
    """The login of somebody new: what a system may call somebody, so that ``@login`` names them.
    Whoever is known already keeps what they are called. BadInput."""
    text = login(value)
    if not _LOGIN.fullmatch(text):
        raise BadInput(
            _("“{text}” is no login or mail address.").format(text=text),
            _("A login has letters, digits and . _ - in it."),
        )
    return text


@lru_cache(4096)
def tag(value: str) -> str:
    """A tag: one word in lower case; spaces become hyphens."""
    text = "-".join(clean_line(value).removeprefix("#").lower().replace(",", " ").split())
    if not text or len(text) > TAG_MAX:
        raise BadInput(_("A tag has 1 to {max} characters.").format(max=TAG_MAX))
    return text


def tags(value: Value) -> tuple[str, ...]:
    """Tags, each once, sorted; a text is split at spaces and commas."""
    if value is None:
        return ()
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise BadInput(_("Tags are words."))
    found = tuple(sorted({tag(part) for part in parts}))
    if len(found) > TAGS_MAX:
        raise BadInput(_("A ticket has at most {max} tags.").format(max=TAGS_MAX))
    return found


def logins(value: Value) -> tuple[str, ...]:
    """Logins, each once, sorted; a text is split at spaces and commas."""
    if value is None:
        return ()
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise BadInput(_("Watchers are people."))
    found = tuple(sorted({login(part) for part in parts}))
    if len(found) > WATCHERS_MAX:
        raise BadInput(_("A ticket has at most {max} watchers.").format(max=WATCHERS_MAX))
    return found


def signed(words: Iterable[str], check: Callable[[str], str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What comes (``+ann``, ``ann``) and what goes (``-bob``), of words apart by commas or
    blanks. BadInput: one that ``check`` refuses."""
    plus: list[str] = []
    minus: list[str] = []
    for word in ",".join(words).replace(" ", ",").split(","):
        if word:
            (minus if word.startswith("-") else plus).append(check(word.lstrip("+-")))
    return tuple(plus), tuple(minus)


def moment(value: Value) -> datetime:
    """A time that says its zone, as UTC."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise BadInput(_("A due date needs a date."))
    return value.astimezone(UTC)


def _choice(kinds: type[StrEnum]) -> Callable[[Value], Value]:
    """One of an enumeration, also by a beginning that only one of them has."""
    known = {kind.value: kind for kind in kinds} | {str(getattr(kind, "label", kind.value)): kind for kind in kinds}

    def check(value: Value) -> Value:
        if isinstance(value, kinds):
            return value
        text = clean_line(str(value)).lower().replace("_", "-")
        exact = known.get(text) or known.get(text.replace(" ", "-"))
        starting = {kind for word, kind in known.items() if text and word.startswith(text)}
        if exact or len(starting) == 1:
            return exact or starting.pop()
        raise BadInput(
            _("“{text}” is none of {choices}.").format(text=text[:40], choices=", ".join(kinds)),
            did_you_mean(text, known),
        )

    return check


_TYPE_NEAR = 0.8
"""Likeness from which a word is taken for a built-in type misspelt: ``incidnt``, ``suport``."""


def mistaken_type(word: str) -> str:
    """The built-in type that a word begins or misspells; empty if it is a word of its own. Teams
    cannot name a type of theirs so (``AddType``): everybody would take it for the other."""
    from difflib import get_close_matches

    text = type_word(word)
    begun = [kind.value for kind in TicketType if kind.startswith(text) and kind != text]
    near = get_close_matches(text, list(TicketType), 1, _TYPE_NEAR) if text not in list(TicketType) else []
    return next(iter(begun or map(str, near)), "")


def type_word(value: Value) -> str:
    """The name of a type as it is written: one word in lower case."""
    text = "-".join(clean_line(str(value or "")).lower().replace("_", "-").split())
    if not text or len(text) > TAG_MAX or any(c in ",;:\"'()<>" for c in text):
        raise BadInput(_("“{text}” is no type of ticket.").format(text=text[:TAG_MAX]))
    return text


_built_in_type = _choice(TicketType)


def ticket_type(value: Value) -> Value:
    """A built-in type, also by its beginning, or a word that may be one of the team's own: which
    those are, only the desk knows."""
    try:
        return _built_in_type(value)
    except BadInput:
        if mistaken_type(str(value or "")):
            raise
        return type_word(value)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with the known word nearest to one that is not known; empty if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1)
    return _("Did you mean {near}?").format(near=near[0]) if near else ""


def no_such_field(name: str, known: Iterable[str]) -> BadInput:
    """What is to be said of a field that no ticket has."""
    known = list(known)
    told = _("A ticket has no field “{name}”.").format(name=name[:40])
    return BadInput(told, did_you_mean(name, known) or _("There are: {names}.").format(names=", ".join(known)))


def _field(
    key: str, label: str, check: Callable[[Value], Value], empty: bool = True, kinds: type[StrEnum] | None = None
) -> Field:
    return Field(key, label, check, empty, tuple(kinds) if kinds else ())


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _field("title", _("title"), title, empty=False),
        _field("description", _("description"), long_text, empty=False),
        _field("type", _("type"), ticket_type, empty=False, kinds=TicketType),
        _field("priority", _("priority"), _choice(Priority), empty=False, kinds=Priority),
        _field("status", _("status"), _choice(Status), empty=False, kinds=Status),
        _field("queue", _("queue"), name),
        _field("assignee", _("assignee"), login),
        _field("requester", _("requester"), login),
        _field("watchers", _("watchers"), logins, empty=False),
        _field("due", _("due"), moment),
        _field("wake", _("asleep until"), moment),
        _field("impact", _("impact"), _choice(Level), kinds=Level),
        _field("urgency", _("urgency"), _choice(Level), kinds=Level),
        _field("tags", _("tags"), tags, empty=False),
        _field("template", _("template"), name),
    )
}
"""The editable fields by name, in the order of the ticket screen."""


def check(field: str, value: Value) -> Value:
    """The value as it is stored. BadInput: unknown field, or a value it cannot take."""
    if field not in FIELDS:
        raise no_such_field(field, FIELDS)
    if value is None and FIELDS[field].may_be_empty:
        return None
    return FIELDS[field].check(value)


def from_text(field: str, text: str, now: datetime, zone: tzinfo) -> Value:
    """The value that a person typed. BadInput as ``check``, and for a date nobody understands."""
    if field in FIELDS and FIELDS[field].may_be_empty and text.strip().lower() in NOTHING:
        return None
    if field == "due":
        return times.parse_when(text, now, zone)
    if field == "wake":
        return times.parse_wake(text, now, zone)
    if field == "watchers" and text.strip().lower() in NOTHING:
        return ()
    return check(field, text)
