"""What the desk does by itself when it is time, by whichever process comes first."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from deskboard.desk import jobs
from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import NotAllowed, Refused, Unavailable
from deskboard.domain.model import Membership, QueueMode, Role, Status
from deskboard.domain.ticking import ARCHIVE, HAND_OUT, IDLE, WAKE, Busy, Ticked, told, who
from deskboard.store import dialect
from deskboard.store.engine import open_engine, writing
from deskboard.store.tables import command, lease
from tests.conftest import Clock, OpenDesk

Lease = Callable[..., None]


@pytest.fixture
def set_lease(db: str, clock: Clock) -> Lease:
    """Changes the lease, in seconds from now by the clock that holders share: who has it, until
    when, and when it was last done."""

    def change(holder: Desk, until: float, done: float | None = None, pid: int = 0) -> None:
        engine = open_engine(db, create=False)
        seat = holder.presence.seat
        with writing(engine) as connection:
            now = dialect.shared_now(connection, clock.now)
            values = {
                "holder": json.dumps(seat._replace(pid=pid or seat.pid)),
                "until": now + timedelta(seconds=until),
                "done": None if done is None else now + timedelta(seconds=done),
            }
            if not connection.execute(update(lease).values(**values)).rowcount:
                connection.execute(insert(lease), [{"name": jobs.TICK, **values}])
        engine.dispose()

    return change


@pytest.fixture
def due(open_desk: OpenDesk, clock: Clock) -> Desk:
    """A desk at which bob is idle, #1 waits for ann, who has room for it from today on, #2 is long
    done, and #3 sleeps no more."""
    ann = open_desk("ann")
    ann.do(c.AddPerson("bob", role=Role.AGENT))
    with_room_later(ann)
    done = ann.board().columns[-1].id
    ann.do(c.AddTicket("old", column=done))
    ann.do(c.AddTicket("sleeps"))
    ann.do(c.EditTicket((3,), {"status": Status.WAITING, "wake": clock.now + timedelta(hours=1)}))
    ann.do(c.EditSettings({"away_after": 30}))
    clock.forward(days=20)
    ann.do(c.AddTicket("ann is here"))
    return ann


def with_room_later(ann: Desk) -> None:
    """A ticket in a queue of ann's, who may have none before some days have passed."""
    ann.do(c.AddQueue("network", QueueMode.BALANCED))
    queue = ann.queue_lines()[0].id
    ann.do(c.EditTeam(("ann",), {"limit": 9, "ramp": "0:2026-03-02:2026-03-21"}, {queue: Membership.PRIMARY}))
    ann.do(c.AddTicket("waits", {"queue": "network"}))


def commands(desk: Desk) -> Counter[str]:
    """What the desk did by itself."""
    query = select(command.c.name).where(command.c.actor == "deskboard", command.c.name.not_in(["Found", "Join"]))
    return Counter(desk._read(lambda connection: list(connection.execute(query).scalars())))


def did(ticked: Ticked) -> list[str]:
    return [duty.name for duty in ticked.changed]


def test_everything_that_is_due_is_done_once(due: Desk) -> None:
    ticked = due.tick(14)
    assert did(ticked) == [IDLE, WAKE, ARCHIVE]
    assert [told(duty, 14) for duty in ticked.changed] == [
        "Nothing was heard of them for long: bob is away.",
        "Back from sleep: #3",
        "1 ticket, done for 14 days, went to the archive.",
    ]
    assert due.ticket(3).row.status == Status.NORMAL
    assert due.ticket(2).row.archived is not None
    before = due.history(limit=1)
    assert did(due.tick(14)) == []
    assert due.history(limit=1) == before


def test_whoever_has_room_from_today_on_is_handed_what_waits(open_desk: OpenDesk, clock: Clock) -> None:
    ann = open_desk("ann")
    with_room_later(ann)
    assert did(ann.tick()) == []
    clock.forward(days=20)
    ticked = ann.tick()
    assert [told(duty, 0) for duty in ticked.changed] == ["Handed out from the queues: #1"]
    assert ann.ticket(1).row.assignee == "ann", "her limit has grown meanwhile"


def test_nobody_waits_for_a_hand_out_of_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.do(c.AddQueue("network", QueueMode.BALANCED))
    monkeypatch.setattr(jobs, "work", None)
    assert desk.hand_out().command is None


