"""Why a ticket is whose it is: who could have taken it, who could not, and what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events

from deskboard.domain import explaining
from deskboard.domain.readmodels import Explanation
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.card import Line, wrap
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.dialogs.report import scrolled
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

TALLEST = 18
"""Lines in view."""
WIDTH = 68
"""Cells of a line, where the dialog has its full width."""
LONGEST = 4
"""Lines of one sentence."""


class WhyDialog(Dialog[None]):
    """Only shows; Enter, q and Esc leave it."""

    def __init__(self, found: Explanation) -> None:
        heading = _("#{ref} {title}").format(ref=found.ref, title=safe(found.title))
        super().__init__(heading, _("j k scroll · Esc leaves"))
        self._found = found

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs)
        return [self.sheet]

    def on_mount(self) -> None:
        width = min(WIDTH, self.app.size.width * 96 // 100 - 6)
        lines = self._lines(max(20, width))
        self.sheet.styles.height = max(1, min(len(lines), TALLEST))
        self.sheet.fill([Item((line or (Segment(""),),), n, False) for n, line in enumerate(lines)])
        self.program.typing.release()

    def _lines(self, width: int) -> list[Line]:
        """How it stands, and below it how that came about; what belongs together stays indented."""
        pens = self.program.look.pens
        found: list[Line] = []
        for n, told in enumerate(explaining.lines(self._found, self.program.zone)):
            text = told.lstrip()
            indent = " " * (len(told) - len(text))
            style = pens.dim if indent else pens.plain if n else pens.key
            if n and not indent:
                found.append(())
            found += [(Segment(indent + part, style),) for part in wrap(text, width - len(indent), LONGEST)]
        return found

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if not scrolled(self.sheet, event.key) and event.key in ("escape", "enter", "q"):
            self.dismiss(None)
