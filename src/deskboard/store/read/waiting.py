"""Since when the requester of a ticket waits for an answer, as one expression on ``ticket``.

Invariant: as ``domain.work`` has it. Nobody of the staff has answered in public: since it came in.
The requester has written since the last answer: since the first of these words. Else NULL.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select

from deskboard.domain.model import CommentKind, Role
from deskboard.store.tables import comment, person, ticket

STAFF = (Role.ADMIN, Role.AGENT)

_STAFF = select(person.c.login).where(person.c.role.in_(STAFF))
_answer = comment.alias("answer")
_ANSWERED = (
    select(func.max(_answer.c.at))
    .where(
        _answer.c.ticket_id == ticket.c.id,
        _answer.c.kind == CommentKind.REPLY,
        _answer.c.author.is_distinct_from(ticket.c.requester),
        _answer.c.author.in_(_STAFF),
    )
    .correlate(ticket)
    .scalar_subquery()
)
_ASKED = (
    select(func.min(comment.c.at))
    .where(
        comment.c.ticket_id == ticket.c.id,
        comment.c.kind == CommentKind.REPLY,
        comment.c.author == ticket.c.requester,
        comment.c.at > _ANSWERED,
    )
    .correlate(ticket)
    .scalar_subquery()
)
WAITS_SINCE: ColumnElement[datetime | None] = case((_ANSWERED.is_(None), ticket.c.created), else_=_ASKED)
