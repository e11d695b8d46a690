"""Kinds of column that several tables share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text
from sqlmodel import SQLModel


def one_of(name: str, values: Iterable[str]) -> CheckConstraint:
    """A constraint that the column ``name`` holds one of the values."""
    return CheckConstraint(f"{name} IN ({', '.join(repr(str(v)) for v in values)})", name=name)


def ticket_key(**options: Any) -> Column[int]:
    """The ref of the ticket a row belongs to; the row goes when the ticket goes."""
    return Column(Integer, ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False, **options)


def order_key() -> Column[str]:
    """An order key of ``domain.ranking``: compared by bytes on every database."""
    return Column(Text().with_variant(Text(collation="C"), "postgresql"), nullable=False)


def core(model: type[SQLModel]) -> Table:
    """The table of a model, for statements that need no objects."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
