"""The base of everything that is painted line by line.

Textual asks for all lines of every widget in view whenever a single cell changes. Invariant:
a line is painted and filtered once, and kept until ``refresh`` names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from textual.geometry import Region, Size
from textual.messages import Update
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from deskboard.tui.card import Look


class Painted(Widget):
    """A widget without borders and padding whose ``render_line`` paints whole lines."""

    _kept: dict[int, Strip] | None = None
    _kept_size = Size(0, 0)
    _whole: list[Strip] | None = None
    """Every line, while all of them are kept."""

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.outer_size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._kept is None or self._kept_size != self.outer_size:
            self._kept, self._kept_size, self._whole = {}, self.outer_size, None
        is_whole = crop.size == self._kept_size
        if is_whole and self._whole is not None:
            return self._whole
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
        if is_whole:
            self._whole = strips
        return strips

    def restyle(self, look: Look) -> None:
        """Paint with other pens from here on."""
        if hasattr(self, "_pens"):
            self._pens = look.pens
        if hasattr(self, "look"):
            self.look = look
        self.refresh()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        self._forget(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def repaint_cells(self, *regions: Region) -> None:
        """Paint these cells anew. As ``refresh``, but straight to the screen: no size depends on
        what is painted, and a widget has no more to think about."""
        if not self.is_mounted or not self.is_attached:
            self.refresh(*regions)
        elif self.display:
            self._forget(regions)
            self._repaint_regions.update(regions)
            self.screen.post_message(Update(self))

    def _forget(self, regions: Sequence[Region]) -> None:
        """The lines of these regions (all, where there are none) are to be painted again."""
        self._whole = None
        if not regions:
            self._kept = None
        elif self._kept is not None:
            for region in regions:
                for y in region.line_range:
                    self._kept.pop(y, None)
