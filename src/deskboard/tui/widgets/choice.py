"""One of a few words, chosen in place: arrows walk them, a letter jumps, Backspace empties.

Invariant: it never holds anything but one of its choices, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from deskboard.domain.text import cells, clip, fold, safe
from deskboard.tui.themes import Glyphs, Pens
from deskboard.tui.widgets.painted import Painted

if TYPE_CHECKING:
    from deskboard.tui.program import Program


class Choice(Painted):
    """``value`` is the choice, an empty text while there is none. Posts ``Changed``, and
    ``Taken`` for Enter."""

    can_focus = True

    class Changed(Message):
        """Another one was chosen."""

    class Taken(Message):
        """Enter: go on."""

    def __init__(self, pens: Pens, glyphs: Glyphs, choices: Sequence[tuple[str, str]], value: str = "") -> None:
        super().__init__()
        self._pens, self._glyphs = pens, glyphs
        self._choices = tuple(choices)
        self.value = value if value in (stored for stored, _shown in self._choices) else ""

    def on_focus(self) -> None:
        cast("Program", self.app).typing.release()
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def choose(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed())

    def on_key(self, event: events.Key) -> None:
        step = {"right": 1, "space": 1, "left": -1}.get(event.key)
        letter = event.character or ""
        if step is not None:
            self._walk(step)
        elif event.key in ("backspace", "delete"):
            self.choose("")
        elif event.key == "enter":
            self.post_message(self.Taken())
        elif letter.isprintable() and letter.strip():
            self._jump(fold(letter))
        else:
            return
        event.stop()
        event.prevent_default()

    def _walk(self, by: int) -> None:
        values = [stored for stored, _shown in self._choices]
        at = values.index(self.value) + by if self.value else (0 if by > 0 else -1)
        self.choose(values[at % len(values)])

    def _jump(self, letter: str) -> None:
        """To the next choice that begins with the letter."""
        values = [stored for stored, _shown in self._choices]
        after = values.index(self.value) + 1 if self.value else 0
        for at in (*range(after, len(values)), *range(after)):
            if fold(self._choices[at][1]).startswith(letter):
                self.choose(values[at])
                return

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if self.has_focus:
            self._walk(1)
        else:
            self.focus()

    def render_line(self, y: int) -> Strip:
        width, pens = self.size.width, self._pens
        if y or not width:
            return Strip.blank(width, pens.plain)
        line = self._all() if self._room() <= width else self._one(width)
        return Strip(line).adjust_cell_length(width, pens.plain)

    def _room(self) -> int:
        return sum(cells(safe(shown)) + 3 for _stored, shown in self._choices)

    def _all(self) -> list[Segment]:
        """Every choice, the one that is meant marked in word and colour."""
        pens, found = self._pens, []
        for stored, shown in self._choices:
            if stored == self.value:
                style = pens.cursor if self.has_focus else pens.key
                found += [Segment(f"[{safe(shown)}]", style), Segment(" ", pens.plain)]
            else:
                found.append(Segment(f" {safe(shown)}  ", pens.dim))
        return found

    def _one(self, width: int) -> list[Segment]:
        """The one that is meant, and how many there are."""
        values = [stored for stored, _shown in self._choices]
        at = values.index(self.value) if self.value else -1
        count = f"  {at + 1}/{len(values)}" if at >= 0 else f"  {len(values)}"
        text = clip(safe(self._choices[at][1]) if at >= 0 else "", max(1, width - len(count) - 6))
        pens, glyphs = self._pens, self._glyphs
        style = pens.cursor if self.has_focus else pens.key
        return [
            Segment(f"{glyphs.more_left} ", pens.dim),
            Segment(text, style),
            Segment(f" {glyphs.more_right}", pens.dim),
            Segment(count, pens.dim),
        ]
