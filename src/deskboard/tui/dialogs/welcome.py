"""What is asked the first time: which colours can be read here. One question, and Esc skips it.

Invariant: whatever was shown while looking is only kept when Enter says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events

from deskboard.l10n import _
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

CHOICES = (
    ("dark", _("Dark"), _("light letters on a dark ground")),
    ("light", _("Light"), _("dark letters on a light ground")),
    ("contrast", _("High contrast"), _("for tired eyes and bad projectors")),
)


class WelcomeDialog(Dialog[str]):
    """Gives back a theme, or None. Moving the cursor shows the theme it is on."""

    def __init__(self) -> None:
        super().__init__(_("Welcome to Deskboard"), _("j k look · Enter takes it · Esc skips"))

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        self.sheet.styles.height = 12
        return [self.sheet]

    def on_mount(self) -> None:
        self.program.typing.release()
        self.paint()

    def paint(self) -> None:
        pens = self.program.look.pens
        lines = [
            (Segment(_("Your board is new and empty. Which colours do you read best?"), pens.plain),),
            (),
            *((Segment(f"{name:<16}", pens.key), Segment(about, pens.dim)) for _value, name, about in CHOICES),
            (),
            (Segment("n ", pens.accent), Segment(_("adds a ticket"), pens.dim)),
            (Segment("? ", pens.accent), Segment(_("lists the keys, wherever you are"), pens.dim)),
            (Segment(": ", pens.accent), Segment(_("finds commands, tickets, people and settings"), pens.dim)),
            (Segment("u ", pens.accent), Segment(_("takes back whatever you did"), pens.dim)),
            (),
            (Segment(_("`deskboard demo` shows a board full of work, to play with."), pens.dim),),
        ]
        keys = {2 + n: value for n, (value, _name, _about) in enumerate(CHOICES)}
        self.sheet.fill([Item((line,), keys.get(n), n in keys) for n, line in enumerate(lines)])

    def on_key(self, event: events.Key) -> None:
        event.stop()
        moves = {"j": 1, "down": 1, "tab": 1, "ㅓ": 1, "k": -1, "up": -1, "shift+tab": -1, "ㅏ": -1}
        by = moves.get(event.key) or moves.get(event.character or "")
        if by:
            self.sheet.move(by)
            self._show()
        elif event.key == "enter":
            self.program.typing.hold()
            self.dismiss(str(self.sheet.item.key) if self.sheet.item is not None else None)
        elif event.key in ("escape", "q"):
            self.program.typing.hold()
            self.leave()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)
            self._show()

    def _show(self) -> None:
        if self.sheet.item is not None:
            self.program.restyle(theme=str(self.sheet.item.key))
            self.sheet.restyle(self.program.look)
            self.paint()
