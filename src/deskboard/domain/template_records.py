"""A template as a record: what stands in its file, in the database and in an export.

Invariant: ``read(record(template)) == template``, and whatever ``read`` does not know it refuses
by name, so that a misspelt word in a file is never passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from deskboard.domain import fields
from deskboard.domain.errors import BadInput
from deskboard.domain.model import NAME_MAX, STEP_MAX
from deskboard.domain.templates import Asked, Kind, Required, Template
from deskboard.domain.text import clean_line, fold
from deskboard.l10n import _

T = TypeVar("T", bound=StrEnum)

FIELDS_MAX, CHOICES_MAX, STEPS_MAX = 50, 100, 200
"""Bounds of one form: beyond them nobody fills it in."""
KEY = re.compile(r"[a-z][a-z0-9_-]{0,49}")

_OF_A_TEMPLATE = Template._fields
_OF_A_FIELD = Asked._fields


def record(template: Template) -> dict[str, Any]:
    """The template as plain values; what is not set is left out."""
    found: dict[str, Any] = {"name": template.name, "type": str(template.type)}
    found |= {name: value for name in ("priority", "queue") if (value := getattr(template, name))}
    found |= {name: list(value) for name in ("tags", "steps") if (value := getattr(template, name))}
    if template.fields:
        found["fields"] = [_field_record(asked) for asked in template.fields]
    return found


def _field_record(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = {"key": asked.key, "label": asked.label, "kind": str(asked.kind)}
    if asked.choices:
        found["choices"] = list(asked.choices)
    return found | ({"required": str(asked.required)} if asked.required is not Required.NO else {})


def dump(template: Template) -> str:
    """The template as JSON, for the database."""
    return json.dumps(record(template), separators=(",", ":"))


def load(data: str) -> Template:
    """A template that ``dump`` wrote: it was checked then."""
    found = json.loads(data)
    asked = tuple(
        Asked(
            field["key"],
            field["label"],
            Kind(field["kind"]),
            tuple(field.get("choices", ())),
            Required(field.get("required", "no")),
        )
        for field in found.get("fields", ())
    )
    lists = (tuple(found.get(name, ())) for name in ("tags", "steps"))
    return Template(found["name"], found["type"], asked, found.get("priority"), found.get("queue"), *lists)


def read(given: Mapping[str, Any]) -> Template:
    """The template that a record describes. BadInput: it describes none, and why."""
    _known(given, _OF_A_TEMPLATE, _("A template has no “{name}”."))
    name = fields.name(_word(given, "name"))
    if not (kind := _word(given, "type")):
        raise BadInput(_("The template “{name}” has no type.").format(name=name), _('Write type = "support".'))
    priority, queue = _word(given, "priority"), _word(given, "queue")
    asked = tuple(_field(field) for field in _records(given, "fields"))
    keys = [field.key for field in asked]
    for key in keys:
        if keys.count(key) > 1:
            raise BadInput(_("The field “{key}” stands in the form twice.").format(key=key))
    _at_most(_("fields"), len(asked), FIELDS_MAX)
    steps = tuple(text for text in map(clean_line, _words(given, "steps")) if text)
    _at_most(_("steps"), len(steps), STEPS_MAX)
    if any(len(step) > STEP_MAX for step in steps):
        raise BadInput(_("A step has at most {max} characters.").format(max=STEP_MAX))
    return Template(
        name,
        str(fields.check("type", kind)),
        asked,
        str(fields.check("priority", priority)) if priority else None,
        fields.name(queue) if queue else None,
        fields.tags(tuple(_words(given, "tags"))),
        steps,
    )


def _field(given: Mapping[str, Any]) -> Asked:
    _known(given, _OF_A_FIELD, _("A field of a form has no “{name}”."))
    key = _word(given, "key")
    if not KEY.fullmatch(key):
        raise BadInput(
            _("“{key}” cannot be the key of a field.").format(key=key[:40]),
            _("A key is a word such as site or start-date."),
        )
    if key in fields.FIELDS or key in ("answers", "tag", "field"):
        raise BadInput(_("Every ticket has a field “{key}”; give yours another key.").format(key=key))
    choices = tuple(dict.fromkeys(text for text in map(clean_line, _words(given, "choices")) if text))
    kind = _one_of(Kind, _word(given, "kind") or (Kind.CHOICE if choices else Kind.TEXT), key)
    required = given.get("required", Required.NO)
    required = (Required.SUBMIT if required else Required.NO) if isinstance(required, bool) else required
    asked = Asked(
        key,
        clean_line(_word(given, "label"))[:NAME_MAX] or key.replace("-", " ").replace("_", " ").capitalize(),
        kind,
        choices,
        _one_of(Required, required, key),
    )
    _check_choices(asked)
    return asked


def _check_choices(asked: Asked) -> None:
    if asked.kind is not Kind.CHOICE:
        if asked.choices:
            raise BadInput(_("The field “{key}” is no choice, so it has no choices.").format(key=asked.key))
        return
    if len(asked.choices) < 2:
        raise BadInput(_("The field “{key}” needs at least two choices.").format(key=asked.key))
    _at_most(_("choices"), len(asked.choices), CHOICES_MAX)
    if any(len(choice) > NAME_MAX for choice in asked.choices):
        raise BadInput(_("A choice has at most {max} characters.").format(max=NAME_MAX))
    if len({fold(choice) for choice in asked.choices}) < len(asked.choices):
        raise BadInput(_("Two choices of the field “{key}” are the same.").format(key=asked.key))


# ---- values of a record that nobody vouches for


def _known(given: Mapping[str, Any], names: Sequence[str], sentence: str) -> None:
    for name in given:
        if name not in names:
            raise BadInput(sentence.format(name=str(name)[:40]), fields.did_you_mean(str(name), names))


def _wrong(name: str, wanted: str) -> BadInput:
    return BadInput(_("“{name}” of a template is {wanted}.").format(name=name, wanted=wanted))


def _word(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, _("a text"))
    return clean_line(value or "")


def _words(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name, ())
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise _wrong(name, _("a list of texts"))
    return list(value)


def _records(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = given.get(name, ())
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        raise _wrong(name, _("a list of fields"))
    return list(value)


def _one_of(kinds: type[T], value: object, key: str) -> T:
    word = clean_line(str(value)).lower().replace("yes-no", "yes/no")
    if word in list(kinds):
        return kinds(word)
    raise BadInput(
        _("“{word}” of the field “{key}” is none of {choices}.").format(
            word=word[:40], key=key, choices=", ".join(kinds)
        ),
        fields.did_you_mean(word, kinds),
    )


def _at_most(what: str, n: int, most: int) -> None:
    if n > most:
        raise BadInput(_("A form has at most {max} {what}.").format(max=most, what=what))
