"""One painted line: the base of status line, footer and hints.

Invariant: it repaints only from the first piece that differs from those it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from deskboard.domain.text import cells, clip
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.painted import Painted

Piece = tuple[str, Style]


class Row(Painted):
    """``show`` sets the pieces on the left and those on the right end of the line."""

    can_focus = False

    def __init__(self, pens: Pens, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._pens = pens
        self._left: tuple[Piece, ...] = ()
        self._right: tuple[Piece, ...] = ()

    def show(self, left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        before, after = self._left, tuple(left)
        if tuple(right) != self._right:
            room = max(_width(text for text, _style in end) for end in (self._right, tuple(right)))
            self._right = tuple(right)
            # What stands before it may be cut in the middle of a wide character.
            start = max(0, self.size.width - room - 2)
            self.repaint_cells(Region(start, 0, max(1, self.size.width - start), 1))
        if before != after:
            self._left = after
            start = _width(old[0] for old, _new in takewhile(_is_same, zip(before, after, strict=False)))
            stop = max(_width(text for text, _style in before), _width(text for text, _style in after))
            self.repaint_cells(Region(start, 0, max(1, stop - start), 1))

    @property
    def text(self) -> str:
        """What it says, for tests and for screen readers."""
        return "".join(text for text, _ in (*self._left, *self._right))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y or not width:
            return Strip.blank(width, self._pens.plain)
        right = sum(cells(text) for text, _ in self._right)
        right = right if right < width else 0
        line, used = _cut(self._left, width - right)
        line.append(Segment(" " * (width - right - used), self._pens.plain))
        if right:
            line += [Segment(text, style) for text, style in self._right]
        return Strip(Segment.simplify(line), width)


def _is_same(pair: tuple[Piece, Piece]) -> bool:
    return pair[0] == pair[1]


def _width(texts: Iterable[str]) -> int:
    return sum(map(cells, texts))


def _cut(pieces: Sequence[Piece], width: int) -> tuple[list[Segment], int]:
    """The pieces as segments, cut where the width ends."""
    line, used = [], 0
    for text, style in pieces:
        room = width - used
        if room <= 0:
            break
        shown = text if cells(text) <= room else clip(text, room)
        line.append(Segment(shown, style))
        used += cells(shown)
    return line, used
