"""Templates: what is asked for a kind of request, and how each answer is checked.

A template belongs to a type of ticket; a ticket made from it keeps its name and the answers.
Invariant: what ``check`` lets through is stored as it is, and ``check`` makes the same of it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from deskboard.domain import fields, times
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.events import Value
from deskboard.domain.text import clean_line, fold
from deskboard.l10n import _

ANSWER_MAX = 1_000
"""Characters of one answer: it is a line; what is longer belongs into the description."""
ANSWERS_MAX = 200
"""Answers that one ticket holds, those from before a change of type included."""

Answers = tuple[tuple[str, str], ...]
"""(key, stored text), by key; each key once, nothing empty."""


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes/no"


class Required(StrEnum):
    """When an answer has to be there."""

    NO = "no"
    SUBMIT = "submit"
    SOLVE = "solve"


class Asked(NamedTuple):
    """One field of a form. ``key`` names it for ever, ``label`` is what people read; ``choices``
    are those of a field of kind choice, in the order of the form."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    required: Required = Required.NO


class Template(NamedTuple):
    """A ticket form. ``priority``, ``queue`` and ``tags`` are what a new ticket gets where it
    says nothing of its own; ``steps`` are its checklist."""

    name: str
    type: str
    fields: tuple[Asked, ...] = ()
    priority: str | None = None
    queue: str | None = None
    tags: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


# ---- one answer


def check(asked: Asked, value: Value) -> str:
    """The answer as it is stored; an empty text takes it away. BadInput: it does not fit."""
    text = clean_line(str(value if value is not None else ""))
    if len(text) > ANSWER_MAX:
        raise BadInput(_("“{label}” holds at most {max} characters.").format(label=asked.label, max=ANSWER_MAX))
    return _CHECKS[asked.kind](asked, text) if text else ""


def from_text(asked: Asked, text: str, now: datetime, zone: tzinfo) -> str:
    """The answer that a person typed, as it is stored. BadInput as ``check``, and for a day
    that nobody understands."""
    if asked.kind is Kind.DATE and text.strip():
        if text.strip().lower() in fields.NOTHING:
            return ""
        return times.parse_when(text, now, zone).astimezone(zone).date().isoformat()
    return check(asked, text)


def shown(asked: Asked, stored: str) -> str:
    """A stored answer for people; not yet safe."""
    if asked.kind is Kind.YES_NO:
        return {"yes": _("yes"), "no": _("no")}.get(stored, stored)
    if asked.kind is Kind.DATE:
        try:
            return _("{date} ({weekday})").format(date=stored, weekday=times.weekday(date.fromisoformat(stored)))
        except ValueError:
            return stored
    return stored


def fits(asked: Asked, stored: str) -> bool:
    """Whether an answer given elsewhere answers this."""
    try:
        return check(asked, stored) == stored
    except BadInput:
        return False


def _text(asked: Asked, text: str) -> str:
    return text


_NUMBER = r"([+-]?)0*(\d{1,30}?)(?:\.(\d{1,15}?)0*)?"


def _number(asked: Asked, text: str) -> str:
    found = re.fullmatch(_NUMBER, text, re.ASCII)
    if found is None:
        raise BadInput(
            _("“{label}” is a number, and “{text}” is none.").format(label=asked.label, text=text[:40]),
            _("Write it as 12 or 1.5."),
        )
    sign, whole, part = found.groups()
    plain = (whole or "0") + (f".{part}" if part and part.strip("0") else "")
    return f"-{plain}" if sign == "-" and plain != "0" else plain


def _date(asked: Asked, text: str) -> str:
    try:
        day = date.fromisoformat(text)
        if len(text) != 10 or not times.FIRST_YEAR <= day.year <= times.LAST_YEAR:
            raise ValueError(text)
    except ValueError:
        raise BadInput(
            _("“{label}” is a date, and “{text}” is none.").format(label=asked.label, text=text[:40]),
            _("Write it as 2026-01-31."),
        ) from None
    return day.isoformat()


