"""What others do shows by itself, and leaves alone the cursor, the view and what is being typed."""

from __future__ import annotations

import pytest
from textual.widgets import Input, TextArea

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import CommentKind, Priority
from tests.tui.conftest import Seat, Sit, until


def typed(seat: Seat) -> object:
    """Where the keys go, what stands there, and where in it the caret is."""
    focused = seat.screen.focused
    if isinstance(focused, Input):
        return focused, focused.value, focused.cursor_position
    if isinstance(focused, TextArea):
        return focused, focused.text, focused.cursor_location
    return focused, seat.screen


def shows(seat: Seat, title: str) -> bool:
    """Whether the board holds a card of that title, seen or behind something."""
    return any(card.title == title for stack in seat.board.stacks for card in stack.page.cards)


@pytest.mark.parametrize("key", ["n", "slash", "c", "e", "colon", "a", "question_mark"])
async def test_wherever_i_am_a_change_of_others_takes_nothing_from_me(
    sit: Sit, bob: Desk, tickets: dict[str, int], key: str
) -> None:
    async with sit() as seat:
        begun = seat.ref
        await seat.press(key)
        for letter in "pri" if key != "question_mark" else "":
            await seat.press(letter)
        ref = seat.ref  # what is typed into the filter may have moved it
        before, screen = typed(seat), seat.screen
        bob.do(c.EditTicket((ref,), {"title": "Prior title"}))
        bob.do(c.EditTicket((tickets["Mail bounces"],), {"title": "Prime mail"}))
        behind = key == "question_mark"  # a screen before the board: read when it is seen again
        await until(seat, lambda: seat.program.screen_stack[0].stale if behind else shows(seat, "Prime mail"))
        assert typed(seat) == before and seat.screen is screen
        while seat.screen is not seat.program.screen_stack[0] or seat.screen.focused is not seat.board:
            await seat.press("escape")
        await until(seat, lambda: shows(seat, "Prime mail") and shows(seat, "Prior title"))
        # Esc takes a filter back, and the cursor to where it was before.
        assert seat.ref == (begun if key == "slash" else ref)


async def test_a_filtered_board_follows_who_comes_to_match_and_who_no_longer_does(
    sit: Sit, bob: Desk, tickets: dict[str, int]
) -> None:
    bob.do(c.EditTicket((tickets["Printer"], tickets["Laptop"]), {"priority": Priority.HIGH}))
    async with sit(query="priority:high") as seat:
        ref = seat.ref
        assert ref == tickets["Laptop"] and not shows(seat, "VPN down")
        bob.do(c.EditTicket((tickets["VPN down"],), {"priority": Priority.HIGH}))
        await until(seat, lambda: shows(seat, "VPN down"))
        bob.do(c.EditTicket((tickets["Printer"],), {"priority": Priority.LOW}))
        await until(seat, lambda: not shows(seat, "Printer"))
        assert seat.ref == ref and "2 tickets" in seat.text()


async def test_a_flash_ends_though_another_began_meanwhile(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        seat.board.flash((tickets["Printer"],))
        seat.board.flash((tickets["VPN down"],))
        assert seat.board.flashing == {tickets["Printer"], tickets["VPN down"]}
        await until(seat, lambda: not seat.board.flashing)


async def test_a_history_that_grows_stays_where_it_is_read(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    ref = tickets["Laptop"]
    for n in range(60):
        bob.do(c.AddComment((ref,), CommentKind.NOTE, f"note {n}"))
    async with sit(size=(100, 24)) as seat:
        assert seat.ref == ref
        await seat.press("enter", "shift+tab", "pageup", "pageup")
        before = seat.text().splitlines()
        bob.do(c.AddComment((ref,), CommentKind.REPLY, "the newest"))
        await until(seat, lambda: "the newest" in seat.screen.sheet.text and "Comments 61" in seat.text())
        after = seat.text().splitlines()
        changed = [
            n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old.rstrip("▐┃ ") != new.rstrip("▐┃ ")
        ]
        assert changed == [2], "the number in the tabs, and no line of the text"


async def test_the_column_of_an_open_ticket_is_renamed_before_its_eyes(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("enter")
        column = desk.board().columns[0]
        desk.do(c.EditColumn(column.id, {"name": "Inbox"}))
        await until(seat, lambda: "Inbox" in seat.text())
