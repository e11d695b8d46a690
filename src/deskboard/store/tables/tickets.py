"""Tickets, their tags, steps and comments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from deskboard.domain.model import CommentKind, Level, Priority, Status
from deskboard.store.tables.columns import core, one_of, order_key, ticket_key


class TicketTable(SQLModel, table=True):
    """``id`` is the ref, never used again. ``version`` grows with every change.

    The migration makes the first four indexes for tickets outside the archive only, and
    ``ix_ticket_archive`` for those in it. That is not repeated here: naming PostgreSQL in a
    table loads its whole dialect, at every start.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("priority", Priority),
        one_of("status", Status),
        one_of("impact", Level),
        one_of("urgency", Level),
        Index("ix_ticket_lane", "column_id", "rank", "id"),
        Index("ix_ticket_due", "due"),
        Index("ix_ticket_assignee", "assignee"),
        Index("ix_ticket_resolved", "resolved"),
        Index("ix_ticket_updated", "updated"),
        Index("ix_ticket_archive", "column_id", "rank"),
        Index("uq_ticket_origin", "origin", unique=True),
    )
    id: int = Field(primary_key=True)
    column_id: int = Field(foreign_key="board_column.id")
    rank: str = Field(sa_column=order_key())
    title: str
    description: str = ""
    type: str = "support"
    priority: str
    priority_by_hand: bool = False
    status: str
    queue: str | None = None
    assignee: str | None = Field(default=None, foreign_key="person.login")
    requester: str | None = Field(default=None, foreign_key="person.login")
    due: datetime | None = None
    impact: str | None = None
    urgency: str | None = None
    created: datetime
    updated: datetime
    first_response: datetime | None = None
    resolved: datetime | None = None
    archived: datetime | None = None
    origin: str | None = None
    version: int = 1


class TagRow(SQLModel, table=True):
    __tablename__ = "ticket_tag"
    __table_args__ = (Index("ix_ticket_tag_tag", "tag"),)
    ticket_id: int = Field(sa_column=ticket_key(primary_key=True))
    tag: str = Field(primary_key=True)


class StepRow(SQLModel, table=True):
    __tablename__ = "step"
    id: int = Field(primary_key=True)
    ticket_id: int = Field(sa_column=ticket_key(index=True))
    rank: str = Field(sa_column=order_key())
    text: str
    done: bool = False


class CommentRow(SQLModel, table=True):
    __tablename__ = "comment"
    __table_args__ = (one_of("kind", CommentKind),)
    id: int = Field(primary_key=True)
    ticket_id: int = Field(sa_column=ticket_key(index=True))
    kind: str
    text: str
    author: str
    at: datetime
    edited: bool = False


ticket = core(TicketTable)
tag = core(TagRow)
step = core(StepRow)
comment = core(CommentRow)
