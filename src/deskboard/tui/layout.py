"""Where the lines of a long sheet stand, when only those in view have been drawn.

An item may be drawn later, and until then its height is a guess. Invariant: drawing an item
never moves what stands at the top of the view, and a line in view is always a drawn one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from deskboard.tui.card import Line


class Later(NamedTuple):
    """What is drawn once it comes into view: about so many lines, and how they are drawn."""

    guess: int
    draw: Callable[[], Sequence[Line]]


class Item(NamedTuple):
    """One or more lines that the cursor takes as one; ``key`` tells it again after a change.
    ``later`` stands in for ``lines`` where there are many."""

    lines: tuple[Line, ...]
    key: object = None
    selectable: bool = True
    later: Later | None = None


class Layout:
    """The items below each other. Lines are counted from the first line of the first item."""

    def __init__(self, items: Sequence[Item] = ()) -> None:
        self.items = tuple(items)
        self._drawn: list[Sequence[Line] | None] = [item.lines if item.later is None else None for item in items]
        self._heights = [len(item.lines) if item.later is None else max(1, item.later.guess) for item in items]
        self._count()

    def _count(self) -> None:
        self.starts = list(accumulate(self._heights, initial=0))

    @property
    def total(self) -> int:
        return self.starts[-1]

    def height(self, place: int) -> int:
        return self._heights[place]

    def place(self, line: int) -> int:
        """The item that holds a line (0 ≤ line < total)."""
        return bisect_right(self.starts, line) - 1

    def line(self, number: int) -> tuple[int, Line]:
        """A line that was drawn, and its item."""
        place = self.place(number)
        lines = self._drawn[place]
        return place, lines[number - self.starts[place]] if lines is not None else ()

    def lines(self) -> list[Line]:
        """All of them, drawn."""
        self.draw(0, self.total, 0)
        return [line for lines in self._drawn for line in lines or ()]

    def draw(self, start: int, stop: int, top: int) -> int:
        """Draw what stands on the lines from ``start`` up to ``stop``; where the line that was
        at ``top`` stands now."""
        while waiting := self._waiting(start, stop):
            moved = 0
            for place in waiting:
                moved += self._draw(place, top)
            self._count()
            start, stop, top = start + moved, stop + moved, top + moved
        return top

    def _waiting(self, start: int, stop: int) -> list[int]:
        stop = min(stop, self.total)
        if start >= stop:
            return []
        places = range(self.place(max(0, start)), self.place(stop - 1) + 1)
        return [place for place in places if self._drawn[place] is None]

    def _draw(self, place: int, top: int) -> int:
        """Draw one item; by how many lines that moves what stands at ``top``."""
        later = self.items[place].later
        assert later is not None
        first, before = self.starts[place], self._heights[place]
        lines = self._drawn[place] = later.draw()
        self._heights[place] = len(lines)
        if first + before <= top:
            return len(lines) - before
        return min(0, len(lines) - 1 - (top - first)) if first < top else 0

    def end(self, height: int) -> int:
        """Where the view begins that shows the end, drawn."""
        while True:
            top = max(0, self.total - height)
            if not self._waiting(top, self.total):
                return top
            self.draw(top, self.total, top)
