"""Triage from the keyboard: marks, bulk changes with their report, repeat, quick filters, views."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.commands import AddTicket, ArchiveTicket, EditTicket
from deskboard.domain.model import Role
from deskboard.domain.query import parse
from deskboard.tui import reading
from tests.tui.conftest import BOB, Seat, Sit

TODO, DOING, DONE = "To Do", "Doing", "Done"


def marked(seat: Seat) -> list[int]:
    return list(seat.board.marked)


def status(seat: Seat) -> str:
    return str(seat.program.screen_stack[0].status.text)


async def test_space_marks_and_goes_on_and_the_mark_can_be_seen(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        first, second, third = seat.columns()[TODO]
        await seat.press("space", "space")
        assert marked(seat) == [first, second] and seat.ref == third
        assert f"●#{first}" in seat.text() and "2 marked" in status(seat)
        await seat.press("k", "space")
        assert marked(seat) == [first] and "1 marked" in status(seat)


@pytest.mark.parametrize("settings", [{"density": "compact"}, {"ascii": True}])
async def test_marks_show_in_every_look(sit: Sit, tickets: dict[str, int], settings: dict[str, object]) -> None:
    async with sit(**settings) as seat:
        first = seat.ref
        await seat.press("space", "k")
        assert f"{seat.program.look.glyphs.mark}#{first}" in seat.text()


async def test_a_range_is_marked_in_shown_order(sit: Sit, desk: Desk) -> None:
    for n in range(150):
        desk.do(AddTicket(f"t{n}"))
    async with sit(size=(100, 30)) as seat:
        await seat.press("j", "V")
        assert "other end" in seat.message
        await seat.press("G", "V")
        assert marked(seat) == list(range(149, 0, -1))
        assert "149 marked" in status(seat)


async def test_star_marks_all_that_match_and_again_none(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(query="e") as seat:
        shown = [ref for refs in seat.columns().values() for ref in refs]
        await seat.press("*")
        assert sorted(marked(seat)) == sorted(shown) and len(shown) < 6
        await seat.press("*")
        assert marked(seat) == []


async def test_escape_clears_the_marks_then_the_filter(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(query="is:open") as seat:
        await seat.press("space", "escape")
        assert marked(seat) == [] and "is:open" in status(seat)
        await seat.press("escape")
        assert "is:open" not in status(seat)


async def test_a_key_changes_all_that_is_marked_and_one_undo_takes_it_back(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("*", "2")
        assert {row.priority for row in desk.tickets()} == {"high"}
        assert "6 tickets: priority high" in seat.message
        assert len(marked(seat)) == 6
        await seat.press("u")
        assert {row.priority for row in desk.tickets()} == {"normal"}


async def test_marked_tickets_each_go_one_column_further(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        first = seat.columns()[TODO][0]
        work = seat.columns()[DOING][0]
        await seat.press("space", "l", "g", "space", "L")
        assert first in seat.columns()[DOING] and work in seat.columns()[DONE]
        await seat.press("u")
        assert seat.columns()[TODO][0] == first and seat.columns()[DOING][0] == work


async def test_dialogs_are_about_all_that_is_marked(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        first, second, third = seat.columns()[TODO]
        desk.do(EditTicket((first,), add_tags=("old",)))
        await seat.press("space", "space", "t")
        assert "2 tickets" in seat.text()
        await seat.type("vpn -old")
        await seat.press("enter", "s")
        await seat.type("blocked")
        await seat.press("enter", "m")
        await seat.type("done")
        await seat.press("enter", "C")
        await seat.press(*"Looking")
        await seat.press("ctrl+s")
        for ref in (first, second):
            page = desk.ticket(ref)
            assert (page.row.tags, page.row.status, page.row.column) == (("vpn",), "blocked", DONE)
            assert [comment.text for comment in page.comments] == ["Looking"]
        assert desk.ticket(third).row.tags == ()


async def test_what_the_dialog_was_opened_on_is_what_it_changes(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        first, second, _third = seat.columns()[TODO]
        await seat.press("s")
        bob.do(ArchiveTicket((first,)))
        seat.program.screen_stack[0].reload()
        await seat.settle()
        await seat.type("blocked")
        await seat.press("enter")
        assert desk.ticket(first).row.status == "blocked"
        assert desk.ticket(second).row.status == "normal"


async def test_what_was_refused_is_reported_ticket_by_ticket(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        first, second, third = seat.columns()[TODO]
        await seat.press("space", "space", "space")
        bob.do(ArchiveTicket((second,)))
        await seat.press("L")
        text = seat.text()
        assert "1 refused" in text and f"#{second} is archived" in text and "2 done" in text
        await seat.press("escape")
        assert marked(seat) == [first, third], "what left the board is marked no more"
        await seat.press(":")
        await seat.type("report")
        await seat.press("enter")
        assert f"#{second} is archived" in seat.text()


async def test_a_refusal_can_be_read_to_its_end(sit: Sit, tickets: dict[str, int]) -> None:
    from deskboard.domain.readmodels import Done
    from tests.tui.test_messages import LONG

    async with sit(size=(80, 24)) as seat:
        seat.program.show_report(Done("MoveTicket", None, (), tuple((ref, LONG) for ref in tickets.values())))
        await seat.settle()
        told = " ".join(seat.screen.sheet.text.split())
        assert told.count(LONG) == len(tickets)
        assert "change before it, or leave it." in " ".join(seat.text().replace("│", " ").split())


async def test_what_the_filter_hides_is_said(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    hidden = "hidden by the filter (Esc)"
    async with sit(query="laptop priority:normal") as seat:
        await seat.press("n")
        await seat.answer("Another laptop")
        assert hidden not in seat.message
        await seat.answer("Screen")
        assert hidden in seat.message
        await seat.press("escape", "2")
        assert "priority high" in seat.message and hidden in seat.message
        await seat.press("backspace")
        assert hidden not in seat.message


async def test_marked_tickets_of_the_archive_can_be_restored(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    refs = tuple(tickets.values())
    desk.do(ArchiveTicket(refs))
    async with sit(query="is:archived") as seat:
        await seat.press("*", ":")
        await seat.type("restore from")
        await seat.press("enter")
        assert desk.board().columns[0].total == 3
        assert len(marked(seat)) == 6


async def test_the_last_change_is_repeated_here_and_on_marks(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        first, second, third = seat.columns()[TODO]
        await seat.press(".")
        assert "nothing to repeat" in seat.message
        await seat.press("t")
        await seat.type("vpn")
        await seat.press("enter", "j", ".")
        assert desk.ticket(second).row.tags == ("vpn",)
        await seat.press("1", "u", "j", ".")
        assert desk.ticket(third).row.priority == "critical"
        await seat.press("escape", "*", ".")
        assert {row.priority for row in desk.tickets()} == {"critical"}
        await seat.press("escape", "g", "enter", "4", ".")
        assert desk.ticket(first).row.priority == "low"


async def test_what_was_written_is_not_repeated(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("1", "c")
        await seat.press(*"Hello")
        await seat.press("ctrl+s", "j", ".")
        assert "not repeated" in seat.message
        assert desk.ticket(seat.ref).comments == ()
        assert desk.ticket(seat.ref).row.priority == "normal"


async def test_quick_filters_show_their_counts_and_toggle(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(EditTicket((1, 2), {"assignee": "me"}))
    desk.do(EditTicket((4,), {"status": "waiting for requester"}))
    async with sit() as seat:
        await seat.press("f")
        lines = {line.split("is:")[0].strip("│▌ ●"): line for line in seat.text().splitlines() if "is:" in line}
        assert any("mine" in key and key.endswith("2") for key in lines), lines
        assert any("waiting" in key and key.endswith("1") for key in lines), lines
        await seat.press("m")
        assert sum(map(len, seat.columns().values())) == 2 and "is:mine" in status(seat)
        await seat.press("f", "3")
        assert sum(map(len, seat.columns().values())) == 6


async def test_a_filter_that_finds_nothing_names_what_is_known_nowhere(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("one", {"queue": "network"}))
    desk.do(c.AddView("Slip", "assignee:bobb"))
    async with sit() as seat:
        await seat.press("slash")
        await seat.type("queue:netwrk")
        await seat.press("enter")
        assert "There is no queue “netwrk”. Did you mean “network”?" in seat.message
        await seat.press("escape", "v", "1")
        assert "Nobody here is called bobb." in seat.message


async def test_a_view_is_saved_picked_shared_renamed_and_removed(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit(query="printer sort:title") as seat:
        await seat.press("v")
        assert "no views yet" in seat.text()
        await seat.press("s")
        await seat.type("Paper")
        await seat.press("enter")
        assert [(view.name, view.query) for view in desk.views()] == [("Paper", "printer sort:title")]
        await seat.press("escape", "v")
        assert "printer sort:title" in seat.text()
        await seat.press("1")
        assert "printer" in status(seat)
        await seat.press("v", "S")
        assert desk.views()[0].shared and "shared" in seat.text()
        await seat.press("r")
        await seat.type(" jam")
        await seat.press("enter")
        assert desk.views()[0].name == "Paper jam"
        await seat.press("backspace", "escape", "escape")
        assert desk.views() == ()
        await seat.press("u")
        assert desk.views()[0].name == "Paper jam"


async def test_a_sorted_board_keeps_its_order_and_says_why(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(query="sort:title") as seat:
        cards = [card.title for card in seat.board.stacks[0].page.cards]
        assert cards == sorted(cards)
        order = seat.columns()[TODO]
        await seat.press("J")
        assert seat.columns()[TODO] == order and "sort:" in seat.message


async def test_a_very_large_undo_asks_first(
    sit: Sit, desk: Desk, tickets: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGE", 4)
    async with sit() as seat:
        await seat.press("*", "1", "u")
        assert "takes back 6 tickets" in seat.message
        assert {row.priority for row in desk.tickets()} == {"critical"}
        await seat.press("j", "u")
        assert {row.priority for row in desk.tickets()} == {"critical"}, "another key takes the yes away"
        await seat.press("u")
        assert {row.priority for row in desk.tickets()} == {"normal"}
        await seat.press("U", "U")
        assert {row.priority for row in desk.tickets()} == {"critical"}


async def test_a_viewer_may_mark_and_save_views_but_change_nothing(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    desk.do(c.AddPerson("bob", role=Role.VIEWER))
    async with sit(who=BOB, query="is:open") as seat:
        await seat.press("*", "1")
        assert "viewer" in seat.message
        await seat.press("v", "s")
        await seat.type("Mine")
        await seat.press("enter")
        assert "saved" in seat.message


async def test_a_key_pressed_twice_leaves_a_dialog_once(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        for key in ("s", "f", "v", "t"):
            await seat.press(key)
            await seat.pilot.press("escape", "escape", "escape")
            await seat.settle()
        assert seat.screen is seat.program.screen_stack[0]


async def test_marked_tickets_go_to_the_trash_and_purging_is_never_repeated(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        third = seat.columns()[TODO][2]
        await seat.press("space", "space", "delete")
        assert seat.columns()[TODO] == [third] and marked(seat) == []
        desk.do(c.TrashTicket((third,)))
        seat.screen.apply("is:trashed")
        seat.screen.reload()
        await seat.settle()
        await seat.press("g", "space", "space", ":")
        await seat.type("purge from")
        await seat.press("enter")
        assert "Purge 2 tickets" in seat.text()
        await seat.type("yes")
        await seat.press("enter", ".")
        assert "nothing to repeat" in seat.message
        assert len(desk.shown(desk.board().id, parse("is:trashed"))) == 1
