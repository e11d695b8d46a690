"""A notation for teams and tickets in which a support lead can read the tests.

A team: ``ann network 3/10 · bob network,web* 2 away · cem web 0/5 last:20``: login, queues (``*``:
secondary), open tickets and the limit, availability, the minute in which they were last given one.
Tickets: ``1 network high due:5 waits:3 since:1 vip``: ref, queue, then in any order the priority and
minutes. Queues: ``network · web round-robin · desk manual``, balanced where nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from deskboard.domain.assignment import DEFAULT_ORDER, Choice, Order, Queue, Seat, Waiting, assign
from deskboard.domain.model import Availability, Membership, Priority, QueueMode

START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def team(text: str) -> list[Seat]:
    return [_seat(*one.split()) for one in text.split("·") if one.strip()]


def _seat(login: str, queues: str, load: str, *words: str) -> Seat:
    open_, _slash, limit = load.partition("/")
    last = next((minute(float(word.removeprefix("last:"))) for word in words if word.startswith("last:")), None)
    availability = next((Availability(word) for word in words if not word.startswith("last:")), Availability.AVAILABLE)
    names = [name for name in queues.split(",") if name != "-"]
    members = {name.rstrip("*"): Membership.SECONDARY if name.endswith("*") else Membership.PRIMARY for name in names}
    return Seat(login, availability, int(open_), int(limit) if limit else None, last, members)


def tickets(text: str) -> list[Waiting]:
    return [_ticket(*one.split()) for one in text.split("·") if one.strip()]


def _ticket(ref: str, queue: str, *words: str) -> Waiting:
    minutes = dict(word.split(":") for word in words if ":" in word)
    due, waits = (minute(float(minutes[key])) if key in minutes else None for key in ("due", "waits"))
    return Waiting(
        int(ref),
        queue.replace("-", ""),
        next((Priority(word) for word in words if word in list(Priority)), Priority.NORMAL),
        due,
        waits,
        minute(float(minutes.get("since", ref))),
        "vip" in words,
    )


def queues(text: str) -> list[Queue]:
    """A round robin's turn stands behind it: ``web round-robin ann``."""
    found = []
    for place, one in enumerate(text.split("·")):
        name, mode, turn, *_rest = [*one.split(), *(None, None)]
        found.append(Queue(str(name), QueueMode(mode or "balanced"), place, turn))
    return found


def given(
    waiting: str, seats: str, queues_: str = "network · web", order: Sequence[Order] = DEFAULT_ORDER
) -> list[str]:
    """What is handed out, in that order: ``["2 ann", "1 bob"]``."""
    return [f"{choice.ref} {choice.login}" for choice in assign(tickets(waiting), team(seats), queues(queues_), order)]


def after(
    choices: Iterable[Choice], seats: Iterable[Seat], waiting: Iterable[Waiting], at: int = 1000
) -> tuple[list[Seat], list[Waiting]]:
    """The team and what waits when everybody has what they were given, from minute ``at`` on."""
    by_login, left = {seat.login: seat for seat in seats}, {ticket.ref: ticket for ticket in waiting}
    for number, choice in enumerate(choices):
        seat = by_login[choice.login]
        by_login[choice.login] = seat._replace(open=seat.open + 1, assigned=minute(at + number))
        del left[choice.ref]
    return list(by_login.values()), list(left.values())
