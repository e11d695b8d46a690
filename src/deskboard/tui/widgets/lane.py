"""One column on the screen, painted line by line.

A lane is a slot: it shows whichever stack the board gives it. Invariant: it never repaints
more than changed, because it knows what it shows and ``sync`` compares. A move of the cursor
repaints the title lines of two cards and the bar beside their other lines.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from deskboard.domain.readmodels import Card
from deskboard.domain.text import cells, clip, pad, safe
from deskboard.domain.times import Chip
from deskboard.l10n import _
from deskboard.tui.card import CURSOR, FLASH, PLAIN, Line, Look, card_lines, wrap
from deskboard.tui.stack import Stack
from deskboard.tui.widgets.painted import Painted

HEAD = 2
"""Lines of the heading: name and counts, then a rule."""
NARROWEST = 8
"""Cells: in less than this nothing is painted."""
HINT_LINES = 6
Shown = tuple[str, Line, str]
"""One painted line: the bar, the text, the position mark."""


class Lane(Painted):
    """``stack`` is what it shows, ``active`` whether the cursor is in it; ``hint`` stands below
    where it has no cards."""

    can_focus = False

    def __init__(self, look: Look, chip: Callable[[Card], Chip | None]) -> None:
        super().__init__()
        self.look = look
        self.chip = chip
        self.stack: Stack | None = None
        self.active = False
        self.filtered = False
        self.flashing: frozenset[int] = frozenset()
        self.marked: Container[int] = ()
        self.more_left = self.more_right = 0
        self.hint = ""
        self._shown: list[Shown] | None = None
        self._shown_size = Size(0, 0)

    @property
    def rows(self) -> int:
        """How many cards fit into the view, at least one."""
        return max(1, (self.outer_size.height - HEAD + self._gap) // self.look.height)

    @property
    def _gap(self) -> int:
        """The gap below the last card may be cut off."""
        return 1 if self.look.height > 1 else 0

    def row_at(self, y: int) -> int | None:
        """The index of the card at a line of the lane, if there is one."""
        if self.stack is None or y < HEAD:
            return None
        index = self.stack.top + (y - HEAD) // self.look.height
        return index if index < self.stack.total else None

    def render_line(self, y: int) -> Strip:
        width, pens = self.outer_size.width, self.look.pens
        if width < NARROWEST or self.stack is None:
            return Strip.blank(width, pens.plain)
        if y == 0:
            return self._heading(self.stack, width)
        if y == 1:
            return self._rule(width)
        shown = self._now_shown()
        if y - HEAD >= len(shown):
            return Strip.blank(width, pens.plain)
        bar, text, mark = shown[y - HEAD]
        # A blank takes the style beside it: every change of style is bytes on the line.
        first = Segment(" ", text[0].style) if bar == " " else Segment(bar, pens.bar)
        last = Segment(" ", text[-1].style) if mark == " " else Segment(mark, pens.faint)
        return _strip((first, *text, last), width)

    # What is shown, line by line

    def _now_shown(self) -> list[Shown]:
        if self._shown is None or self._shown_size != self.outer_size:
            self._shown, self._shown_size = list(self._picture(range(self.rows)).values()), self.outer_size
        return self._shown

    def _picture(self, rows: Iterable[int]) -> dict[int, Shown]:
        """The lines of these rows of cards, as they should be shown, by their place."""
        lines: dict[int, Shown] = {}
        end, thumb, look = self.outer_size.height - HEAD, self._thumb(), self.look
        height, filled = look.height, look.lines
        for row in rows:
            first = row * height
            bar, texts = self._row(row)
            mark = self._mark(row)
            for n, text in enumerate(texts[: max(0, end - first)]):
                here = (mark if mark and not n else bar) if n < filled else " "
                lines[first + n] = (here, text, look.glyphs.thumb if HEAD + first + n in thumb else " ")
        return lines

    def _mark(self, row: int) -> str:
        """What stands before the title of a marked card, in place of the bar."""
        card = self.stack.card(self.stack.top + row) if self.stack is not None else None
        return self.look.glyphs.mark if card is not None and card.ref in self.marked else ""

    def _row(self, row: int) -> tuple[str, Sequence[Line]]:
        """The bar beside a card, and its lines with the gap below it."""
        assert self.stack is not None
        width, look = self.outer_size.width - 2, self.look
        card = self.stack.card(self.stack.top + row)
        blank: Line = (Segment(" " * width, look.pens.plain),)
        if card is None:
            notice = [] if self.stack.total else self._notice(width)[row * look.height :]
            return " ", [*notice, *[blank] * look.height][: look.height]
        state = self._state(card, row)
        lines = card_lines(card, look, width, self.chip(card), state)
        gap = (blank,) * (look.height - look.lines) if look.height > 1 else ()
        return look.glyphs.bar if state == CURSOR else " ", (*lines, *gap)

    def sync(self, rows: Iterable[int] | None = None) -> None:
        """Repaint the lines of these rows (all, when left out) that differ from what is shown."""
        width = self.outer_size.width
        if width < NARROWEST or self.stack is None or self._shown is None or self._shown_size != self.outer_size:
            self.repaint()
            return
        every = range(self.rows)
        regions: list[Region] = []
        for n, new in self._picture(every if rows is None else [row for row in rows if row in every]).items():
            if new != (old := self._shown[n]):
                self._shown[n] = new
                regions += _difference(old, new, HEAD + n, width)
        if regions:
            self.repaint_cells(*regions)

    def repaint(self) -> None:
        """Repaint everything: the size, the look or the column is another."""
        self._shown = None
        self.refresh()

    def _state(self, card: Card, row: int) -> str:
        assert self.stack is not None
        if self.active and self.stack.top + row == self.stack.index:
            return CURSOR
        return FLASH if card.ref in self.flashing else PLAIN

    def _heading(self, stack: Stack, width: int) -> Strip:
        pens, column = self.look.pens, stack.column
        counts, style = self._counts(stack)
        name = clip(safe(column.name), max(1, width - 3 - cells(counts)))
        head = pens.head if self.active else pens.key
        used = 1 + cells(name) + 1 + cells(counts)
        rest = " " * max(0, width - used)
        return _strip((Segment(f" {name} ", head), Segment(counts + rest, style)), width)

    def _counts(self, stack: Stack) -> tuple[str, Style]:
        """``12``, ``4/5``, ``6/5 over``, ``5/5 full`` and under a filter ``3 of 12``."""
        column, pens = stack.column, self.look.pens
        over = column.limit is not None and column.total > column.limit
        full = column.limit is not None and column.hard and column.total == column.limit
        text = str(column.total) if column.limit is None else f"{column.total}/{column.limit}"
        if self.filtered:
            text = _("{hits} of {total}").format(hits=column.hits, total=text)
        if over:
            text = _("{count} over").format(count=text)
        elif full:
            text = _("{count} full").format(count=text)
        return text, pens.overdue if over or full else pens.dim

    def _rule(self, width: int) -> Strip:
        pens, glyphs = self.look.pens, self.look.glyphs
        left = _("{arrow} {n} more ").format(arrow=glyphs.more_left, n=self.more_left) if self.more_left else ""
        right = _(" {n} more {arrow}").format(arrow=glyphs.more_right, n=self.more_right) if self.more_right else ""
        rule = glyphs.rule * max(0, width - 2 - cells(left) - cells(right))
        parts = [(" ", pens.faint), (left, pens.accent), (rule, pens.faint), (right, pens.accent), (" ", pens.faint)]
        return _strip(tuple(Segment(text, style) for text, style in parts if text), width)

    def _notice(self, width: int) -> list[Line]:
        """What stands in a column without cards."""
        assert self.stack is not None
        pens = self.look.pens
        if self.filtered and self.stack.column.total:
            words = (_("No match."), _("Esc clears the filter."))
            return [(Segment(pad(text, width), pens.dim),) for text in words]
        lines: list[Line] = [
            (Segment(pad(_("{mark} empty {mark}").format(mark=self.look.glyphs.gap), width), pens.faint),)
        ]
        more = ["", *wrap(self.hint, width, HINT_LINES)] if self.hint else []
        return lines + [(Segment(pad(text, width), pens.dim),) for text in more]

    def _thumb(self) -> range:
        """The lines of the position mark; none when everything is in view."""
        stack, height = self.stack, self.rows * self.look.height
        if stack is None or stack.total <= self.rows:
            return range(0)
        size = max(1, height * self.rows // stack.total)
        start = HEAD + (height - size) * stack.top // max(1, stack.total - self.rows)
        return range(start, start + size)

    def repaint_heading(self) -> None:
        self.repaint_cells(Region(0, 0, self.outer_size.width, 1))

    def sync_cards(self, *indexes: int) -> None:
        """Repaint what differs of these cards: as a rule their titles and the bar beside them."""
        if self.stack is not None:
            self.sync([index - self.stack.top for index in indexes])


@lru_cache(maxsize=512)
def _strip(line: Line, width: int) -> Strip:
    """A line as Textual wants it. It keeps with it what it was filtered, cut and turned into, so
    the same line, wherever it comes to stand, is worked out once."""
    return Strip(Segment.simplify(line)).adjust_cell_length(width)


def _difference(old: Shown, new: Shown, y: int, width: int) -> list[Region]:
    """The cells of a line that differ: its text, or only the bar or the mark beside it."""
    regions = []
    if old[1] != new[1]:
        regions.append(Region(0, y, width - 1, 1))
    elif old[0] != new[0]:
        regions.append(Region(0, y, 1, 1))
    if old[2] != new[2]:
        regions.append(Region(width - 1, y, 1, 1))
    return regions
