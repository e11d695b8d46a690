"""Arranging boards and their columns from the board, and going from one board to another.

Invariant: the lists stay open while commands are carried out, and show what the desk says then;
the board and the density that were chosen last are there again the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.readmodels import BoardLine, Changes
from deskboard.l10n import _
from deskboard.tui import memory, reading
from deskboard.tui.actions import TicketActions
from deskboard.tui.card import DENSITIES
from deskboard.tui.memory import Memory
from deskboard.tui.reading import Snapshot, Wish

if TYPE_CHECKING:
    from deskboard.domain.query import Query
    from deskboard.tui.dialogs.boards import BoardsDialog
    from deskboard.tui.dialogs.columns import ColumnsDialog
    from deskboard.tui.widgets.board import Board


class ArrangingActions(TicketActions):
    """What the board screen can do to boards and columns."""

    _open: ColumnsDialog | BoardsDialog | None = None
    """The list that was opened last."""

    board: Board
    filter: Query | None
    _wanted: str | int | None
    _known = Memory()

    def _show(self, snapshot: Snapshot) -> None:
        raise NotImplementedError

    # The lists

    def do_board_columns(self) -> None:
        self.program.bridge.submit(lambda desk: desk.board_lines(), self._open_columns)

    def _open_columns(self, boards: Sequence[BoardLine]) -> None:
        from deskboard.tui.dialogs.columns import ColumnsDialog

        if self.head is not None and self.app.screen is self:
            dialog = ColumnsDialog(boards, self.head.id, lambda command: self._arrange(dialog, command))
            self._open = dialog
            self.app.push_screen(dialog)

    def do_board_switch(self) -> None:
        self.program.bridge.submit(lambda desk: desk.board_lines(), self._open_boards)

    def _open_boards(self, boards: Sequence[BoardLine]) -> None:
        from deskboard.tui.dialogs.boards import BoardsDialog

        if self.head is not None and self.app.screen is self:
            denied = self.program.denied.get(c.AddBoard)
            dialog = BoardsDialog(boards, self.head.id, denied, lambda command: self._arrange(dialog, command))
            self._open = dialog
            self.app.push_screen(dialog, lambda board: self.switch(board) if board is not None else None)

    def _arrange(self, dialog: ColumnsDialog | BoardsDialog, command: Command) -> None:
        """Carry out what was chosen in a list, and show in it what has become of it."""

        def refused(error: DeskboardError) -> None:
            self.program.refuse(error)
            dialog.complain(error)

        self.change(command, lambda: self._show_again(dialog), refused)

    def _show_again(self, dialog: ColumnsDialog | BoardsDialog) -> None:
        def show(boards: Sequence[BoardLine]) -> None:
            if dialog.is_attached:
                dialog.show(boards)

        self.program.bridge.submit(lambda desk: desk.board_lines(), show, key="board lines")

    def rearranged(self, changes: Changes) -> None:
        """Others have written: a list that is open shows it."""
        if changes.structure and self._open is not None and self._open.is_attached:
            self._show_again(self._open)

    # Another board

    def switch(self, board: int) -> None:
        """Show another board, under the same filter."""
        if self.head is not None and board == self.head.id:
            return
        self._wanted = board
        self.remember(board=board)
        # Where one stood on the board that is left says nothing about this one.
        wish = Wish(board, self.filter)
        self.program.bridge.submit(lambda desk: reading.snapshot(desk, wish), self._switched)

    def _switched(self, snapshot: Snapshot) -> None:
        self._show(snapshot)
        self.program.say(_("Board: {name}.").format(name=snapshot.head.name))

    # What is chosen here is chosen for the next time too

    def recall(self, known: Memory) -> None:
        """Take up what was chosen the last time."""
        self._known = known
        program = self.program
        if known.density in DENSITIES and known.over == program.settings.density != known.density:
            program.look = program.look._replace(density=known.density)
            self.board.change_look(program.look)

    def remember(self, **chosen: Any) -> None:
        """Keep what was chosen for the next time."""
        facts = self.program.facts
        if facts is not None:
            self._known = self._known._replace(**chosen)
            memory.write(memory.file_for(facts.database_id, facts.login), self._known)
