"""Processes that tick at once: ``python -m tests.desk.ticking DB PROCESSES NOW`` lets so many do what
is due on one database at the moment NOW, and prints a line of JSON of each."""

from __future__ import annotations

import json
import multiprocessing
import sys
from datetime import datetime
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

from deskboard.desk.desk import Desk
from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import Channel, Identity


def run(db: str, now: str, start: Barrier, found: SimpleQueue[str]) -> None:
    with Desk.open(db, Identity("ann", Channel.CLI), clock=lambda: datetime.fromisoformat(now)) as desk:
        start.wait()
        try:
            ticked = desk.tick(14)
            told = {"did": [duty.name for duty in ticked.changed], "failed": [duty.failed for duty in ticked.failed]}
            found.put(json.dumps({**told, "by": ticked.by.pid if ticked.by else None}))
        except DeskboardError as error:
            found.put(json.dumps({"did": [], "failed": [str(error)], "by": None}))


if __name__ == "__main__":
    processes = int(sys.argv[2])
    fork = multiprocessing.get_context("fork")
    start, found = fork.Barrier(processes), fork.SimpleQueue()
    at_work = [fork.Process(target=run, args=(sys.argv[1], sys.argv[3], start, found)) for _ in range(processes)]
    for process in at_work:
        process.start()
    for _process in at_work:
        print(found.get())
    for process in at_work:
        process.join()
