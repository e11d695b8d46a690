"""Why a ticket is whose it is, or why nobody has it.

Invariant: nothing is decided here; what is told follows from the same facts, and the same rules,
as the hand-out itself.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from sqlalchemy import Connection

from deskboard.desk.people import People
from deskboard.domain.errors import NotFound
from deskboard.domain.explaining import State, choices, last_by_hand, left
from deskboard.domain.model import Membership, QueueMode, Stage, Ticket
from deskboard.domain.readmodels import Explanation
from deskboard.l10n import _
from deskboard.store import assigning, log
from deskboard.store.assigning import Rules
from deskboard.store.facts import Facts


class Explaining(People):
    """The part of the desk that explains assignments."""

    zone: tzinfo

    def now(self) -> datetime:
        raise NotImplementedError

    def explain(self, ref: int) -> Explanation:
        """Why a ticket is whose it is, or why nobody has it. NotFound."""
        day = self.now().astimezone(self.zone).date()

        def read(connection: Connection) -> Explanation:
            facts = Facts(connection)
            ticket = facts.tickets([ref]).get(ref)
            if ticket is None:
                raise NotFound(
                    _("There is no ticket #{ref}.").format(ref=ref), _("`deskboard list` shows those there are.")
                )
            history = log.histories(connection, [ref])[ref]
            by = last_by_hand(history) if ticket.assignee else None
            state, seats = (_over(facts, ticket), ()) if ticket.assignee else _standing(connection, facts, ticket, day)
            return Explanation(
                ref,
                ticket.title,
                ticket.queue,
                ticket.assignee,
                tuple(choices(history)),
                by.actor if by is not None else None,
                by.at if by is not None else None,
                state,
                seats,
                left(history),
            )

        return self._read(read)


Seats = tuple[tuple[str, str, int, int | None], ...]


def _over(facts: Facts, ticket: Ticket) -> State | None:
    """Why nobody has anything to do for a ticket any more, whoever's it is."""
    if ticket.trashed is not None:
        return State.TRASHED
    if ticket.archived is not None:
        return State.ARCHIVED
    column = facts.column(ticket.column)
    return State.DONE if column is not None and column.stage is Stage.DONE else None


def _standing(connection: Connection, facts: Facts, ticket: Ticket, day: date) -> tuple[str | None, Seats]:
    """Why a ticket that nobody has is not handed out, and who serves its queue."""
    closed = _over(facts, ticket) or (State.ASLEEP if ticket.wake is not None else None)
    if closed is not None:
        return closed, ()
    found = next((queue for queue in facts.queues() if queue.name == ticket.queue), None)
    if ticket.queue is None:
        return State.NO_QUEUE, ()
    if found is None or found.mode is QueueMode.MANUAL:
        return State.MANUAL, ()
    seats = _seats(connection, ticket.queue, assigning.rules(facts.settings(), day))
    if not seats:
        return State.UNSERVED, ()
    return (None if seats[0][1] == "eligible" else State.NOBODY), seats


def _seats(connection: Connection, name: str, rules: Rules) -> Seats:
    from deskboard.domain.assignment import Queue, verdicts

    busy = [queue for queue in assigning.handed(connection) if queue.waits]
    seats = assigning.seats(connection, {queue.id: queue.name for queue in busy}, rules)
    lines = [Queue(queue.name, queue.mode, place, queue.turn) for place, queue in enumerate(busy)]
    primaries = {
        queue
        for seat in seats
        if name in seat.queues
        for queue, place in seat.queues.items()
        if place is Membership.PRIMARY
    }
    waiting = assigning.waiting(connection, {name, *primaries}, rules)
    told = verdicts(name, waiting, seats, lines)
    return tuple((seat.login, verdict.value, seat.open, seat.limit) for seat, verdict in told)
