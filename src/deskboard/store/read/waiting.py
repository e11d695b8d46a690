"""Since when the requester of a ticket waits for an answer, as one expression on ``ticket``.

Invariant: nobody of the staff has answered in public: since it came in. The requester has written
since the last answer: since the first of these words. Else NULL. The last answer is looked for
once for each ticket, so that the time grows with its comments and not with their square.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select

from deskboard.domain.model import CommentKind
from deskboard.domain.team import SERVING
from deskboard.store.tables import comment, person, ticket


def serves(role: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether somebody of that role is given tickets. Not as a list, which is put into the text
    of a statement each time."""
    return or_(*(role == one for one in SERVING))


_by = comment.alias("by_staff")
_last = (
    select(func.max(_by.c.at).label("at"))
    .where(
        _by.c.ticket_id == ticket.c.id,
        _by.c.kind == CommentKind.REPLY,
        _by.c.author.is_distinct_from(ticket.c.requester),
        _by.c.author.in_(select(person.c.login).where(serves(person.c.role))),
    )
    .correlate(ticket)
    .subquery("last_answer")
)
_asked = (
    select(func.min(comment.c.at))
    .where(
        comment.c.ticket_id == ticket.c.id,
        comment.c.kind == CommentKind.REPLY,
        comment.c.author == ticket.c.requester,
        comment.c.at > _last.c.at,
    )
    .correlate(ticket, _last)
    .scalar_subquery()
)
WAITS_SINCE: ColumnElement[datetime | None] = (
    select(case((ticket.c.requester.is_(None), None), (_last.c.at.is_(None), ticket.c.created), else_=_asked))
    .correlate(ticket)
    .scalar_subquery()
)
