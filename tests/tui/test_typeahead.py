"""Keys that wait for what the keys before them led to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from threading import Event
from typing import Any

import pytest

from deskboard.config import Settings
from deskboard.desk.desk import Desk
from deskboard.tui.bridge import Bridge
from deskboard.tui.program import Program
from deskboard.tui.terminal import Means
from deskboard.tui.typeahead import TypeAhead
from tests.tui.conftest import ANN, Seat


class Timer:
    """Runs until it is stopped, or until ``Timers.expire``."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act
        self.runs = True

    def stop(self) -> None:
        self.runs = False


class Timers:
    """Stands for the program: time passes in it when a test says so."""

    def __init__(self) -> None:
        self._set: list[Timer] = []

    def set_timer(self, _seconds: float, act: Callable[[], None]) -> Timer:
        self._set.append(Timer(act))
        return self._set[-1]

    @property
    def running(self) -> list[Timer]:
        return [timer for timer in self._set if timer.runs]

    def expire(self) -> None:
        for timer in self.running:
            timer.stop()
            timer.act()


def test_an_earlier_wait_does_not_end_a_later_one() -> None:
    program: Any = Timers()
    typing = TypeAhead(program, lambda: program)
    typing.started()
    typing.hold()
    (first,) = program.running
    typing.release()
    typing.hold()
    (second,) = program.running
    assert second is not first and typing._held, "the first wait is over, the second is not"
    program.expire()
    assert not typing._held, "and it does not last for ever"


def late(db: str) -> tuple[Event, Bridge]:
    """A bridge to a desk that opens only when the gate does."""
    gate = Event()

    def opened() -> Desk:
        gate.wait(30)
        return Desk.open(db, ANN, zone=UTC)

    bridge = Bridge(opened)
    bridge.start()
    return gate, bridge


async def test_keys_pressed_before_the_board_is_there_are_for_it(db: str, desk: Desk, tickets: dict[str, int]) -> None:
    gate, bridge = late(db)
    try:
        program = Program(bridge, Settings(db), Means("dark", False), None, "")
        async with program.run_test(size=(120, 40)) as pilot:
            await pilot.press("j", "1", "slash", "v")
            assert program.message.text == ""
            gate.set()
            seat = Seat(program, pilot)
            await seat.settle()
            assert desk.ticket(tickets["VPN down"]).row.priority == "critical"
            assert seat.screen.query_text == "v"
    finally:
        gate.set()
        bridge.stop()


@pytest.mark.parametrize("keys", [("q",), ("slash", "q", "ctrl+c"), ("j", "ctrl+q")])
async def test_a_start_that_hangs_can_be_left(db: str, keys: tuple[str, ...]) -> None:
    gate, bridge = late(db)
    program = Program(bridge, Settings(db), Means("dark", False), None, "")
    try:
        async with program.run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys[:-1])
            assert not program._exit
            await pilot.press(keys[-1])
            assert program._exit and program.return_code == 0
            bridge.stop()
            assert bridge._thread.is_alive(), "it is not waited for"
    finally:
        gate.set()
        bridge._thread.join(30)
