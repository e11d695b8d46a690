"""Who else is here: one line for each place that somebody is at.

Invariant: the list follows who comes and goes, and the cursor stays on its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events

from deskboard.domain.presence import Present, doing, name_of
from deskboard.domain.text import cells, clip, pad, safe
from deskboard.l10n import _
from deskboard.tui.card import Line
from deskboard.tui.company import InCompany
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

TALLEST = 16
"""Lines of the list in view."""
PLACE = 20
"""Cells for the name of a board, at most."""


class CompanyDialog(InCompany, Dialog[int]):
    """Gives back the ticket of the line that was chosen."""

    def __init__(self) -> None:
        super().__init__(_("Who is here"), _("Enter opens their ticket · Esc leaves"))

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        return [self.sheet]

    def on_mount(self) -> None:
        self.show_company()
        self.program.typing.release()

    def show_company(self) -> None:
        others, pens = self.program.company.others, self.program.look.pens
        nobody = Item(((Segment(_("Nobody else has a board open."), pens.dim),),), None, False)
        width = max((cells(name_of(one)) for one in others), default=0)
        items = [Item((self._line(one, width),), one) for one in others] or [nobody]
        self.sheet.styles.height = max(1, min(len(items), TALLEST))
        self.sheet.fill(items)

    def _line(self, one: Present, width: int) -> Line:
        pens = self.program.look.pens
        ref = f"#{one.ticket}" if one.ticket else ""
        place = clip(safe(one.board or ""), PLACE)
        return (
            Segment(pad(name_of(one), width), pens.plain),
            Segment(f"  {place}", pens.dim),
            Segment(f"  {ref}" if ref else "", pens.ref),
            Segment(f"  {doing(one)}" if one.writing else "", pens.accent),
        )

    def _choose(self) -> None:
        item = self.sheet.item
        if item is not None and isinstance(item.key, Present) and item.key.ticket:
            self.dismiss(item.key.ticket)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        moves = {"j": 1, "down": 1, "k": -1, "up": -1}
        if event.key in moves:
            self.sheet.move(moves[event.key])
        elif event.key == "enter":
            self._choose()
        elif event.key in ("escape", "q"):
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)
            self._choose()
