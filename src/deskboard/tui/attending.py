"""Whether I am there to be given tickets: shown while I am away, and told to the desk by my keys.

Invariant: a key costs a look at the clock; what it tells is told by the worker, and not more than
once a minute. Whoever was set away for doing nothing is back with their first key.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import Availability
from deskboard.domain.queueing import away
from deskboard.domain.readmodels import Attendance
from deskboard.tui.widgets.status import INFO

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.program import Program

EVERY = 60.0
"""Seconds in which it is told once that keys were pressed."""


class Attending:
    """``mine`` is my availability, as the desk said last."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._told_at = float("-inf")
        self.mine = Attendance()

    @property
    def words(self) -> str:
        """``away since 14:05``; nothing while I am available."""
        return away(self.mine, self._program.now(), self._program.zone)

    def ask(self) -> None:
        """It may be another by now."""
        self._program.bridge.submit(lambda desk: desk.attendance(), self._take, failed=_unsaid, key="attendance")

    def _take(self, mine: Attendance) -> None:
        if mine != self.mine:
            self.mine = mine
            for screen in self._program.intent_screens():
                screen.show_attendance()

    # Keys

    def key(self) -> None:
        """A key was pressed, or a button of the mouse."""
        now = monotonic()
        found_idle = self.mine.by_itself and self.mine.state is not Availability.AVAILABLE
        if (now - self._told_at >= EVERY or found_idle) and self._program.facts is not None:
            self._told_at = now
            # Asked once: keys that follow come before the answer.
            self.mine = self.mine._replace(by_itself=False)
            self._program.bridge.submit(_here, self._back, failed=_unsaid, key="attending")

    def _back(self, told: str) -> None:
        if told:
            self._program.say(told, INFO)
            self.ask()


def _here(desk: Desk) -> str:
    """Somebody is there. What there is to tell them if the desk had thought they were not."""
    return ""


def _unsaid(_error: DeskboardError) -> None:
    """Whoever may only look, or meets a busy database, is none the worse for it."""
