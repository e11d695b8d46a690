"""Tickets, their tags, steps, comments, watchers, answers, links and attachments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from deskboard.domain.model import CommentKind, Level, LinkKind, Priority, Status
from deskboard.store.tables.columns import core, one_of, order_key, ticket_key


class TicketTable(SQLModel, table=True):
    """``id`` is the ref, never used again. ``version`` grows with every change.

    The migration makes the first four indexes for tickets outside the archive only, as
    ``ix_ticket_load`` and (unassigned ones) ``ix_ticket_waiting``; and
    ``ix_ticket_archive`` and ``ix_ticket_solved`` for those in it. That is not repeated here: naming PostgreSQL in a
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
        Index("ix_ticket_wake", "wake"),
        Index("ix_ticket_merged_into", "merged_into"),
        Index("ix_ticket_load", "assignee", "column_id", "status", "archived", "requester", "created"),
        Index("ix_ticket_waiting", "queue"),
        Index("ix_ticket_solved", "resolved"),
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
    wake: datetime | None = None
    trashed: datetime | None = None
    merged_into: int | None = None
    template: str | None = None
    came_with: int = 0
    """The newest comment that an imported ticket brought along; up to there it is unread for nobody."""


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
    assignee: str | None = None
    due: datetime | None = None


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


class WatcherRow(SQLModel, table=True):
    """A person who wants to hear of a ticket."""

    __tablename__ = "watcher"
    __table_args__ = (Index("ix_watcher_login", "login"),)
    ticket_id: int = Field(sa_column=ticket_key(primary_key=True))
    login: str = Field(primary_key=True, foreign_key="person.login")


class SeenRow(SQLModel, table=True):
    """That a person has looked at a ticket, and the newest comment there was then (0: none). It is
    written without events: reading changes nothing."""

    __tablename__ = "seen"
    login: str = Field(primary_key=True)
    ticket_id: int = Field(sa_column=ticket_key(primary_key=True, index=True))
    comment_id: int


class AnswerRow(SQLModel, table=True):
    """What a ticket holds in a custom field, as text (``domain.templates`` reads it)."""

    __tablename__ = "answer"
    ticket_id: int = Field(sa_column=ticket_key(primary_key=True))
    field: str = Field(primary_key=True)
    value: str


class LinkRow(SQLModel, table=True):
    """One end of a link, as its ticket sees it; the other end has a row of its own with the
    inverse kind."""

    __tablename__ = "link"
    __table_args__ = (one_of("kind", LinkKind), Index("ix_link_other_id", "other_id"))
    ticket_id: int = Field(sa_column=ticket_key(primary_key=True))
    kind: str = Field(primary_key=True)
    other_id: int = Field(
        sa_column=Column(Integer, ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )


class BlobRow(SQLModel, table=True):
    """The bytes of a file, kept once however often they are attached. ``digest``: SHA-256 in
    hexadecimal digits; ``size`` in bytes."""

    __tablename__ = "blob"
    digest: str = Field(primary_key=True)
    size: int
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AttachmentRow(SQLModel, table=True):
    """A file of a ticket. ``name`` is data, never a path."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_digest", "digest"),)
    id: int = Field(primary_key=True)
    ticket_id: int = Field(sa_column=ticket_key(index=True))
    name: str
    digest: str = Field(foreign_key="blob.digest")
    size: int
    author: str
    at: datetime


ticket = core(TicketTable)
tag = core(TagRow)
step = core(StepRow)
comment = core(CommentRow)
watcher = core(WatcherRow)
seen = core(SeenRow)
answer = core(AnswerRow)
link = core(LinkRow)
blob = core(BlobRow)
attachment = core(AttachmentRow)
