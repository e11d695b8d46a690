"""A screen that is one list with a cursor: its keys, wherever such a list is.

Invariant: every key goes to the table of intents first, and what is pasted goes nowhere.
"""

from __future__ import annotations

from textual import events

from deskboard.tui.screens.base import IntentScreen
from deskboard.tui.widgets.sheet import Sheet


class Listing(IntentScreen):
    """``sheet`` is the list."""

    sheet: Sheet

    def takes(self, key: str) -> bool:
        """Whether a key means something here, and is not typed into a line."""
        return True

    async def on_key(self, event: events.Key) -> None:
        if self.takes(event.key) and self.press_key(event):
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()

    def do_cursor_down(self) -> None:
        self.sheet.move(1)

    def do_cursor_up(self) -> None:
        self.sheet.move(-1)

    def do_cursor_first(self) -> None:
        self.sheet.ends(False)

    def do_cursor_last(self) -> None:
        self.sheet.ends(True)

    def do_cursor_page_down(self) -> None:
        self.sheet.page(1)

    def do_cursor_page_up(self) -> None:
        self.sheet.page(-1)
