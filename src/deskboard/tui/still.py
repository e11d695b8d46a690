"""Keeping a screen still while the focus moves, and while something changes on the one below it.

A change of focus changes a label or nothing; Textual would send the whole screen again, which is
60 KB on the line. Invariant: only what a change of layout asks for is painted meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.screen import Screen

    _Base = Screen[Any]
else:
    _Base = object  # styles follow the first base that is a widget: it must not be this one


class Still(_Base):
    """A screen that is not painted anew because the focus went elsewhere on it."""

    _still = False

    def set_focus(self, *args: Any, **kwargs: Any) -> None:
        self._still = True
        try:
            super().set_focus(*args, **kwargs)
        finally:
            self._still = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._still and not layout:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _compositor_refresh(self) -> None:
        """Textual counts the screen below any other as visible, and what changes on it would have
        the whole screen above sent again. Below one that hides it, it waits: it is painted whole
        when it comes back."""
        top = self.app.screen
        if self is top or top.is_modal:
            super()._compositor_refresh()
