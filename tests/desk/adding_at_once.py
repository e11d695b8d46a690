"""``python -m tests.desk.adding_at_once DB PROCESSES TICKETS``: processes that add tickets of one
queue at once, each as somebody else. Prints how many they added."""

from __future__ import annotations

import os
import sys

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Channel, Identity


def add(db: str, number: int, tickets: int, go: int) -> int:
    """Wait until all are there, then add; the exit code of the process."""
    with Desk.open(db, Identity(f"writer{number}", Channel.CLI)) as desk:
        os.read(go, 1)
        for n in range(tickets):
            desk.do(c.AddTicket(f"{number}.{n}", {"queue": "network"}))
    return 0


def main(db: str, processes: int, tickets: int) -> int:
    go, start = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if not child:
            os.close(start)
            os._exit(add(db, number, tickets, go))
        children.append(child)
    os.write(start, b"!" * processes)
    failed = sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)
    print((processes - failed) * tickets)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
