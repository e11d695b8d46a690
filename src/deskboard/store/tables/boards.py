"""Boards and their columns."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deskboard.domain.model import Stage
from deskboard.store.tables.columns import core, one_of, order_key


class BoardRow(SQLModel, table=True):
    __tablename__ = "board"
    id: int = Field(primary_key=True)
    name: str = Field(unique=True)


class ColumnRow(SQLModel, table=True):
    """A stage of work; ``rank`` orders the columns of a board from left to right;
    ``hard``: nothing may come in beyond ``wip_limit``."""

    __tablename__ = "board_column"
    __table_args__ = (one_of("stage", Stage), UniqueConstraint("board_id", "name"))
    id: int = Field(primary_key=True)
    board_id: int = Field(foreign_key="board.id")
    name: str
    stage: str
    rank: str = Field(sa_column=order_key())
    wip_limit: int | None = None
    hard: bool = False


board = core(BoardRow)
board_column = core(ColumnRow)
