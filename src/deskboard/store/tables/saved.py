"""What a team has saved for itself: views, templates and types of its own."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from deskboard.store.tables.columns import core


class ViewRow(SQLModel, table=True):
    """A query with a name. ``owner`` None: everybody's."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_name", "name"),)
    id: int = Field(primary_key=True)
    name: str
    owner: str | None = Field(default=None, foreign_key="person.login")
    query: str


class TemplateRow(SQLModel, table=True):
    """A ticket form; ``data`` is the JSON of ``domain.templates``."""

    __tablename__ = "template"
    name: str = Field(primary_key=True)
    type: str
    data: str


class TypeRow(SQLModel, table=True):
    """A type of ticket beside those every desk has."""

    __tablename__ = "ticket_type"
    name: str = Field(primary_key=True)


saved_view = core(ViewRow)
template = core(TemplateRow)
ticket_type = core(TypeRow)
