"""One writer of many: ``worker.py DB LOGIN CHANGES`` adds tickets, and sets each to high.

Says each ticket on a line of its own (ref, tab, title) as soon as both changes are committed,
so that whoever kills it knows what it had acknowledged.
"""

from __future__ import annotations

import sys

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket, EditTicket
from deskboard.domain.model import Channel, Identity, Priority


def work(db: str, login: str, changes: int) -> None:
    with Desk.open(db, Identity(login, Channel.CLI)) as desk:
        for n in range(changes):
            title = f"{login} {n}"
            ref = desk.do(AddTicket(title)).created[0]
            desk.do(EditTicket((ref,), {"priority": Priority.HIGH}))
            print(ref, title, sep="\t", flush=True)


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
