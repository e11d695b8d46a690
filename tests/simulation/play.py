"""Plays the week: tickets come in, people come and go and work on what they have.

How the work is shared is the only thing that differs (``Sharing``); people work on what they have
in the same order, ticket by ticket, in whichever way they came to have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, Protocol

from deskboard.domain.assignment import DEFAULT_ORDER, Queue, Waiting
from deskboard.domain.model import Membership, QueueMode
from deskboard.domain.waiting import Key, sorting
from tests.simulation.world import CLOSES, DAY, DUE, MINUTE, OFFICE_DAYS, OPENS, QUEUES, TEAM, Request, Worker, awake

START = datetime(2026, 11, 2, tzinfo=UTC)
ORDERED = [Queue(name, QueueMode.BALANCED, place) for place, name in enumerate(QUEUES)]
SAMPLED = 15 * MINUTE
NOTICED = MINUTE
"""How long somebody who has nothing to do needs to see that they were given something."""

key_of: Callable[[Waiting], Key] = sorting(DEFAULT_ORDER, ORDERED)


class Ticket:
    """A request on its way. ``asks``: what it is as long as somebody is to do something about it."""

    def __init__(self, request: Request) -> None:
        self.request, self.step = request, 0
        self.holder: Person | None = None
        self.given: int | None = None
        self.begun: int | None = None
        self.done: int | None = None
        self.as_secondary = False
        self.ask(request.arrives)

    def ask(self, at: int) -> None:
        """Its requester waits for us from now on."""
        arrived, now = moment(self.request.arrives), moment(at)
        due = arrived + timedelta(seconds=DUE[self.request.priority])
        self.asks = Waiting(self.request.ref, self.request.queue, self.request.priority, due, now, arrived)
        self.key = key_of(self.asks)


class Person:
    """``has``: what they are to do something about, the one they are at included: their open tickets."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.has: dict[int, Ticket] = {}
        self.at_work_on: Ticket | None = None
        self.given: int | None = None
        self.there = self.on_shift = False
        self.looks: int | None = None
        """When they look into the inbox next, where there is one."""

    @property
    def is_free(self) -> bool:
        return self.there and self.at_work_on is None


class Sample(NamedTuple):
    """The open tickets of everybody on shift at a moment, in ascending order; what waits for somebody."""

    at: int
    loads: tuple[int, ...]
    inbox: int


class Played(NamedTuple):
    tickets: list[Ticket]
    samples: list[Sample]


class Sharing(Protocol):
    """A way of sharing the work. ``hands_over``: how long after somebody is found to be gone for
    the day their tickets are taken over."""

    hands_over: int

    def arrived(self, desk: Desk, ticket: Ticket) -> None: ...
    def settle(self, desk: Desk) -> None: ...


class Desk:
    """Everything at one moment, and what is to happen."""

    def __init__(self, requests: Iterable[Request], sharing: Sharing) -> None:
        self.now = 0
        self.people = [Person(worker) for worker in TEAM]
        self.tickets = [Ticket(request) for request in requests]
        self.inbox: dict[int, Ticket] = {}
        self.samples: list[Sample] = []
        self.sharing = sharing
        self._order = count()
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []

    def later(self, at: int, what: Callable[[], None]) -> None:
        heappush(self._agenda, (at, next(self._order), what))

    def play(self) -> Played:
        for person in self.people:
            for at in person.worker.changes(14):
                self.later(at, lambda person=person: self._come_or_go(person))  # type: ignore[misc]
            for start, end in person.worker.off:
                if end - start >= DAY:
                    self.later(start + self.sharing.hands_over, lambda person=person: self._hand_over(person))  # type: ignore[misc]
        for ticket in self.tickets:
            self.later(ticket.request.arrives, lambda ticket=ticket: self.sharing.arrived(self, ticket))  # type: ignore[misc]
        for day in range(OFFICE_DAYS):
            for at in range(day * DAY + OPENS, day * DAY + CLOSES, SAMPLED):
                self.later(at, self._sample)
        while self._agenda:
            self.now, _order, what = heappop(self._agenda)
            what()
            self.sharing.settle(self)
        assert all(ticket.done for ticket in self.tickets)
        return Played(self.tickets, self.samples)

    # ---- what people do

    def give(self, ticket: Ticket, person: Person, by_themselves: bool = False) -> None:
        """From the inbox, or straight from its requester. Whoever takes it need not notice it."""
        self.inbox.pop(ticket.request.ref, None)
        ticket.holder = person
        ticket.given = self.now if ticket.given is None else ticket.given
        ticket.as_secondary = person.worker.queues[ticket.request.queue] is Membership.SECONDARY
        person.given = self.now
        self._lay_before(ticket, person, 0 if by_themselves else NOTICED)

    def _lay_before(self, ticket: Ticket, person: Person, noticed: int = NOTICED) -> None:
        person.has[ticket.request.ref] = ticket
        if person.is_free:
            self.later(self.now + noticed, lambda: self.work(person))

    def work(self, person: Person) -> None:
        """The most urgent of what they have; whoever is at something finishes it first."""
        if not person.is_free or not person.has:
            return
        ticket = person.at_work_on = min(person.has.values(), key=lambda ticket: ticket.key)
        ticket.begun = self.now if ticket.begun is None else ticket.begun
        self.later(self.now + ticket.request.steps[ticket.step].work, lambda: self._finish(person, ticket))

    def _finish(self, person: Person, ticket: Ticket) -> None:
        step = ticket.request.steps[ticket.step]
        person.at_work_on = None
        del person.has[ticket.request.ref]
        if step.done:
            ticket.done = self.now
        if step.back is not None:
            ticket.step += 1
            self.later(awake(self.now + step.back), lambda: self._write_again(ticket, step.done))
        self.work(person)

    def _write_again(self, ticket: Ticket, reopened: bool) -> None:
        """It stays with whoever had it, but when they are gone for the day; one that had been done
        also when they are not there just now."""
        ticket.ask(self.now)
        person = ticket.holder
        assert person is not None
        gone = person.worker.is_off(self.now) or (reopened and not person.there and self.sharing.hands_over == 0)
        if gone:
            self.back(ticket)
        else:
            self._lay_before(ticket, person)

    def back(self, ticket: Ticket) -> None:
        ticket.holder = None
        self.inbox[ticket.request.ref] = ticket

    def _hand_over(self, person: Person) -> None:
        for ticket in list(person.has.values()):
            if ticket is not person.at_work_on:
                del person.has[ticket.request.ref]
                self.back(ticket)

    def _come_or_go(self, person: Person) -> None:
        person.there, person.on_shift = person.worker.is_there(self.now), person.worker.on_shift(self.now)
        self.work(person)

    def _sample(self) -> None:
        loads = tuple(sorted(len(person.has) for person in self.people if person.on_shift))
        self.samples.append(Sample(self.now, loads, len(self.inbox)))


def moment(at: int) -> datetime:
    return START + timedelta(seconds=at)
