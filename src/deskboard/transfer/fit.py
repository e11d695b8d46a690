"""Making what other programs wrote fit a ticket: cleaned, within the limits, nothing dropped.

Invariant: whatever does not fit where it stood goes into the description, with a note; only
what is too large for any place raises BadInput, and then the reader leaves the ticket out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from deskboard.domain import fields
from deskboard.domain.commands.imports import SourcePerson
from deskboard.domain.errors import BadInput
from deskboard.domain.model import NAME_MAX, STEP_MAX, STEPS_MAX, TAG_MAX, TITLE_MAX
from deskboard.domain.text import clean_line
from deskboard.l10n import _, ngettext
from deskboard.transfer.findings import Findings

BORROWED = 80
"""Characters of the description that stand in for a missing title: a line on a card."""

PERSON_READ = 400
"""Characters of a person's name and address that are looked at: more than any mail program allows."""

_ADDRESS = re.compile(r"([^<>]*)<([^<>@\s]+@[^<>@\s]+)>\s*")
_NOT_IN_LOGIN = re.compile(r"[\s,;:\"'()<>]+")


class Heading(NamedTuple):
    """A title that fits, and what must stand first in the description (often nothing)."""

    title: str
    overflow: str = ""


def _long_titles(n: int) -> str:
    return ngettext(
        "{n} title was longer than {max} characters: it was shortened and stands whole in the description.",
        "{n} titles were longer than {max} characters: they were shortened and stand whole in the description.",
        n,
    ).format(n=n, max=TITLE_MAX)


def _missing_titles(n: int) -> str:
    return ngettext(
        "{n} ticket had no title: the first words of its description were taken.",
        "{n} tickets had no title: the first words of their descriptions were taken.",
        n,
    ).format(n=n)


def _nameless(n: int) -> str:
    return ngettext(
        "{n} more ticket had neither title nor description.", "{n} more tickets had neither title nor description.", n
    ).format(n=n)


def _long_steps(n: int) -> str:
    return ngettext(
        "{n} step was longer than {max} characters: it was shortened and stands whole in the description.",
        "{n} steps were longer than {max} characters: they were shortened and stand whole in the description.",
        n,
    ).format(n=n, max=STEP_MAX)


def _odd_tags(n: int) -> str:
    return ngettext(
        "{n} tag was longer than {max} characters and was shortened.",
        "{n} tags were longer than {max} characters and were shortened.",
        n,
    ).format(n=n, max=TAG_MAX)


def _first_words(body: str) -> str:
    line = clean_line(body[: 4 * BORROWED])
    if len(line) <= BORROWED:
        return line
    return line[:BORROWED].rsplit(" ", 1)[0].rstrip() + "…"


def heading(title: str, body: str, instead: str, findings: Findings, row: int) -> Heading:
    """The title as one clean line; ``instead`` stands in when there is neither title nor body, which
    is told of the ``row``."""
    line = clean_line(title)
    if not line:
        if words := _first_words(body):
            findings.count(_missing_titles)
            return Heading(words)
        told = _("Row {row} had neither title nor description: it is called “{title}”.")
        findings.example(told.format(row=row, title=instead), _nameless)
        return Heading(instead)
    if len(line) <= TITLE_MAX:
        return Heading(line)
    findings.count(_long_titles)
    return Heading(line[: TITLE_MAX - 1].rstrip() + "…", line)


def description(*parts: str) -> str:
    """The parts that say something, as paragraphs. BadInput: too large."""
    return fields.long_text("\n\n".join(part.strip("\n") for part in parts if part and not part.isspace()))


def tags(names: Iterable[str], findings: Findings) -> tuple[str, ...]:
    """Tags from labels of any kind: one word each, sorted. BadInput: too many."""
    found = []
    for name in names:
        word = "-".join(clean_line(name).removeprefix("#").replace(",", " ").split())
        if len(word) > TAG_MAX:
            findings.count(_odd_tags)
            word = word[:TAG_MAX]
        if word:
            found.append(word)
    return fields.tags(tuple(found))


class Steps(NamedTuple):
    """A checklist that fits, and the whole texts of the steps that did not."""

    steps: tuple[tuple[str, bool], ...]
    overflow: str = ""


def steps(items: Iterable[tuple[str, bool]], findings: Findings) -> Steps:
    """The steps as clean lines; empty ones are no steps. BadInput: too many."""
    kept: list[tuple[str, bool]] = []
    long: list[str] = []
    for text, done in items:
        line = clean_line(text)
        if len(line) > STEP_MAX:
            findings.count(_long_steps)
            long.append(f"- {line}")
            line = line[: STEP_MAX - 1] + "…"
        if line:
            kept.append((line, done))
    if len(kept) > STEPS_MAX:
        raise BadInput(_("The checklist has {n} steps; at most {max} fit.").format(n=len(kept), max=STEPS_MAX))
    return Steps(tuple(kept), "\n".join(long))


def name(text: str, instead: str) -> str:
    """A name of a board, column or queue, cut at the limit; ``instead`` when it is empty."""
    line = clean_line(text)
    return line if len(line) <= NAME_MAX and line else (line[: NAME_MAX - 1] + "…" if line else instead)


def person(text: str, role: str) -> SourcePerson | None:
    """Who is meant by ``ann``, ``Ann Smith``, ``a@b.org`` or ``Ann Smith <a@b.org>``; None: nobody.

    A name with spaces becomes the login ``ann.smith``. A login that is too long is cut.
    """
    return _person(text[:PERSON_READ], role)


@lru_cache(4096)
def _person(text: str, role: str) -> SourcePerson | None:
    line = clean_line(text)
    found = _ADDRESS.fullmatch(line)
    shown, login = (found[1].strip(' "'), found[2]) if found else (line, line)
    login = _NOT_IN_LOGIN.sub(".", login.removeprefix("@")).strip(".").lower()[:NAME_MAX]
    if not login:
        return None
    email = login if re.fullmatch(r"[^@\s]+@[^@\s]+", login) else None
    return SourcePerson(login, "" if shown.lower() in (login, f"@{login}") else shown[:NAME_MAX], email, role)
