"""What a reader met that its user should know: problems by row, and notes counted once.

Invariant: however long a file is, at most ``KEPT`` problems are held, while ``skipped`` counts
all; and what is held can be shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from deskboard.domain.text import safe

KEPT = 1_000
"""Problems kept in words. Nobody reads more, and a hostile file could name millions."""

EXAMPLES = 5
"""So many rows of which the same is to be said are named; the rest is a number."""

Counted = Callable[[int], str]
"""Says in a whole, translated sentence what happened ``n`` times."""


class Problem(NamedTuple):
    """Why one row was left out. ``row`` counts from 1 as the source's own program counts:
    the row of a spreadsheet (its header is row 1), the line of a JSON Lines file, the
    number of a Trello card in its file."""

    row: int
    reason: str


class Findings:
    """Collects while a source is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.skipped = 0
        self._said: dict[str, None] = {}
        self._counted: dict[Counted, int] = {}
        self._examples: dict[Counted, int] = {}

    def problem(self, row: int, reason: str) -> None:
        """A row that was left out, and why."""
        self.skipped += 1
        if len(self.problems) < KEPT:
            self.problems.append(Problem(row, safe(reason)))

    def note(self, sentence: str) -> None:
        """Something worth knowing, said once however often it is met."""
        self._said[safe(sentence)] = None

    def count(self, counted: Counted, times: int = 1) -> None:
        """Something that was met again; the note tells how often in all."""
        self._counted[counted] = self._counted.get(counted, 0) + times

    def example(self, sentence: str, more: Counted) -> None:
        """Something that is told in its own words the first few times; ``more`` counts the rest."""
        met = self._examples[more] = self._examples.get(more, 0) + 1
        if met <= EXAMPLES:
            self.note(sentence)
        else:
            self.count(more)

    @property
    def notes(self) -> list[str]:
        return [*self._said, *(counted(n) for counted, n in self._counted.items())]
