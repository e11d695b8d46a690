"""Somebody at work: ``mixed.py DB LOGIN CHANGES PAUSE SPARED`` makes that many mixed changes.

``PAUSE``: seconds between two of them; ``SPARED``: refs, with commas between, that stay on the
board. Prints how many changes were made, how many of them were refused by a rule (a full column,
a ticket that went meanwhile), and when the last was done (``time.perf_counter``, which all
processes share); a database that is busy or gone ends it with an error.
"""

from __future__ import annotations

import random
import sys
import time

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import DeskboardError, Unavailable
from deskboard.domain.model import Channel, CommentKind, Identity, Priority


def a_change(desk: Desk, chance: random.Random, spared: frozenset[int]) -> c.Command:
    """Any of what happens on a board."""
    head = desk.board()
    refs = desk.shown(head.id)
    ref, column = chance.choice(refs), chance.choice(head.columns).id
    by_likelihood = [
        *[c.EditTicket((ref,), {"priority": chance.choice(list(Priority))})] * 3,
        *[c.MoveTicket((ref,), column)] * 3,
        *[c.AddComment((ref,), CommentKind.NOTE, f"note {chance.random()}")] * 2,
        c.EditTicket((ref,), {"title": f"Renamed {chance.randrange(1000)} by {desk.who.login}"}),
        c.EditTicket((ref,), {"assignee": desk.who.login}),
        c.EditTicket((ref,), add_tags=(f"tag{chance.randrange(9)}",)),
        c.AddTicket(f"New {chance.randrange(1000)} from {desk.who.login}", {}, column),
        *([] if ref in spared else [c.ArchiveTicket((ref,))]),
    ]
    return chance.choice(by_likelihood)


def work(db: str, login: str, changes: int, pause: float, spared: frozenset[int]) -> None:
    chance, refused, done = random.Random(login), 0, 0.0
    with Desk.open(db, Identity(login, Channel.CLI)) as desk:
        for n in range(changes):
            try:
                if n % 10 == 9:
                    desk.undo()
                else:
                    desk.do(a_change(desk, chance, spared))
            except Unavailable:
                raise
            except DeskboardError:
                refused += 1
            done = time.perf_counter()
            time.sleep(pause)
    print(changes, refused, done)


if __name__ == "__main__":
    refs = frozenset(int(ref) for ref in sys.argv[5].split(",") if ref)
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), refs)
