"""The frame that dialogs share, and the list one chooses from.

Invariant: Esc always leaves; a dialog never reads or writes the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from deskboard.domain.text import safe
from deskboard.tui.widgets.prompt import Prompt
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

    from deskboard.tui.program import Program

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    """A box in the middle of the screen with a heading and a line about its keys."""

    BINDINGS = []

    def __init__(self, heading: str, keys: str, *, classes: str | None = None) -> None:
        super().__init__(classes=f"dialog {classes or ''}")
        self.heading = heading
        self.keys_line = keys

    @property
    def program(self) -> Program:
        return cast("Program", self.app)

    def parts(self) -> list[Widget]:
        """The widgets inside the box."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(safe(self.heading))
            box.border_subtitle = Content(self.keys_line)
            yield from self.parts()

    def on_prompt_left(self, message: Prompt.Left) -> None:
        # Textual calls the handlers of all base classes: dialogs that leave otherwise override ``leave``.
        message.stop()
        self.leave()

    def leave(self) -> None:
        """Esc was pressed."""
        self.dismiss(None)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with an answer. The next key may come before the first has taken it away."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()


class ListDialog(Dialog[str]):
    """A line to type into over a list that follows it. ``rows`` gives the items for a text."""

    def rows(self, text: str) -> list[Item]:
        raise NotImplementedError

    def pick(self, item: Item | None) -> None:
        """Enter was pressed, or an item clicked: its key is the answer."""
        if item is not None and item.selectable and isinstance(item.key, str):
            self.dismiss(item.key)
        else:
            self.prompt.ready()

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.prompt = Prompt()
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        return [self.prompt, self.sheet]

    def on_mount(self) -> None:
        self.prompt.focus()
        self.fill(at=self.first_key())

    def first_key(self) -> object:
        """The key of the item that the cursor begins on."""
        return None

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.sheet.cursor = 0 if self.sheet.cursor is not None else None
        self.fill(top=True)

    def fill(self, *, at: object = None, top: bool = False) -> None:
        if top:
            self.sheet.fill(())
        self.sheet.fill(self.rows(self.prompt.value), at=at)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.pick(self.sheet.item)

    def on_key(self, event: events.Key) -> None:
        moves = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}
        if event.key in moves:
            self.sheet.move(moves[event.key])
        elif event.key in ("pageup", "pagedown"):
            self.sheet.page(1 if event.key == "pagedown" else -1)
        elif event.key == "escape":
            # The line takes it otherwise; here it came before the line had the focus.
            self.leave()
        else:
            return
        event.stop()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet:
            place = self.sheet.place_at(event.y)
            if place is not None:
                self.sheet.go(place)
                self.pick(self.sheet.item)
