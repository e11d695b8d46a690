"""Saved queries, as one person sees them: their own, and those of everybody."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from deskboard.domain.readmodels import View
from deskboard.store.tables import saved_view


def views(connection: Connection, login: str) -> tuple[View, ...]:
    """My own views, then those of everybody, each by name."""
    v = saved_view.c
    rows = connection.execute(
        select(v.id, v.name, v.owner, v.query).where(or_(v.owner.is_(None), v.owner == login))
    ).all()
    found = [View(ident, name, owner is None, query) for ident, name, owner, query in rows]
    return tuple(sorted(found, key=lambda view: (view.shared, view.name.casefold(), view.id)))
