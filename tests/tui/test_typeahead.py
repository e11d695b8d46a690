"""Keys that wait for what the keys before them led to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deskboard.tui.typeahead import TypeAhead


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


async def nowhere(_event: object) -> None: ...


def test_an_earlier_wait_does_not_end_a_later_one() -> None:
    program: Any = Timers()
    typing = TypeAhead(program, nowhere, lambda: program)
    typing.started()
    typing.hold()
    (first,) = program.running
    typing.release()
    typing.hold()
    (second,) = program.running
    assert second is not first and typing._held, "the first wait is over, the second is not"
    program.expire()
    assert not typing._held, "and it does not last for ever"
