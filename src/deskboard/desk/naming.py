"""What there is on a desk that a query can name, for going on with what is being typed.

Invariant: it only reads, and what it gives is of one moment.
"""

from __future__ import annotations

from deskboard.desk.desk import Desk
from deskboard.domain.model import Role
from deskboard.domain.query.completing import Names
from deskboard.domain.query.tree import Query
from deskboard.domain.query.unknown import unknown


def names(desk: Desk) -> Names:
    """Key of the query language → what it can be followed by here."""
    with desk.one_moment():
        people = desk.people()
        staff = tuple(person.login for person in people if person.role is not Role.REQUESTER)
        everybody = tuple(person.login for person in people)
        return {
            "queue": desk.queues(),
            "tag": tuple(tag for tag, _n in desk.tags()),
            "assignee": staff,
            "watcher": everybody,
            "requester": everybody,
            "board": desk.boards(),
            "column": tuple(dict.fromkeys(desk.column_names().values())),
            "type": desk.types(),
        }


def slips(desk: Desk, query: Query | None) -> tuple[str, ...]:
    """Why a query may find nothing: a sentence on each name in it that is known nowhere. Nothing
    where it finds something."""
    if query is None or query.where is None or desk.count(query):
        return ()
    with desk.one_moment():
        there = names(desk)
        everybody = tuple(person.login for person in desk.people(left=True))
        return unknown(query, {**there, **dict.fromkeys(("assignee", "watcher", "requester"), everybody)})
