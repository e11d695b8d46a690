"""A list from which one picks by number, where every other key is an action on its line.

Invariant: it gives back what was asked for and the key of the line; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual import events

from deskboard.domain.text import cells, clip, pad
from deskboard.l10n import _
from deskboard.tui.card import Line
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.intents import JAMO
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

PICK = "pick"
NUMBERED = 9
"""Lines that have a number of their own."""
LABEL = 26
"""Cells for a label, at most."""
_LATIN = {jamo: letter for letter, jamo in JAMO.items() if letter.islower()}


class Choice(NamedTuple):
    """``label``, ``note`` and ``more`` are shown (already safe); ``letter`` picks it as well."""

    key: str
    label: str
    tickets: int | None = None
    note: str = ""
    more: str = ""
    letter: str = ""
    on: bool = False
    """Whether it is in force now."""


class Picked(NamedTuple):
    """``action`` is PICK or one of the dialog's own; ``key`` None: on no line."""

    action: str
    key: str | None


class PickDialog(Dialog[Picked]):
    """``actions``: key → name of what else can be done, with the line under the cursor."""

    def __init__(
        self, heading: str, keys: str, choices: Sequence[Choice], actions: Mapping[str, str] = {}, empty: str = ""
    ) -> None:
        super().__init__(heading, keys, classes="pick")
        self._choices = choices
        self._actions = actions
        self._empty = empty

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        return [self.sheet]

    def on_mount(self) -> None:
        self.sheet.styles.height = max(1, min(len(self._choices), 16))
        items = [Item((self._line(n, choice),), choice.key) for n, choice in enumerate(self._choices, 1)]
        if not items:
            items = [Item(((Segment(self._empty, self.program.look.pens.dim),),), None, False)]
        self.sheet.fill(items, at=next((choice.key for choice in self._choices if choice.on), None))
        self.program.typing.release()

    def _line(self, number: int, choice: Choice) -> Line:
        pens, glyphs = self.program.look.pens, self.program.look.glyphs
        width = min(LABEL, max(cells(other.label) for other in self._choices))
        digits = max(len(str(other.tickets)) for other in self._choices)
        note = max(cells(other.note) for other in self._choices)
        numbered = choice.letter or (str(number) if number <= NUMBERED else " ")
        count = "" if choice.tickets is None else str(choice.tickets)
        return (
            Segment(f"{numbered} ", pens.accent),
            Segment(f"{glyphs.mark if choice.on else ' '} ", pens.accent),
            Segment(pad(clip(choice.label, width), width), pens.plain),
            Segment(f"  {count:>{digits}}  ", pens.key if choice.tickets else pens.faint),
            Segment(pad(choice.note, note + 2) if note else "", pens.good),
            Segment(choice.more, pens.dim),
        )

    def _pick(self, key: object) -> None:
        if isinstance(key, str):
            self.dismiss(Picked(PICK, key))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        typed = event.character or ""
        typed = _LATIN.get(typed, typed)
        item = self.sheet.item
        key = item.key if item is not None and isinstance(item.key, str) else None
        if event.key == "escape":
            self.leave()
        elif event.key == "enter":
            self._pick(key)
        elif chosen := self._chosen(typed):
            self._pick(chosen)
        elif action := self._actions.get(event.key) or self._actions.get(typed):
            self.dismiss(Picked(action, key))
        elif event.key in ("down", "up") or typed in ("j", "k"):
            self.sheet.move(1 if event.key == "down" or typed == "j" else -1)
        elif typed == "q":
            self.leave()

    def _chosen(self, typed: str) -> str | None:
        """The line that a number or its own letter means."""
        if not typed:
            return None
        if typed.isascii() and typed.isdecimal() and 0 < int(typed) <= min(NUMBERED, len(self._choices)):
            return self._choices[int(typed) - 1].key
        return next((choice.key for choice in self._choices if choice.letter == typed), None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)
            self._pick(self.sheet.item.key if self.sheet.item is not None else None)


def keys_line(*parts: str) -> str:
    """What the keys do, in one line."""
    return " · ".join([_("Enter applies"), *parts, _("Esc leaves")])
