"""Steps as people type and paste them: ``Call the vendor @ann due:fri``.

``@login`` of somebody known is who does it, ``due:`` when; ``\\`` before either makes it text.
Bullets, numbers and boxes of a pasted list go, and ``[x]`` is a step that is done. Invariant:
``parse`` reads back what ``written`` writes.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import datetime, tzinfo
from typing import NamedTuple

from deskboard.domain import times
from deskboard.domain.commands.checklist import NewStep
from deskboard.domain.errors import BadInput
from deskboard.domain.text import clean_line
from deskboard.l10n import _

_LEAD = re.compile(r"\s*(?:(?:[-*+•]|\d{1,4}[.)])\s+)?(?:\[([ xX]?)\]\s+)?")
_TOKEN = re.compile(r'(?<!\S)(?:@(\S+)|due:(?:"([^"]*)"|(\S+(?:\s+\d{1,2}:\d\d(?!\S))?)))')
_ESCAPED = re.compile(r"(?<!\S)\\(?=\\*(?:@|due:))")


class Reading(NamedTuple):
    """When and where a step is read; ``people``: the logins that are known; ``me``: that of
    whoever types, for ``@me``."""

    now: datetime
    zone: tzinfo
    people: Container[str]
    me: str = ""


def parse(line: str, reading: Reading, *, pasted: bool = True) -> NewStep:
    """The step that a line says; not ``pasted``: what looks like a bullet is text. BadInput: a
    due date that nobody understands, or something said twice."""
    done = False
    if pasted and (lead := _LEAD.match(line)):
        line, done = line[lead.end() :], (lead[1] or "").lower() == "x"
    found: dict[str, object] = {}

    def take(match: re.Match[str]) -> str:
        login, quoted, bare = match.groups()
        if login is not None:
            login = reading.me if login == "me" and reading.me else login.lower()
            if login not in reading.people:
                return match[0]
            _once(found, "assignee", login)
        else:
            _once(found, "due", times.parse_when(quoted if quoted is not None else bare, reading.now, reading.zone))
        return " "

    text = clean_line(_ESCAPED.sub("", _TOKEN.sub(take, line)))
    return NewStep(text, done, found.get("assignee"), found.get("due"))  # type: ignore[arg-type]


def _once(found: dict[str, object], name: str, value: object) -> None:
    if name in found:
        label = _("assignee") if name == "assignee" else _("due")
        raise BadInput(_("The {field} is said twice.").format(field=label))
    found[name] = value


def parse_lines(text: str, reading: Reading) -> tuple[NewStep, ...]:
    """A step for each line that has some words. BadInput as ``parse``."""
    steps = (parse(line, reading) for line in text.splitlines())
    return tuple(step for step in steps if step.text)


def written(text: str, assignee: str | None, due: datetime | None, zone: tzinfo) -> str:
    """The line that says this step."""
    words = [re.sub(r"(?<!\S)(\\*)(?=@|due:)", r"\\\1", text)]
    if assignee:
        words.append(f"@{assignee}")
    if due is not None:
        words.append(f"due:{times.as_typed(due, zone)}")
    return " ".join(words)
