"""Taking tickets in from elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.commands.imports import PastFile, SourceColumn, SourcePerson
from deskboard.domain.errors import BadInput, NotAllowed, NotFound
from deskboard.domain.model import Role, Stage
from deskboard.domain.query.parse import parse
from tests.conftest import OpenDesk

LONG_AGO = datetime(2015, 1, 10, 12, 0, tzinfo=UTC)
COLUMNS = (SourceColumn("やること", "todo"), SourceColumn("作業中", "doing", 3), SourceColumn("クローズ", "done"))


def source(origin: str, **more: object) -> c.SourceTicket:
    return c.SourceTicket(origin, f"title of {origin}", **more)  # type: ignore[arg-type]


def test_columns_of_the_source_replace_the_untouched_ones(desk: Desk) -> None:
    desk.do(
        c.ImportTickets("trello", (source("t:1", column="作業中"), source("t:2", column="クローズ")), columns=COLUMNS)
    )
    assert [(column.name, column.stage, column.limit, column.total) for column in desk.board().columns] == [
        ("やること", Stage.TODO, None, 0),
        ("作業中", Stage.DOING, 3, 1),
        ("クローズ", Stage.DONE, None, 1),
    ]


def test_columns_are_added_beside_those_in_use(desk: Desk) -> None:
    desk.do(c.AddTicket("mine"))
    desk.do(
        c.ImportTickets(
            "x", (source("x:1", column="To Do"), source("x:2", column="New")), columns=(SourceColumn("New", "todo"),)
        )
    )
    assert [(column.name, column.total) for column in desk.board().columns] == [
        ("To Do", 2),
        ("Doing", 0),
        ("Done", 0),
        ("New", 1),
    ]


def test_a_ticket_comes_whole_with_its_past(desk: Desk) -> None:
    past = (
        c.PastEvent(
            "ticket.moved",
            {"before": {"column": "Gone", "rank": ""}, "after": {"column": "Doing", "rank": ""}},
            "kim",
            LONG_AGO,
        ),
        c.PastEvent("ticket.edited", {"field": "title", "before": "old", "after": "new"}, "kim", LONG_AGO),
    )
    ticket = source(
        "x:1",
        fields={"assignee": "kim", "tags": ("a",), "created": LONG_AGO, "updated": LONG_AGO, "archived": LONG_AGO},
        column="Done",
        steps=(("one", True), ("two", False)),
        comments=(c.PastComment("note", "said", "kim", LONG_AGO),),
        history=past,
    )
    done = desk.do(c.ImportTickets("x", (ticket,), people=(SourcePerson("kim", "Kim K.", None, "agent"),)))
    page = desk.ticket(1)
    assert (page.row.created, page.row.archived, page.row.resolved) == (LONG_AGO, LONG_AGO, LONG_AGO)
    assert [(step.text, step.done) for step in page.steps] == [("one", True), ("two", False)]
    assert [(said.text, said.author, said.at) for said in page.comments] == [("said", "kim", LONG_AGO)]
    moved = next(entry for entry in page.history if isinstance(entry.event, e.TicketMoved))
    assert (moved.at, moved.actor, moved.event.before.column) == (LONG_AGO, "kim", "Gone")
    assert done.people == ("kim",)
    assert {person.login: person.name for person in desk.people()}["kim"] == "Kim K."


def test_the_same_source_twice_adds_nothing(desk: Desk) -> None:
    batch = c.ImportTickets("x", (source("x:1"), source("x:2"), source("x:1")))
    assert len(desk.do(batch).created) == 2
    again = desk.do(batch)
    assert (again.command, again.created, again.skipped) == (None, (), 3)
    assert desk.count() == 2


def test_batches_of_one_import_are_one_undo(desk: Desk) -> None:
    before = desk.board()
    first = desk.do(c.ImportTickets("x", (source("x:1", fields={"assignee": "kim"}),), columns=COLUMNS))
    desk.do(c.ImportTickets("x", (source("x:2"),), columns=COLUMNS, into=first.command))
    desk.undo()
    assert desk.count() == 0
    assert desk.board() == before
    assert [person.login for person in desk.people()] == ["ann"]
    desk.redo()
    assert desk.count() == 2


def test_refs_are_kept_where_they_are_free(desk: Desk) -> None:
    desk.do(c.AddTicket("here"))
    batch = (source("x:1", ref=1), source("x:7", ref=7), source("x:8", ref=7), source("x:9"))
    done = desk.do(c.ImportTickets("x", batch, keep_refs=True))
    assert 7 in done.created
    assert len(set(done.created)) == 4
    assert 1 not in done.created
    assert desk.do(c.AddTicket("next")).created[0] == max(done.created) + 1


def test_order_is_kept_across_batches(desk: Desk) -> None:
    for start in (0, 50):
        desk.do(c.ImportTickets("x", tuple(source(f"x:{i}") for i in range(start, start + 50))))
    assert [card.title for card in desk.page(1, size=100).cards] == [f"title of x:{i}" for i in range(100)]


@pytest.mark.parametrize(
    "bad",
    [
        source("x:2", fields={"priority": "huge"}),
        source("x:2", steps=(("", False),)),
        source("x:2", comments=(c.PastComment("shout", "x", "k", LONG_AGO),)),
        source("x:2", history=(c.PastEvent("ticket.exploded", {}, "k", LONG_AGO),)),
        source("x:2", history=(c.PastEvent("ticket.moved", {"before": 3}, "k", LONG_AGO),)),
        c.SourceTicket("x:2", ""),
    ],
)
def test_a_bad_ticket_refuses_its_batch_whole(desk: Desk, bad: c.SourceTicket) -> None:
    with pytest.raises((BadInput, ValueError)):
        desk.do(c.ImportTickets("x", (source("x:1"), bad)))
    assert desk.count() == 0
    with pytest.raises(NotFound):
        desk.ticket(1)


def test_an_agents_import_makes_no_admins(open_desk: OpenDesk) -> None:
    open_desk("ann")
    bob = open_desk("bob")
    bob.do(c.ImportTickets("x", (source("x:1"),), people=(SourcePerson("eve", role="admin"),)))
    assert {person.login: person.role for person in bob.people()}["eve"] is Role.AGENT


def test_an_agent_imports_tickets_but_no_columns(open_desk: OpenDesk) -> None:
    open_desk("ann")
    bob = open_desk("bob")
    bob.do(c.ImportTickets("x", (source("x:1", column="Doing"),)))
    with pytest.raises(NotAllowed, match="admin"):
        bob.do(c.ImportTickets("x", (source("x:2"),), columns=COLUMNS))


def test_refs_are_kept_in_whatever_order_they_come(desk: Desk) -> None:
    first = desk.do(c.ImportTickets("x", (source("x:3", ref=3),), keep_refs=True))
    desk.do(c.ImportTickets("x", (source("x:2", ref=2), source("x:1", ref=1)), keep_refs=True, into=first.command))
    assert {row.origin: row.ref for row in desk.tickets()} == {"x:1": 1, "x:2": 2, "x:3": 3}


def test_an_import_goes_on_only_in_its_own_command(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    first = ann.do(c.ImportTickets("x", (source("x:1"),)))
    with pytest.raises(BadInput, match="cannot go on"):
        bob.do(c.ImportTickets("x", (source("x:2"),), into=first.command))
    ann.undo()
    with pytest.raises(BadInput, match="cannot go on"):
        ann.do(c.ImportTickets("x", (source("x:2"),), into=first.command))


def test_what_is_imported_is_found_as_if_it_had_been_written_here(desk: Desk) -> None:
    ticket = source(
        "x:1",
        fields={
            **{"requester": "maria", "tags": ("tagword",), "description": "descword"},
            "answers": (("location", "answerword"),),
        },
        steps=(("stepword", False),),
        comments=(c.PastComment("note", "commentword", "kim", LONG_AGO),),
        files=(PastFile("fileword.txt", "kim", LONG_AGO, sha256(b"x").hexdigest(), 1, lambda: b"x"),),
    )
    desk.do(c.ImportTickets("x", (ticket,), people=(SourcePerson("maria", "Žemaitė"),)))
    words = ("tagword", "descword", "stepword", "commentword", "maria", "zemaite", "#1", "title")
    words += ("answerword", "fileword")
    assert [desk.count(parse(word)) for word in words] == [1] * len(words)
    before = [[row.ref for row in desk.tickets(parse(word))] for word in words]
    desk.rebuild_search()
    assert [[row.ref for row in desk.tickets(parse(word))] for word in words] == before
    desk.undo()
    assert desk.count(parse("stepword")) == 0
