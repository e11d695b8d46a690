"""Who does what at the invented help desk: its queues, who serves them, how much each is given.

Invariant: it says everything with commands, in an order in which nothing is handed out before the
rules for it stand; said twice, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from deskboard.domain.capacity import Ramp
from deskboard.domain.commands import Command, EditQueue, EditSettings, EditTeam
from deskboard.domain.model import Availability, Membership, QueueMode
from deskboard.domain.times import local

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

LIMIT = 5
"""Open tickets that anybody is given at most: little, so that the Team page shows full bars."""
QUEUES = {
    "network": (QueueMode.BALANCED, "ann tomas", "ravi"),
    "servers": (QueueMode.BALANCED, "ravi omar", "ann"),
    "desktop": (QueueMode.ROUND_ROBIN, "sora lena", "tomas"),
    "accounts": (QueueMode.BALANCED, "lena sora", "omar"),
    "security": (QueueMode.MANUAL, "ann", "ravi"),
    "procurement": (QueueMode.MANUAL, "omar", ""),
}
"""name → how it is handed out, to whom it is primary, to whom secondary; in the desk's order."""
NEWCOMER, RAMP_FROM, RAMP_DAYS = "tomas", 2, (timedelta(days=14), timedelta(days=30))
"""Whose limit grows, from which, since how long and for how long still."""
AWAY = "omar"
VIP = "maria@larkfield.example"


def arrange(desk: Desk) -> None:
    """See that the team stands, as far as its queues are there."""
    for command in _commands(desk):
        desk.do_unasked(command)


def _commands(desk: Desk) -> Iterator[Command]:
    known = {line.name: line.id for line in desk.queue_lines()}
    queues = {known[name]: found for name, found in QUEUES.items() if name in known}
    if not queues:
        return  # nobody came with no tickets
    yield EditSettings({"ticket_limit": LIMIT})
    yield EditTeam((AWAY,), {"availability": Availability.AWAY})
    today, (since, still) = local(desk.now(), desk.zone).date(), RAMP_DAYS
    yield EditTeam((NEWCOMER,), {"ramp": str(Ramp(RAMP_FROM, today - since, today + still))})
    yield EditTeam((VIP,), {"vip": True})
    for login in sorted(
        {login for _mode, *serving in queues.values() for logins in serving for login in logins.split()}
    ):
        places = {
            ident: place
            for ident, (_mode, primary, secondary) in queues.items()
            for place, logins in ((Membership.PRIMARY, primary), (Membership.SECONDARY, secondary))
            if login in logins.split()
        }
        yield EditTeam((login,), {}, places)
    for place, (ident, (mode, _primary, _secondary)) in enumerate(queues.items(), 1):
        yield EditQueue(ident, {"mode": mode, "place": place})
