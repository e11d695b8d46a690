"""Open tickets whose titles share words with one that is being typed.

Invariant: the cost does not grow with how common the words are. How many tickets hold each is
read from the index itself, and only the rarest words are searched for, two at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sqlalchemy import Connection, Integer, column, func, select

from deskboard.domain.duplicates import Known, Likely, distinctive
from deskboard.domain.model import Stage
from deskboard.domain.search import Term
from deskboard.store import dialect
from deskboard.store.tables import board_column, person, ticket

RAREST = 4
"""So many words are searched for, in pairs."""
NEWEST = 400
"""So many tickets that hold a pair are looked at, the newest first."""
MOST = 60
"""So many open ones are compared."""


def known(connection: Connection, words: Sequence[str]) -> Known:
    """What the index knows about the words of a title, the last of which may be a beginning."""
    counts = dialect.count_titles(connection, words)
    total = connection.execute(select(func.max(ticket.c.id))).scalar() or 0
    rare = distinctive(words, counts, total)[:RAREST]
    terms = [Term((word,), word == words[-1]) for word in rare]
    pairs: list[Sequence[Term]] = [*combinations(terms, 2)] or [(term,) for term in terms]
    return Known(_open(connection, pairs) if pairs else (), counts, total)


def _open(connection: Connection, groups: Sequence[Sequence[Term]]) -> list[Likely]:
    found = dialect.holding(connection, groups, NEWEST).columns(column("ref", Integer)).subquery("found")
    query = (
        select(ticket.c.id, ticket.c.title, func.coalesce(func.nullif(person.c.name, ""), ticket.c.requester))
        .select_from(
            ticket.join(found, found.c.ref == ticket.c.id)
            .join(board_column, board_column.c.id == ticket.c.column_id)
            .outerjoin(person, person.c.login == ticket.c.requester)
        )
        .where(ticket.c.archived.is_(None), board_column.c.stage != Stage.DONE)
    )
    rows = connection.execute(query.order_by(ticket.c.id.desc()).limit(MOST))
    return [Likely(row[0], row[1], row[2]) for row in rows]
