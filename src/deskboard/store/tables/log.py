"""The event log: commands, the events they led to, and the counters of ids.

Rows are only ever added, and taken out by a purge alone. A command's ``undoes`` names the
command it takes back, so the stack of undo and redo is read from the log and kept nowhere else.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from deskboard.store.tables.columns import core, one_of


class CommandRow(SQLModel, table=True):
    """One change: who asked for it, when, through what."""

    __tablename__ = "command"
    __table_args__ = (
        one_of("mode", ("do", "undo", "redo")),
        Index("ix_command_actor", "actor", "id"),
        Index("uq_command_undoes", "undoes", unique=True),
    )
    id: int = Field(primary_key=True)
    actor: str
    channel: str
    name: str
    mode: str
    undoes: int | None = None
    at: datetime


class EventRow(SQLModel, table=True):
    """One fact. ``past``: it happened before this database knew of it (an import), so it is
    history and nothing to undo; ``undone``: such a one was taken back there. No foreign
    key to the ticket: the log outlives it."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_ticket", "ticket_id", "id"), Index("ix_event_command", "command_id"))
    id: int = Field(primary_key=True)
    command_id: int = Field(foreign_key="command.id")
    ticket_id: int | None = None
    kind: str
    data: str
    actor: str
    at: datetime
    past: bool = False
    undone: bool = False
    cause: str | None = None


class CounterRow(SQLModel, table=True):
    """The last id given out of each kind: ids are never used again, not even after a removal."""

    __tablename__ = "counter"
    name: str = Field(primary_key=True)
    value: int


class MetaRow(SQLModel, table=True):
    """Facts about the database itself, such as its own id."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


command = core(CommandRow)
event = core(EventRow)
counter = core(CounterRow)
meta = core(MetaRow)
