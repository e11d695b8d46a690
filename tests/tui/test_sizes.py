"""The board in any size of terminal, when it gets another, and cards of other heights."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from tests.tui.conftest import Sit


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (30, 10), (59, 20), (200, 50)])
async def test_resizing_never_breaks_it(sit: Sit, tickets: dict[str, int], size: tuple[int, int]) -> None:
    async with sit() as seat:
        await seat.press("j", "l")
        ref = seat.ref
        await seat.pilot.resize_terminal(*size)
        await seat.press("k", "j", "h", "l")
        await seat.pilot.resize_terminal(120, 40)
        await seat.settle()
        assert seat.ref == ref and f"#{ref} " in seat.text()


async def test_a_new_size_counts_though_the_timer_that_waits_for_it_was_lost(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        seat.program._resize_timer = SimpleNamespace(stop=lambda: None)
        await seat.pilot.resize_terminal(50, 20)
        await seat.settle()
        assert "To Do" in seat.text() and "Doing" not in seat.text()


async def test_below_sixty_cells_one_column_is_shown_at_a_time(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(size=(50, 20)) as seat:
        assert "To Do" in seat.text() and "Doing" not in seat.text() and "2 more ›" in seat.text()
        await seat.press("l")
        assert "Doing 2" in seat.text() and "‹ 1 more" in seat.text() and "1 more ›" in seat.text()


async def test_three_columns_fit_into_80_by_24_with_whole_headings(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(size=(80, 24)) as seat:
        first = seat.text().splitlines()[0]
        assert all(heading in first for heading in ("To Do 3", "Doing 2", "Done 1"))


async def test_a_long_column_scrolls_and_keeps_cursor_in_view(sit: Sit, desk: Desk) -> None:
    for n in range(150):
        desk.do(AddTicket(f"Ticket {n}"))
    async with sit() as seat:
        for key in ("G", "pageup", "pagedown", "g", *["pagedown"] * 5):
            await seat.press(key)
            assert f"#{seat.ref} " in seat.text(), key
        await seat.press("G")
        assert seat.board.card.title == "Ticket 0"


async def test_density_changes_the_height_of_cards(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        heights = []
        for _ in range(3):
            await seat.press("z")
            heights.append(seat.program.look.height)
            assert "VPN down" in seat.text()
        assert heights == [6, 1, 4]
