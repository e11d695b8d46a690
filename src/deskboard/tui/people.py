"""The list of people, opened from the board.

Invariant: it stays open while commands are carried out, and shows what the desk says then, with
what this person may do by now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.readmodels import Changes, PersonLine
from deskboard.tui import standing
from deskboard.tui.actions import TicketActions

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.dialogs.people import PeopleDialog


def read(desk: Desk) -> tuple[tuple[PersonLine, ...], Mapping[type, str]]:
    """The people, and what I may not do with them."""
    return desk.people_lines(), desk.denied()


class PeopleActions(TicketActions):
    """What the board screen can do about people."""

    _people: PeopleDialog | None = None
    """The list that was opened last."""

    def step_back(self, *, redo: bool) -> None:
        raise NotImplementedError

    def do_people_open(self) -> None:
        self.program.bridge.submit(read, self._open_people)

    def _open_people(self, found: tuple[Sequence[PersonLine], Mapping[type, str]]) -> None:
        from deskboard.tui import sources
        from deskboard.tui.dialogs.people import PeopleDialog

        facts = self.program.facts
        if facts is None or self.app.screen is not self:
            return

        def send(command: Command) -> None:
            self.change(command, self._show_people, refused)

        def refused(error: DeskboardError) -> None:
            self.program.refuse(error)
            dialog.complain(error)

        def undo() -> None:
            self.step_back(redo=False)
            self._show_people()

        def left(login: str | None) -> None:
            if login is not None:
                sources.show_work_of(self, login)

        lines, denied = found
        dialog = PeopleDialog(lines, facts.login, denied, send, undo)
        self._people = dialog
        self.app.push_screen(dialog, left)

    def _show_people(self) -> None:
        dialog = self._people

        def show(found: tuple[Sequence[PersonLine], Mapping[type, str]]) -> None:
            if dialog is not None and dialog.is_attached:
                dialog.show(*found)

        if dialog is not None and dialog.is_attached:
            self.program.bridge.submit(
                read, show, failed=lambda error: standing.refused(self.program, error), key="people"
            )

    def people_changed(self, changes: Changes) -> None:
        """Others have written: the list shows it when it is open."""
        if changes.structure:
            self._show_people()
