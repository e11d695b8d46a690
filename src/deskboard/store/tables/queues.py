"""Queues, who serves them, who is there to do so, and who does the desk's own work just now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from deskboard.domain.model import Availability, Membership, QueueMode
from deskboard.store.tables.columns import core, one_of, order_key


class QueueRow(SQLModel, table=True):
    """``turn``: who was served last by turns. Tickets and templates name the queue by its name."""

    __tablename__ = "queue"
    __table_args__ = (one_of("mode", QueueMode),)
    id: int = Field(primary_key=True)
    name: str = Field(unique=True)
    mode: str
    rank: str = Field(sa_column=order_key())
    turn: str | None = None


class QueueMemberRow(SQLModel, table=True):
    __tablename__ = "queue_member"
    __table_args__ = (one_of("membership", Membership),)
    queue_id: int = Field(
        sa_column=Column(Integer, ForeignKey("queue.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    login: str = Field(primary_key=True, foreign_key="person.login", index=True)
    membership: str


class AvailabilityRow(SQLModel, table=True):
    """Whoever has no row is available, and was never given a ticket. ``since``: of the state;
    ``by_itself``: the desk noticed it; ``assigned``: when they were last given a ticket."""

    __tablename__ = "availability"
    __table_args__ = (one_of("state", Availability),)
    login: str = Field(primary_key=True)
    state: str = Availability.AVAILABLE.value
    since: datetime | None = None
    by_itself: bool = False
    assigned: datetime | None = None


class LeaseRow(SQLModel, table=True):
    """Work of the desk itself that one process at a time does. Nothing here is history: it is
    written without events. ``until``: when whoever has it has lost it; ``done``: when it was
    last finished."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    until: datetime
    done: datetime | None = None


queue = core(QueueRow)
queue_member = core(QueueMemberRow)
availability = core(AvailabilityRow)
lease = core(LeaseRow)
