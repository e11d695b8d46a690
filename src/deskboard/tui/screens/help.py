"""Help for where one is, made from the table of intents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from deskboard.domain.text import pad, safe
from deskboard.l10n import _
from deskboard.tui.intents import Intent
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.footer import KeysOf, key_name
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from deskboard.tui.program import Program

KEYS_WIDTH = 22


def page(intents: Sequence[tuple[Intent, str | None]], keys: KeysOf, pens: Pens) -> list[Item]:
    """The lines of the help: grouped, keys first, what cannot be done with its reason."""
    items: list[Item] = []
    groups = list(dict.fromkeys(intent.group for intent, _why in intents))
    for group in groups:
        items.append(Item(((Segment(""),), (Segment(f" {group}", pens.head),)), selectable=False))
        for intent, why in intents:
            if intent.group == group:
                shown = ", ".join(key_name(key) for key in keys(intent, intent.scopes)) or _("(palette)")
                label = [Segment(intent.label, pens.faint if why else pens.plain)]
                if why:
                    label.append(Segment(f"  {safe(why)}", pens.dim))
                items.append(Item(((Segment(" " + pad(shown, KEYS_WIDTH), pens.accent), *label),), selectable=False))
    return items


class HelpScreen(Screen[None]):
    """Any of q, Esc and ? leaves it."""

    BINDINGS = []

    def __init__(self, intents: Sequence[tuple[Intent, str | None]]) -> None:
        super().__init__()
        self._intents = intents

    @property
    def program(self) -> Program:
        return cast("Program", self.app)

    def compose(self) -> ComposeResult:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs)
        self.foot = Row(look.pens)
        yield self.sheet
        yield self.foot

    def on_mount(self) -> None:
        pens = self.program.look.pens
        self.sheet.fill(page(self._intents, self.program.keys_of, pens))
        self.program.typing.release()
        self.foot.show([(_(" j k scroll · q leaves"), pens.dim)])

    def on_key(self, event: events.Key) -> None:
        event.stop()
        intent = self.program.keys["ticket"].get(event.key) or self.program.keys["ticket"].get(event.character or "")
        moves = {"cursor.down": 1, "cursor.up": -1}
        name = intent.id if intent is not None else ""
        if name in ("app.quit", "app.out", "app.help"):
            self.program.typing.hold()
            self.dismiss(None)
        elif name in moves:
            self.sheet.move(moves[name])
        elif name in ("cursor.page_up", "cursor.page_down"):
            self.sheet.page(1 if name == "cursor.page_down" else -1)
        elif name in ("cursor.first", "cursor.last"):
            self.sheet.ends(name == "cursor.last")
