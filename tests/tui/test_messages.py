"""Messages: whole on a narrow screen, and gone when they have been read."""

from __future__ import annotations

import asyncio
from threading import Event

from deskboard.tui.widgets.status import ERROR
from tests.tui.conftest import Sit

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
