"""Moving tickets to any column of any board, or into a queue, from one list.

Invariant: what is chosen moves the tickets that were meant when the list was opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.readmodels import BoardLine
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import Aim, TicketActions

if TYPE_CHECKING:
    from deskboard.tui.dialogs.choose import Option

COLUMN, QUEUE = "column ", "queue "
"""What the value of an option begins with; what follows is an id or a name."""


class MovingActions(TicketActions):
    """The action ``m``."""

    def do_ticket_move(self) -> None:
        if (aim := self.aim) is not None:
            self.program.bridge.submit(
                lambda desk: (desk.board_lines(), desk.queues()), lambda read: self._choose_place(aim, *read)
            )

    def _choose_place(self, aim: Aim, boards: Sequence[BoardLine], queues: Sequence[str]) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog

        stands = aim.one.column if aim.one is not None else None
        board = self.head.id if self.head is not None else None
        here = next((line.id for line in boards if any(k.id == stands for k in line.columns)), board)
        heading = _("Move {tickets} to").format(tickets=aim)
        dialog = ChooseDialog(
            heading,
            places(boards, queues, here),
            at=f"{COLUMN}{stands}",
            new=lambda text: f"{QUEUE}{fields.check('queue', text)}",
            new_label=_("new queue {name}"),
            kind=QUEUE,
        )
        self.app.push_screen(dialog, lambda place: self._move_to(aim, place))

    def _move_to(self, aim: Aim, place: str | None) -> None:
        if place is None or (aim.one is not None and place == f"{COLUMN}{aim.one.column}"):
            return
        if place.startswith(COLUMN):
            self.change(c.MoveTicket(aim.refs, int(place.removeprefix(COLUMN)), seen=aim.seen))
        else:
            self.change(c.EditTicket(aim.refs, {"queue": place.removeprefix(QUEUE) or None}, aim.seen))


def places(boards: Sequence[BoardLine], queues: Sequence[str], here: int | None) -> list[Option]:
    """Where tickets of the board ``here`` can go: its columns first, then those of the others
    with the board's name, then the queues."""
    from deskboard.tui.dialogs.choose import Option

    found: list[Option] = []
    for board in sorted(boards, key=lambda board: board.id != here):
        for line in board.columns:
            label = safe(line.name)
            if board.id != here:
                label = _("{board} › {column}").format(board=safe(board.name), column=label)
            found.append(Option(f"{COLUMN}{line.id}", label, line.stage))
    found += [Option(f"{QUEUE}{queue}", _("Queue: {name}").format(name=safe(queue))) for queue in queues]
    return [*found, Option(QUEUE, _("No queue"))] if queues else found
