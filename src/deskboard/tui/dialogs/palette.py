"""The command palette: everything that can be done here, the rest with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from deskboard.domain.text import pad, safe
from deskboard.l10n import _
from deskboard.tui.card import Line
from deskboard.tui.dialogs.base import ListDialog, score
from deskboard.tui.intents import Intent, keys_of
from deskboard.tui.widgets.footer import key_name
from deskboard.tui.widgets.sheet import Item

HIDDEN = frozenset({"app.palette"})
"""Opening the palette from itself is no command."""
WIDTH = 48
"""Cells for the label, the key follows."""


class PaletteDialog(ListDialog):
    """``intents`` with the reason each cannot be done, or None; gives back an intent's id."""

    def __init__(self, intents: Sequence[tuple[Intent, str | None]]) -> None:
        super().__init__(_("Commands"), _("Enter does it · Esc leaves · type to narrow"))
        self._intents = [(intent, why) for intent, why in intents if intent.id not in HIDDEN]

    def rows(self, text: str) -> list[Item]:
        scored = []
        for n, (intent, why) in enumerate(self._intents):
            how = score(text.strip(), intent.label)
            if how is not None:
                group = n if text.strip() else n + 1000 * intent.id.startswith(("cursor.", "tab."))
                scored.append(((how, group) if text.strip() else (0, group), intent, why))
        items = [
            Item((self._line(intent, why),), intent.id, why is None)
            for _how, intent, why in sorted(scored, key=lambda row: (row[2] is not None, row[0]))
        ]
        return items or [Item(((Segment(_("Nothing matches."), self.program.look.pens.dim),),), None, False)]

    def _line(self, intent: Intent, why: str | None) -> Line:
        pens = self.program.look.pens
        keys = "  ".join(key_name(key) for key in keys_of(intent, self.program.settings.keys))
        if why is not None:
            return (Segment(pad(intent.label, WIDTH), pens.faint), Segment(safe(why), pens.dim))
        return (Segment(pad(intent.label, WIDTH), pens.plain), Segment(keys, pens.accent))
