"""The list of queues, opened from the board and from the Team page.

Invariant: it stays open while commands are carried out, and shows what the desk says then, with
what this person may do by now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.query.tree import quote
from deskboard.tui import standing, team
from deskboard.tui.screens.base import IntentScreen
from deskboard.tui.team import Crew

if TYPE_CHECKING:
    from deskboard.tui.dialogs.queues import QueuesDialog


class QueueActions(IntentScreen):
    """What a screen can do about queues."""

    _queues: QueuesDialog | None = None
    """The list that was opened last."""

    def change(
        self,
        command: Command,
        sent: Callable[[], None] = lambda: None,
        refused: Callable[[DeskboardError], None] | None = None,
    ) -> None:
        raise NotImplementedError

    def step_back(self, *, redo: bool) -> None:
        raise NotImplementedError

    def do_queue_list(self) -> None:
        self.program.bridge.submit(team.read, self._open_queues)

    def _open_queues(self, crew: Crew) -> None:
        from deskboard.tui.dialogs.queues import QueuesDialog

        if self.app.screen is not self:
            return

        def send(command: Command) -> None:
            self.change(command, self._show_queues, refused)

        def refused(error: DeskboardError) -> None:
            self.program.refuse(error)
            dialog.complain(error)

        def undo() -> None:
            self.step_back(redo=False)
            self._show_queues()

        def left(queue: str | None) -> None:
            if queue is not None:
                self.program.show_query(f"queue:{quote(queue)}")

        dialog = QueuesDialog(crew, self.program.denied.get(c.EditQueue), send, undo)
        self._queues = dialog
        self.app.push_screen(dialog, left)

    def _show_queues(self) -> None:
        dialog = self._queues

        def show(crew: Crew) -> None:
            if dialog is not None and dialog.is_attached:
                dialog.show(crew, self.program.denied.get(c.EditQueue))

        if dialog is not None and dialog.is_attached:
            self.program.bridge.submit(
                team.read, show, failed=lambda error: standing.refused(self.program, error), key="queues"
            )

    def queues_changed(self) -> None:
        """Others have written: the list shows it when it is open."""
        if self._queues is not None and self._queues.is_attached:
            self._show_queues()
