"""What the desk tells of the work: who has how much of it, what waits in the queues, and what
somebody should do now.

Invariant: these are looks; nothing is handed out because somebody looked.
"""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Connection

from deskboard.desk.explaining import Explaining
from deskboard.domain import assignment
from deskboard.domain import work as order_of_work
from deskboard.domain.model import Availability, Membership
from deskboard.domain.readmodels import MyWork, QueueLine, TeamLine, WorkItem
from deskboard.domain.team import SERVING
from deskboard.domain.times import from_local, local
from deskboard.store import assigning
from deskboard.store.assigning import Rules
from deskboard.store.facts import Facts
from deskboard.store.read import team as team_reads
from deskboard.store.read import work as work_reads


class Workload(Explaining):
    """The part of the desk that is about work."""

    def team(self) -> tuple[TeamLine, ...]:
        """Everybody who works on tickets, or still has some, with their load, by login."""
        now = self.now()
        midnight = from_local(datetime.combine(local(now, self.zone).date(), time()), self.zone)

        def read(connection: Connection) -> tuple[TeamLine, ...]:
            chosen = self._rules(connection)
            served = team_reads.served(connection)
            loads = team_reads.loads(connection, oldest=True)
            solved = team_reads.solved(connection, midnight)
            nothing = team_reads.Load()
            return tuple(
                TeamLine(
                    *(one.person, one.state, one.since, one.by_itself, served.get(one.person.login, ())),
                    open=(load := loads.get(one.person.login, nothing)).counted(chosen.waiting_counts),
                    held=load.open,
                    limit=assigning.limit(one.person.ticket_limit, one.person.ramp, chosen),
                    personal=one.person.ticket_limit,
                    ramp=one.person.ramp,
                    oldest=load.oldest,
                    solved=solved.get(one.person.login, 0),
                )
                for one in team_reads.members(connection)
                if one.person.role in SERVING or one.person.login in loads
            )

        return self._read(read)

    def queue_lines(self) -> tuple[QueueLine, ...]:
        """Every queue, in order, with who serves it and what is in it."""
        return self._read(team_reads.queues)

    def my_work(self, login: str | None = None) -> MyWork:
        """What somebody (None: I) should do now, and what they would take next."""
        who, now = login or self.who.login, self.now()

        def read(connection: Connection) -> MyWork:
            chosen = self._rules(connection)
            member = next(iter(team_reads.members(connection, [who])), None)
            mine = dict(team_reads.served(connection, who).get(who, ())) or {"": Membership.PRIMARY}
            load = team_reads.loads(connection, who).get(who, team_reads.Load())
            return MyWork(
                items=order_of_work.in_order(work_reads.of(connection, who), now),
                next=self._next(connection, who, mine, chosen) if member else None,
                waiting=work_reads.waiting(connection, mine) if member else 0,
                availability=member.state if member else Availability.AVAILABLE,
                since=member.since if member else None,
                open=load.counted(chosen.waiting_counts),
                limit=assigning.limit(member.person.ticket_limit, member.person.ramp, chosen) if member else None,
            )

        return self._read(read)

    def _rules(self, connection: Connection) -> Rules:
        return assigning.rules(Facts(connection).settings(), local(self.now(), self.zone).date())

    def _next(self, connection: Connection, login: str, mine: dict[str, Membership], chosen: Rules) -> WorkItem | None:
        seat = assignment.Seat(login, Availability.AVAILABLE, 0, None, None, mine)
        lines = [
            assignment.Queue(fact.name, fact.mode, place, fact.turn)
            for place, fact in enumerate(Facts(connection).queues())
        ]
        found = work_reads.first(connection, mine, chosen.order)
        best = assignment.next_for(login, found, [seat], lines, chosen.order)
        if best is None:
            return None
        return order_of_work.with_reasons(work_reads.item(connection, best.ref), self.now())
