"""Facts about the small steps of a ticket."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.events.values import Value


class StepAdded(NamedTuple):
    ticket: int
    step: int
    text: str
    rank: str
    done: bool = False

    def inverse(self) -> StepRemoved:
        return StepRemoved(*self)


class StepRemoved(NamedTuple):
    ticket: int
    step: int
    text: str
    rank: str
    done: bool = False

    def inverse(self) -> StepAdded:
        return StepAdded(*self)


class StepEdited(NamedTuple):
    """A step's ``text``, ``done`` or ``rank`` changed."""

    ticket: int
    step: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> StepEdited:
        return StepEdited(self.ticket, self.step, self.field, self.after, self.before)
