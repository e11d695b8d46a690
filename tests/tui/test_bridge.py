"""The worker thread: one desk on one thread, answers in order, nothing lost."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.errors import NotFound, Unavailable, Unreachable
from deskboard.domain.model import Fate
from deskboard.tui.bridge import Bridge
from tests.tui.conftest import ANN


class Loop:
    """Stands for the event loop: what is delivered waits here to be done."""

    def __init__(self) -> None:
        self._acts: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def deliver(self, act: Callable[[], None]) -> None:
        self._acts.put(act)

    def run(self, count: int = 1) -> None:
        for _ in range(count):
            self._acts.get(timeout=30)()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def bridge(db: str, loop: Loop):
    made = Bridge(lambda: Desk.open(db, ANN))
    made.start()
    made.attach(loop.deliver)
    yield made
    made.stop()


def test_everything_happens_on_the_one_worker_in_order(bridge: Bridge, loop: Loop) -> None:
    threads, results = set(), []
    for n in range(5):
        bridge.submit(lambda desk, n=n: (threads.add(threading.get_ident()), n)[1], results.append)
    loop.run(5)
    assert results == [0, 1, 2, 3, 4]
    assert len(threads) == 1 and threading.get_ident() not in threads


def test_only_the_newest_of_waiting_jobs_with_a_key_is_done(bridge: Bridge, loop: Loop) -> None:
    gate, results = threading.Event(), []
    bridge.submit(lambda desk: gate.wait(30))
    for n in range(5):
        bridge.submit(lambda desk, n=n: n, results.append, key="board")
    gate.set()
    loop.run(2)
    assert results == [4]


def test_a_refusal_goes_to_its_job_or_to_everybody(bridge: Bridge, loop: Loop) -> None:
    own, common = [], []
    bridge.failed = common.append
    bridge.submit(lambda desk: desk.ticket(99), failed=own.append)
    bridge.submit(lambda desk: desk.ticket(98))
    loop.run(2)
    assert isinstance(own[0], NotFound) and isinstance(common[0], NotFound) and len(own) == len(common) == 1


def test_a_broken_job_is_told_and_the_worker_goes_on(bridge: Bridge, loop: Loop) -> None:
    broken, results = [], []
    bridge.broken = broken.append
    bridge.submit(lambda desk: 1 / 0)
    bridge.submit(lambda desk: "fine", results.append)
    loop.run(2)
    assert isinstance(broken[0], ZeroDivisionError) and results == ["fine"]


def test_a_job_that_fails_after_its_change_says_nothing_of_the_next(bridge: Bridge, loop: Loop) -> None:
    fates = []
    bridge.submit(lambda desk: (desk.do(AddTicket("a")), desk.ticket(99)))
    bridge.submit(lambda desk: fates.append(desk.line.fate))
    loop.run(2)
    assert fates == [Fate.NONE]


def test_after_a_cut_only_what_became_of_the_change_is_told(bridge: Bridge, loop: Loop) -> None:
    told = []
    bridge.failed, bridge.cut, bridge.back = (lambda what, n=n: told.append(n) for n in ("failed", "cut", "back"))
    bridge.again = lambda _none: told.append("again")
    coming = [Unavailable("gone"), Unreachable("cut")]

    def changes() -> None:
        if coming:
            raise coming.pop(0)

    bridge.submit(lambda desk: setattr(desk, "changes", changes))
    while "back" not in told:
        loop.run(1)
    bridge.submit(lambda desk: desk.changes())
    loop.run(1)
    assert told == ["failed", "cut", "back"]


def test_what_others_write_is_told_once(bridge: Bridge, loop: Loop, bob: Desk) -> None:
    told = []
    bridge.changed = told.append
    bridge.submit(lambda desk: None, lambda _none: None)
    loop.run(1)
    ref = bob.do(AddTicket("From Bob")).refs[0]
    while not any(ref in changes.tickets for changes in told):
        loop.run(1)  # that Bob joined may be told before
    bob.do(AddTicket("Another"))
    loop.run(1)
    assert [ref in changes.tickets for changes in told][-2:] == [True, False]


def test_a_desk_that_cannot_be_opened_is_told_and_ends_the_worker(loop: Loop) -> None:
    def fail() -> Desk:
        raise Unavailable("locked")

    lost = []
    bridge = Bridge(fail)
    bridge.lost = lost.append
    bridge.start()
    bridge.attach(loop.deliver)
    loop.run(1)
    assert [str(error) for error in lost] == ["locked"]
    bridge.stop()


def test_stopping_finishes_what_was_asked(db: str, loop: Loop, desk: Desk) -> None:
    bridge = Bridge(lambda: Desk.open(db, ANN))
    bridge.start()
    bridge.attach(loop.deliver)
    for n in range(10):
        bridge.submit(lambda worker, n=n: worker.do(AddTicket(f"Ticket {n}")))
    bridge.stop(60)
    assert desk.count() == 10
