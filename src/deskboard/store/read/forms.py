"""Templates and types of the team's own.

Invariant: both come sorted by name, so that lists and exports are the same each time.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from deskboard.domain import template_records
from deskboard.domain.templates import Template
from deskboard.store.tables import template, ticket_type


def templates(connection: Connection) -> tuple[Template, ...]:
    """Every template, by name."""
    rows = connection.execute(select(template.c.data).order_by(template.c.name)).scalars()
    return tuple(template_records.load(data) for data in rows)


def types(connection: Connection) -> tuple[str, ...]:
    """The types that the team added, by name."""
    return tuple(connection.execute(select(ticket_type.c.name).order_by(ticket_type.c.name)).scalars())
