"""What the last change did, ticket by ticket: first what was refused, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events

from deskboard.domain import wording
from deskboard.domain.readmodels import Done
from deskboard.domain.text import clip, safe
from deskboard.l10n import _, ngettext
from deskboard.tui.card import Line
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

TALLEST = 16
"""Lines of the report in view."""


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
        items = self._items()
        self.sheet.styles.height = max(1, min(len(items), TALLEST))
        self.sheet.fill(items)
        self.program.typing.release()

    def _items(self) -> list[Item]:
        pens, done = self.program.look.pens, self._done
        lines: list[Line] = [(Segment(wording.headline(done), pens.key),)]
        lines += [(Segment(safe(warning), pens.soon),) for warning in done.warnings]
        if done.refused:
            n = len(done.refused)
            lines += [(), (Segment(ngettext("{n} refused", "{n} refused", n).format(n=n), pens.head),)]
            lines += [_told(f"#{ref}", safe(why), pens.error, pens.plain) for ref, why in done.refused]
        if done.refs:
            n = len(done.refs)
            lines += [(), (Segment(ngettext("{n} done", "{n} done", n).format(n=n), pens.head),)]
            lines += [_told(f"#{ref}", safe(done.what), pens.good, pens.dim) for ref in done.refs]
        return [Item((line or (Segment("", pens.plain),),), n, False) for n, line in enumerate(lines)]

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


def _told(ref: str, text: str, style: Style, rest: Style) -> Line:
    return (Segment(f"{ref:<8}", style), Segment(clip(text, 64), rest))
