"""The filter line of the board: what it leaves in view, and where the cursor goes."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import EditTicket
from deskboard.tui.screens import filtering
from tests.tui.conftest import Sit, until

TODO, DOING, DONE = "To Do", "Doing", "Done"


async def test_a_filter_takes_the_cursor_to_the_nearest_column_it_leaves_cards_in(
    sit: Sit, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("j", "slash")
        first = seat.ref
        await seat.type("wi-fi")
        await seat.press("enter")
        assert seat.ref == tickets["Slow Wi-Fi"] and seat.board.stack.column.name == DOING
        await seat.press("escape")
        assert seat.ref == tickets["Slow Wi-Fi"], "what was found is what is looked at"
        await seat.press("h", "g", "j", "slash")
        assert seat.ref == first
        await seat.type("monitor")
        assert seat.ref == tickets["Monitor"]
        await seat.press("escape")
        assert seat.ref == first, "a filter that was not kept leaves everything as it was"
        await seat.press("slash")
        await seat.type("nothing-like-it")
        await seat.press("enter")
        assert seat.ref is None
        await seat.press("escape")
        assert seat.ref == first


async def test_who_walks_into_an_empty_column_stays_there(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit(query="is:open") as seat:
        await seat.press("l", "l")
        bob.do(EditTicket((tickets["Laptop"],), {"title": "Lap top"}))
        await until(seat, lambda: "Lap top" in seat.text())
        assert seat.board.stack.column.name == DONE and seat.ref is None
        await seat.press("slash", "enter", "h")
        assert seat.ref in seat.columns()[DOING]


async def test_the_last_ticket_of_a_column_hands_the_cursor_to_the_nearest_column(
    sit: Sit, tickets: dict[str, int]
) -> None:
    async with sit(query="-vpn -printer") as seat:
        await seat.press("backspace")
        assert seat.columns()[TODO] == [] and seat.ref == seat.columns()[DOING][0]
    async with sit(query="monitor") as seat:
        assert seat.ref == tickets["Monitor"], "also from the start"


async def test_a_wrong_query_is_marked_and_the_last_good_result_stays(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("slash")
        await seat.type("vpn")
        seat.screen.focused.insert_text_at_cursor(" prioritiy:high")
        await seat.settle()
        lines = seat.text().splitlines()
        assert lines[-1].index("^") == lines[-2].index("prioritiy")
        assert "priority" in lines[-1]
        assert seat.columns()[TODO] == [tickets["VPN down"]]
        await seat.press("enter")
        assert seat.screen.line.has_class("typing"), "a query that cannot be read is not kept"
        await seat.press("escape")
        assert len(seat.columns()[TODO]) == 3


async def test_a_word_that_becomes_a_key_leaves_the_result_from_before_it(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("slash")
        await seat.type("prioritiy:")
        assert seat.columns()[TODO] and seat.columns()[DOING]
        assert "^" in seat.text().splitlines()[-1]
        await seat.type("high")
        assert len(seat.columns()[TODO]) == 3


@pytest.mark.parametrize(
    ("before", "text", "good"),
    [
        ("vpn prioritiy", "vpn prioritiy:", "vpn"),
        ("vpn -stat", "vpn -stat:", "vpn"),
        ("(tag:a", "(tag:a:", "("),
        ("vpn", "vpn prioritiy:x", "vpn"),
        ("vpn", 'vpn "', "vpn"),
        ("", ":", ""),
    ],
)
def test_the_last_good_result_is_not_that_of_a_half_typed_key(before: str, text: str, good: str) -> None:
    assert filtering.last_good(before, text) == good
