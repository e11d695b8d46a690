"""What the desk tells of its people and of itself: who may do what, who is who, what was chosen,
which words its tickets use.

Invariant: what somebody may do is asked of the database each time, never remembered: a role that
is changed counts from the next look on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar, get_args

from sqlalchemy import Connection

from deskboard.desk.grants import FREE, Hold
from deskboard.domain.commands import Command
from deskboard.domain.errors import NotAllowed
from deskboard.domain.model import Identity, Role
from deskboard.domain.permissions import Standing, decide, left
from deskboard.domain.readmodels import Attendance, Person, PersonLine, QueueServed
from deskboard.domain.settings import Chosen, in_force
from deskboard.store.facts import Facts
from deskboard.store.read import people as people_reads

if TYPE_CHECKING:
    from deskboard.domain.events import Value

T = TypeVar("T")


class People:
    """The part of the desk that is about people."""

    who: Identity
    _hold: Hold = FREE
    """To what a server holds us, whatever the desk would let us do."""

    def _read(self, read: Callable[[Connection], T]) -> T:
        raise NotImplementedError

    def _standing(self) -> Standing:
        found = self._read(lambda connection: Facts(connection).standing_of(self.who.login))
        if (found is None or found.role is Role.REQUESTER) and self.is_read_only:
            # Nobody could be taken in; looking is allowed all the same.
            return found if found is not None and found.left else Standing(Role.VIEWER)
        return found or Standing(Role.REQUESTER)

    @property
    def is_read_only(self) -> bool:
        raise NotImplementedError

    @property
    def role(self) -> Role:
        """My role, as it is now."""
        return self._standing().role

    def may(self, command: type) -> str | None:
        """None when I may give such a command, else the reason I may not."""
        standing = self._standing()
        return decide(standing, command) or self._hold.denies(command, standing)

    def denied(self) -> dict[type, str]:
        """Every command that I may not give, with the reason. NotAllowed: I am no member any
        more, so may not even look."""
        standing = self._standing()
        if standing.left or standing.role is Role.REQUESTER:
            raise NotAllowed(left(standing))
        commands: Iterable[type] = get_args(Command)
        reasons = ((command, decide(standing, command) or self._hold.denies(command, standing)) for command in commands)
        return {command: reason for command, reason in reasons if reason is not None}

    def people(self, *, left: bool = False) -> tuple[Person, ...]:
        """Everybody known to the board, by login; with those who have ``left``, or without."""
        return self._read(lambda connection: people_reads.people(connection, left=left))

    def people_lines(self) -> tuple[PersonLine, ...]:
        """Everybody with their work, who has left too: members first."""
        return self._read(people_reads.lines)

    def attendance(self) -> Attendance:
        """Whether I am given tickets just now."""

        def read(connection: Connection) -> Attendance:
            found = Facts(connection).availability([self.who.login]).get(self.who.login)
            return Attendance(found.state, found.since, found.by_itself) if found is not None else Attendance()

        return self._read(read)

    def settings(self) -> dict[str, Chosen]:
        """The settings of this desk, by name: what was chosen here, else the default."""
        stored: dict[str, Value] = self._read(lambda connection: Facts(connection).settings())
        return in_force(stored)

    def last_ref(self) -> int:
        """The last ref that was given out; 0: none yet."""
        return self._read(lambda connection: Facts(connection).last_ref())

    def tags(self) -> tuple[tuple[str, int], ...]:
        """(tag, number of tickets), the most used first."""
        return self._read(people_reads.tags)

    def queues(self) -> tuple[str, ...]:
        """The names of the queues, in order."""
        return self._read(people_reads.queues)

    def served(self) -> tuple[QueueServed, ...]:
        """The queues with who serves them, in order."""
        return self._read(people_reads.served)

    def whereabouts(self) -> dict[str, Attendance]:
        """login → whether they are there by their own word, and since when: what the desk noticed by
        itself is not told. Whoever is missing is available."""
        return self._read(people_reads.whereabouts)
