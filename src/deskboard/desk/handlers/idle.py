"""Deciding about who did nothing for long. Coming back is decided beside it (``team.note_return``).

Invariant: what somebody said of themselves is never overruled.
"""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.idleness import Patience
from deskboard.domain.model import Availability
from deskboard.domain.settings import in_force
from deskboard.l10n import _
from deskboard.store import idleness
from deskboard.store.work import Work


def note_idle(work: Work, command: c.NoteIdle) -> Decision:
    patience = Patience.of(in_force(work.facts.settings()))
    if patience == Patience(None, None):
        return Decision([])
    events = []
    for one in idleness.activities(work.connection, work.now):
        state = one.next_state(patience, work.now)
        if state is not None:
            idle = one.idle(work.now)
            minutes = int(idle.total_seconds()) // 60 if idle is not None else 0
            events.append(e.AvailabilityEdited(one.login, one.state, state, True, minutes))
    told = [_("{login} is {state}").format(login=one.login, state=Availability(one.after).label) for one in events]
    return Decision(events, people=[one.login for one in events], what=", ".join(told))
