"""Saying that something takes long, while it does.

Invariant: what is done within half a second says nothing, and what was said before comes back.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from deskboard.l10n import _
from deskboard.tui.widgets.status import Message

if TYPE_CHECKING:
    from deskboard.tui.program import Program

PATIENCE = 0.5
"""Seconds without an answer after which it is said."""


class Working:
    """Watches the bridge of a program from the moment something is asked of it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._watching = False
        self._before = Message("")
        self._said: Message | None = None

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

    def _look(self) -> None:
        program, since = self._program, self._program.bridge.busy_since
        self._watching = since is not None
        if since is None:
            return
        waited = monotonic() - since
        if waited >= PATIENCE:
            if self._said is None:
                self._before = program.message
            self._said = Message(_("Working… {n} s").format(n=round(waited)) if waited >= 1 else _("Working…"))
            program.say(*self._said)
        program.set_timer(PATIENCE, self._look)
