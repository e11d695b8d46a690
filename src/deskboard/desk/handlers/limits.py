"""How many tickets a column takes: a soft limit warns, a hard one refuses.

Invariant: nothing comes into a column beyond its hard limit but by an import, which brings
everything its source has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from deskboard.domain.errors import Refused
from deskboard.l10n import _
from deskboard.store.facts import ColumnFact
from deskboard.store.work import Work

T = TypeVar("T")


def full(column: ColumnFact) -> Refused:
    """The reason why nothing more comes in."""
    return Refused(
        _("{column} is full: its limit is {limit}.").format(column=column.name, limit=column.limit),
        _("Move something out first, or ask an admin for a higher limit."),
    )


def split(work: Work, column: ColumnFact, arriving: Sequence[T], leaving: int = 0) -> tuple[Sequence[T], Sequence[T]]:
    """Those that fit, in the order given, and those for which there is no room; ``leaving`` go
    out of it at the same time."""
    if not column.hard or column.limit is None or not arriving:
        return arriving, ()
    room = max(0, column.limit - work.facts.standing(column.id) + leaving)
    return arriving[:room], arriving[room:]


def warnings(work: Work, column: ColumnFact, arriving: int) -> list[str]:
    """A word when a column gets fuller than its limit."""
    if not arriving or column.limit is None:
        return []
    standing = work.facts.standing(column.id) + arriving
    if standing <= column.limit:
        return []
    warning = _("{column} is over its limit: {n} of {limit}.")
    return [warning.format(column=column.name, n=standing, limit=column.limit)]
