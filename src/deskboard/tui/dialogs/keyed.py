"""A list whose items are worked on by keys, as on the board: one key, one thing to do.

Invariant: Esc always leaves; the list never reads or writes the desk, it hands commands on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from textual import events

from deskboard.domain.errors import DeskboardError
from deskboard.domain.text import cells, safe
from deskboard.l10n import _
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.intents import BOARD, JAMO
from deskboard.tui.widgets.footer import key_name
from deskboard.tui.widgets.row import Piece, Row
from deskboard.tui.widgets.sheet import Item, Sheet
from deskboard.tui.widgets.status import ERROR, Message

if TYPE_CHECKING:
    from textual.widget import Widget

T = TypeVar("T")
LATIN = {jamo: letter for letter, jamo in JAMO.items()}
"""What a key of a Korean layout is on a Latin one."""


class Deed(NamedTuple):
    """What a key does. ``keys`` are characters or Textual's names of keys; without a ``label`` it
    is not listed; ``denied``: the reason why this person may not."""

    keys: tuple[str, ...]
    label: str
    act: Callable[[str], None]
    denied: str | None = None


class KeyedDialog(Dialog[T], Generic[T]):
    """``items`` and ``deeds`` say what it shows and what can be done."""

    def items(self) -> Sequence[Item]:
        raise NotImplementedError

    def deeds(self) -> Sequence[Deed]:
        raise NotImplementedError

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        self.answer, self.hints, self.more_hints = Row(look.pens), Row(look.pens), Row(look.pens)
        self.more_hints.display = False
        return [self.sheet, self.answer, self.hints, self.more_hints]

    def on_mount(self) -> None:
        self._before = self.program.message
        self.sheet.fill(self.items(), at=self.first_key())
        self.call_after_refresh(self._hint)
        self._say_why_not()
        self.program.typing.release()

    def _say_why_not(self) -> None:
        """Why some keys are grey, before one of them is pressed."""
        reasons = dict.fromkeys(deed.denied for deed in self.deeds() if deed.denied)
        if reasons:
            self.tell(Message(_("Grey keys: {reason}").format(reason=next(iter(reasons)))))

    def first_key(self) -> object:
        """The key of the item that the cursor begins on."""
        return None

    def on_screen_resume(self) -> None:
        self.program.typing.release()

    def fill(self, at: object = None) -> None:
        """Show the items as they are now, and what the program said of the change."""
        self.sheet.fill(self.items(), at=at)
        if self.program.message is not self._before:
            self.tell(self.program.message)

    def complain(self, error: DeskboardError) -> None:
        self.tell(Message(str(error), ERROR))

    def tell(self, message: Message) -> None:
        pens = self.program.look.pens
        self.answer.show([(f" {safe(message.text)}", pens.error if message.kind == ERROR else pens.dim)])

    def _hint(self) -> None:
        """What the keys do; on a second line where one is too narrow."""
        pens = self.program.look.pens
        first: list[Piece] = []
        rest: list[Piece] = []
        room = self.hints.size.width or self.app.size.width
        for deed in self.deeds():
            if deed.label:
                keys, label = f" {' '.join(map(key_name, deed.keys))}", f" {deed.label} "
                room -= cells(keys) + cells(label)
                pieces = first if room >= 0 else rest
                pieces.append((keys, pens.faint if deed.denied else pens.accent))
                pieces.append((label, pens.faint if deed.denied else pens.dim))
        self.hints.show(first)
        self.more_hints.show(rest)
        self.more_hints.display = bool(rest)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        pressed = {event.key, event.character or "", LATIN.get(event.character or "", "")} - {""}
        for deed in self.deeds():
            key = next((key for key in deed.keys if key in pressed), None)
            if key is not None:
                if deed.denied:
                    self.tell(Message(deed.denied, ERROR))
                else:
                    deed.act(key)
                return
        keys = self.program.keys[BOARD]
        intent = keys.get(event.key) or keys.get(event.character or "")
        self._go(intent.id if intent is not None else event.key)

    def _go(self, name: str) -> None:
        """Move about, with the keys of the board."""
        moves = {"cursor.down": 1, "cursor.up": -1}
        if name in moves:
            self.sheet.move(moves[name])
        elif name in ("cursor.page_up", "cursor.page_down"):
            self.sheet.page(1 if name == "cursor.page_down" else -1)
        elif name in ("cursor.first", "cursor.last"):
            self.sheet.ends(name == "cursor.last")
        elif name in ("app.quit", "app.out", "escape"):
            self.program.typing.hold()
            self.leave()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)


LEAVES = _("Esc leaves")
