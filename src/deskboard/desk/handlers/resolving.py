"""When a ticket counts as resolved: while it stands in a column of the stage done.

Invariant: what is in the archive keeps the moment it was resolved, for reports; it is set right
when the ticket comes back to the board.
"""

from __future__ import annotations

from datetime import datetime

from deskboard.domain import events as e
from deskboard.domain.model import Stage
from deskboard.store.work import Work


def entering(work: Work, ref: int, resolved: datetime | None, stage: Stage) -> list[e.TicketEdited]:
    """What a ticket that stands in a column of that stage from now on needs to be right."""
    if stage is Stage.DONE and resolved is None:
        return [e.TicketEdited(ref, "resolved", None, work.now)]
    if stage is not Stage.DONE and resolved is not None:
        return [e.TicketEdited(ref, "resolved", resolved, None)]
    return []


def standing(work: Work, column: int, stage: Stage) -> list[e.TicketEdited]:
    """What the tickets of a column need when that is its stage from now on."""
    held = work.facts.held([column])
    return [edit for t in held if t.archived is None for edit in entering(work, t.ref, t.resolved, stage)]
