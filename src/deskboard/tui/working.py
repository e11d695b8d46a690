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
        self._since = 0.0
        self._watching = False
        self._before: Message | None = None
        self._said: Message | None = None

    def asked(self) -> None:
        """Something was asked of the desk."""
        if not self._watching and self._program.facts is not None:
            self._watching, self._since = True, monotonic()
            self._program.set_timer(PATIENCE, self._look)

    def _look(self) -> None:
        program = self._program
        if not program.bridge.is_busy:
            self._watching = False
            if self._said is not None and program.message == self._said and self._before is not None:
                program.say(*self._before)
            self._said = None
            return
        if monotonic() - self._since >= PATIENCE:
            if self._said is None:
                self._before = program.message
            seconds = round(monotonic() - self._since)
            self._said = Message(_("Working… {n} s").format(n=seconds) if seconds else _("Working…"))
            program.say(*self._said)
        program.set_timer(PATIENCE, self._look)
