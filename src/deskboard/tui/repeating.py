"""The last change again, what it refused, and undo: what is about changes, not about tickets.

Invariant: what is repeated is a command that the desk has taken, on other tickets; nothing that
was written for one ticket (texts, its place among others) is repeated.
"""

from __future__ import annotations

from typing import Any

from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.readmodels import Done, Undoable
from deskboard.l10n import _
from deskboard.tui.actions import TicketActions
from deskboard.tui.intents import Intent

OWN_FIELDS = frozenset({"title", "description"})
"""What belongs to one ticket alone."""


def is_repeatable(command: Command) -> bool:
    """Whether the same command means something on other tickets, and can be taken back."""
    if isinstance(command, c.AddComment | c.PurgeTickets) or not hasattr(command, "refs"):
        return False
    if isinstance(command, c.EditTicket):
        return not OWN_FIELDS & command.changes.keys()
    return not (isinstance(command, c.MoveTicket) and (command.above is not None or command.below is not None))


def again(command: Command, refs: tuple[int, ...], seen: dict[int, int]) -> Command:
    """The same command on other tickets."""
    more: dict[str, Any] = {"refs": refs}
    if hasattr(command, "seen"):
        more["seen"] = seen
    repeated: Command = command._replace(**more)
    return repeated


class RepeatActions(TicketActions):
    """Remembers on the program what was done last, for both screens."""

    _sure: int | None = None
    """The large change that the next undo may take back without asking."""

    def taken(self, command: Command, done: Done) -> None:
        """The desk has taken a command: ``.`` repeats it, unless it changed nothing."""
        if done.command is not None:
            self.program.last_change = command if is_repeatable(command) else None

    def why_not(self, intent: Intent) -> str | None:
        if intent.id == "change.repeat" and self.program.last_change is None:
            return _("There is nothing to repeat: texts and places in a column are not repeated.")
        if intent.id == "change.report" and self.program.last_done is None:
            return _("Nothing has been changed yet.")
        return super().why_not(intent)

    def perform(self, intent: Intent) -> None:
        if intent.id not in ("change.undo", "change.redo"):
            self._sure = None
        super().perform(intent)

    def do_change_repeat(self) -> None:
        aim, command = self.aim, self.program.last_change
        if aim is not None and command is not None:
            self.change(again(command, aim.refs, aim.seen))

    def do_change_report(self) -> None:
        if self.program.last_done is not None:
            self.program.show_report(self.program.last_done)

    # Undo

    def do_change_undo(self) -> None:
        self.step_back(redo=False)

    def do_change_redo(self) -> None:
        self.step_back(redo=True)

    def step_back(self, *, redo: bool) -> None:
        raise NotImplementedError

    def ask_first(self, coming: Undoable, *, redo: bool) -> None:
        """A large change: the same key again does it."""
        self._sure = coming.command
        sentence = _("This takes back {n} tickets: u again to do it.")
        if redo:
            sentence = _("This does {n} tickets again: U once more to do it.")
        self.program.typing.release()
        self.program.say(sentence.format(n=f"{coming.tickets:,}"))
