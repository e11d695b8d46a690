"""Two people set the same: what each of them wants, and the command that follows from a choice.

Invariant: what somebody set since is never overwritten unseen; a command that was settled is
checked against the version that was shown, so that a third person's change is noticed too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from deskboard.domain import commands as c
from deskboard.domain.errors import Conflict
from deskboard.domain.events import Value

Chooseable = c.EditTicket | c.MoveTicket | c.EditStep
"""Commands that say which version of a ticket their sender saw."""
C = TypeVar("C", bound=Chooseable)
LONG = frozenset({"description"})
"""Fields whose values are texts of many lines."""
ANSWER = "answers."
"""Begins the name of an answer to a form."""


class Contested(NamedTuple):
    """What somebody (``who``, at ``at``) set since I looked. ``name``: the field, ``answers.KEY``
    for an answer, ``column`` for the place of a ticket; ``label``: how people call it. Columns
    are given by their names."""

    name: str
    label: str
    base: Value
    theirs: Value
    mine: Value
    who: str
    at: datetime | None

    @property
    def is_long(self) -> bool:
        return self.name in LONG


def words_of_both(base: Value, mine: Value, theirs: Value) -> tuple[str, ...]:
    """Tags or watchers that two people changed: whatever either added or took away."""
    old, one, other = (set(value) if isinstance(value, tuple) else set() for value in (base, mine, theirs))
    return tuple(sorted((one | other) - (old - one) - (old - other)))


def settled(command: C, conflict: Conflict, decided: Mapping[str, Value]) -> C | None:
    """The command with what was ``decided`` for contested names; theirs stays where nothing was.
    None: nothing is left to do."""
    rest: Any = _settled(command, conflict, decided)
    found: C | None = rest
    return found


def _settled(command: Chooseable, conflict: Conflict, decided: Mapping[str, Value]) -> Chooseable | None:
    seen = {conflict.ref: conflict.version}
    contested = {found.name for found in conflict.contested}
    if isinstance(command, c.MoveTicket):
        return command._replace(seen=seen) if "column" in decided else None
    if isinstance(command, c.EditStep):
        changes = _left(command.changes, contested, decided)
        text = decided.get("text") if "text" in contested else command.text
        edited = command._replace(text=None if text is None else str(text), changes=changes, seen=seen)
        return edited if changes or edited.text is not None else None
    changes = _left(command.changes, contested, decided)
    if isinstance(given := changes.pop("answers", ()), tuple):
        pairs = _left({ANSWER + key: text for key, text in given}, contested, decided)
        if pairs:
            changes["answers"] = tuple((name.removeprefix(ANSWER), text) for name, text in pairs.items())
    rest = command._replace(changes=changes, seen=seen)
    words = (rest.add_tags, rest.remove_tags, rest.add_watchers, rest.remove_watchers)
    return rest if changes or any(words) else None


def _left(changes: Mapping[str, Value], contested: set[str], decided: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: decided.get(name, value) for name, value in changes.items() if name in decided or name not in contested
    }
