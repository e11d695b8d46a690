"""What handing out costs: all that waits in one run, one new ticket, and a desk without queues."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.commands import SourceTicket
from deskboard.domain.model import Channel, Identity, Membership, QueueMode
from deskboard.domain.query.parse import parse
from deskboard.store import assigning
from deskboard.store.engine import writing

PEOPLE, QUEUES, WAITING, HELD = 300, 8, 10_000, 12_000
ANN = Identity("ann", Channel.BOARD)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOGINS = [f"agent{n:03}" for n in range(PEOPLE)]


class Found(NamedTuple):
    """Seconds for all that waits; milliseconds more for a new ticket, and for the look of a desk
    whose queues are all handed out by hand; and for reading the team, and what one of them is to do.
    All of the processor: others may want it too."""

    run: float
    more: float
    look: float
    team: float
    work: float


class _Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def measure(large: Path, folder: Path, rounds: int) -> Found:
    """``large``: a desk of many tickets, which is copied."""
    path = folder / "workload.db"
    shutil.copyfile(large, path)
    more, look = _one(path, rounds)
    return Found(_all(folder / "waiting.db"), more, look, *_reads(path, rounds))


def _staff(desk: Desk, mode: QueueMode) -> None:
    """Everybody serves two queues as primary; four of five another one as secondary, too."""
    for login in LOGINS:
        desk.do(c.AddPerson(login))
    for n in range(QUEUES):
        desk.do(c.AddQueue(f"queue {n}", mode))
    queues = [line.id for line in desk.queue_lines() if line.name.startswith("queue ")]
    for n, ident in enumerate(queues):
        primary = [login for k, login in enumerate(LOGINS) if k % QUEUES in (n, (n + 1) % QUEUES)]
        secondary = [login for k, login in enumerate(LOGINS) if k % QUEUES == (n + 2) % QUEUES and k % 5]
        desk.do(c.EditTeam(primary, queues={ident: Membership.PRIMARY}))
        desk.do(c.EditTeam(secondary, queues={ident: Membership.SECONDARY}))


def _all(path: Path) -> float:
    """What no event brings: the day on which everybody's ramp has ended."""
    clock = _Clock()
    with Desk.open(str(path), ANN, clock=clock) as desk:
        _staff(desk, QueueMode.BALANCED)
        desk.do(c.EditTeam(LOGINS, {"ramp": "0:2026-03-02:2026-03-03", "limit": 50}))
        desk.do(c.ImportTickets("bench", tuple(_ticket(n) for n in range(WAITING))))
        clock.now += timedelta(days=2)
        begin = time.process_time()
        done = desk.do(c.AssignTickets())
        took = time.process_time() - begin
        assert len(done.assigned) == WAITING
        assert desk.do(c.AssignTickets()).command is None
    return took


def _ticket(n: int) -> SourceTicket:
    priority = ("low", "normal", "high", "normal", "critical")[n % 5]
    return SourceTicket(f"bench:{n}", f"Ticket {n}", {"queue": f"queue {n % QUEUES}", "priority": priority})


def _one(path: Path, rounds: int) -> tuple[float, float]:
    with Desk.open(str(path), ANN) as desk:
        look = _look(desk)
        _staff(desk, QueueMode.BALANCED)
        open_now = [row.ref for row in desk.tickets(parse("is:open"), limit=HELD)]
        for n, login in enumerate(LOGINS):
            desk.do(c.EditTicket(tuple(open_now[n::PEOPLE]), {"assignee": login}))
        desk.do(c.EditSettings({"ticket_limit": 1_000}))
        desk.do(c.AddQueue("by hand"))
        handed, by_hand = (c.AddTicket("Measured", {"queue": name}) for name in ("queue 0", "by hand"))
        assert desk.do(handed).assigned
        assert not desk.do(by_hand).assigned
        pairs = [(_ms(lambda: desk.do(handed)), _ms(lambda: desk.do(by_hand))) for _round in range(20 * rounds)]
    first, second = (statistics.median(times) for times in zip(*pairs, strict=True))
    return first - second, look


def _reads(path: Path, rounds: int) -> tuple[float, float]:
    """Of the desk that ``_one`` left, where somebody has 200 open tickets."""
    with Desk.open(str(path), ANN) as desk:
        mine = [row.ref for row in desk.tickets(parse("is:open"), limit=200)]
        desk.do(c.EditTicket(tuple(mine), {"assignee": LOGINS[0]}))
        assert len(desk.team()) >= PEOPLE
        assert len(desk.my_work(LOGINS[0]).items) >= len(mine)
        team = statistics.median(_ms(desk.team) for _round in range(2 * rounds))
        return team, statistics.median(_ms(lambda: desk.my_work(LOGINS[0])) for _round in range(2 * rounds))


def _look(desk: Desk) -> float:
    """What every change costs that could matter, where no queue hands out by itself."""
    with writing(desk._engine) as connection:
        return statistics.median(_ms(lambda: assigning.handed(connection)) for _round in range(500))


def _ms(act: Callable[[], object]) -> float:
    begin = time.process_time()
    act()
    return 1000 * (time.process_time() - begin)
