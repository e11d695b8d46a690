"""The filter line, and where it leaves the cursor."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket, EditTicket
from deskboard.domain.query import parse
from deskboard.tui.screens import filtering
from tests.tui.conftest import Sit, until

TODO, DOING, DONE = "To Do", "Doing", "Done"


async def test_typing_never_fires_commands(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        before = [entry.id for entry in desk.history()]
        await seat.press("slash", "1", "L", "backspace", "backspace", "q", "u", "escape")
        assert seat.program.is_running and [entry.id for entry in desk.history()] == before


async def test_filter_is_live_and_enter_keeps_it(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("slash")
        await seat.type("vpn")
        assert seat.columns() == {TODO: [tickets["VPN down"]], DOING: [], DONE: []}
        assert "1 of 3" in seat.text() and "1 ticket" in seat.text() and "No match." in seat.text()
        await seat.press("enter")
        assert seat.ref == tickets["VPN down"] and "/vpn" in seat.text()
        await seat.press("escape")
        assert len(seat.columns()[TODO]) == 3 and seat.ref == tickets["VPN down"]


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


async def test_a_query_from_the_command_line_filters_from_the_start(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(query="laptop") as seat:
        assert seat.columns()[TODO] == [tickets["Laptop"]] and seat.columns()[DOING] == []


async def test_an_empty_column_and_no_match_look_different(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("Only one"))
    async with sit() as seat:
        assert "empty" in seat.text() and "No match" not in seat.text()
        await seat.press("slash")
        await seat.type("zzz")
        assert "No match." in seat.text() and "Esc clears the filter." in seat.text()


async def test_filtering_by_query_and_by_board_agree(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit(query="is:open") as seat:
        shown = {ref for refs in seat.columns().values() for ref in refs}
        assert shown == {row.ref for row in desk.tickets(parse("is:open"))}


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
