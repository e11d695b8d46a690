"""A team whose queues hand out, for tests: how it is set up, changed and looked at in a word."""

from __future__ import annotations

from datetime import UTC, datetime

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, Membership, QueueMode, Role
from deskboard.domain.readmodels import Done

BALANCED, TURNS, MANUAL = QueueMode.BALANCED, QueueMode.ROUND_ROBIN, QueueMode.MANUAL
PLACES = {"*": Membership.SECONDARY, "": Membership.PRIMARY}


def queue(desk: Desk, name: str, mode: QueueMode = BALANCED, serving: str = "") -> int:
    """``queue(desk, "network", BALANCED, "ann bob*")``: a star marks a secondary member."""
    desk.do(c.AddQueue(name, mode))
    ident = next(line.queue for line in reversed([entry.event for entry in desk.history()]) if _is_new(line, name))
    for word in serving.split():
        place = PLACES["*" if word.endswith("*") else ""]
        desk.do(c.EditTeam((word.rstrip("*"),), queues={ident: place}))
    return ident


def _is_new(event: e.Event, name: str) -> bool:
    return isinstance(event, e.QueueAdded) and event.name == name


def add(desk: Desk, queue: str | None = "network", **fields: Value) -> int:
    return desk.do(c.AddTicket("VPN down", {"queue": queue, **fields})).created[0]


def whose(desk: Desk, *refs: int) -> list[str | None]:
    return [desk.ticket(ref).row.assignee for ref in refs]


def column(desk: Desk, name: str) -> int:
    return next(column.id for column in desk.board().columns if column.name == name)


def close(desk: Desk, *refs: int) -> Done:
    return desk.do(c.MoveTicket(refs, column(desk, "Done")))


def limit(desk: Desk, login: str, number: int | None) -> Done:
    return desk.do(c.EditTeam((login,), {"limit": number}))


def be(desk: Desk, login: str, state: Availability, *, at_once: bool = False) -> Done:
    return desk.do(c.SetAvailability(state, login, at_once))


AVAILABLE, AWAY, REASSIGN = Availability
LATER = datetime(2026, 4, 1, tzinfo=UTC)


def team_of(desk: Desk) -> Desk:
    """Bob and Cat beside Ann."""
    for login in ("bob", "cat"):
        desk.do(c.AddPerson(login, role=Role.AGENT))
    return desk


def network_of(desk: Desk) -> Desk:
    """Ann and Bob serve network, balanced, two tickets each at most."""
    queue(team_of(desk), "network", BALANCED, "ann bob")
    for login in ("ann", "bob"):
        limit(desk, login, 2)
    return desk


def waits(desk: Desk) -> int:
    """A ticket that nobody has room for: ann has two, bob and cat do not serve the queue."""
    desk.do(c.EditTeam(("bob",), queues={network_id(desk): None}))
    add(desk)
    add(desk)
    ref = add(desk)
    assert whose(desk, 1, 2, ref) == ["ann", "ann", None]
    return ref


def network_id(desk: Desk) -> int:
    return next(entry.event.queue for entry in desk.history() if _is_new(entry.event, "network"))  # type: ignore[union-attr]
