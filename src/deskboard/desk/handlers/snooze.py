"""Deciding about tickets that sleep: what waits or is on hold until a date.

Invariant: only a status that may sleep carries a date to come back on.
"""

from __future__ import annotations

from collections.abc import Mapping

from deskboard.desk.decision import Decision
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Status
from deskboard.l10n import _
from deskboard.store.work import Work


def check(values: Mapping[str, Value], given: Mapping[str, Value]) -> None:
    """BadInput: a date to come back on together with a status that does not sleep."""
    if values["wake"] is not None and "status" in given and not Status(str(values["status"])).may_sleep:
        raise BadInput(
            _("A ticket that is {status} does not sleep.").format(status=Status(str(values["status"])).label),
            _("Only waiting and on hold carry a date to come back on."),
        )


def wake(work: Work, command: c.WakeTickets) -> Decision:
    found = work.facts.tickets(work.facts.sleeping_until(command.until))
    statuses = [e.TicketEdited(t.ref, "status", t.status, Status.NORMAL) for t in found.values() if t.status.may_sleep]
    wakes = [e.TicketEdited(t.ref, "wake", t.wake, None) for t in found.values()]
    return Decision([*statuses, *wakes], list(found), what=_("back from sleep"))
