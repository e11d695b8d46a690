"""What a person has not read yet, and remembering what they have.

A ticket is unread for somebody as long as others made it, or wrote to it, since they looked at it
last. Invariant: nothing is written for what is read already, and what is written is no event.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, bindparam, func, insert, or_, select, update

from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import DESK
from deskboard.store.dialect import is_sqlite
from deskboard.store.engine import reading
from deskboard.store.facts import LARGEST_ID
from deskboard.store.presence import telling
from deskboard.store.tables import comment, person, seen, ticket

ME = "reader"
"""The name under which a statement is told who asks."""


def unread(sqlite: bool, login: str | None = None) -> ColumnElement[Any]:
    """The condition on ``ticket`` that it is unread for ``login`` (None: for whom the statement is
    told as ``ME``), wherever it lies."""
    me: Any = bindparam(ME) if login is None else login
    # One bound, so that the index of a ticket's comments leads to the new ones at once.
    greatest = func.max if sqlite else func.greatest
    mine = seen.c.login == me, seen.c.ticket_id == ticket.c.id
    looked = select(seen.c.comment_id).where(*mine).correlate(ticket).scalar_subquery()
    wrote = (
        select(comment.c.id)
        .where(
            comment.c.ticket_id == ticket.c.id,
            comment.c.id > greatest(ticket.c.came_with, _heard(me, "heard_comment"), func.coalesce(looked, 0)),
            comment.c.author != me,
        )
        .correlate(ticket)
    )
    made = and_(
        ticket.c.id > _heard(me, "heard_ticket"),
        ticket.c.origin.is_(None),
        ~select(seen.c.ticket_id).where(*mine).correlate(ticket).exists(),
    )
    return or_(made, wrote.exists())


def _heard(me: Any, column: str) -> ColumnElement[Any]:
    """Up to where somebody knows all; of whom is no member that is everything."""
    known = select(person.c[column]).where(person.c.login == me).scalar_subquery()
    return func.coalesce(known, LARGEST_ID)


def look_at(engine: Engine, login: str, ref: int, last: int) -> bool:
    """Remember that somebody has looked at a ticket, up to the comment ``last``; False: it was read
    already, or it cannot be remembered without waiting, or at all."""
    with suppress(DeskboardError):
        with reading(engine) as connection:
            if not _is_unread(connection, login, ref):
                return False
        _remember(engine, login, ref, last)
        return True
    return False


def _is_unread(connection: Connection, login: str, ref: int) -> bool:
    return (
        connection.execute(select(ticket.c.id).where(ticket.c.id == ref, unread(is_sqlite(connection), login))).first()
        is not None
    )


def _remember(engine: Engine, login: str, ref: int, last: int) -> None:
    with telling(engine) as connection:
        mine = seen.c.login == login, seen.c.ticket_id == ref
        if not connection.execute(update(seen).where(*mine).values(comment_id=last)).rowcount:
            connection.execute(insert(seen).values(login=login, ticket_id=ref, comment_id=last))
        connection.info.pop("kept counts", None)  # which no event tells to be old


def note_made(connection: Connection, login: str, refs: list[int]) -> None:
    """What somebody made is no news to them."""
    if refs and login != DESK:
        connection.execute(insert(seen), [{"login": login, "ticket_id": ref, "comment_id": 0} for ref in refs])
