"""What the desk tells of its work: who has how much of it, what somebody should do now, and why a
ticket is whose it is.

Invariant: nothing is decided here, and nothing handed out because somebody looked; what is told
follows from the same facts, and the same rules, as the hand-out itself.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from sqlalchemy import Connection

from deskboard.desk.people import People
from deskboard.domain import assignment
from deskboard.domain import work as order_of_work
from deskboard.domain.errors import NotFound
from deskboard.domain.explaining import State, choices, last_by_hand
from deskboard.domain.model import Availability, Membership, QueueMode, Stage, Ticket
from deskboard.domain.readmodels import Explanation, MyWork, QueueLine, TeamLine, WorkItem
from deskboard.domain.times import from_local, local
from deskboard.l10n import _
from deskboard.store import assigning, log
from deskboard.store.assigning import Rules
from deskboard.store.facts import Facts
from deskboard.store.read import team as team_reads
from deskboard.store.read import work as work_reads


class Workload(People):
    """The part of the desk that is about who does what."""

    zone: tzinfo

    def now(self) -> datetime:
        raise NotImplementedError

    def team(self) -> tuple[TeamLine, ...]:
        """The members with their load, by login: nobody who only asks, nobody who has left."""
        now = self.now()
        midnight = from_local(datetime.combine(local(now, self.zone).date(), time()), self.zone)

        def read(connection: Connection) -> tuple[TeamLine, ...]:
            rules = self._rules(connection)
            served = team_reads.served(connection)
            loads = team_reads.loads(connection)
            oldest = team_reads.oldest(connection)
            solved = team_reads.solved(connection, midnight)
            return tuple(
                TeamLine(
                    *(one.person, one.state, one.since, one.by_itself, served.get(one.person.login, ())),
                    open=loads.get(one.person.login, team_reads.Load()).counted(rules.waiting_counts),
                    held=loads.get(one.person.login, team_reads.Load()).open,
                    limit=assigning.limit(one.person.ticket_limit, one.person.ramp, rules),
                    personal=one.person.ticket_limit,
                    ramp=one.person.ramp,
                    oldest=oldest.get(one.person.login),
                    solved=solved.get(one.person.login, 0),
                )
                for one in team_reads.members(connection)
            )

        return self._read(read)

    def queue_lines(self) -> tuple[QueueLine, ...]:
        """Every queue, in order, with who serves it and what is in it."""
        return self._read(team_reads.queues)

    def my_work(self, login: str | None = None) -> MyWork:
        """What somebody (None: I) should do now, and what they would take next."""
        who, now = login or self.who.login, self.now()

        def read(connection: Connection) -> MyWork:
            rules = self._rules(connection)
            member = next(iter(team_reads.members(connection, [who])), None)
            mine = dict(team_reads.served(connection, who).get(who, ())) or {"": Membership.PRIMARY}
            load = team_reads.loads(connection, who).get(who, team_reads.Load())
            return MyWork(
                items=order_of_work.in_order(work_reads.of(connection, who), now),
                next=_next(connection, who, mine, rules, now) if member else None,
                waiting=work_reads.waiting(connection, mine) if member else 0,
                availability=member.state if member else Availability.AVAILABLE,
                since=member.since if member else None,
                open=load.counted(rules.waiting_counts),
                limit=assigning.limit(member.person.ticket_limit, member.person.ramp, rules) if member else None,
            )

        return self._read(read)

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
            state, seats = (None, ()) if ticket.assignee else _standing(connection, facts, ticket, day)
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
            )

        return self._read(read)

    def _rules(self, connection: Connection) -> Rules:
        """What the desk has chosen, today."""
        return assigning.rules(Facts(connection).settings(), local(self.now(), self.zone).date())


def _next(
    connection: Connection, login: str, mine: dict[str, Membership], rules: Rules, now: datetime
) -> WorkItem | None:
    """What they would take next by hand."""
    seat = assignment.Seat(login, Availability.AVAILABLE, 0, None, None, mine)
    lines = [
        assignment.Queue(fact.name, fact.mode, place, fact.turn)
        for place, fact in enumerate(Facts(connection).queues())
    ]
    found = work_reads.first(connection, mine, rules.order)
    best = assignment.next_for(login, found, [seat], lines, rules.order)
    return order_of_work.with_reasons(work_reads.item(connection, best.ref), now) if best else None


Seats = tuple[tuple[str, str, int, int | None], ...]


def _standing(connection: Connection, facts: Facts, ticket: Ticket, day: date) -> tuple[str | None, Seats]:
    """Why a ticket that nobody has is not handed out, and who serves its queue."""
    closed = _closed(facts, ticket)
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


def _closed(facts: Facts, ticket: Ticket) -> State | None:
    if ticket.trashed is not None:
        return State.TRASHED
    if ticket.archived is not None:
        return State.ARCHIVED
    column = facts.column(ticket.column)
    if column is not None and column.stage is Stage.DONE:
        return State.DONE
    return State.ASLEEP if ticket.wake is not None else None


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
