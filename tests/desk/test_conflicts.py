"""Two people change one ticket: different fields are both kept, the same one is for the second to choose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.conflicts import settled
from deskboard.domain.errors import Conflict
from deskboard.domain.fields import FIELDS
from deskboard.domain.templates import Asked, Template
from tests.conftest import Clock, OpenDesk

VALUES: dict[str, tuple[Any, Any]] = {
    "title": ("Bob's", "Ann's"),
    "description": ("Bob wrote\nthis", "Ann wrote\nthat"),
    "type": ("bug", "feature"),
    "priority": ("high", "low"),
    "status": ("waiting", "on_hold"),
    "queue": ("network", "accounts"),
    "assignee": ("bob", "ann"),
    "requester": ("bob@example.org", "ann@example.org"),
    "due": (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)),
    "wake": (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)),
    "impact": ("high", "low"),
    "urgency": ("high", "low"),
}
"""Field → what bob sets and what ann wants."""
FREE = {"tags", "watchers", "template"}
"""Fields of many words are put together, and a template brings others along."""


@pytest.fixture
def bob(open_desk: OpenDesk, desk: Desk) -> Desk:
    return open_desk("bob")


@pytest.fixture
def seen(desk: Desk) -> dict[int, int]:
    """Ticket 1, as ann has it before her."""
    desk.do(c.AddTicket("Printer", {"tags": ("old", "paper")}, steps=("Call", "Order")))
    return {1: desk.ticket(1).row.version}


def test_every_field_has_a_part_in_this() -> None:
    assert VALUES.keys() | FREE == FIELDS.keys()


@pytest.mark.parametrize("field", VALUES)
def test_who_comes_second_to_a_field_is_shown_both_values_and_chooses(
    field: str, desk: Desk, bob: Desk, seen: dict[int, int], clock: Clock
) -> None:
    theirs, mine = VALUES[field]
    base = getattr(desk.ticket(1).row, field)
    bob.do(c.EditTicket((1,), {field: theirs}))
    clock.forward(minutes=2)
    command = c.EditTicket((1,), {field: mine}, seen)
    with pytest.raises(Conflict, match=r"^bob .* 2 min ago") as refused:
        desk.do(command)
    conflict = refused.value
    (one,) = conflict.contested
    assert (one.name, one.who, one.base) == (field, "bob", base)
    stands = getattr(desk.ticket(1).row, field)
    assert one.theirs == stands and FIELDS[field].check(mine) == one.mine
    assert settled(command, conflict, {}) is None, "theirs stays"
    again = settled(command, conflict, {field: one.mine})
    assert again is not None
    desk.do(again)
    assert getattr(desk.ticket(1).row, field) == one.mine
    desk.undo()
    assert getattr(desk.ticket(1).row, field) == stands


@pytest.mark.parametrize("field", VALUES)
def test_other_fields_are_nobodys_business(field: str, desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    other = "title" if field != "title" else "description"
    bob.do(c.EditTicket((1,), {other: "Bob's"}))
    desk.do(c.EditTicket((1,), {field: VALUES[field][1]}, seen))
    row = desk.ticket(1).row
    assert getattr(row, other) == "Bob's" and getattr(row, field) == FIELDS[field].check(VALUES[field][1])


def test_a_third_one_is_noticed_while_the_second_still_chooses(desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    bob.do(c.EditTicket((1,), {"priority": "high"}))
    command = c.EditTicket((1,), {"priority": "low"}, seen)
    with pytest.raises(Conflict) as refused:
        desk.do(command)
    bob.do(c.EditTicket((1,), {"priority": "critical"}))
    again = settled(command, refused.value, {"priority": "low"})
    assert again is not None
    with pytest.raises(Conflict, match="critical"):
        desk.do(again)


def test_what_is_not_contested_is_done_once_the_rest_is_settled(desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    bob.do(c.EditTicket((1,), {"priority": "high", "queue": "network"}))
    command = c.EditTicket((1,), {"priority": "low", "queue": "accounts", "due": None, "title": "Mine"}, seen)
    with pytest.raises(Conflict) as refused:
        desk.do(command)
    assert {one.name for one in refused.value.contested} == {"priority", "queue"}
    again = settled(command, refused.value, {"queue": "accounts"})
    assert again is not None
    desk.do(again)
    row = desk.ticket(1).row
    assert (row.title, row.priority, row.queue) == ("Mine", "high", "accounts")


@pytest.mark.parametrize("values", [("low", "low"), ("high", "normal")], ids=["the same", "put back"])
def test_nobody_is_asked_where_there_is_nothing_to_choose(
    values: tuple[str, str], desk: Desk, bob: Desk, seen: dict[int, int]
) -> None:
    for value in values:
        bob.do(c.EditTicket((1,), {"priority": value}))
    desk.do(c.EditTicket((1,), {"priority": "low"}, seen))
    assert desk.ticket(1).row.priority == "low"


def test_nobody_is_in_his_own_way(open_desk: OpenDesk, desk: Desk, seen: dict[int, int]) -> None:
    open_desk("ann").do(c.EditTicket((1,), {"priority": "high"}))
    desk.do(c.EditTicket((1,), {"priority": "low"}, seen))
    assert desk.ticket(1).row.priority == "low"


@pytest.mark.parametrize("whole", [True, False])
def test_tags_and_watchers_of_both_are_kept(whole: bool, desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    bob.do(c.EditTicket((1,), add_tags=("bobs",), remove_tags=("old",), add_watchers=("bob",)))
    if whole:
        desk.do(c.EditTicket((1,), {"tags": ("anns", "old"), "watchers": ("ann",)}, seen))
    else:
        desk.do(c.EditTicket((1,), {}, seen, ("anns",), ("paper",), ("ann",)))
    row = desk.ticket(1).row
    assert (row.tags, row.watchers) == (("anns", "bobs"), ("ann", "bob"))


def test_answers_are_apart_from_each_other(desk: Desk, bob: Desk) -> None:
    desk.do(c.AddType("hardware"))
    desk.do(c.AddTemplate(Template("Laptop", "hardware", (Asked("model", "Model"), Asked("site", "Site")))))
    given = (("model", "X1"), ("site", "Seoul"))
    desk.do(c.AddTicket("Laptop", {"template": "Laptop", "answers": given}))
    seen = {1: desk.ticket(1).row.version}
    bob.do(c.EditTicket((1,), {"answers": (("model", "bobs"),)}))
    desk.do(c.EditTicket((1,), {"answers": (("site", "Vilnius"),)}, seen))
    assert dict(desk.ticket(1).row.answers) == {"model": "bobs", "site": "Vilnius"}
    command = c.EditTicket((1,), {"answers": (("model", "anns"), ("site", "Seoul"))}, seen)
    with pytest.raises(Conflict, match="answer “model”") as refused:
        desk.do(command)
    (one,) = refused.value.contested
    assert (one.base, one.theirs, one.mine) == ("X1", "bobs", "anns")
    kept = settled(command, refused.value, {})
    assert kept is not None and kept.changes == {"answers": (("site", "Seoul"),)}
    desk.do(kept)
    assert dict(desk.ticket(1).row.answers) == {"model": "bobs", "site": "Seoul"}


def test_a_ticket_that_was_taken_elsewhere_is_not_pulled_away(desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    todo, doing, done = desk.board().columns
    bob.do(c.AddTicket("Other"))
    bob.do(c.MoveTicket((1,), todo.id, below=2))
    desk.do(c.MoveTicket((1,), todo.id, seen=seen))
    bob.do(c.MoveTicket((1,), doing.id))
    command = c.MoveTicket((1,), done.id, seen=seen)
    with pytest.raises(Conflict, match="bob set the column of #1 to Doing") as refused:
        desk.do(command)
    assert settled(command, refused.value, {}) is None
    again = settled(command, refused.value, {"column": done.name})
    assert again is not None
    desk.do(again)
    assert desk.ticket(1).column == done.id


def test_the_text_of_a_step_is_for_one_at_a_time(desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    first, second = (step.id for step in desk.ticket(1).steps)
    bob.do(c.EditStep(1, first, "Call the vendor"))
    bob.do(c.EditStep(1, second, "Order paper"))
    desk.do(c.EditStep(1, first, None, {"assignee": "ann"}, seen=seen))
    command = c.EditStep(1, first, "Write to the vendor", {"due": None, "assignee": "ann"}, seen=seen)
    with pytest.raises(Conflict, match="bob set the step of #1 to Call the vendor") as refused:
        desk.do(command)
    kept = settled(command, refused.value, {})
    assert kept is not None and kept.text is None and kept.changes == command.changes
    again = settled(command, refused.value, {"text": "Write to the vendor"})
    assert again is not None
    desk.do(again)
    assert [step.text for step in desk.ticket(1).steps] == ["Write to the vendor", "Order paper"]


def test_many_tickets_at_once_ask_nothing(desk: Desk, bob: Desk, seen: dict[int, int]) -> None:
    """Nobody has looked at each of them, so there is no version to check."""
    bob.do(c.AddTicket("Other"))
    bob.do(c.EditTicket((1, 2), {"priority": "high"}))
    desk.do(c.EditTicket((1, 2), {"priority": "low"}))
    assert {row.priority for row in desk.tickets()} == {"low"}


def test_two_admins_do_not_overwrite_each_other_unseen(desk: Desk) -> None:
    board = desk.board()
    todo = board.columns[0].id
    desk.do(c.EditColumn(todo, {"name": "Inbox", "limit": 5}))
    with pytest.raises(Conflict, match="Inbox was changed meanwhile: its name is Inbox by now"):
        desk.do(c.EditColumn(todo, {"name": "New"}, {"name": "To Do"}))
    desk.do(c.EditColumn(todo, {"stage": "doing"}, {"name": "To Do", "stage": "todo"}))
    desk.do(c.RenameBoard(board.id, "Desk"))
    with pytest.raises(Conflict, match="Desk was changed meanwhile"):
        desk.do(c.RenameBoard(board.id, "Help", "Help desk"))
    desk.do(c.AddView("Mine", "is:open", shared=True))
    view = desk.views()[0].id
    desk.do(c.EditView(view, query="tag:vpn"))
    with pytest.raises(Conflict, match="query is tag:vpn"):
        desk.do(c.EditView(view, query="tag:net", was={"query": "is:open"}))
    desk.do(c.EditView(view, name="Ours", was={"name": "Mine"}))
    desk.do(c.AddType("hardware"))
    laptop = Template("Laptop", "hardware", (Asked("model", "Model"),))
    desk.do(c.AddTemplate(laptop))
    desk.do(c.EditTemplate(laptop._replace(tags=("hw",)), laptop))
    with pytest.raises(Conflict, match="“Laptop” was changed meanwhile"):
        desk.do(c.EditTemplate(laptop._replace(steps=("order",)), laptop))
