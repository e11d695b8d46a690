"""What the last change did, ticket by ticket: first what was refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events

from deskboard.domain import wording
from deskboard.domain.readmodels import Done
from deskboard.domain.text import safe
from deskboard.l10n import _, ngettext
from deskboard.tui.card import Line, wrap
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

TALLEST = 16
"""Lines of the report in view."""
REF, WIDTH = 8, 72
"""Cells of a ref with the blanks behind it, and of the report until its size is known."""


class ReportDialog(Dialog[None]):
    """Only shows; Enter, q and Esc leave it."""

    def __init__(self, done: Done) -> None:
        super().__init__(_("Report"), _("j k scroll · Esc leaves"))
        self._done = done

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs)
        return [self.sheet]

    def on_mount(self) -> None:
        self._fill()
        self.program.typing.release()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        items = self._items()
        self.sheet.styles.height = max(1, min(len(items), TALLEST))
        self.sheet.fill(items)

    def _items(self) -> list[Item]:
        pens, done = self.program.look.pens, self._done
        lines: list[Line] = [(Segment(wording.headline(done), pens.key),)]
        lines += [(Segment(safe(warning), pens.soon),) for warning in done.warnings]
        if done.refused:
            n = len(done.refused)
            lines += [(), (Segment(ngettext("{n} refused", "{n} refused", n).format(n=n), pens.head),)]
            for ref, why in done.refused:
                lines += self._told(f"#{ref}", why, pens.error, pens.plain)
        if done.refs:
            n = len(done.refs)
            lines += [(), (Segment(ngettext("{n} done", "{n} done", n).format(n=n), pens.head),)]
            for ref in done.refs:
                lines += self._told(f"#{ref}", done.what, pens.good, pens.dim)
        return [Item((line or (Segment("", pens.plain),),), n, False) for n, line in enumerate(lines)]

    def _told(self, ref: str, text: str, style: Style, rest: Style) -> list[Line]:
        """A ticket and what there is to say of it, in as many lines as that takes."""
        parts = wrap(safe(text), max(1, (self.sheet.size.width or WIDTH) - 2 - REF), len(text) + 1)
        heads = [f"{ref:<{REF}}", *[" " * REF] * (len(parts) - 1)]
        return [(Segment(head, style), Segment(part, rest)) for head, part in zip(heads, parts, strict=True)]

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if not scrolled(self.sheet, event.key) and event.key in ("escape", "enter", "q"):
            self.dismiss(None)


def scrolled(sheet: Sheet, key: str) -> bool:
    """Whether a key scrolls a sheet that is only read; then it has."""
    moves = {"j": 1, "down": 1, "k": -1, "up": -1}
    if key in moves:
        sheet.move(moves[key])
    elif key in ("pageup", "pagedown"):
        sheet.page(1 if key == "pagedown" else -1)
    elif key in ("g", "home", "G", "end"):
        sheet.ends(key in ("G", "end"))
    else:
        return False
    return True