def test_nothing_goes_to_the_archive_where_nobody_wants_it(due: Desk) -> None:
    assert ARCHIVE not in did(due.tick(0))
    assert due.ticket(2).row.archived is None


def test_the_desk_says_after_how_many_days_and_who_asks_only_where_it_has_not(due: Desk) -> None:
    due.do(c.EditSettings({"archive_after_days": 30}))
    assert ARCHIVE not in did(due.tick(1)), "it was done 20 days ago"
    due.do(c.EditSettings({"archive_after_days": 19}))
    ticked = due.tick(0)
    assert did(ticked) == [ARCHIVE] and ticked.archive_after_days == 19
    due.undo()
    due.do(c.EditSettings({"archive_after_days": None}))
    assert [due.tick(days).archive_after_days for days in (None, 0, 5)] == [14, 0, 5]


def test_one_board_in_a_while_is_enough_unless_the_clock_was_set_back(desk: Desk, set_lease: Lease) -> None:
    for done, rests in ((-40, True), (-55, False), (3600, False)):
        set_lease(desk, -10, done)
        assert (desk.tick(14, rest=50) == Ticked()) == rests, done
    set_lease(desk, -10, -40)
    assert desk.tick(14).duties, "whoever asks for it has it done"


def test_who_is_at_it_is_left_to_it_for_a_minute_at_most(desk: Desk, open_desk: OpenDesk, set_lease: Lease) -> None:
    bob = open_desk("bob")
    seat = bob.presence.seat
    for until, held in ((30, True), (-1, False), (3600, False)):
        set_lease(bob, until)
        ticked = desk.tick(14)
        assert ticked.by == (Busy("bob", seat.host, seat.pid) if held else None), until
        assert bool(ticked.duties) != held
    told = who(Busy("bob", seat.host, seat.pid))
    assert told == f"bob is just at it (process {seat.pid} on {seat.host.split()[0]})."


def test_who_died_at_it_holds_up_nobody(due: Desk, open_desk: OpenDesk, set_lease: Lease) -> None:
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    bob = open_desk("bob")
    set_lease(bob, 30, pid=killed.pid)
    assert due.tick(14).by is not None
    killed.kill()
    killed.wait()
    assert did(due.tick(14)) == [IDLE, WAKE, ARCHIVE]


def test_what_fails_keeps_nothing_else_from_being_done(due: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(desk: object, options: object) -> None:
        raise Refused("No.", "Really.")

    monkeypatch.setitem(jobs.DUTIES, WAKE, fail)  # type: ignore[arg-type]
    ticked = due.tick(14)
    assert did(ticked) == [IDLE, ARCHIVE]
    assert [(duty.name, duty.failed) for duty in ticked.failed] == [(WAKE, "No. Really.")]
    monkeypatch.undo()
    assert did(due.tick(14, rest=50)) == [WAKE], "it was not done, so there is nothing to rest on"


def test_a_lease_is_given_back_even_if_the_program_breaks(
    due: Desk, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(desk: object, options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(jobs.DUTIES, HAND_OUT, fail)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        due.tick(14)
    monkeypatch.undo()
    assert open_desk("bob").tick(14, rest=50).duties


def test_a_viewer_sets_nothing_off(due: Desk, open_desk: OpenDesk) -> None:
    due.do(c.AddPerson("vic", role=Role.VIEWER))
    with pytest.raises(NotAllowed, match="your role is viewer"):
        open_desk("vic").tick(14)


def test_a_board_does_not_wait_for_others_who_write(db: str, due: Desk) -> None:
    due.tick()
    engine = open_engine(db, create=False)
    with writing(engine) as connection:
        connection.execute(update(lease).values(done=None))
        with pytest.raises(Unavailable):
            due.tick(14, patient=False)
    engine.dispose()
    assert due.tick(14, patient=False).duties


def test_many_processes_at_once_do_everything_once(db: str, due: Desk, clock: Clock) -> None:
    argv = [sys.executable, "-m", "tests.desk.ticking", db, "6", clock.now.isoformat()]
    ran = subprocess.run(argv, capture_output=True, check=True, timeout=120)
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(found) == 6
    assert [one["failed"] for one in found if one["failed"]] == []
    assert Counter(name for one in found for name in one["did"]) == Counter([IDLE, WAKE, ARCHIVE])
    assert commands(due) == Counter({"NoteIdle": 1, "WakeTickets": 1, "ArchiveResolved": 1, "AssignTickets": 1})
    assert due.ticket(1).row.assignee == "ann"
