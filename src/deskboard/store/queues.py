"""The facts about queues, who serves them, and who is there to do so.

Invariant: as in ``facts``: what is read here cannot change before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from deskboard.domain.model import Availability, Membership, QueueMode
from deskboard.store.people import PeopleFacts
from deskboard.store.tables import availability, queue, queue_member, ticket


class QueueFact(NamedTuple):
    """A queue; ``turn``: who was served last by turns."""

    id: int
    name: str
    mode: QueueMode
    rank: str
    turn: str | None


class AvailabilityFact(NamedTuple):
    """``assigned``: when they were last given a ticket; None: never."""

    state: Availability = Availability.AVAILABLE
    since: datetime | None = None
    by_itself: bool = False
    assigned: datetime | None = None


class QueueFacts(PeopleFacts):
    """Reads for handlers, on one connection."""

    def queues(self) -> list[QueueFact]:
        """Every queue, in order."""
        q = queue.c
        rows = self._connection.execute(select(q.id, q.name, q.mode, q.rank, q.turn).order_by(q.rank, q.id))
        return [QueueFact(row[0], row[1], QueueMode(row[2]), row[3], row[4]) for row in rows]

    def memberships(self) -> dict[int, dict[str, Membership]]:
        """queue → login → what the queue is to them."""
        m = queue_member.c
        found: dict[int, dict[str, Membership]] = {}
        for ident, login, place in self._connection.execute(select(m.queue_id, m.login, m.membership)):
            found.setdefault(ident, {})[login] = Membership(place)
        return found

    def availability(self, logins: Collection[str] | None = None) -> dict[str, AvailabilityFact]:
        """What is known of people (of all when None) by login; whoever is missing was always there."""
        a = availability.c
        query = select(a.login, a.state, a.since, a.by_itself, a.assigned)
        if logins is not None:
            query = query.where(self._among(a.login, logins))
        rows = self._connection.execute(query)
        return {row[0]: AvailabilityFact(Availability(row[1]), row[2], row[3], row[4]) for row in rows}

    def in_queue(self, name: str) -> list[int]:
        """Every ticket in a queue, those in the archive too, in order."""
        query = select(ticket.c.id).where(ticket.c.queue == name).order_by(ticket.c.id)
        return list(self._connection.execute(query).scalars())

    def count_in_queue(self, name: str) -> int:
        """How many tickets are in a queue, those in the archive too."""
        query = select(func.count()).where(ticket.c.queue == name)
        return int(self._connection.execute(query).scalar_one())
