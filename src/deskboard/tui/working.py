"""Saying that something takes long, while it does; and giving it up.

Invariant: what is done within half a second says nothing, and what was said before comes back.
"""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from deskboard.domain.times import local
from deskboard.l10n import _
from deskboard.tui.intents import BOARD, BY_ID
from deskboard.tui.widgets.status import Message

if TYPE_CHECKING:
    from deskboard.tui.program import Program

PATIENCE = 0.5
"""Seconds without an answer after which it is said."""
LONG = 5.0
"""Seconds after which it is said since when, and what can be done."""


def words(waited: float, since: str, key: str, *, gives_up: bool, given_up: bool) -> str:
    """What is said of something that has taken so long. ``key`` leaves the program."""
    said = (
        _("Cancelling…") if given_up else _("Working… {n} s").format(n=round(waited)) if waited >= 1 else _("Working…")
    )
    if gives_up and not given_up:
        said += _(" · Esc cancels")
    if waited >= LONG:
        said += _(
            " · no answer from the database since {time}; what you typed is kept, also when you leave ({key})"
        ).format(time=since, key=key)
    return said


class Working:
    """Watches the bridge of a program from the moment something is asked of it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._watching = False
        self._before = Message("")
        self._said: Message | None = None
        self._given_up = False

    def asked(self) -> None:
        """Something was asked of the desk."""
        if not self._watching and self._program.facts is not None:
            self._watching = True
            self._program.set_timer(PATIENCE, self._look)

    def landed(self) -> None:
        """An answer is here, and may have something to say itself."""
        if self._said is not None and self._program.message == self._said:
            self._program.say(*self._before)
        self._said = None
        self._given_up = False

    def gives_up(self) -> bool:
        """Esc was pressed: whether it was meant for a change that takes long, which is given up now."""
        program = self._program
        if self._said is None or program.screen.is_modal or not program.bridge.give_up():
            return False
        self._given_up = True
        self._say()
        return True

    def _look(self) -> None:
        program, since = self._program, self._program.bridge.busy_since
        self._watching = since is not None
        if since is None:
            return
        waited = monotonic() - since
        if waited >= PATIENCE:
            if self._said is None:
                self._before = program.message
            self._say()
        program.set_timer(PATIENCE, self._look)

    def _say(self) -> None:
        program = self._program
        waited = monotonic() - (program.bridge.busy_since or monotonic())
        since = f"{local(program.now() - timedelta(seconds=waited), program.zone):%H:%M:%S}"
        key = next(iter(program.keys_of(BY_ID["app.quit"], (BOARD,))), "")
        may = program.bridge.may_give_up and not program.screen.is_modal
        self._said = Message(words(waited, since, key, gives_up=may, given_up=self._given_up))
        program.say(*self._said)
