"""The base of everything that is painted line by line.

Textual asks for all lines of every widget in view whenever a single cell changes. Invariant:
a line is painted and filtered once, and kept until ``refresh`` names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from deskboard.tui.card import Look


class Painted(Widget):
    """A widget without borders and padding whose ``render_line`` paints whole lines."""

    _kept: dict[int, Strip] | None = None
    _kept_size = Size(0, 0)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.outer_size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._kept is None or self._kept_size != self.outer_size:
            self._kept, self._kept_size = {}, self.outer_size
        kept = self._kept
        missing = [y for y in crop.line_range if y not in kept]
        if missing:
            filters, background = self.get_line_filters(), self.background_colors[1]
            for y in missing:
                strip = self.render_line(y)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, background)
                kept[y] = strip
        strips = [kept[y] for y in crop.line_range]
        if crop.column_span != (0, self._kept_size.width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def restyle(self, look: Look) -> None:
        """Paint with other pens from here on."""
        if hasattr(self, "_pens"):
            self._pens = look.pens
        if hasattr(self, "look"):
            self.look = look
        self.refresh()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if not regions:
            self._kept = None
        elif self._kept is not None:
            for region in regions:
                for y in region.line_range:
                    self._kept.pop(y, None)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
