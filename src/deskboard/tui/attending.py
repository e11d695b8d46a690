"""Whether I am there to be given tickets: shown while I am away, and told to the desk by my keys.

Invariant: a key costs a look at the clock; when it was is told by the worker with its next look.
Whoever was set away for doing nothing is back with their first key.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from deskboard.domain import idleness
from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import Availability
from deskboard.domain.queueing import away
from deskboard.domain.readmodels import Attendance
from deskboard.tui.widgets.status import GOOD

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.program import Program

QUIET = 60.0
"""Seconds without a key, after which the next one asks whether I was missed."""


class Attending:
    """``mine`` is my availability, as the desk said last."""

    def __init__(self, program: Program) -> None:
        self._program = program
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

    def begin(self) -> None:
        """The desk is open: whoever has just opened it is there."""
        self._come_back()
        self.ask()

    def key(self) -> None:
        """A key was pressed, or a button of the mouse."""
        now, last = monotonic(), self._program.bridge.key_at
        self._program.bridge.key_at = now
        found_idle = self.mine.by_itself and self.mine.state is not Availability.AVAILABLE
        if found_idle or (last is not None and now - last >= QUIET):
            self._come_back()

    def _come_back(self) -> None:
        # Asked once: keys that follow come before the answer.
        self.mine = self.mine._replace(by_itself=False)
        self._program.bridge.submit(_returned, self._back, failed=_unsaid, key="returned")

    def _back(self, told: str) -> None:
        if told:
            self._program.say(told, GOOD)
            self.ask()


def _returned(desk: Desk) -> str:
    """What there is to tell somebody whom the desk had found idle."""
    back = desk.returned()
    return idleness.told(back, desk.now(), desk.zone) if back is not None else ""


def _unsaid(_error: DeskboardError) -> None:
    """Whoever may only look, or meets a busy database, is none the worse for it."""
