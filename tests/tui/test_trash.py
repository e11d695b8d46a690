"""The trash from the board: Delete, looking into it, restoring, and a purge that asks first."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.query import parse
from tests.tui.conftest import BOB, Sit


async def palette(seat, words: str) -> None:
    await seat.press("colon")
    await seat.type(words)
    await seat.press("enter")


async def test_delete_puts_it_into_the_trash_and_undo_brings_it_back(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("delete")
        assert ref not in seat.columns()["To Do"] and seat.ref is not None, "the cursor goes to a neighbour"
        assert f"#{ref}: to the trash" in seat.message
        await seat.press("u")
        assert ref in seat.columns()["To Do"]
        await seat.press("enter", "delete")
        assert "in the trash" in seat.text()
        await seat.press("q")
        assert desk.count(parse("is:trashed")) == 1


async def test_the_trash_is_looked_into_and_restored_from(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("delete")
        await palette(seat, "show the trash")
        assert seat.columns() == {"To Do": [ref], "Doing": [], "Done": []} and seat.ref == ref
        await palette(seat, "restore from")
        assert seat.ref is None
        await seat.press("escape")
        assert ref in seat.columns()["To Do"]


async def test_a_purge_asks_first(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        for _n in range(2):
            await seat.press("delete")
        await palette(seat, "show the trash")
        ref = seat.ref
        await palette(seat, "purge from")
        assert "this cannot be undone" in seat.text()
        await seat.press("enter")
        assert desk.count(parse("is:trashed")) == 2, "Enter alone keeps it"
        await palette(seat, "purge from")
        await seat.type("yes")
        await seat.press("enter")
        assert f"#{ref}: purged for good" in seat.message and desk.count(parse("is:trashed")) == 1
        await palette(seat, "empty the")
        await seat.press("down", "enter")
        assert desk.count(parse("is:trashed")) == 0
        await palette(seat, "empty the")
        assert "The trash is empty." in seat.message


@pytest.mark.usefixtures("tickets")
async def test_an_agent_is_told_why_not(sit: Sit, bob: Desk) -> None:
    async with sit(who=BOB) as seat:
        await palette(seat, "empty the trash")
        assert "Only an admin" in seat.text() or "Only an admin" in seat.message
