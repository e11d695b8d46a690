"""The board from the keyboard: what a person sees and what the desk then holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import events

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddComment, AddTicket, EditTicket, MoveTicket
from deskboard.domain.model import CommentKind, Priority, Role
from deskboard.tui.widgets.quickadd import QuickAdd
from tests.tui.conftest import BOB, Sit, until

TODO, DOING, DONE = "To Do", "Doing", "Done"


async def test_shows_columns_with_counts_and_cards(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        lines = seat.text().splitlines()
        assert "To Do 3" in lines[0] and "Doing 2" in lines[0] and "Done 1" in lines[0]
        assert f"#{tickets['Laptop']} Laptop" in seat.text()


async def test_cursor_goes_down_up_first_last_and_stops_at_the_ends(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        order = seat.columns()[TODO]
        assert seat.ref == order[0]
        for key, place in (("j", 1), ("down", 2), ("j", 2), ("k", 1), ("g", 0), ("k", 0), ("G", 2), ("home", 0)):
            await seat.press(key)
            assert seat.ref == order[place], key


async def test_cursor_goes_across_and_tab_wraps(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        names = []
        for key in ("l", "right", "l", "tab", "h", "tab", "left"):
            await seat.press(key)
            names.append(seat.board.stack.column.name)
        assert names == [DOING, DONE, DONE, TODO, TODO, DOING, TODO]


async def test_korean_letters_move_the_cursor(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("ㅓ")
        assert seat.ref == seat.columns()[TODO][1]


async def test_ticket_moves_across_and_the_cursor_follows(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("L")
        assert seat.board.stack.column.name == DOING and seat.ref == ref
        assert ref in seat.columns()[DOING] and ref not in seat.columns()[TODO]
        await seat.press("shift+left")
        assert seat.board.stack.column.name == TODO and seat.ref == ref
        await seat.press("H")
        assert "no column further" in seat.message


async def test_ticket_moves_within_its_column(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        first, second, third = seat.columns()[TODO]
        await seat.press("J")
        assert seat.columns()[TODO] == [second, first, third] and seat.ref == first
        await seat.press("J", "K", "K")
        assert seat.columns()[TODO] == [first, second, third] and seat.ref == first


@pytest.mark.parametrize(("key", "priority"), [("1", "critical"), ("2", "high"), ("4", "low")])
async def test_priority_keys(sit: Sit, desk: Desk, tickets: dict[str, int], key: str, priority: str) -> None:
    async with sit() as seat:
        await seat.press(key)
        assert desk.ticket(seat.ref).row.priority == priority
        assert priority in seat.text()


async def test_undo_and_redo_take_the_cursor_to_the_ticket(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("backspace")
        assert ref not in seat.columns()[TODO] and seat.ref == seat.columns()[TODO][0]
        assert desk.ticket(ref).row.archived is not None
        await seat.press("u")
        assert seat.ref == ref and desk.ticket(ref).row.archived is None
        await seat.press("U")
        assert ref not in seat.columns()[TODO]


async def test_undo_says_why_it_is_refused(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("1")
        bob.do(EditTicket((seat.ref,), {"priority": Priority.LOW}))
        await seat.press("u")
        assert "bob" in seat.message.lower()
        assert bob.ticket(seat.ref).row.priority is Priority.LOW


async def test_assign_to_me_and_by_the_list(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("A")
        assert desk.ticket(seat.ref).row.assignee == "ann"
        await seat.press("a")
        await seat.type("bob")
        await seat.press("enter")
        assert desk.ticket(seat.ref).row.assignee == "bob"
        await seat.press("a")
        await seat.type("no")
        await seat.press("enter")
        assert desk.ticket(seat.ref).row.assignee is None
        await seat.press("a")
        await seat.type("bod")  # not “nobody”, which merely contains it
        await seat.press("enter")
        assert desk.ticket(seat.ref).row.assignee == "bod"


async def test_a_new_person_can_be_named_in_the_list(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("a")
        await seat.type("maria")
        assert "new person @maria" in seat.text()
        await seat.press("enter")
        assert desk.ticket(seat.ref).row.assignee == "maria"


async def test_status_tags_due_and_column_by_dialogs(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("s")
        await seat.type("blocked")
        await seat.press("enter", "t")
        await seat.type("vpn Mail")
        await seat.press("enter", "D")
        await seat.type("2031-05-04")
        assert "2031-05-04 23:59" in seat.text()
        await seat.press("enter", "m")
        await seat.type("done")
        await seat.press("enter")
        row = desk.ticket(ref).row
        assert (row.status, row.tags, row.column) == ("blocked", ("mail", "vpn"), DONE)
        assert row.due is not None and row.due.date().isoformat() == "2031-05-04"
        assert seat.ref == ref


async def test_a_due_date_nobody_understands_keeps_the_dialog_open(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("D")
        await seat.type("notaday")
        await seat.press("enter")
        assert seat.screen is not seat.program.screen_stack[0]
        await seat.press("escape")
        assert desk.ticket(seat.ref).row.due is None


async def test_quick_add_adds_line_after_line(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("l", "n")
        await seat.type("Door !high #access")
        await seat.press("enter")
        await seat.type("Window")
        await seat.press("enter", "escape")
        assert not seat.screen.query(QuickAdd)
        rows = {row.title: row for row in desk.tickets()}
        assert rows["Door"].column == DOING and rows["Door"].priority == "high" and rows["Door"].tags == ("access",)
        assert rows["Window"].column == DOING
        assert {rows["Door"].ref, rows["Window"].ref} <= set(seat.columns()[DOING])


async def test_quick_add_shows_a_wrong_token_and_adds_nothing(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        before = desk.count()
        await seat.press("n")
        await seat.type("Door type:xyz")
        assert "xyz" in seat.screen.query_one(QuickAdd).answer.text
        await seat.press("enter")
        assert desk.count() == before
        await seat.press("escape", "n")
        assert seat.screen.query_one(QuickAdd).prompt.value == "Door type:xyz"


async def test_quick_add_says_all_it_understood(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(size=(80, 24)) as seat:
        await seat.press("n")
        await seat.type(
            "Door !high @ann #access #floor3 due:2031-05-04 type:incident from:maria@example.org status:ready"
        )
        shown = " ".join(seat.text().replace("│", " ").split())
        words = ("priority high", "2031-05-04 23:59", "#floor3", "type incident", "maria@example.org", "status ready")
        assert [word for word in words if word not in shown] == []


async def test_a_paste_into_the_board_does_nothing(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        before = [entry.id for entry in desk.history()]
        seat.program.post_message(events.Paste("1LLq\nu"))
        await seat.settle()
        assert seat.program.is_running and [entry.id for entry in desk.history()] == before


async def test_the_last_ticket_of_a_column_hands_the_cursor_to_the_nearest_column(
    sit: Sit, tickets: dict[str, int]
) -> None:
    async with sit(query="-vpn -printer") as seat:
        await seat.press("backspace")
        assert seat.columns()[TODO] == [] and seat.ref == seat.columns()[DOING][0]
    async with sit(query="monitor") as seat:
        assert seat.ref == tickets["Monitor"], "also from the start"


async def test_an_empty_board_says_how_to_begin_as_long_as_it_is_empty(sit: Sit, desk: Desk) -> None:
    from deskboard.domain.commands import AddBoard

    told = "n adds a ticket · `deskboard import` brings many · ? helps"
    async with sit(size=(200, 40)) as seat:
        assert told in seat.text()
        await seat.press("j", "l", "L", "1", "enter", "backspace")
        assert "no ticket here" in seat.message
        await seat.press("z", "z")
        assert told in seat.text()
        await seat.press("slash")
        await seat.type("x")
        assert told not in seat.text()
        await seat.press("escape", "n")
        await seat.answer("First")
        await seat.press("escape")
        assert seat.ref is not None and told not in seat.text()
        desk.do(AddBoard("Second"))
        seat.screen.switch(desk.board("Second").id)
        await seat.settle()
        assert "Second" in seat.text() and told in seat.text()


async def test_others_changes_show_by_themselves(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("j")
        ref = seat.ref
        bob.do(EditTicket((tickets["Mail bounces"],), {"title": "Mail is back"}))
        bob.do(AddTicket("From Bob"))
        await until(seat, lambda: "Mail is back" in seat.text() and "From Bob" in seat.text())
        assert seat.ref == ref, "a live change never takes the cursor off its ticket"


async def test_the_cursor_goes_to_the_nearest_when_its_ticket_leaves(
    sit: Sit, bob: Desk, tickets: dict[str, int]
) -> None:
    from deskboard.domain.commands import ArchiveTicket

    async with sit() as seat:
        order = seat.columns()[TODO]
        await seat.press("j")
        bob.do(ArchiveTicket((order[1],)))
        await until(seat, lambda: order[1] not in seat.columns()[TODO])
        assert seat.ref == order[2]


async def test_the_cursor_follows_its_ticket_into_another_column(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref, doing = seat.ref, seat.board.stacks[1].column.id
        bob.do(MoveTicket((ref,), doing))
        await until(seat, lambda: ref in seat.columns()[DOING])
        assert seat.ref == ref and seat.board.stack.column.name == DOING


async def test_a_viewer_is_told_why_not(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    from deskboard.domain.commands import AddPerson

    desk.do(AddPerson("bob", role=Role.VIEWER))
    async with sit(who=BOB) as seat:
        await seat.press("1")
        assert "viewer" in seat.message
        assert desk.ticket(seat.ref).row.priority == "normal"
        await seat.press("colon")
        await seat.type("priority")
        assert "your role is viewer" in seat.text()


async def test_over_the_limit_is_said_in_words(sit: Sit, desk: Desk) -> None:
    from deskboard.domain.commands import AddColumn
    from deskboard.domain.model import Stage

    board = desk.board()
    desk.do(AddColumn(board.id, "Review", Stage.DOING, 1))
    review = desk.board().columns[-1].id
    for title in ("a", "b"):
        desk.do(AddTicket(title, {}, review))
    async with sit() as seat:
        assert "Review 2/1 over" in seat.text()


async def test_mouse_selects_opens_and_drags(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        lane = seat.board.lanes[0]
        second = seat.columns()[TODO][1]
        await seat.pilot.click(lane, offset=(5, 2 + seat.program.look.height))
        await seat.settle()
        assert seat.ref == second
        await seat.pilot.mouse_down(lane, offset=(5, 2 + seat.program.look.height))
        await seat.pilot.mouse_up(seat.board.lanes[1], offset=(5, 5))
        await seat.settle()
        assert desk.ticket(second).row.column == DOING and seat.ref == second


async def test_help_and_palette_show_every_intent_of_the_board(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(size=(120, 80)) as seat:
        await seat.press("question_mark")
        assert all(intent.label in seat.screen.sheet.text for intent in seat.program.screen_stack[0].intents())
        await seat.press("q", "colon")
        await seat.type("criti")
        await seat.press("enter")
        assert seat.board.card.priority == "critical"


async def test_own_keys_replace_the_defaults(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit(keys={"priority.critical": ("x",)}) as seat:
        await seat.press("1")
        assert desk.ticket(seat.ref).row.priority == "normal"
        await seat.press("x")
        assert desk.ticket(seat.ref).row.priority == "critical"


async def test_a_clash_of_keys_is_said_at_the_start(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(keys={"priority.critical": ("j",)}) as seat:
        assert "Key j" in seat.message and "priority.critical" in seat.message


async def test_a_reply_that_was_left_is_offered_again(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("c")
        seat.screen.area.insert("Have you tried")
        await seat.press("escape", "c")
        assert seat.screen.area.text == "Have you tried"
        seat.screen.area.insert(" it again?")
        await seat.press("f2")
        comments = desk.ticket(seat.ref).comments
        assert [(comment.kind, comment.text) for comment in comments] == [
            (CommentKind.REPLY, "Have you tried it again?")
        ]
        assert not seat.program.drafts


async def test_edit_changes_title_and_description_at_once(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("e")
        seat.screen.prompt.value = "New title"
        seat.screen.area.text = "What happened"
        await seat.press("f2")
        row = desk.ticket(seat.ref).row
        assert (row.title, row.description) == ("New title", "What happened")
        assert "New title" in seat.text()


async def test_a_card_is_repainted_only_when_it_differs(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        lines: list[int] = []
        lane = seat.board.lanes[1]
        other = seat.board.lanes[0]
        other.refresh = other.repaint_cells = lambda *regions, **_rest: lines.append(-1)
        lane.refresh = lambda *regions, **_rest: lines.append(-1)
        original = lane.repaint_cells
        lane.repaint_cells = lambda *regions: (lines.extend(region.y for region in regions), original(*regions))[1]
        last = seat.columns()[DOING][1]
        bob.do(AddComment((last,), CommentKind.NOTE, "x"))
        await until(seat, lambda: lines and not seat.board.flashing)
        card = range(2 + seat.program.look.height, 2 + 2 * seat.program.look.height)
        assert lines and all(y in card for y in lines)


async def test_due_chips_follow_the_clock(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        desk.do(EditTicket((seat.ref,), {"due": desk.now() + timedelta(hours=5, minutes=30)}))
        await until(seat, lambda: "due 6h" in seat.text())
        seat.program.drift = timedelta(hours=3)
        seat.screen._look_at_clock()
        await seat.pilot.pause()
        assert "due 3h" in seat.text()


async def test_a_changed_card_flashes_once(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        flashed: list[frozenset[int]] = []
        original = seat.board.flash
        seat.board.flash = lambda refs: (flashed.append(frozenset(refs)), original(refs))[1]
        bob.do(EditTicket((tickets["Mail bounces"],), {"title": "Mail is back"}))
        await until(seat, lambda: any(flashed))
        await seat.press("1")
        bob.do(EditTicket((tickets["VPN down"],), {"title": "VPN is back"}))
        await until(seat, lambda: "VPN is back" in seat.text())
        told = [{tickets["Mail bounces"]}, {tickets["VPN down"]}]
        assert [refs for refs in flashed if refs] == told, "and never for what I do myself"
        await until(seat, lambda: not seat.board.flashing)


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "ansi"])
async def test_the_board_stays_in_view_and_alive_behind_a_dialog(
    sit: Sit, bob: Desk, tickets: dict[str, int], theme: str
) -> None:
    async with sit(theme=theme) as seat:
        await seat.press("c")
        assert "To Do 3" in seat.text() and "Public reply" in seat.text()
        bob.do(EditTicket((seat.ref,), {"title": "Seen from behind"}))
        await until(seat, lambda: "Seen from behind" in seat.text())


async def test_a_paste_of_many_lines_stands_whole_in_the_line(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("n")
        prompt = seat.screen.query_one(QuickAdd).prompt
        prompt.post_message(events.Paste("first !high\nsecond\x1b[31m line\n"))
        await seat.settle()
        assert prompt.value == "first !high second[31m line"
