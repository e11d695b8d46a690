"""Linking, merging and splitting with keys; duplicates told while a title is typed."""

from __future__ import annotations

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddComment, AddTicket, LinkTickets
from deskboard.domain.model import CommentKind, LinkKind
from deskboard.domain.readmodels import Changes
from tests.tui.conftest import Sit


def links(desk: Desk, ref: int) -> list[tuple[str, int]]:
    return [(link.kind, link.ref) for link in desk.ticket(ref).links]


async def test_a_link_is_a_kind_and_a_ticket(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("Order the switch"))
    desk.do(AddTicket("Network in the new office"))
    async with sit() as seat:
        assert seat.ref == 2
        await seat.press("=")
        await seat.type("blocked")
        await seat.press("enter")
        assert "Order the switch" in seat.text() and "#2 " not in seat.screen.sheet.text
        await seat.type("swi")
        await seat.press("enter")
        assert links(desk, 2) == [("blocked-by", 1)]
        assert seat.message == "#2: blocked by #1"
        assert "blocked" in seat.text()
        await seat.press("j", "L", "L")
        assert "blocked" not in seat.text().replace(seat.message, ""), "it is done: the other goes on"


async def test_a_ticket_is_merged_into_the_one_that_is_offered(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("VPN drops every ten minutes", {"requester": "maria@example.org"}))
    desk.do(AddTicket("Printer is out of paper"))
    desk.do(AddTicket("VPN drops every few minutes"))
    async with sit() as seat:
        await seat.press("M")
        first = seat.screen.sheet.text.splitlines()[0]
        assert "#1 VPN drops" in first and "alike" in first
        await seat.press("enter")
        assert seat.message == "#3: merged into #1"
        assert seat.columns()["To Do"] == [2, 1]
        await seat.press("u")
        assert seat.columns()["To Do"] == [3, 2, 1]


async def test_enter_before_the_answer_takes_what_was_typed(sit: Sit, desk: Desk) -> None:
    for title in ("one", "two", "three"):
        desk.do(AddTicket(title))
    async with sit() as seat:
        await seat.press("M")
        seat.screen.focused.insert_text_at_cursor("#1")
        await seat.pilot.press("enter")
        await seat.settle()
        assert desk.ticket(3).row.merged_into == 1


async def test_nothing_found_chooses_nothing(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("one"))
    async with sit() as seat:
        await seat.press("M")
        await seat.type("zebra")
        assert "Nothing matches" in seat.text()
        await seat.press("enter", "escape")
        assert not desk.ticket(1).row.archived and seat.ref == 1


async def test_details_tell_the_links_and_enter_follows_them(sit: Sit, desk: Desk) -> None:
    for title in ("Order the switch", "Cable", "Network \x1b[31min the office"):
        desk.do(AddTicket(title))
    desk.do(LinkTickets((3,), LinkKind.BLOCKED_BY, 1))
    desk.do(LinkTickets((3,), LinkKind.RELATES, 2))
    async with sit() as seat:
        await seat.press("enter")
        assert "blocked by      #1 Order the switch  open" in seat.text()
        assert "relates to      #2 Cable" in seat.text()
        await seat.press("enter")
        await seat.type("order")
        await seat.press("enter")
        assert seat.screen.page.row.ref == 1 and "blocks          #3 Network" in seat.text()
        await seat.press("L", "L", "q")
        seat.program.changed(Changes(0, frozenset({1}), False))
        await seat.settle()
        assert seat.screen.page.row.ref == 3 and "Order the switch" in seat.text()
        assert "done" in seat.text()
        await seat.press("q")
        assert seat.screen is seat.program.screen_stack[0]


async def test_a_link_is_removed_from_the_palette(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("one"))
    desk.do(AddTicket("two"))
    async with sit() as seat:
        await seat.press(":")
        await seat.type("remove a link")
        await seat.press("enter")
        assert "no links" in seat.message
        desk.do(LinkTickets((2,), LinkKind.PARENT, 1))
        await seat.press(":")
        await seat.type("remove a link")
        await seat.press("enter")
        assert "parent of #1" in seat.text()
        await seat.press("enter")
        assert links(desk, 2) == []


async def test_a_comment_becomes_a_ticket(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("VPN is down"))
    desk.do(AddComment((1,), CommentKind.REPLY, "Also, I need a new mouse.\n\nThanks"))
    async with sit() as seat:
        await seat.press("enter", ":")
        await seat.type("make a ticket of")
        await seat.press("enter", "enter")
        assert "a new ticket: Also, I need a new mouse." in seat.text()
        await seat.press("enter")
        assert desk.ticket(2).row.title == "Also, I need a new mouse."
        assert links(desk, 1) == [("relates", 2)]


async def test_duplicates_are_told_while_a_title_is_typed(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("VPN drops every ten minutes", {"requester": "maria@example.org"}))
    async with sit() as seat:
        await seat.press("n")
        await seat.type("VPN dro")
        assert "looks like #1 VPN drops every ten minutes  maria@example.org" in seat.text()
        await seat.press("enter")
        assert len(desk.board().columns) and desk.count() == 2, "it stops nobody"
        assert "looks like" not in seat.text()
        await seat.press("escape")
        assert seat.screen.board.has_focus


async def test_a_merged_ticket_says_where_it_went(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("one"))
    desk.do(AddTicket("two"))
    async with sit() as seat:
        await seat.press("enter", "M")
        await seat.type("1")
        await seat.press("enter")
        assert "merged into #1" in seat.text()
        await seat.press("enter")
        assert seat.screen.page.row.ref == 1 and "merged here     #2" in seat.text()


def test_the_number_of_the_ticket_in_question_finds_no_other(desk: Desk) -> None:
    from deskboard.tui.finding import find

    for title in ("Scanner sulks", "Call the carrier about line 1"):
        desk.do(AddTicket(title))
    assert find(desk, "1", but=(1,)) == () and find(desk, "#1", but=(1,)) == ()
    assert [found.ref for found in find(desk, "2", but=(1,))] == [2]


def test_several_duplicates_are_offered_what_is_like_the_first_of_them(desk: Desk) -> None:
    from deskboard.tui.finding import find

    for title in ("VPN down in the office", "VPN is down in our office", "Office VPN down", "New mouse", "New chair"):
        desk.do(AddTicket(title))
    found = find(desk, "", but=(2, 3))
    assert found[0].ref == 1 and found[0].alike
