"""Columns and boards from the keyboard: arranged, switched, and tickets moved between them."""

from __future__ import annotations

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddBoard, AddColumn, AddTicket, EditColumn, EditTicket, RemoveBoard
from deskboard.domain.model import Stage
from deskboard.domain.readmodels import Changes
from deskboard.tui import memory
from tests.tui.conftest import ANN, BOB, Seat, Sit

NAMES = ["To Do", "Doing", "Done"]


def names(desk: Desk) -> list[str]:
    return [column.name for column in desk.board().columns]


def place(seat: Seat) -> str:
    """What the status line of the board says."""
    return str(seat.program.screen_stack[0].status.text)


async def test_columns_are_arranged_from_the_board(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("|", "n")
        await seat.answer("Review")
        await seat.press("enter")  # the stage that is proposed: doing
        assert names(desk) == [*NAMES, "Review"]
        await seat.press("K")
        assert names(desk) == ["To Do", "Doing", "Review", "Done"]
        await seat.press("#")
        await seat.answer("2 hard")
        review = desk.board().columns[2]
        assert (review.stage, review.limit, review.hard) == (Stage.DOING, 2, True)
        await seat.press("x", "e")
        await seat.answer("Peer review")
        await seat.press("s")
        await seat.type("todo")
        await seat.press("enter")
        review = desk.board().columns[2]
        assert (review.name, review.stage, review.hard) == ("Peer review", Stage.TODO, False)
        assert "Peer review" in seat.text() and "stage todo" in seat.message
        await seat.press("backspace")
        assert names(desk) == NAMES
        await seat.press("escape", "u")
        assert names(desk) == ["To Do", "Doing", "Peer review", "Done"]
        assert "Peer review" in seat.text().splitlines()[0] and seat.ref == ref


async def test_a_limit_is_what_was_typed_whatever_it_was_before(sit: Sit, desk: Desk) -> None:
    first = desk.board().columns[0].id
    desk.do(EditColumn(first, {"limit": 3, "hard": True}))
    async with sit() as seat:
        await seat.press("|", "#")
        await seat.type("5")
        await seat.press("enter")
        assert (desk.board().columns[0].limit, desk.board().columns[0].hard) == (5, False)


async def test_tickets_of_a_removed_column_go_where_one_says(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("l")
        ref = seat.ref
        await seat.press("|", "j", "backspace")
        assert "Where do the 2 tickets of Doing go?" in seat.text()
        await seat.press("escape")
        assert names(desk) == NAMES, "Esc leaves everything as it is"
        await seat.press("backspace")
        await seat.type("done")
        await seat.press("enter", "escape")
        assert names(desk) == ["To Do", "Done"]
        assert seat.ref == ref and seat.board.stack.column.name == "Done", "the cursor goes with its ticket"
        await seat.press("u")
        assert names(desk) == NAMES and desk.ticket(ref).row.column == "Doing"


async def test_a_column_that_holds_only_archived_tickets_asks_too(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("l", "backspace", "backspace", "|", "j", "backspace")
        assert "Where do the 2 tickets of Doing go?" in seat.text()


async def test_what_is_refused_is_said_in_the_list(sit: Sit, desk: Desk) -> None:
    async with sit() as seat:
        await seat.press("|", "e")
        await seat.answer("doing")
        assert "“Doing” already" in seat.screen.answer.text
        await seat.press("x")
        assert "needs a number" in seat.screen.answer.text


async def test_arranging_is_for_admins_and_says_so(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit(who=BOB) as seat:
        await seat.press("|")
        assert "Only an admin" in seat.message
        await seat.press("B", "n")
        assert "Only an admin" in seat.screen.answer.text
        await seat.press("escape", ":")
        await seat.type("columns:")
        assert "Only an admin" in seat.text()


async def test_columns_that_others_add_appear_and_the_cursor_stays(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        await seat.press("l", "j")
        ref = seat.ref
        desk.do(AddColumn(desk.board().id, "Review", Stage.DOING))
        seat.program.changed(Changes(0, frozenset(), True))
        await seat.settle()
        assert "Review" in seat.text().splitlines()[0] and seat.ref == ref


async def test_boards_are_added_and_switched(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("2", "B", "n")
        await seat.answer("Projects")
        assert desk.boards() == ("Help desk", "Projects")
        await seat.press("enter")
        assert place(seat).startswith(" Projects") and seat.ref is None
        await seat.press("B", "1")
        assert place(seat).startswith(" Help desk") and seat.ref is not None
        await seat.press("B", "2", "u")
        assert desk.boards() == ("Help desk",), "undo goes on across boards"
        assert place(seat).startswith(" Help desk") and "removed" in seat.message
        await seat.press("u")
        assert ref is not None and desk.ticket(ref).row.priority == "normal"


async def test_boards_are_renamed_and_removed(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddBoard("Projects"))
    there = desk.do(AddTicket("Move house", {}, board=desk.board("Projects").id)).created[0]
    async with sit() as seat:
        await seat.press("B", "j", "e")
        await seat.answer("Internal")
        assert desk.boards() == ("Help desk", "Internal")
        await seat.press("backspace")
        assert "Where does the 1 ticket of Internal go?" in seat.text()
        await seat.type("doing")
        await seat.press("enter")
        assert desk.boards() == ("Help desk",) and desk.ticket(there).row.column == "Doing"


async def test_the_board_and_the_density_are_remembered(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddBoard("Projects"))
    async with sit() as seat:
        await seat.press("B", "2", "z")
        assert seat.program.look.density == "roomy"
    async with sit() as seat:
        assert place(seat).startswith(" Projects") and seat.program.look.density == "roomy"
    async with sit(density="compact") as seat:
        assert seat.program.look.density == "compact", "the configuration was changed since"
    desk.do(RemoveBoard(desk.board("Projects").id))
    async with sit() as seat:
        assert place(seat).startswith(" Help desk") and not seat.message


async def test_a_damaged_memory_costs_nothing(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    path = memory.file_for(desk.database_id, ANN.login)
    path.parent.mkdir(parents=True)
    for text in (
        "{",
        "[]",
        '{"board": "x", "density": 1, "over": null}',
        '{"board": 99, "density": "huge", "over": "normal"}',
    ):
        path.write_text(text)
        async with sit() as seat:
            assert seat.ref is not None and seat.program.look.density == "normal"


async def test_m_moves_to_a_column_of_another_board_and_to_a_queue(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    desk.do(AddBoard("Projects"))
    desk.do(EditTicket((tickets["Laptop"],), {"queue": "network"}))
    async with sit() as seat:
        first = seat.ref
        assert first is not None
        await seat.press("m")
        await seat.type("network")
        await seat.press("enter")
        assert desk.ticket(first).row.queue == "network"
        await seat.press("m")
        await seat.type("no queue")
        await seat.press("enter")
        assert desk.ticket(first).row.queue is None
        await seat.press("m")
        await seat.type("projects doing")
        await seat.press("enter")
        row = desk.ticket(first).row
        assert (row.board, row.column) == ("Projects", "Doing") and "Projects › Doing" in seat.message
        assert seat.ref not in (None, first), "the cursor goes to the nearest ticket"
        await seat.press("u")
        assert seat.ref == first and desk.ticket(first).row.board == "Help desk"


async def test_a_ticket_that_went_to_another_board_moves_on_there(
    sit: Sit, desk: Desk, tickets: dict[str, int]
) -> None:
    desk.do(AddBoard("Projects"))
    async with sit() as seat:
        ref = seat.ref
        assert ref is not None
        await seat.press("enter", "m")
        await seat.type("projects to")
        await seat.press("enter", "L")
        row = desk.ticket(ref).row
        assert (row.board, row.column) == ("Projects", "Doing")


async def test_a_full_column_says_so_and_takes_no_more(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(EditColumn(desk.board().columns[1].id, {"limit": 2, "hard": True}))
    async with sit(size=(80, 24)) as seat:
        assert "Doing 2/2 full" in seat.text().splitlines()[0]
        await seat.press("L")
        assert "Doing is full: its limit is 2." in seat.message and seat.board.stack.column.name == "To Do"


async def test_many_columns_page_sideways(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    for n in range(9):
        desk.do(AddColumn(desk.board().id, f"Extra {n}", Stage.DOING))
    async with sit(size=(80, 24)) as seat:
        assert "9 more ›" in seat.text().splitlines()[1]
        await seat.press(*["l"] * 11)
        assert "Extra 8" in seat.text().splitlines()[0] and "‹ 9 more" in seat.text().splitlines()[1]
        await seat.press("tab")
        assert seat.text().splitlines()[0].strip().startswith("To Do")


async def test_esc_while_a_card_is_dragged_leaves_it_where_it_is(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref, lanes = seat.ref, seat.board.lanes
        assert ref is not None
        await seat.pilot.mouse_down(lanes[0], offset=(3, 3))
        await seat.press("escape")
        await seat.pilot.mouse_up(lanes[1], offset=(3, 3))
        await seat.settle()
        assert desk.ticket(ref).row.column == "To Do"
        await seat.pilot.mouse_down(lanes[0], offset=(3, 3))
        await seat.pilot.mouse_up(lanes[1], offset=(3, 3))
        await seat.settle()
        assert desk.ticket(ref).row.column == "Doing"


async def test_a_hostile_name_of_a_board_does_nothing(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddBoard("[bold]\x1b[31m../../etc\u202e"))
    async with sit() as seat:
        await seat.press("B", "2")
        assert "\x1b" not in seat.text() and "[bold]" in place(seat)
