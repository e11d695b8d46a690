"""Whether somebody else set the same since the sender looked.

Invariant: what is compared are values. Somebody who set what I want as well, or who put back what
I saw, is in nobody's way; nor am I in my own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from deskboard.desk.handlers import named
from deskboard.domain import events as e
from deskboard.domain import fields, wording
from deskboard.domain.conflicts import ANSWER, Contested, words_of_both
from deskboard.domain.errors import Conflict
from deskboard.domain.events import Value
from deskboard.domain.model import Ticket
from deskboard.domain.templates import pairs
from deskboard.l10n import _
from deskboard.store.facts import ColumnFact, StepFact
from deskboard.store.work import Work

WORDS = ("tags", "watchers")
"""Fields of many words: those that two people add are both kept."""


class Change(NamedTuple):
    """What a field held when the sender looked, and who else set it last (None: nobody)."""

    base: Value
    who: str | None
    at: datetime | None


Since = Mapping[str, Change]
"""Field → what became of it."""


def since(work: Work, found: Ticket, seen: Mapping[int, int]) -> Since:
    """What happened to the fields of a ticket since the version that was seen."""
    return _since(work, found, seen, _field)


def _field(event: e.Event) -> Mapping[str, Value]:
    """What an event set, each with its value before; every answer is for itself."""
    if isinstance(event, e.TicketMoved):
        return {"column": event.before.column}
    if not isinstance(event, e.TicketEdited):
        return {}
    if event.field != "answers":
        return {event.field: event.before}
    before, after = (dict(pairs(value or ())) for value in (event.before, event.after))
    keys = before.keys() | after.keys()
    return {ANSWER + key: before.get(key, "") for key in keys if before.get(key) != after.get(key)}


def _since(
    work: Work, found: Ticket, seen: Mapping[int, int], field: Callable[[e.Event], Mapping[str, Value]]
) -> Since:
    version = seen.get(found.ref)
    if version is None or version == found.version:
        return {}
    known: dict[str, Change] = {}
    # A version counts events, so the last few tell what happened; the newest comes first.
    for kind, data, actor, at in work.facts.last_events(found.ref, max(1, found.version - version)):
        for name, before in field(e.load(kind, found.ref, data)).items():
            later = known.get(name, Change(None, None, None))
            other = (actor, at) if later.who is None and actor != work.who.login else later[1:]
            known[name] = Change(before, *other)
    return known


def of_fields(work: Work, found: Ticket, changed: Since, wanted: Mapping[str, Value]) -> Conflict | None:
    """The reason to refuse, and what to choose from, when others set one of the fields."""
    contested = [
        _contested(name, fields.FIELDS[name].label, change, getattr(found, name), value)
        for name, value in wanted.items()
        if name not in WORDS and (change := changed.get(name)) is not None
    ]
    now = dict(found.answers)
    contested += [
        _contested(ANSWER + key, _("answer “{key}”").format(key=key), change, now.get(key, ""), value)
        for key, value in pairs(wanted.get("answers", ()))
        if (change := changed.get(ANSWER + key)) is not None
    ]
    return _conflict(work, found, contested)


def _contested(name: str, label: str, change: Change, theirs: Value, mine: Value) -> Contested:
    return Contested(name, label, change.base, theirs, mine, change.who or "", change.at)


def of_place(
    work: Work, found: Ticket, seen: Mapping[int, int], target: ColumnFact, columns: Mapping[int, ColumnFact]
) -> Conflict | None:
    """As ``of_fields``, when others moved the ticket to another column."""
    change = since(work, found, seen).get("column")
    if change is None:
        return None
    before = columns.get(int(str(change.base)))
    theirs, mine = columns[found.column], target
    if found.column in (change.base, target.id):
        return None
    base = before.name if before is not None else None
    return _conflict(
        work, found, [_contested("column", _("column"), change._replace(base=base), theirs.name, mine.name)]
    )


def of_step(
    work: Work, ref: int, step: StepFact, seen: Mapping[int, int], wanted: Mapping[str, Value]
) -> Conflict | None:
    """As ``of_fields``, for a step of the checklist."""
    if ref not in seen:
        return None

    def field(event: e.Event) -> Mapping[str, Value]:
        if isinstance(event, e.StepEdited) and event.step == step.id:
            return {event.field: event.before}
        return {}

    found = named.ticket(work, ref)
    labels = {"text": _("step"), "assignee": _("assignee of the step"), "due": _("due date of the step")}
    changed = _since(work, found, seen, field)
    contested = [
        _contested(name, labels[name], change, getattr(step, name), value)
        for name, value in wanted.items()
        if (change := changed.get(name)) is not None
    ]
    return _conflict(work, found, contested)


def is_by_others(found: Ticket, changed: Since, name: str) -> bool:
    """Whether a field holds what somebody else set since."""
    change = changed.get(name)
    return change is not None and change.who is not None and getattr(found, name) != change.base


def with_words_of_both(found: Ticket, changed: Since, wanted: Mapping[str, Value]) -> Mapping[str, Value]:
    """The values with those words in the sets that others added since, without those they took."""
    both = {
        name: words_of_both(changed[name].base, wanted[name], getattr(found, name))
        for name in WORDS
        if name in wanted and name in changed
    }
    return {**wanted, **both}


def of_values(name: str, now: Mapping[str, Value], was: Mapping[str, Value], wanted: Mapping[str, Value]) -> None:
    """Conflict when what is to be set is not ``was`` any more. ``name``: of what it is about."""
    for field, mine in wanted.items():
        value = now[field]
        if field in was and value not in (was[field], mine):
            told = _("{name} was changed meanwhile: its {field} is {value} by now.")
            shown = _("none") if value in (None, "") else str(value)
            raise Conflict(told.format(name=name, field=field, value=shown), _("Look at it again, then decide."))


def _conflict(work: Work, found: Ticket, contested: Iterable[Contested]) -> Conflict | None:
    real = [one for one in contested if one.who and one.theirs not in (one.base, one.mine)]
    if not real:
        return None
    told = " ".join(_told(work, found.ref, one) for one in real)
    return Conflict(told, _("Look at it again, then decide."), real, found.ref, found.version)


def _told(work: Work, ref: int, one: Contested) -> str:
    words = {"who": one.who, "field": one.label, "ref": ref, "ago": named.ago(work, one.at) if one.at else ""}
    if one.is_long:
        return _("{who} changed the {field} of #{ref} {ago}.").format(**words)
    theirs, mine = (wording.shown(one.name, value, work.zone) for value in (one.theirs, one.mine))
    told = _("{who} set the {field} of #{ref} to {theirs} {ago}, and you to {mine}.")
    return told.format(**words, theirs=theirs, mine=mine)
