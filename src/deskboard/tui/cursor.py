"""Moving the cursor over the board.

Invariant: the desk is never asked; what is in view already is enough.
"""

from __future__ import annotations

from deskboard.tui.screens.base import IntentScreen
from deskboard.tui.widgets.board import Board


class CursorActions(IntentScreen):
    """The keys that move the cursor of ``board``."""

    board: Board

    def do_cursor_left(self) -> None:
        self.board.move_across(-1)

    def do_cursor_right(self) -> None:
        self.board.move_across(1)

    def do_cursor_next_column(self) -> None:
        self.board.move_across(1, wrap=True)

    def do_cursor_down(self) -> None:
        self.board.move_by(1)

    def do_cursor_up(self) -> None:
        self.board.move_by(-1)

    def do_cursor_first(self) -> None:
        self.board.move_to(0)

    def do_cursor_last(self) -> None:
        if self.board.stack is not None:
            self.board.move_to(self.board.stack.total - 1)

    def do_cursor_page_down(self) -> None:
        self.board.move_by(self.board.rows)

    def do_cursor_page_up(self) -> None:
        self.board.move_by(-self.board.rows)
