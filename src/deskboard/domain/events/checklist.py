"""Facts about the small steps of a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from deskboard.domain.events.values import Value


class StepAdded(NamedTuple):
    ticket: int
    step: int
    text: str
    rank: str
    done: bool = False
    assignee: str | None = None
    due: datetime | None = None

    def inverse(self) -> StepRemoved:
        return StepRemoved(*self)


class StepRemoved(NamedTuple):
    ticket: int
    step: int
    text: str
    rank: str
    done: bool = False
    assignee: str | None = None
    due: datetime | None = None

    def inverse(self) -> StepAdded:
        return StepAdded(*self)


class StepEdited(NamedTuple):
    """A step's ``text``, ``done``, ``rank``, ``assignee`` or ``due`` changed. ``called``: its text
    then, which tells in the history which step it was."""

    ticket: int
    step: int
    field: str
    before: Value
    after: Value
    called: str = ""

    def inverse(self) -> StepEdited:
        return StepEdited(self.ticket, self.step, self.field, self.after, self.before, self.called)
