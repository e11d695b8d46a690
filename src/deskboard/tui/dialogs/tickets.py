"""Picking another ticket, by its ref, by words, or from what is offered.

Invariant: Enter takes what is shown for what was typed, never what was shown before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.widgets import Input

from deskboard.domain.text import cells, clean_line, pad, safe
from deskboard.l10n import _
from deskboard.tui.dialogs.base import ListDialog
from deskboard.tui.finding import Found
from deskboard.tui.layout import Item

Then = Callable[[Sequence[Found]], None]
ROOM = 70
"""Cells of a line of the list."""


class TicketPicker(ListDialog):
    """``find`` looks for what was typed and tells the result. Gives back a ref as text."""

    def __init__(self, heading: str, find: Callable[[str, Then], None]) -> None:
        super().__init__(heading, _("Enter chooses · Esc leaves · a number or words find"))
        self._find = find
        self._found: Sequence[Found] = ()
        self._answered = ""
        self._asked: str | None = None
        self._chosen = False

    def on_mount(self) -> None:
        super().on_mount()
        self._ask("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._chosen = False
        self._ask(clean_line(event.value))

    def _ask(self, text: str) -> None:
        if text == self._asked:
            return
        self._asked = text
        self._find(text, lambda found: self._answer(text, found))

    def _answer(self, text: str, found: Sequence[Found]) -> None:
        if text != self._asked or not self.is_attached:
            return
        self._found, self._answered = found, text
        self.sheet.cursor = None
        self.fill(top=True)
        if self._chosen:
            self.pick(self.sheet.item)

    def pick(self, item: Item | None) -> None:
        if self._asked is not None and self._answered != self._asked:
            self._chosen = True  # as soon as the answer is there
        else:
            self._chosen = False
            super().pick(item)

    def rows(self, text: str) -> list[Item]:
        pens = self.program.look.pens
        if not self._found:
            nothing = _("Nothing matches.") if self._answered else ""
            return [Item(((Segment(nothing, pens.dim),),), None, False)]
        return [self._item(found) for found in self._found]

    def _item(self, found: Found) -> Item:
        pens = self.program.look.pens
        ref = f"#{found.ref} "
        note = _("alike") if found.alike else safe(found.column)
        title = pad(safe(found.title), max(10, ROOM - cells(ref) - cells(note) - 2))
        line = (Segment(ref, pens.ref), Segment(title, pens.plain), Segment(f"  {note}", pens.dim))
        return Item((line,), str(found.ref))
