"""Messages: whole on a narrow screen, and gone when they have been read."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from threading import Event

import pytest

from deskboard.desk.desk import Desk
from deskboard.tui.widgets.status import ERROR
from deskboard.tui.working import words
from tests.tui.conftest import Seat, Sit, until

LONG = "Bob set the priority of #5 to high 10 s ago: press u again to go on with the change before it, or leave it."


async def test_a_long_message_goes_on_in_the_last_line_until_the_next_key(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(size=(80, 24)) as seat:
        seat.program.say(LONG, ERROR)
        await seat.settle()
        shown = " ".join(" ".join(seat.text().splitlines()[-2:]).split())
        assert LONG in shown
        await seat.press("j")
        assert "Bob" not in seat.text() and "Enter open" in seat.text()


async def test_an_error_is_gone_at_the_next_key_and_other_news_stay(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("1")
        told = seat.message
        await seat.press("j")
        assert told in seat.text()
        seat.program.say("No.", ERROR)
        await seat.settle()
        await seat.press("k")
        assert "No." not in seat.text()


async def test_the_due_date_that_was_set_is_told(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("D")
        await seat.type("2026-01-31 17:00")
        await seat.press("enter")
        assert seat.message == f"#{seat.ref}: due 2026-01-31 17:00"
        await seat.press("D")
        assert seat.screen.prompt.value == "2026-01-31 17:00", "it begins with the date that is set"
        await seat.press(*"none", "enter")
        assert seat.message == f"#{seat.ref}: due none"


async def test_without_room_behind_the_place_the_message_stands_below(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(size=(28, 12)) as seat:
        seat.program.say("There is no column there.", ERROR)
        await seat.settle()
        assert seat.text().splitlines()[-1].strip() == "There is no column there."


async def test_what_takes_long_is_said_and_what_stood_there_comes_back(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        seat.program.say("Before")
        going_on = Event()
        seat.program.bridge.submit(lambda desk: going_on.wait(30))
        async with asyncio.timeout(30):
            while "Working" not in seat.message:
                await seat.pilot.pause(0.05)
            going_on.set()
            while seat.message != "Before":
                await seat.pilot.pause(0.05)


async def test_what_the_board_does_by_itself_is_never_said_to_take_long(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        asked: list[str] = []
        seat.program.bridge.asked = lambda: asked.append("asked")
        seat.program.board_screen.tick()
        assert not asked
        await seat.press("1")
        assert asked


async def _shown(seat: Seat, told: str) -> None:
    """Wait until that stands on the screen, while the worker is busy."""
    async with asyncio.timeout(30):
        while told not in seat.text():
            await asyncio.sleep(0.05)


async def test_esc_gives_up_a_change_that_takes_long(sit: Sit, desk: Desk, db: str, tickets: dict[str, int]) -> None:
    """Somebody else holds the database, so that the change waits for its turn."""
    async with sit() as seat:
        ref = seat.ref
        before = desk.ticket(ref)
        with closing(sqlite3.connect(db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await seat.pilot.press("1")
            await _shown(seat, "Esc cancels")
            await seat.pilot.press("escape")
            await _shown(seat, "Cancelling")
            other.execute("ROLLBACK")
        await until(seat, lambda: "Cancelled: nothing was changed." in seat.text())
        assert desk.ticket(ref) == before
        await seat.press("1")
        assert desk.ticket(ref).row.priority == "critical"


@pytest.mark.parametrize(
    ("waited", "state", "told"),
    [
        (0.6, {}, "Working…"),
        (2.2, {}, "Working… 2 s"),
        (2.2, {"gives_up": True}, "Working… 2 s · Esc cancels"),
        (7.0, {"gives_up": True, "given_up": True}, "Cancelling… · no answer from the database since 14:02:11; "),
        (7.0, {}, "Working… 7 s · no answer from the database since 14:02:11; what you typed is kept, also when"),
    ],
)
def test_what_is_said_of_what_takes_long(waited: float, state: dict[str, bool], told: str) -> None:
    assert words(waited, "14:02:11", "q", **{"gives_up": False, "given_up": False, **state}).startswith(told)
