"""Boards and columns: added, renamed, arranged, limited, removed, and taken back."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, NotAllowed, Refused
from deskboard.domain.model import CommentKind, Role, Stage
from deskboard.domain.readmodels import Column
from deskboard.domain.wording import describe, done
from tests.conftest import ZONE, Clock, OpenDesk


def column(desk: Desk, name: str, board: str | None = None) -> Column:
    return next(column for column in desk.board(board).columns if column.name == name)


def names(desk: Desk, board: str | None = None) -> list[str]:
    return [column.name for column in desk.board(board).columns]


def add(desk: Desk, title: str, name: str = "To Do", board: str | None = None) -> int:
    return desk.do(c.AddTicket(title, {}, column(desk, name, board).id)).created[0]


def admin(open_desk: OpenDesk, desk: Desk) -> Desk:
    """Bob, whom ann has made an admin."""
    desk.do(c.AddPerson("bob", "Bob", None, Role.ADMIN))
    return open_desk("bob")


# ---- columns


def test_column_is_added_renamed_limited_moved(desk: Desk) -> None:
    board = desk.board().id
    desk.do(c.AddColumn(board, "Review", Stage.DOING, 3, True))
    review = column(desk, "Review")
    assert (review.stage, review.limit, review.hard) == (Stage.DOING, 3, True)
    desk.do(c.MoveColumn(review.id, -1))
    assert names(desk) == ["To Do", "Doing", "Review", "Done"]
    desk.do(c.MoveColumn(review.id, -9))
    assert names(desk) == ["Review", "To Do", "Doing", "Done"]
    told = desk.do(c.EditColumn(review.id, {"name": "Peer review", "limit": 5, "hard": False}))
    assert done(told) == "Review: now called Peer review, limit 5, soft limit."
    changed = column(desk, "Peer review")
    assert (changed.limit, changed.hard) == (5, False)
    for _change in range(4):
        desk.undo()
    assert names(desk) == ["To Do", "Doing", "Done"]
    for _change in range(4):
        desk.redo()
    assert names(desk) == ["Peer review", "To Do", "Doing", "Done"]
    assert column(desk, "Peer review").limit == 5


def test_the_last_place_stays_the_last(desk: Desk) -> None:
    assert desk.do(c.MoveColumn(column(desk, "Done").id, 1)).command is None


def test_a_limit_that_goes_takes_its_hardness_along(desk: Desk) -> None:
    doing = column(desk, "Doing").id
    desk.do(c.EditColumn(doing, {"limit": 1, "hard": True}))
    desk.do(c.EditColumn(doing, {"limit": None}))
    assert (column(desk, "Doing").limit, column(desk, "Doing").hard) == (None, False)


@pytest.mark.parametrize(
    "changes", [{"hard": True}, {"limit": 0}, {"limit": "many"}, {"stage": "later"}, {"name": " "}, {"colour": "x"}]
)
def test_what_no_column_can_be_is_refused(desk: Desk, changes: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        desk.do(c.EditColumn(column(desk, "Doing").id, changes))


def test_names_differ_by_more_than_capitals_and_accents(desk: Desk) -> None:
    board, doing = desk.board().id, column(desk, "Doing").id
    with pytest.raises(Refused, match="“Doing” already"):
        desk.do(c.AddColumn(board, "dOING", Stage.DOING))
    with pytest.raises(Refused, match="“To Do” already"):
        desk.do(c.EditColumn(doing, {"name": "to do"}))
    with pytest.raises(Refused, match="“Help desk” already"):
        desk.do(c.AddBoard("HELP DÉSK"))
    desk.do(c.EditColumn(doing, {"name": "DOING"}))
    desk.do(c.RenameBoard(board, "HELP DESK"))
    assert desk.board("help desk").name == "HELP DESK"


def test_only_admins_arrange_boards(desk: Desk, open_desk: OpenDesk) -> None:
    bob, board = open_desk("bob"), desk.board()
    first = board.columns[0].id
    for command in (
        c.AddBoard("Mine"),
        c.RenameBoard(board.id, "Mine"),
        c.RemoveBoard(board.id),
        c.AddColumn(board.id, "Mine", Stage.TODO),
        c.EditColumn(first, {"name": "Mine"}),
        c.MoveColumn(first, 1),
        c.RemoveColumn(first),
    ):
        with pytest.raises(NotAllowed, match="Only an admin"):
            bob.do(command)


# ---- stages and what is resolved


def test_a_column_that_becomes_done_resolves_its_tickets(desk: Desk, clock: Clock) -> None:
    doing, ref = column(desk, "Doing").id, add(desk, "Printer", "Doing")
    away = add(desk, "Old one", "Doing")
    desk.do(c.ArchiveTicket((away,)))
    clock.forward(hours=1)
    desk.do(c.EditColumn(doing, {"stage": Stage.DONE}))
    assert desk.ticket(ref).row.resolved == clock()
    assert desk.ticket(away).row.resolved is None
    desk.undo()
    assert desk.ticket(ref).row.resolved is None and column(desk, "Doing").stage is Stage.DOING
    desk.redo()
    desk.do(c.RestoreTicket((away,)))
    assert desk.ticket(away).row.resolved == clock()
    desk.do(c.EditColumn(doing, {"stage": Stage.TODO}))
    assert desk.ticket(ref).row.resolved is None and desk.ticket(away).row.resolved is None


def test_a_stage_taken_back_leaves_tickets_that_moved_on_alone(desk: Desk, open_desk: OpenDesk) -> None:
    doing, stays, goes = column(desk, "Doing").id, add(desk, "Stays", "Doing"), add(desk, "Goes", "Doing")
    desk.do(c.EditColumn(doing, {"stage": Stage.DONE}))
    bob = open_desk("bob")
    bob.do(c.MoveTicket((goes,), column(desk, "Done").id))
    late = add(bob, "Late", "Doing")
    told = desk.undo()
    assert told.refused == ()
    assert desk.ticket(stays).row.resolved is None and desk.ticket(late).row.resolved is None
    assert desk.ticket(goes).row.resolved is not None


# ---- removing


def test_a_column_with_tickets_goes_only_when_they_have_a_place(desk: Desk) -> None:
    doing, todo = column(desk, "Doing").id, column(desk, "To Do").id
    refs = [add(desk, title, "Doing") for title in ("One", "Two", "Three")]
    desk.do(c.ArchiveTicket((refs[0],)))
    before = [card.ref for card in desk.page(doing).cards]
    with pytest.raises(Refused, match="Doing holds 3 tickets, 1 of them in the archive"):
        desk.do(c.RemoveColumn(doing))
    with pytest.raises(BadInput):
        desk.do(c.RemoveColumn(doing, doing))
    told = desk.do(c.RemoveColumn(doing, todo))
    assert done(told) == "Column removed: Doing; 3 tickets went to To Do."
    assert names(desk) == ["To Do", "Done"]
    assert [card.ref for card in desk.page(todo).cards] == before
    assert desk.ticket(refs[0]).row.column == "To Do"
    assert done(desk.undo()) == "Undone: column removed: Doing"
    assert names(desk) == ["To Do", "Doing", "Done"]
    assert [card.ref for card in desk.page(doing).cards] == before
    assert desk.ticket(refs[0]).row.column == "Doing" and desk.ticket(refs[0]).row.archived
    desk.redo()
    assert names(desk) == ["To Do", "Done"] and desk.ticket(refs[0]).row.column == "To Do"


def test_tickets_of_a_removed_column_are_resolved_where_they_arrive(desk: Desk) -> None:
    ref = add(desk, "Printer", "Doing")
    desk.do(c.RemoveColumn(column(desk, "Doing").id, column(desk, "Done").id))
    assert desk.ticket(ref).row.resolved is not None
    desk.undo()
    assert desk.ticket(ref).row.resolved is None


def test_the_archive_alone_keeps_a_column_too(desk: Desk) -> None:
    ref = add(desk, "Printer", "Doing")
    desk.do(c.ArchiveTicket((ref,)))
    with pytest.raises(Refused, match="which is in the archive"):
        desk.do(c.RemoveColumn(column(desk, "Doing").id))


def test_a_board_keeps_a_column_and_the_desk_a_board(desk: Desk) -> None:
    for name in ("To Do", "Doing"):
        desk.do(c.RemoveColumn(column(desk, name).id))
    with pytest.raises(Refused, match="only column"):
        desk.do(c.RemoveColumn(column(desk, "Done").id))
    with pytest.raises(Refused, match="only board"):
        desk.do(c.RemoveBoard(desk.board().id))


def test_taking_back_an_added_column_is_refused_while_others_use_it(desk: Desk, open_desk: OpenDesk) -> None:
    desk.do(c.AddColumn(desk.board().id, "Review", Stage.DOING))
    bob = open_desk("bob")
    ref = add(bob, "Printer", "Review")
    with pytest.raises(Conflict, match="Review holds 1 ticket by now"):
        desk.undo()
    assert names(desk)[-1] == "Review" and desk.ticket(ref).row.column == "Review"


def test_taking_back_a_change_of_a_column_is_refused_when_others_changed_it(
    desk: Desk, open_desk: OpenDesk, clock: Clock
) -> None:
    doing = column(desk, "Doing").id
    bob = admin(open_desk, desk)
    desk.do(c.EditColumn(doing, {"limit": 4}))
    bob.do(c.EditColumn(doing, {"limit": 6}))
    clock.forward(seconds=12)
    with pytest.raises(Conflict, match="bob has changed Doing since, 12 s ago"):
        desk.undo()
    assert column(desk, "Doing").limit == 6


def test_a_removed_column_comes_back_without_what_others_have_moved_on(desk: Desk, open_desk: OpenDesk) -> None:
    kept, taken = add(desk, "Kept", "Doing"), add(desk, "Taken", "Doing")
    desk.do(c.RemoveColumn(column(desk, "Doing").id, column(desk, "To Do").id))
    open_desk("bob").do(c.MoveTicket((taken,), column(desk, "Done").id))
    told = desk.undo()
    assert [ref for ref, _reason in told.refused] == [taken]
    assert desk.ticket(kept).row.column == "Doing" and desk.ticket(taken).row.column == "Done"


def test_a_name_taken_meanwhile_keeps_a_removed_column_away(desk: Desk, open_desk: OpenDesk) -> None:
    bob = admin(open_desk, desk)
    desk.do(c.RemoveColumn(column(desk, "Doing").id))
    bob.do(c.AddColumn(desk.board().id, "DOING", Stage.DOING))
    with pytest.raises(Conflict, match="another column “Doing” by now"):
        desk.undo()


# ---- hard limits


def test_a_full_column_takes_what_fits_and_says_why_not_the_rest(desk: Desk) -> None:
    doing = column(desk, "Doing").id
    refs = tuple(add(desk, title) for title in ("One", "Two", "Three"))
    desk.do(c.EditColumn(doing, {"limit": 2, "hard": True}))
    told = desk.do(c.MoveTicket(refs, doing))
    assert told.refs == refs[:2] and told.warnings == ()
    assert told.refused[0][0] == refs[2] and "Doing is full: its limit is 2." in told.refused[0][1]
    with pytest.raises(Refused, match="Doing is full"):
        desk.do(c.AddTicket("Four", {}, doing))
    desk.do(c.MoveTicket((refs[1],), doing, bottom=True))
    assert column(desk, "Doing").total == 2


def test_nothing_comes_back_from_the_archive_into_a_full_column(desk: Desk) -> None:
    doing = column(desk, "Doing").id
    old = tuple(add(desk, title, "Doing") for title in ("One", "Two"))
    desk.do(c.ArchiveTicket(old))
    desk.do(c.EditColumn(doing, {"limit": 1, "hard": True}))
    told = desk.do(c.RestoreTicket(old))
    assert told.refs == old[:1] and "full" in told.refused[0][1]


def test_undo_does_not_overfill_a_column_either(desk: Desk, open_desk: OpenDesk) -> None:
    doing, ref = column(desk, "Doing").id, add(desk, "Mine", "Doing")
    desk.do(c.EditColumn(doing, {"limit": 1, "hard": True}))
    desk.do(c.MoveTicket((ref,), column(desk, "Done").id))
    add(open_desk("bob"), "Bob's", "Doing")
    with pytest.raises(Refused, match="Doing is full"):
        desk.undo()
    assert desk.ticket(ref).row.column == "Done"


# ---- boards


def test_tickets_move_between_boards_and_keep_their_history(desk: Desk) -> None:
    desk.do(c.AddBoard("Projects"))
    ref, doing = add(desk, "Printer"), column(desk, "Doing", "Projects").id
    desk.do(c.AddComment((ref,), CommentKind.NOTE, "Looked at it"))
    told = desk.do(c.MoveTicket((ref,), doing))
    assert done(told) == f"#{ref}: to Projects › Doing"
    page = desk.ticket(ref)
    assert (page.row.board, page.row.column, page.row.comments) == ("Projects", "Doing", 1)
    assert describe(page.history[-1].event, page.column_names, ZONE) == "moved: Help desk › To Do → Projects › Doing"
    desk.undo()
    assert desk.ticket(ref).row.board == "Help desk"


def test_a_board_with_tickets_goes_only_when_they_have_a_place(desk: Desk) -> None:
    desk.do(c.AddBoard("Projects"))
    ref, board = add(desk, "Printer", board="Projects"), desk.board("Projects").id
    with pytest.raises(Refused, match="Projects holds 1 ticket"):
        desk.do(c.RemoveBoard(board))
    with pytest.raises(BadInput):
        desk.do(c.RemoveBoard(board, column(desk, "Done", "Projects").id))
    desk.do(c.RemoveBoard(board, column(desk, "Doing").id))
    assert desk.boards() == ("Help desk",) and desk.ticket(ref).row.column == "Doing"
    desk.undo()
    assert desk.boards() == ("Help desk", "Projects") and names(desk, "Projects") == ["To Do", "Doing", "Done"]
    assert desk.ticket(ref).row.board == "Projects"


def test_taking_back_a_new_board_is_all_or_nothing(desk: Desk, open_desk: OpenDesk) -> None:
    desk.do(c.AddBoard("Projects"))
    add(open_desk("bob"), "Printer", "Doing", "Projects")
    with pytest.raises(Conflict):
        desk.undo()
    assert names(desk, "Projects") == ["To Do", "Doing", "Done"]


def test_boards_and_columns_are_counted_with_their_archive(desk: Desk) -> None:
    desk.do(c.AddBoard("Projects"))
    add(desk, "One")
    desk.do(c.ArchiveTicket((add(desk, "Two"),)))
    first, second = desk.board_lines()
    assert (first.name, first.tickets, first.archived) == ("Help desk", 1, 1)
    assert (second.name, second.tickets, second.columns[0].name) == ("Projects", 0, "To Do")


def test_the_log_tells_of_boards_and_columns(desk: Desk) -> None:
    doing = column(desk, "Doing").id
    desk.do(c.EditColumn(doing, {"limit": 4, "hard": True, "stage": "todo"}))
    desk.do(c.MoveColumn(doing, 1))
    desk.do(c.RenameBoard(desk.board().id, "IT"))
    known = desk.column_names()
    assert [describe(entry.event, known, ZONE) for entry in desk.history(limit=5)] == [
        "board renamed: Help desk → IT",
        "column Doing: moved to the right",
        "column Doing: stage doing → todo",
        "column Doing: the limit became hard",
        "column Doing: limit none → 4",
    ]
