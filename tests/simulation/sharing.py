"""Two ways of sharing the work: the product's, and a shared inbox from which everybody takes.

What people do at an inbox is a guess. Each habit is a number that can be set to nothing, so that
the page can show what the comparison owes to it.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from deskboard.domain.assignment import Seat, assign
from deskboard.domain.model import Availability, Membership, Priority
from tests.simulation.play import ORDERED, Desk, Person, Ticket, moment
from tests.simulation.world import HOUR, MINUTE, SEED


class Balanced:
    """What the desk does: ``deskboard.domain.assignment`` as it is, after everything that happens."""

    hands_over = 0

    def __init__(self, limit: int | None) -> None:
        self.limit = limit

    def arrived(self, desk: Desk, ticket: Ticket) -> None:
        desk.back(ticket)

    def settle(self, desk: Desk) -> None:
        able = [person for person in desk.people if person.there and self._has_room(person)]
        served = {queue for person in able for queue in person.worker.queues}
        waiting = [ticket.asks for ticket in desk.inbox.values() if ticket.request.queue in served]
        if waiting:
            people = {person.worker.login: person for person in desk.people}
            for choice in assign(waiting, map(self._seat, desk.people), ORDERED):
                desk.give(desk.inbox[choice.ref], people[choice.login])

    def _has_room(self, person: Person) -> bool:
        return self.limit is None or len(person.has) < self.limit

    def _seat(self, person: Person) -> Seat:
        return Seat(
            person.worker.login,
            Availability.AVAILABLE if person.there else Availability.AWAY,
            len(person.has),
            self.limit,
            None if person.given is None else moment(person.given),
            person.worker.queues,
        )


class Habits(NamedTuple):
    """``by_name``: the share of requesters who turn to somebody they know. ``picks_easy``: how often
    somebody takes the quickest of the first screen instead of the first. ``grabs``: whether those
    who like to be safe take several at once. ``helps``: how often somebody whose own queue is empty
    looks into the other one they could serve. ``looks``: after how many minutes somebody who found
    nothing looks again."""

    by_name: float = 0.2
    picks_easy: float = 0.4
    grabs: bool = True
    helps: float = 0.5
    looks: int = 10


SCREEN = 15


class Inbox:
    """Everybody takes from one list, sorted as the desk would hand out: who has nothing left looks
    at once, then every few minutes; a critical ticket rings."""

    hands_over = 10 * HOUR
    """Somebody goes through the tickets of whoever is missing at ten in the morning."""

    def __init__(self, habits: Habits) -> None:
        self.habits, self.chance = habits, Random(SEED + 1)

    def arrived(self, desk: Desk, ticket: Ticket) -> None:
        asked = self._asked(desk, ticket)
        if asked is not None and not asked.worker.is_off(desk.now):
            desk.give(ticket, asked)
            return
        desk.back(ticket)
        if ticket.request.priority is Priority.CRITICAL:
            for person in desk.people:
                person.looks = None

    def _asked(self, desk: Desk, ticket: Ticket) -> Person | None:
        """Whom the requester knows, among those who serve the queue first of all."""
        known = [person for person in desk.people if person.worker.primary == ticket.request.queue]
        chosen = self.chance.choices(known, [person.worker.well_known for person in known])[0]
        return chosen if self.chance.random() < self.habits.by_name else None

    def settle(self, desk: Desk) -> None:
        for person in desk.people:
            if person.is_free and not person.has and (person.looks is None or person.looks <= desk.now):
                self._look(desk, person)

    def _look(self, desk: Desk, person: Person) -> None:
        number = person.worker.grabs if self.habits.grabs else 1
        for _time in range(number):
            ticket = self._picked(desk, person)
            if ticket is None:
                break
            desk.give(ticket, person, by_themselves=True)
        if person.has:
            person.looks = None
        else:
            person.looks = desk.now + self.habits.looks * MINUTE
            desk.later(person.looks, lambda: None)

    def _picked(self, desk: Desk, person: Person) -> Ticket | None:
        seen = self._seen(desk, person, Membership.PRIMARY)
        if not seen and not person.has and self.chance.random() < self.habits.helps:
            seen = self._seen(desk, person, Membership.SECONDARY)
        if not seen:
            return None
        if seen[0].request.priority is not Priority.CRITICAL and self.chance.random() < self.habits.picks_easy:
            return min(seen[:SCREEN], key=lambda ticket: ticket.request.steps[ticket.step].work)
        return seen[0]

    def _seen(self, desk: Desk, person: Person, membership: Membership) -> list[Ticket]:
        queues = {name for name, kind in person.worker.queues.items() if kind is membership}
        found = [ticket for ticket in desk.inbox.values() if ticket.request.queue in queues]
        return sorted(found, key=lambda ticket: ticket.key)
