"""What there is on a desk that a query can name, for going on with what is being typed.

Invariant: it only reads, and what it gives is of one moment.
"""

from __future__ import annotations

from deskboard.desk.desk import Desk
from deskboard.domain.model import Role
from deskboard.domain.query.completing import Names


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
