"""People: members and requesters, by login."""

from __future__ import annotations

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


person = core(PersonRow)
