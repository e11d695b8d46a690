"""Moving tickets to any column of any board, or into a queue, from one list.

Invariant: what is chosen moves the tickets that were meant when the list was opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain.readmodels import BoardLine
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import Target, TicketActions

if TYPE_CHECKING:
    from deskboard.tui.dialogs.choose import Option

COLUMN, QUEUE = "column ", "queue "
"""What the value of an option begins with; what follows is an id or a name."""


class MovingActions(TicketActions):
    """The action ``m``."""

    def do_ticket_move(self) -> None:
        if (target := self.target) is not None:
            self.program.bridge.submit(
                lambda desk: (desk.board_lines(), desk.queues()), lambda read: self._choose_place(target, *read)
            )

    def _choose_place(self, target: Target, boards: Sequence[BoardLine], queues: Sequence[str]) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog

        heading = _("Move #{ref} to").format(ref=target.ref)
        dialog = ChooseDialog(heading, places(boards, queues, target.column), at=f"{COLUMN}{target.column}")
        self.app.push_screen(dialog, lambda place: self._move_to(target, place))

    def _move_to(self, target: Target, place: str | None) -> None:
        refs, seen = (target.ref,), {target.ref: target.version}
        if place is None or place == f"{COLUMN}{target.column}":
            return
        if place.startswith(COLUMN):
            self.change(c.MoveTicket(refs, int(place.removeprefix(COLUMN)), seen=seen))
        else:
            self.change(c.EditTicket(refs, {"queue": place.removeprefix(QUEUE) or None}, seen))


def places(boards: Sequence[BoardLine], queues: Sequence[str], column: int) -> list[Option]:
    """Where a ticket that stands in a column can go: the columns of its own board first, then
    those of the others with the board's name, then the queues."""
    from deskboard.tui.dialogs.choose import Option

    found: list[Option] = []
    for board in sorted(boards, key=lambda board: all(line.id != column for line in board.columns)):
        here = any(line.id == column for line in board.columns)
        for line in board.columns:
            label = safe(line.name)
            if not here:
                label = _("{board} › {column}").format(board=safe(board.name), column=label)
            found.append(Option(f"{COLUMN}{line.id}", label, line.stage))
    found += [Option(f"{QUEUE}{queue}", _("Queue: {name}").format(name=safe(queue))) for queue in queues]
    return [*found, Option(QUEUE, _("No queue"))] if queues else found
