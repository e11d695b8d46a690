"""Many processes on one database: nothing is handed out twice, and no race gets past a limit."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.model import Membership, QueueMode
from tests.conftest import OpenDesk

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, TICKETS, PEOPLE, LIMIT = 8, 8, 5, 5


def test_eight_processes_that_add_tickets_at_once(db: str, open_desk: OpenDesk) -> None:
    logins = [f"agent{n}" for n in range(PEOPLE)]
    with open_desk("ann") as desk:
        for login in logins:
            desk.do(c.AddPerson(login))
        desk.do(c.AddQueue("network", QueueMode.BALANCED))
        desk.do(c.EditTeam(logins, {"limit": LIMIT}, {1: Membership.PRIMARY}))
    command = [sys.executable, "-m", "tests.desk.adding_at_once", db, str(PROCESSES), str(TICKETS)]
    ran = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{PROCESSES * TICKETS}\n", "")
    with open_desk("ann") as desk:
        rows = list(desk.tickets())
        held = Counter(row.assignee for row in rows)
        assert held == {None: PROCESSES * TICKETS - PEOPLE * LIMIT, **dict.fromkeys(logins, LIMIT)}
        given = [entry for entry in desk.history(limit=None) if isinstance(entry.event, e.TicketEdited)]
        assert max(Counter(entry.ticket for entry in given).values()) == 1
        assert {entry.ticket for entry in given} == {row.ref for row in rows if row.assignee}
        first = sorted(row.ref for row in rows if row.assignee)
        assert first == list(range(1, PEOPLE * LIMIT + 1)), "the backlog before newcomers"
