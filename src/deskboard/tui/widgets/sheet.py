"""A sheet of painted lines that scrolls: menus, help, the tabs of a ticket.

Invariant: only the lines in view are ever handed to Textual; moving the cursor repaints two
items, scrolling goes by half a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from deskboard.domain.text import pad
from deskboard.tui.card import Line
from deskboard.tui.themes import Glyphs, Pens
from deskboard.tui.widgets.painted import Painted


class Item(NamedTuple):
    """One or more lines that the cursor takes as one; ``key`` tells it again after a change."""

    lines: tuple[Line, ...]
    key: object = None
    selectable: bool = True


def plain(text: str, style: Style) -> Line:
    return (Segment(text, style),)


class Sheet(Painted):
    """``cursor`` is the index of the item it is on, or None when the sheet only scrolls."""

    can_focus = False

    def __init__(self, pens: Pens, glyphs: Glyphs, *, cursor: bool = False, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._pens, self._glyphs = pens, glyphs
        self._with_cursor = cursor
        self._items: tuple[Item, ...] = ()
        self._lines: list[tuple[int, Line]] = []
        self._starts: list[int] = []
        self.cursor: int | None = None
        self.top = 0

    @property
    def item(self) -> Item | None:
        return self._items[self.cursor] if self.cursor is not None else None

    @property
    def text(self) -> str:
        """All it says, for tests."""
        return "\n".join("".join(segment.text for segment in line).rstrip() for _, line in self._lines)

    def fill(self, items: Sequence[Item], *, cursor: bool | None = None, at: object = None, end: bool = False) -> None:
        """Show these items; the cursor goes to the item with key ``at``, else stays on its
        key, else near its place. ``end``: scroll to the end."""
        if cursor is not None:
            self._with_cursor = cursor
        key = at if at is not None else (self.item.key if self.item else None)
        place = self.cursor or 0
        before, top = [line for _, line in self._lines], self.top
        self._items = tuple(items)
        self._lines = [(n, line) for n, item in enumerate(self._items) for line in item.lines]
        self._starts = []
        total = 0
        for item in self._items:
            self._starts.append(total)
            total += len(item.lines)
        self._place_cursor(key, place)
        self.top = max(0, min(self.top, self._deepest())) if not end else self._deepest()
        self._reveal()
        if before != [line for _, line in self._lines] or top != self.top:
            self.refresh()

    def _place_cursor(self, key: object, place: int) -> None:
        self.cursor = None
        if not self._with_cursor or not self._items:
            return
        keys = [item.key for item in self._items]
        start = keys.index(key) if key is not None and key in keys else min(place, len(keys) - 1)
        after = [n for n in range(start, len(keys)) if self._items[n].selectable]
        earlier = [n for n in range(start, -1, -1) if self._items[n].selectable]
        self.cursor = next(iter(after or earlier), None)

    def _deepest(self) -> int:
        return max(0, len(self._lines) - max(1, self.size.height))

    def _reveal(self) -> bool:
        """Scroll the cursor's item into view; True when that moved the view."""
        if self.cursor is None:
            return False
        height, before = max(1, self.size.height), self.top
        start = self._starts[self.cursor]
        stop = start + len(self._items[self.cursor].lines)
        if start < self.top:
            self.top = min(start, self.top - height // 2)
        elif stop > self.top + height:
            self.top = min(start, max(stop - height, self.top + height // 2))
        self.top = max(0, min(self.top, self._deepest()))
        return self.top != before

    def move(self, by: int) -> None:
        """The cursor by items, or the view by lines."""
        if self.cursor is None:
            self._view_from(self.top + by)
            return
        places = [n for n, item in enumerate(self._items) if item.selectable]
        if not places:
            return
        here = places.index(self.cursor)
        self.go(places[max(0, min(here + by, len(places) - 1))])

    def go(self, place: int) -> None:
        before, self.cursor = self.cursor, place
        if self._reveal():
            self.refresh()
        elif before != place:
            self._repaint(before)
            self._repaint(place)

    def page(self, direction: int) -> None:
        self.move(direction * max(1, self.size.height - 2))

    def ends(self, last: bool) -> None:
        self.move(len(self._lines) * (1 if last else -1))

    def _view_from(self, top: int) -> None:
        top = max(0, min(top, self._deepest()))
        if top != self.top:
            self.top = top
            self.refresh()

    def _repaint(self, place: int | None) -> None:
        if place is not None and place < len(self._items):
            y, height = self._starts[place] - self.top, len(self._items[place].lines)
            self.refresh(Region(0, y, self.size.width, height))

    def render_line(self, y: int) -> Strip:
        width, number = self.size.width, self.top + y
        if number >= len(self._lines):
            return Strip.blank(width, self._pens.plain)
        place, line = self._lines[number]
        on = place == self.cursor
        pens = self._pens
        body = [Segment(self._glyphs.bar, pens.bar) if on else Segment(" ", pens.plain)]
        if on and number == self._starts[place]:
            text = "".join(segment.text for segment in line)
            body.append(Segment(pad(text, max(0, width - 2)), pens.cursor))
        else:
            body += [Segment(s.text, s.style or pens.plain) for s in line]
        strip = Strip(body).adjust_cell_length(max(0, width - 1), pens.plain)
        mark = self._glyphs.thumb if self._in_thumb(y) else " "
        return Strip(Segment.simplify([*strip, Segment(mark, pens.faint)]), width)

    def _in_thumb(self, y: int) -> bool:
        height, total = self.size.height, len(self._lines)
        if total <= height:
            return False
        size = max(1, height * height // total)
        start = (height - size) * self.top // max(1, total - height)
        return start <= y < start + size

    def place_at(self, y: int) -> int | None:
        """The selectable item at a line of the view."""
        number = self.top + y
        if number >= len(self._lines):
            return None
        place = self._lines[number][0]
        return place if self._items[place].selectable else None

    def on_resize(self) -> None:
        self._view_from(self.top)
        self._reveal()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._view_from(self.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._view_from(self.top - 3)
