"""People: members and requesters, by login; and who of them is here now."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from deskboard.domain.model import Role
from deskboard.store.tables.columns import core, one_of


class PersonRow(SQLModel, table=True):
    __tablename__ = "person"
    __table_args__ = (one_of("role", Role),)
    login: str = Field(primary_key=True)
    name: str = ""
    email: str | None = None
    role: str
    left: datetime | None = None
    """Since when somebody is no member any more; what they did keeps their name."""
    ticket_limit: int | None = None
    """Open tickets they are given at most; NULL: as many as the desk says."""
    ramp: str | None = None
    """How their limit grows (``domain.capacity.Ramp`` as text)."""
    vip: bool = False
    """Whether what they ask for may be put before the rest."""
    heard_ticket: int | None = None
    heard_comment: int | None = None
    """The newest ticket and comment there were when they became a member: up to there nothing is
    unread for them. NULL: they are none."""


class PresenceRow(SQLModel, table=True):
    """One open board. Nothing here is history: it is written without events, and a row whose
    ``seen`` is old means nothing."""

    __tablename__ = "presence"
    session: str = Field(primary_key=True)
    login: str
    host: str
    pid: int
    board_id: int | None = None
    ticket_id: int | None = None
    writing: str = ""
    """What is being written to that ticket (``reply``, ``note``, ``edit``); empty: nothing."""
    seen: datetime
    active: datetime | None = None
    """When its person last pressed a key."""


person = core(PersonRow)
presence = core(PresenceRow)
