"""A line to type into, with its tokens coloured as they are recognised.

Invariant: while it has the focus no key reaches the board, and nothing typed leaves it with a
control character in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Input

from deskboard.domain.text import clean_line

if TYPE_CHECKING:
    from deskboard.tui.program import Program

Span = tuple[int, int, str]
"""Start, end, kind of token."""


class Tokens(Highlighter):
    """Colours what ``spans`` recognises by its kind."""

    def __init__(self, spans: Callable[[str], Sequence[Span]], styles: Mapping[str, Style], other: Style) -> None:
        self._spans = spans
        self._styles = styles
        self._other = other

    def highlight(self, text: Text) -> None:
        for start, end, kind in self._spans(text.plain):
            text.stylize(self._styles.get(kind, self._other), start, end)


class Prompt(Input):
    """An Input that asks nothing of the line it runs over: no blinking, no border."""

    class Left(Message):
        """Escape was pressed."""

    def __init__(self, value: str = "", *, highlighter: Highlighter | None = None, placeholder: str = "") -> None:
        super().__init__(value, placeholder, highlighter=highlighter, compact=True, select_on_focus=False)
        self.cursor_blink = False

    @property
    def line(self) -> str:
        """What was typed, cleaned."""
        return clean_line(self.value)

    def on_focus(self) -> None:
        self.ready()

    def ready(self) -> None:
        """The next key may come."""
        cast("Program", self.app).typing.release()

    def _on_paste(self, event: events.Paste) -> None:
        # Input would keep the first line and drop the others unseen.
        event.stop()
        event.prevent_default()
        self.replace(clean_line(event.text), *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "escape"):
            # The next key belongs to whatever this one leads to.
            cast("Program", self.app).typing.hold()
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left())
            return
        await super()._on_key(event)