def _choice(asked: Asked, text: str) -> str:
    wanted = fold(text)
    exact = [choice for choice in asked.choices if fold(choice) == wanted]
    begun = [choice for choice in asked.choices if fold(choice).startswith(wanted)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    raise BadInput(
        _("“{label}” is one of {choices}, and “{text}” is none of them.").format(
            label=asked.label, choices=", ".join(asked.choices), text=text[:40]
        ),
        fields.did_you_mean(text, asked.choices),
    )


_YES = frozenset({"yes", "y", "true", "1", "on", "taip", "예", "네"})
_NO = frozenset({"no", "n", "false", "0", "off", "ne", "아니오", "아니요"})


def _yes_no(asked: Asked, text: str) -> str:
    word = fold(text)
    if word in _YES or word in _NO:
        return "yes" if word in _YES else "no"
    raise BadInput(
        _("“{label}” is yes or no, and “{text}” is neither.").format(label=asked.label, text=text[:40]),
    )


_CHECKS: Mapping[Kind, Callable[[Asked, str], str]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}


# ---- the answers of a ticket


def pairs(value: Value | Mapping[str, str]) -> Answers:
    """Answers in whatever form they come, cleaned and by key; empty ones stay, for they take
    an answer away. BadInput: no pairs of texts, or too many."""
    given = value.items() if isinstance(value, Mapping) else value
    found: dict[str, str] = {}
    for pair in given if isinstance(given, Iterable) and not isinstance(given, str) else (value,):
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise BadInput(_("Answers are pairs of a field and a text."))
        key, text = clean_line(pair[0]), clean_line(pair[1])
        if not re.fullmatch(_KEY, key) or len(text) > ANSWER_MAX:
            raise BadInput(_("“{key}” cannot be a field with an answer.").format(key=key[:40]))
        found[key] = text
    if len(found) > ANSWERS_MAX:
        raise BadInput(_("A ticket has at most {max} answers.").format(max=ANSWERS_MAX))
    return tuple(sorted(found.items()))


def merged(before: Answers, given: Mapping[str, str]) -> Answers:
    """The answers with those ``given`` in their place; an empty one takes its answer away."""
    return tuple(sorted((key, text) for key, text in {**dict(before), **given}.items() if text))


def form_of(known: Sequence[Template], kind: str, name: str | None) -> tuple[Asked, ...]:
    """The fields of a ticket of a type: those of its template; where it has none, or was given
    another type since, those of all templates of the type, and none of them is required: a
    quick ask needs a title only."""
    own = next((template for template in known if template.name == name and template.type == kind), None)
    if own is not None:
        return own.fields
    found: dict[str, Asked] = {}
    for template in known:
        if template.type == kind:
            for asked in template.fields:
                found.setdefault(asked.key, asked._replace(required=Required.NO))
    return tuple(found.values())


def missing(form: Iterable[Asked], answers: Answers, *, solving: bool = False) -> list[Asked]:
    """The fields that must have an answer by now and have none."""
    given = dict(answers)
    due = (Required.SUBMIT, Required.SOLVE) if solving else (Required.SUBMIT,)
    return [asked for asked in form if asked.required in due and not given.get(asked.key)]


def told(form: Sequence[Asked], answers: Answers) -> tuple[list[tuple[Asked, str]], list[tuple[str, str]]]:
    """The answers in the order of the form, as (field, stored), and those that do not belong
    to it (any more), as (key, stored)."""
    given = dict(answers)
    own = [(asked, given[asked.key]) for asked in form if asked.key in given and fits(asked, given[asked.key])]
    taken = {asked.key for asked, _stored in own}
    return own, [(key, stored) for key, stored in answers if key not in taken]


def read(known: Sequence[Template], typed: Mapping[str, str], now: datetime, zone: tzinfo) -> Answers:
    """What was typed for fields of whatever template, with days understood where and when they
    were typed; the rest is checked against the form of each ticket. BadInput: no such field."""
    asked = [field for template in known for field in template.fields]
    found: dict[str, str] = {}
    for name, text in typed.items():
        key = name.strip().lower().removeprefix("field.")
        same = [field for field in asked if field.key == key]
        # A ticket may still have the answer to a field that no template asks any more.
        if not same and clean_line(text).lower() not in fields.NOTHING:
            words = (*fields.FIELDS, *dict.fromkeys(field.key for field in asked))
            raise fields.no_such_field(key, words)
        dated = next((field for field in same if field.kind is Kind.DATE), None)
        empty = clean_line(text).lower() in ("", "none")
        found[key] = "" if empty or not same else from_text(dated, text, now, zone) if dated else text
    return pairs(found)


# ---- templates


def find(known: Iterable[Template], name: str) -> Template:
    """The template of that name; capitals and accents do not matter, and a beginning that only
    one of them has is enough. NotFound."""
    known, wanted = list(known), fold(clean_line(name))
    exact = [template for template in known if fold(template.name) == wanted]
    begun = [template for template in known if wanted and fold(template.name).startswith(wanted)]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    names = ", ".join(template.name for template in known)
    raise NotFound(
        _("There is no template “{name}”.").format(name=clean_line(name)[:40]),
        _("There are: {names}.").format(names=names) if known else _("`deskboard template add` makes one."),
    )


_KEY = r"[a-z][a-z0-9_-]{0,49}"
