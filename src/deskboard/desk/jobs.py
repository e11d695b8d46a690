"""What the desk does by itself when it is time: whoever did nothing for long is away, what slept
comes back, old work goes to the archive, what waits is handed out.

Invariant: every kind of it can be done at any time, twice as well as once; one process at a time
does it, and one that dies at it keeps nobody from it for longer than its lease.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta, tzinfo
from time import monotonic
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from deskboard.desk import pipeline
from deskboard.desk.people import People
from deskboard.desk.presence import Presence, may_run
from deskboard.desk.reactions import assignment, returning
from deskboard.domain.commands import ArchiveResolved, AssignTickets, Command, NoteIdle, WakeTickets
from deskboard.domain.errors import DeskboardError, NotAllowed, Unreachable
from deskboard.domain.idleness import Patience, Return
from deskboard.domain.model import SYSTEM
from deskboard.domain.readmodels import Done
from deskboard.domain.ticking import ARCHIVE, HAND_OUT, IDLE, WAKE, Busy, Duty, Ticked
from deskboard.store import assigning, idleness, lease
from deskboard.store.engine import writing
from deskboard.store.facts import Facts
from deskboard.store.presence import telling
from deskboard.store.work import work

TICK = "tick"
"""The lease of all this."""
RENEW_AFTER = 20.0
"""Seconds after which a lease is renewed before the next kind of work."""


class Options(NamedTuple):
    """What was chosen. ``archive_after_days`` 0: nothing goes to the archive."""

    archive_after_days: int


class Jobs(People):
    """The part of the desk that nobody asked for."""

    presence: Presence
    zone: tzinfo
    _engine: Engine
    _clock: Callable[[], datetime]

    def now(self) -> datetime:
        raise NotImplementedError

    # One by one

    def archive_old(self, days: int) -> Done:
        """Archive what was resolved more than ``days`` ago. The desk does it, so it is not
        mine to undo by accident; somebody who may not archive does not set it off either."""
        before = self.now() - timedelta(days=days)
        if self.may(ArchiveResolved) or not self._read(lambda connection: Facts(connection).resolved_before(before)):
            return Done(ArchiveResolved.__name__, None)
        return self.do_unasked(ArchiveResolved(before))

    def wake_due(self) -> Done:
        """Bring back the tickets that slept until now. As ``archive_old``: nobody's to undo, and
        set off only by who may; when there are none, it costs one look at an index."""
        if self.may(WakeTickets) or not self._read(lambda connection: Facts(connection).sleeping_until(self.now())):
            return Done(WakeTickets.__name__, None)
        return self.do_unasked(WakeTickets(self.now()))

    def note_idle(self) -> Done:
        """Whoever did nothing for longer than this desk allows is away from now on. Nothing is
        written, and nobody waited for, while there is none."""
        patience = Patience.of(self.settings())

        def is_due(connection: Connection) -> bool:
            now = self.now()
            return any(one.next_state(patience, now) for one in idleness.activities(connection, now))

        if patience == Patience(None, None) or self.may(NoteIdle) or not self._read(is_due):
            return Done(NoteIdle.__name__, None)
        return self.do_unasked(NoteIdle())

    def hand_out(self, cause: int | None = None) -> Done:
        """What waits in the queues goes to whom it may go, because of the command ``cause`` if there
        is one. As ``wake_due``: while nothing waits, it costs one look at the queues."""
        if self.may(AssignTickets) or not self._read(
            lambda connection: any(queue.waits for queue in assigning.handed(connection))
        ):
            return Done(AssignTickets.__name__, None)
        return self.do_unasked(AssignTickets(cause))

    def do_unasked(self, command: Command) -> Done:
        """Carry out a command that the program gives by itself: nobody's to undo."""
        with work(self._engine, SYSTEM, self._clock) as unit:
            unit.zone = self.zone
            return pipeline.as_permitted(unit, command)

    def returned(self) -> Return | None:
        """I pressed a key: if the desk had found me idle I am available again from now on, and
        this is what I missed. None: I was not away by myself. One look at an index, mostly; on the
        way in and after a minute without a key is often enough."""
        self.presence.touch()
        login = self.who.login
        known = self._read(lambda connection: Facts(connection).availability([login])).get(login)
        if known is None or not known.by_itself or self._hold.reads or self.is_read_only:
            return None
        with work(self._engine, self.who, self._clock) as unit:
            unit.zone = self.zone
            back = returning.come_back(unit)
            if back is None:
                return None
            assignment.react(unit, back.command)
            return back.found

    # All of it

    def tick(self, archive_after_days: int | None = None, *, rest: float = 0.0, patient: bool = True) -> Ticked:
        """Do what is due, unless somebody is at it, or was within the last ``rest`` seconds. Not
        ``patient``: fail at once where the lease cannot be had for others who write.

        ``archive_after_days`` counts where the desk has chosen nothing. What one kind of work fails
        at keeps no other from being done. NotAllowed: whoever asks may not change tickets. Unavailable."""
        reason = self.may(NoteIdle)
        if reason:
            raise NotAllowed(reason)
        known = self._read(lambda connection: lease.read(connection, TICK, self.now()))
        if known is not None and rest and known.is_done(timedelta(seconds=rest)):
            return Ticked()
        busy = self._take_lease(patient)
        if busy is not None:
            return Ticked(by=busy)
        duties: tuple[Duty, ...] = ()
        options = self._options(archive_after_days)
        try:
            duties = self._do_duties(options)
        finally:
            # Who cannot give it back loses it in a minute all the same.
            with suppress(DeskboardError), self._leasing(patient) as connection:
                done = len(duties) == len(DUTIES) and not any(duty.failed for duty in duties)
                lease.give_back(connection, TICK, self.presence.seat, self.now(), done=done)
        return Ticked(duties, archive_after_days=options.archive_after_days)

    def _options(self, archive_after_days: int | None) -> Options:
        chosen = self.settings()["archive_after_days"]
        own = archive_after_days is not None and not chosen.stored
        return Options(int(str(archive_after_days if own else chosen.value)))

    def _leasing(self, patient: bool) -> AbstractContextManager[Connection]:
        return writing(self._engine) if patient else telling(self._engine)

    def _take_lease(self, patient: bool) -> Busy | None:
        with self._leasing(patient) as connection:
            holder = lease.take(connection, TICK, self.presence.seat, self.now(), may_run)
        return Busy(holder.login, holder.host, holder.pid) if holder is not None else None

    def _do_duties(self, options: Options) -> tuple[Duty, ...]:
        found: list[Duty] = []
        taken = monotonic()
        for name, do in DUTIES.items():
            if monotonic() - taken > RENEW_AFTER:
                with writing(self._engine) as connection:
                    if not lease.renew(connection, TICK, self.presence.seat, self.now()):
                        break  # it took too long: somebody else goes on
                taken = monotonic()
            try:
                found.append(Duty(name, do(self, options)))
            except Unreachable:
                raise
            except DeskboardError as error:
                found.append(Duty(name, Done(name, None), str(error), error.exit_code))
        return tuple(found)


def _archive(desk: Jobs, options: Options) -> Done:
    days = options.archive_after_days
    return desk.archive_old(days) if days else Done(ArchiveResolved.__name__, None)


DUTIES: Mapping[str, Callable[[Jobs, Options], Done]] = {
    IDLE: lambda desk, options: desk.note_idle(),
    WAKE: lambda desk, options: desk.wake_due(),
    ARCHIVE: _archive,
    HAND_OUT: lambda desk, options: desk.hand_out(),
}
"""Every kind of work, in this order: who is away is given nothing, and what came back is."""
