"""What is marked of a list: tickets on the board and in My work, people on the Team page.

Invariant: a mark names what it is on, never a row, so it stays while the list is read again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import TypeVar

from deskboard.l10n import _

K = TypeVar("K")


def range_begins() -> str:
    """What is said where a range has no other end yet."""
    return _("The range begins here: go to its other end and press V again.")


class Marks(dict[K, None]):
    """What is marked, in the order in which it was. ``anchor``: what was marked last, where a range
    begins."""

    anchor: K | None = None

    def only(self, keys: Iterable[K]) -> None:
        """These are marked and nothing else."""
        found = dict.fromkeys(keys)
        self.clear()
        self.update(found)
        if self.anchor not in self:
            self.anchor = None

    def keep(self, present: Container[K]) -> None:
        """Nothing but these is there any more."""
        self.only([key for key in self if key in present])

    def toggle(self, key: K) -> None:
        if key in self:
            del self[key]
            self.anchor = None
        else:
            self[key] = None
            self.anchor = key

    def stretch(self, to: K, shown: Sequence[K], anchor: K | None) -> bool:
        """Mark from ``anchor``, which was the anchor when this was asked for, to there, in shown
        order; False: a range begins there."""
        if self.anchor == anchor:  # else another mark has come meanwhile
            self.anchor = to
        if anchor is None or anchor not in self or not {anchor, to} <= set(shown):
            self[to] = None
            return False
        first, last = sorted((shown.index(anchor), shown.index(to)))
        self.update(dict.fromkeys(shown[first : last + 1]))
        return True

    def turn(self, shown: Sequence[K]) -> None:
        """Mark all of these as well; when all of them are marked, nothing is."""
        if shown and all(key in self for key in shown):
            self.only(())
        else:
            self.update(dict.fromkeys(shown))
