"""One ticket on the screen: tabs, checklist, comments, history."""

from __future__ import annotations

import time

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddComment, AddTicket, EditTicket
from deskboard.domain.model import CommentKind
from deskboard.domain.query import parse
from tests.long import add_long_ticket
from tests.tui.conftest import Sit, until


async def open_tab(seat, tab: str) -> None:
    """Open the ticket under the cursor at one of its tabs."""
    await seat.press("enter")
    while seat.screen.tab != tab:
        await seat.press("tab")


async def test_enter_shows_the_ticket_and_q_goes_back(sit: Sit, desk: Desk) -> None:
    desk.do(
        AddTicket("Printer", {"description": "# Where\nIt is on **floor 3**.", "tags": ("hw",), "requester": "maria"})
    )
    async with sit() as seat:
        await seat.press("enter")
        text = seat.text()
        for part in ("#1 Printer", "requester       maria", "#hw", "Where", "It is on floor 3."):
            assert part in text, part
        await seat.press("q")
        assert seat.screen is seat.program.screen_stack[0]


async def test_the_board_shows_what_was_changed_in_the_ticket(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("enter", "1", "L", "q")
        assert seat.ref == ref and seat.board.card.priority == "critical"
        assert seat.board.stack.column.name == "Doing"


async def test_checklist_adds_ticks_moves_edits_and_removes(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await open_tab(seat, "checklist")
        await seat.press("n")
        seat.screen.area.insert("look\nfix\n\ntell")
        await seat.press("f2")

        def steps() -> list[tuple[str, bool]]:
            return [(step.text, step.done) for step in desk.ticket(ref).steps]

        assert steps() == [("look", False), ("fix", False), ("tell", False)]
        await seat.press("space", "j", "J")
        assert steps() == [("look", True), ("tell", False), ("fix", False)]
        await seat.press("space")
        assert steps()[2] == ("fix", True), "the cursor stays on its step when that moves"
        await seat.press("backspace", "k", "e")
        seat.screen.prompt.value = "inspect"
        await seat.press("enter")
        assert ("fix", True) not in steps() and ("inspect", True) in steps()
        assert "Checklist 1/2" in seat.text()


async def test_reply_and_note_look_different(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        desk.do(AddComment((ref,), CommentKind.REPLY, "Hello Maria"))
        desk.do(AddComment((ref,), CommentKind.NOTE, "She is angry"))
        await open_tab(seat, "comments")
        text = seat.text()
        assert (
            text.index("public reply") < text.index("Hello Maria") < text.index("internal note") < text.index("angry")
        )
        await seat.press("c")
        assert "Public reply" in seat.text() and "the requester sees it" in seat.text()
        assert seat.screen.has_class("reply")
        await seat.press("escape", "C")
        assert "Internal note" in seat.text() and seat.screen.has_class("note")


async def test_history_tells_before_and_after_and_can_show_comments_only(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        desk.do(EditTicket((seat.ref,), {"priority": "high"}))
        desk.do(AddComment((seat.ref,), CommentKind.NOTE, "Looking"))
        await open_tab(seat, "history")
        assert "normal → high" in seat.text() and "Looking" in seat.text()
        await seat.press("o")
        assert "normal → high" not in seat.text() and "Looking" in seat.text()
        await seat.press("o", "T")
        assert f"{desk.now():%Y-%m-%d} " in seat.text()


async def test_my_last_comment_can_be_corrected(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        desk.do(AddComment((seat.ref,), CommentKind.NOTE, "tpyo"))
        await seat.press("enter", "colon")
        await seat.type("correct my")
        await seat.press("enter")
        seat.screen.area.text = "typo"
        await seat.press("f2")
        assert [comment.text for comment in desk.ticket(seat.ref).comments] == ["typo"]


async def test_what_others_write_shows_in_the_open_ticket(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await open_tab(seat, "comments")
        bob.do(AddComment((seat.ref,), CommentKind.NOTE, "From Bob"))
        await until(seat, lambda: "From Bob" in seat.text())


async def test_taking_back_the_ticket_on_the_screen_goes_back_to_the_board(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("Mistake"))
    async with sit() as seat:
        await seat.press("enter", "u")
        assert seat.screen is seat.program.screen_stack[0]
        assert "no ticket" not in seat.message and seat.program.message.kind != "error"
        await seat.look()
        assert seat.ref is None and "no ticket" not in seat.message


async def test_five_hundred_comments_stay_quick(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    add_long_ticket(desk, "Long one")
    async with sit(query="title:long") as seat:
        await open_tab(seat, "comments")
        assert "Comment 499" in seat.text(), "the newest stands at the end, where the tab opens"
        start = time.process_time()
        for key in ("pageup", "k", "g", "pagedown", "G"):
            await seat.pilot.press(key)
        assert time.process_time() - start < 10
        assert "Comment 499" in seat.text()


async def test_what_changes_on_the_board_below_repaints_nothing(
    sit: Sit, tickets: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit() as seat:
        await seat.press("enter")
        painted: list[object] = []
        monkeypatch.setattr(seat.program, "_display", lambda _screen, what: painted.append(what))
        seat.board.lanes[0].refresh()
        await seat.settle()
        seat.program.screen_stack[0]._on_timer_update()
        await seat.settle()
        assert not painted
        monkeypatch.undo()
        await seat.press("q")
        assert "Printer" in seat.text() and "Monitor" in seat.text()


async def test_opening_a_ticket_makes_it_read(sit: Sit, bob: Desk, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        assert ref is not None
        assert "•" not in seat.text()
        bob.do(AddComment((ref,), CommentKind.REPLY, "Still broken"))
        await until(seat, lambda: f"#{ref} •" in seat.text())
        await seat.press("f", "n")
        assert seat.board.card.ref == ref
        await seat.press("f", "n", "enter")
        assert desk.count(parse("is:unread")) == 0
        bob.do(AddComment((ref,), CommentKind.NOTE, "And smoking"))
        await until(seat, lambda: len(seat.screen.page.comments) == 2)
        await seat.press("escape")
        assert desk.count(parse("is:unread")) == 0, "what came while it was open was seen as well"
        assert seat.ref == ref and f"#{ref} •" not in seat.text()
