"""Watchers, requester, impact and urgency, snooze, and steps that are somebody's, with keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddComment, AddPerson, AddStep, EditTicket, NewStep
from deskboard.domain.model import CommentKind, Role
from tests.tui.conftest import Sit
from tests.tui.test_ticket import open_tab


async def test_one_key_watches_and_stops_and_a_dialog_sets_everybody(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    desk.do(AddPerson("bob"))
    async with sit() as seat:
        await seat.press("w")
        assert desk.ticket(seat.ref).row.watchers == ("ann",)
        await seat.press("W")
        seat.screen.prompt.value = "+bob -ann"
        await seat.press("enter")
        assert desk.ticket(seat.ref).row.watchers == ("bob",)
        await seat.press("enter")
        assert "watchers        @bob" in seat.text()
        await seat.press("u", "u", "u")
        assert "nothing of yours" not in seat.message and desk.ticket(seat.screen.page.row.ref).row.watchers == ()


async def test_a_slip_in_a_login_is_asked_about_and_can_be_meant(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddPerson("jonas"))
    async with sit() as seat:
        await seat.press("a")
        seat.screen.prompt.value = "jonass"
        await seat.settle()
        await seat.press("enter")
        assert desk.ticket(seat.ref).row.assignee == "jonas"
        for expected in ((), ("jonass",)):
            await seat.press("W")
            seat.screen.prompt.value = "jonass"
            await seat.press("enter")
            assert desk.ticket(seat.ref).row.watchers == expected
        await seat.press("n")
        await seat.type("Mouse @jonnas")
        await seat.press("enter")
        assert "Did you mean jonas" in seat.text() and "Mouse" not in seat.columns()
        await seat.press("enter")
        assert next(desk.tickets()).assignee == "jonnas"


async def test_the_requester_is_chosen_by_name(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddPerson("mk", "Maria Kalva", "maria@example.org", Role.REQUESTER))
    async with sit() as seat:
        await seat.press("r")
        seat.screen.prompt.value = "kalva"
        await seat.settle()
        await seat.press("enter", "enter")
        assert "requester       mk · Maria Kalva · maria@example.org" in seat.text()


async def test_the_square_sets_impact_and_urgency_and_shows_the_priority(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("i")
        assert "impact medium, urgency medium: priority normal" in seat.text()
        await seat.press("k", "enter")
        row = desk.ticket(seat.ref).row
        assert (row.impact, row.urgency, row.priority) == ("high", "medium", "high")
        await seat.press("enter")
        assert "high  (from impact high × urgency medium)" in seat.text()
        await seat.press("4", "i")
        assert "priority stays low, set by hand" in seat.text()
        await seat.press("escape")
        assert "low  (by hand)" in seat.text()
        await seat.press("i", "backspace")
        assert desk.ticket(row.ref).row.impact is None


async def test_on_hold_asks_until_when_and_the_card_says_so(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("s")
        seat.screen.prompt.value = "on hold"
        await seat.settle()
        await seat.press("enter")
        assert "on hold until when?" in seat.text()
        seat.screen.prompt.value = "3d"
        await seat.press("enter")
        wake = desk.ticket(seat.ref).row.wake
        assert wake is not None and f"on hold → {wake:%a}" in seat.text()
        await seat.press("s")
        seat.screen.prompt.value = "waiting"
        await seat.settle()
        await seat.press("enter")
        seat.screen.prompt.value = ""
        await seat.press("enter")
        row = desk.ticket(seat.ref).row
        assert (row.status, row.wake) == ("waiting", None)


async def test_what_slept_comes_back_on_an_open_board(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("Z")
        seat.screen.prompt.value = "tomorrow 9:00"
        await seat.press("enter")
        ref = seat.ref
        assert desk.ticket(ref).row.status == "on-hold"
        later = datetime.now(UTC) + timedelta(days=3)
        seat.program.bridge.submit(lambda desk: setattr(desk, "_clock", lambda: later))
        seat.board.screen.tick()
        await seat.settle()
        assert desk.ticket(ref).row.status == "normal" and f"#{ref}" in seat.message
        assert "on hold" not in seat.text()


async def test_a_pasted_list_makes_steps_with_people_and_dates(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddPerson("bob"))
    async with sit() as seat:
        await open_tab(seat, "checklist")
        ref = seat.screen.page.row.ref
        await seat.press("n")
        seat.screen.area.insert("- [x] look\n- [ ] Call the vendor @bob due:2030-01-31\n* tell")
        await seat.press("f2")
        steps = desk.ticket(ref).steps
        assert [(step.text, step.done, step.assignee) for step in steps] == [
            ("look", True, None),
            ("Call the vendor", False, "bob"),
            ("tell", False, None),
        ]
        assert "Call the vendor  @bob  due 31 Jan 2030" in seat.text()
        await seat.press("j", "e")
        assert seat.screen.prompt.value == "Call the vendor @bob due:2030-01-31"
        seat.screen.prompt.value = "Call them @me"
        await seat.press("enter")
        assert desk.ticket(ref).steps[1][1:] == ("Call them", False, "ann", None)
        await seat.press("u", "u")
        assert desk.ticket(ref).steps == ()


async def test_mentions_of_people_stand_out(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddPerson("bob"))
    async with sit() as seat:
        desk.do(AddComment((seat.ref,), CommentKind.NOTE, "Ask @bob, not @rob"))
        await open_tab(seat, "comments")
        accent = seat.program.look.pens.accent
        strips = seat.program.screen._compositor.render_strips()
        marked = [segment.text for strip in strips for segment in strip if segment.style == accent]
        assert "@bob" in marked and "@rob" not in marked
        await seat.press("tab", "tab")
        assert "@bob" in seat.text(), "the watcher it made"


async def test_a_comment_too_old_to_correct_is_told_before_anything_is_written(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        desk.do(AddComment((seat.ref,), CommentKind.NOTE, "old"))
        await seat.press("enter")
        seat.program.drift = timedelta(minutes=11)
        seat.screen.do_comment_edit()
        await seat.settle()
        assert "by a new comment" in seat.message and not seat.program.screen.query("TextArea")


async def test_long_steps_go_on_below_and_keep_their_side_aligned(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit(size=(80, 24)) as seat:
        long = NewStep("word " * 40, assignee="ann")
        desk.do(AddStep(seat.ref, (NewStep("short", assignee="ann"), long)))
        desk.do(EditTicket((seat.ref,), {"priority": "high"}))
        await open_tab(seat, "checklist")
        lines = [line for line in seat.text().split("\n") if "@ann" in line]
        assert len(lines) == 2 and lines[0].index("@ann") == lines[1].index("@ann")
        assert seat.text().count("word") == 40
