"""Adding, editing, tagging, moving, archiving."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, NotFound, Refused
from deskboard.domain.model import Level, Priority, Role, Stage, Status, proposed_priority
from deskboard.domain.query.parse import parse
from tests.conftest import Clock, OpenDesk


def refs_in(desk: Desk, column: int) -> list[int]:
    return [card.ref for card in desk.page(column).cards]


def columns(desk: Desk) -> tuple[int, int, int]:
    todo, doing, done = (column.id for column in desk.board().columns)
    return todo, doing, done


def add(desk: Desk, *titles: str) -> list[int]:
    return [desk.do(c.AddTicket(title)).created[0] for title in titles]


def test_a_new_database_has_one_board_with_three_columns(desk: Desk) -> None:
    board = desk.board()
    assert board.name == "Help desk"
    assert [(column.name, column.stage) for column in board.columns] == [
        ("To Do", Stage.TODO),
        ("Doing", Stage.DOING),
        ("Done", Stage.DONE),
    ]


def test_a_new_ticket_stands_on_top_of_the_first_column_with_its_fields(desk: Desk, clock: Clock) -> None:
    add(desk, "first")
    fields = {"priority": "high", "assignee": "@Bob", "tags": ("VPN", "mail"), "requester": "Maria@Example.org"}
    done = desk.do(c.AddTicket("VPN down", fields, steps=("ping", "reboot")))
    assert done.created == (2,)
    assert done.people == ("bob", "maria@example.org")
    row = desk.ticket(2).row
    assert (row.title, row.priority, row.assignee, row.tags) == ("VPN down", Priority.HIGH, "bob", ("mail", "vpn"))
    assert (row.created, row.stage, row.requester) == (clock.now, Stage.TODO, "maria@example.org")
    assert [step.text for step in desk.ticket(2).steps] == ["ping", "reboot"]
    assert refs_in(desk, columns(desk)[0]) == [2, 1]
    assert {person.login: person.role for person in desk.people()} == {
        "ann": Role.ADMIN,
        "bob": Role.AGENT,
        "maria@example.org": Role.REQUESTER,
    }


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("", {}),
        ("  \n ", {}),
        ("x" * 201, {}),
        ("fine", {"priority": "urgentissimo"}),
        ("fine", {"description": "x" * (256 * 1024 + 1)}),
        ("fine", {"tags": tuple(f"t{i}" for i in range(501))}),
        ("fine", {"assignee": "two words"}),
        ("fine", {"colour": "red"}),
    ],
)
def test_bad_input_is_refused_and_nothing_is_half_written(desk: Desk, title: str, fields: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        desk.do(c.AddTicket(title, fields, steps=("a step",)))
    assert desk.count() == 0
    assert [entry for entry in desk.history() if entry.ticket is not None] == []


def test_limits_themselves_fit(desk: Desk) -> None:
    desk.do(c.AddTicket("x" * 200, {"description": "é" * (128 * 1024)}))
    assert len(desk.ticket(1).row.description) == 128 * 1024


@pytest.mark.parametrize(
    ("impact", "urgency", "proposed"),
    [
        ("high", "high", "critical"),
        ("high", "medium", "high"),
        ("medium", "high", "high"),
        ("medium", "medium", "normal"),
        ("low", "high", "normal"),
        ("high", "low", "normal"),
        ("medium", "low", "low"),
        ("low", "low", "low"),
        (None, "high", None),
    ],
)
def test_impact_and_urgency_propose_the_priority(impact: str | None, urgency: str, proposed: str | None) -> None:
    assert proposed_priority(Level(impact) if impact else None, Level(urgency)) == proposed


def test_the_proposed_priority_is_taken_unless_one_was_set_by_hand(desk: Desk) -> None:
    desk.do(c.AddTicket("a", {"impact": "high", "urgency": "high"}))
    assert desk.ticket(1).row.priority == Priority.CRITICAL
    desk.do(c.EditTicket((1,), {"urgency": "medium"}))
    assert desk.ticket(1).row.priority == Priority.HIGH
    desk.do(c.EditTicket((1,), {"priority": "low"}))
    desk.do(c.EditTicket((1,), {"impact": "high", "urgency": "high"}))
    assert desk.ticket(1).row.priority == Priority.LOW


def test_a_bulk_edit_reports_what_it_refused(desk: Desk) -> None:
    add(desk, "one", "two")
    done = desk.do(c.EditTicket((1, 2, 77), {"status": "needs review", "assignee": "me"}))
    assert done.refs == (1, 2)
    assert [ref for ref, _why in done.refused] == [77]
    assert done.exit_code == NotFound.exit_code
    assert {desk.ticket(ref).row.status for ref in (1, 2)} == {Status.NEEDS_REVIEW}
    assert desk.ticket(1).row.assignee == "ann"


def test_one_ticket_that_does_not_exist_is_an_error(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.do(c.EditTicket((9,), {"priority": "high"}))
    with pytest.raises(NotFound):
        desk.ticket(9)


@pytest.mark.parametrize("ref", [-1, 0, 2**31, 2**63, 10**30])
def test_impossible_refs_are_not_found(desk: Desk, ref: int) -> None:
    with pytest.raises(NotFound):
        desk.ticket(ref)
    with pytest.raises(NotFound):
        desk.do(c.ArchiveTicket((ref,)))
    with pytest.raises(NotFound):
        desk.do(c.AddTicket("a", column=ref))
    assert desk.cards([ref]) == {}


def test_an_edit_that_changes_nothing_is_no_event(desk: Desk) -> None:
    add(desk, "one")
    before = desk.history(1)
    done = desk.do(c.EditTicket((1,), {"title": "one", "assignee": None}))
    assert (done.command, done.refs) == (None, ())
    assert desk.history(1) == before


def test_tags_are_added_and_taken_away(desk: Desk) -> None:
    desk.do(c.AddTicket("a", {"tags": ("vpn", "old")}))
    desk.do(c.EditTicket((1,), add_tags=("#Mail", "needs follow up"), remove_tags=("old", "never-there")))
    assert desk.ticket(1).row.tags == ("mail", "needs-follow-up", "vpn")


def test_moving_into_done_resolves_and_out_of_it_reopens(desk: Desk, clock: Clock) -> None:
    todo, _doing, done = columns(desk)
    add(desk, "a")
    clock.forward(hours=2)
    desk.do(c.MoveTicket((1,), done))
    assert desk.ticket(1).row.resolved == clock.now
    desk.do(c.MoveTicket((1,), todo))
    assert desk.ticket(1).row.resolved is None


def test_order_within_a_column(desk: Desk) -> None:
    todo, doing, _done = columns(desk)
    add(desk, "a", "b", "c", "d")
    assert refs_in(desk, todo) == [4, 3, 2, 1]
    desk.do(c.MoveTicket((4,), todo, below=2))
    assert refs_in(desk, todo) == [3, 2, 4, 1]
    desk.do(c.MoveTicket((1,), todo, above=3))
    assert refs_in(desk, todo) == [1, 3, 2, 4]
    desk.do(c.MoveTicket((3, 4), doing))
    desk.do(c.MoveTicket((1,), doing, bottom=True))
    assert refs_in(desk, doing) == [3, 4, 1]
    with pytest.raises(BadInput):
        desk.do(c.MoveTicket((2,), doing, below=2))


def test_over_the_limit_is_allowed_and_said(desk: Desk) -> None:
    board = desk.board()
    desk.do(c.AddColumn(board.id, "Review", Stage.DOING, limit=1))
    review = desk.board().columns[-1]
    add(desk, "a", "b")
    assert desk.do(c.MoveTicket((1,), review.id)).warnings == ()
    assert desk.do(c.MoveTicket((2,), review.id)).warnings == ("Review is over its limit: 2 of 1.",)


def test_archived_tickets_leave_the_board_and_come_back_where_they_were(desk: Desk) -> None:
    todo = columns(desk)[0]
    add(desk, "a", "b", "c")
    desk.do(c.ArchiveTicket((2,)))
    assert refs_in(desk, todo) == [3, 1]
    assert desk.board().columns[0].total == 2
    assert [row.ref for row in desk.tickets(parse("is:archived"))] == [2]
    assert desk.do(c.ArchiveTicket((2,))).refs == ()
    with pytest.raises(Refused, match="archived"):
        desk.do(c.MoveTicket((2,), columns(desk)[1]))
    desk.do(c.RestoreTicket((2,)))
    assert refs_in(desk, todo) == [3, 2, 1]


def test_done_work_leaves_the_board_by_age(desk: Desk, clock: Clock) -> None:
    _todo, _doing, done = columns(desk)
    add(desk, "old", "fresh", "open")
    desk.do(c.MoveTicket((1,), done))
    clock.forward(days=10)
    desk.do(c.MoveTicket((2,), done))
    clock.forward(days=5)
    assert desk.archive_old(14).refs == (1,)
    assert desk.archive_old(14).command is None
    assert refs_in(desk, done) == [2]
    desk.do(c.RestoreTicket((1,)))
    assert desk.archive_old(14).refs == ()
    clock.forward(days=15)
    assert set(desk.archive_old(14).refs) == {1, 2}


def test_somebody_elses_change_of_the_same_field_is_a_conflict(open_desk: OpenDesk, clock: Clock) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    add(ann, "a")
    seen = ann.ticket(1).row.version
    bob.do(c.EditTicket((1,), {"priority": "high"}))
    clock.forward(seconds=10)
    ann.do(c.EditTicket((1,), {"title": "another field is fine"}, {1: seen}))
    with pytest.raises(Conflict, match="bob set the priority of #1 to high 10 s ago, and you to low"):
        ann.do(c.EditTicket((1,), {"priority": "low"}, {1: seen}))
    assert ann.ticket(1).row.priority == Priority.HIGH


def test_refs_are_never_used_again(desk: Desk) -> None:
    add(desk, "a", "b")
    desk.undo()
    assert add(desk, "c") == [3]


def test_due_is_kept_in_utc(desk: Desk, clock: Clock) -> None:
    from tests.conftest import ZONE

    desk.do(c.AddTicket("a", {"due": (clock.now + timedelta(days=1)).astimezone(ZONE)}))
    assert desk.ticket(1).row.due == clock.now + timedelta(days=1)
    assert str(desk.ticket(1).row.due).endswith("+00:00")
