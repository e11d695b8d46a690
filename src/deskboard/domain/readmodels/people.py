"""People as they are read."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from deskboard.domain.model import Availability, Role


class Person(NamedTuple):
    """``left``: since when they are no member any more."""

    login: str
    name: str
    email: str | None
    role: Role
    left: datetime | None = None
    ticket_limit: int | None = None
    """Open tickets they are given at most; None: as many as the desk says."""
    ramp: str | None = None
    """How their limit grows (``domain.capacity.Ramp`` as text)."""
    vip: bool = False


class PersonLine(NamedTuple):
    """A person with the number of open tickets they are to do, and when they last did something
    here (not all that they may have read)."""

    person: Person
    tickets: int
    seen: datetime | None
    availability: Availability = Availability.AVAILABLE
