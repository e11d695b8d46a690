"""A sheet of painted lines that scrolls: menus, help, the tabs of a ticket.

Invariant: only the lines in view are drawn and handed to Textual; moving the cursor repaints
two items, scrolling goes by half a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from deskboard.domain.text import pad
from deskboard.tui.card import Line
from deskboard.tui.layout import Item, Layout
from deskboard.tui.themes import Glyphs, Pens
from deskboard.tui.widgets.painted import Painted

__all__ = ["Item", "Sheet", "plain"]


def plain(text: str, style: Style) -> Line:
    return (Segment(text, style),)


class Sheet(Painted):
    """``cursor`` is the index of the item it is on, or None when the sheet only scrolls."""

    can_focus = False

    def __init__(self, pens: Pens, glyphs: Glyphs, *, cursor: bool = False, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._pens, self._glyphs = pens, glyphs
        self._with_cursor = cursor
        self._layout = Layout()
        self.cursor: int | None = None
        self.top = 0
        self.moved: Callable[[], None] = lambda: None
        """Called when a key or the mouse has moved the cursor."""

    @property
    def item(self) -> Item | None:
        return self._layout.items[self.cursor] if self.cursor is not None else None

    @property
    def text(self) -> str:
        """All it says, for tests."""
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in self._layout.lines())

    def fill(self, items: Sequence[Item], *, cursor: bool | None = None, at: object = None, end: bool = False) -> None:
        """Show these items; the cursor goes to the item with key ``at``, else stays on its
        key, else near its place. ``end``: scroll to the end."""
        if cursor is not None:
            self._with_cursor = cursor
        key = at if at is not None else (self.item.key if self.item else None)
        place = self.cursor or 0
        before = self._shown()
        held, offset = self._at_top()
        self._layout = Layout(items)
        self._place_cursor(key, place)
        self._hold(held, offset)
        self._land(self._layout.end(self._height) if end else self.top)
        self._reveal()
        self._repaint_from(before)

    def _repaint_from(self, before: tuple[tuple[int, int], list[tuple[object, ...]]]) -> None:
        """Repaint the lines that differ from those that were in view before."""
        after = self._shown()
        if before[0] != after[0]:
            self.refresh()
            return
        width = self.size.width
        lines = zip(before[1], after[1], strict=True)
        differing = [Region(0, y, width, 1) for y, (was, now) in enumerate(lines) if was != now]
        if differing:
            self.refresh(*differing)

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _shown(self) -> tuple[tuple[int, int], list[tuple[object, ...]]]:
        """What a repaint would change: which lines are in view, and each of them, with the cursor."""
        layout, stop = self._layout, min(self.top + self._height, self._layout.total)
        lines: list[tuple[object, ...]] = []
        for number in range(self.top, stop):
            place, line = layout.line(number)
            lines.append((place == self.cursor and 1 + (number == layout.starts[place]), line))
        return (self.top, layout.total), lines

    def _at_top(self) -> tuple[object, int]:
        """The key of the item at the top of the view, and how far into it the view begins."""
        layout = self._layout
        if not self.top or self.top >= layout.total:
            return None, 0
        place = layout.place(self.top)
        return layout.items[place].key, self.top - layout.starts[place]

    def _hold(self, key: object, offset: int) -> None:
        """Begin the view where it began, though what stands above may have another height now."""
        for place, item in enumerate(self._layout.items if key is not None else ()):
            if item.key == key:
                self.top = self._layout.starts[place]
                self.top = self._layout.draw(self.top, self.top + 1, self.top)
                self.top += min(offset, max(0, self._layout.height(place) - 1))
                return

    def _place_cursor(self, key: object, place: int) -> None:
        self.cursor = None
        items = self._layout.items
        if not self._with_cursor or not items:
            return
        keys = [item.key for item in items]
        start = keys.index(key) if key is not None and key in keys else min(place, len(keys) - 1)
        after = [n for n in range(start, len(keys)) if items[n].selectable]
        earlier = [n for n in range(start, -1, -1) if items[n].selectable]
        self.cursor = next(iter(after or earlier), None)

    def _land(self, top: int) -> bool:
        """Begin the view at a line, or as near as there is one; True when that moved it."""
        before, layout = self.top, self._layout
        top = max(0, min(top, layout.total - self._height))
        while True:
            top = layout.draw(top, top + self._height, top)
            deepest = max(0, layout.total - self._height)
            if top <= deepest:
                break
            top = deepest
        self.top = top
        return top != before

    def _reveal(self) -> bool:
        """Scroll the cursor's item into view; True when that moved the view."""
        if self.cursor is None:
            return False
        height, top = self._height, self.top
        start = self._layout.starts[self.cursor]
        stop = start + self._layout.height(self.cursor)
        if stop <= height and not any(item.selectable for item in self._layout.items[: self.cursor]):
            start = 0  # with what heads the list
        if start < top:
            top = min(start, top - height // 2)
        elif stop > top + height:
            top = min(start, max(stop - height, top + height // 2))
        return self._land(top)

    def move(self, by: int) -> None:
        """The cursor by items, or the view by lines."""
        if self.cursor is None:
            self._scroll(by)
            return
        places = [n for n, item in enumerate(self._layout.items) if item.selectable]
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
        if before != place:
            self.moved()

    def page(self, direction: int) -> None:
        self.move(direction * max(1, self.size.height - 2))

    def ends(self, last: bool) -> None:
        if self.cursor is not None:
            self.move(len(self._layout.items) * (1 if last else -1))
        elif self._land(self._layout.end(self._height) if last else 0):
            self.refresh()

    def _scroll(self, by: int) -> None:
        """The view by so many lines."""
        height, before = self._height, self.top
        # Whatever is passed is drawn first: a guess would make the step longer or shorter.
        top = self._layout.draw(before + min(0, by), before + max(0, by) + height, before)
        self.top = top
        if self._land(top + by) or top != before:
            self.refresh()

    def _repaint(self, place: int | None) -> None:
        if place is not None and place < len(self._layout.items):
            y, height = self._layout.starts[place] - self.top, self._layout.height(place)
            self.refresh(Region(0, y, self.size.width, height))

    def render_line(self, y: int) -> Strip:
        width, number = self.size.width, self.top + y
        if number >= self._layout.total:
            return Strip.blank(width, self._pens.plain)
        place, line = self._layout.line(number)
        on = place == self.cursor
        pens = self._pens
        body = [Segment(self._glyphs.bar, pens.bar) if on else Segment(" ", pens.plain)]
        if on and number == self._layout.starts[place]:
            text = "".join(segment.text for segment in line)
            body.append(Segment(pad(text, max(0, width - 2)), pens.cursor))
        else:
            body += [Segment(s.text, s.style or pens.plain) for s in line]
        strip = Strip(body).adjust_cell_length(max(0, width - 1), pens.plain)
        mark = Segment(self._glyphs.thumb, pens.faint) if self._in_thumb(y) else Segment(" ", pens.plain)
        return Strip(Segment.simplify([*strip, mark]), width)

    def _in_thumb(self, y: int) -> bool:
        height, total = self.size.height, self._layout.total
        if total <= height:
            return False
        size = max(1, height * height // total)
        start = (height - size) * self.top // max(1, total - height)
        return start <= y < start + size

    def place_at(self, y: int) -> int | None:
        """The selectable item at a line of the view."""
        number = self.top + y
        if number >= self._layout.total:
            return None
        place = self._layout.place(number)
        return place if self._layout.items[place].selectable else None

    def on_resize(self) -> None:
        before = self.top
        self._land(self.top)
        self._reveal()
        if self.top != before:
            self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)
