"""Our own format: what is written comes back whole."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.commands.imports import SourceColumn
from deskboard.domain.errors import BadInput
from deskboard.domain.model import (
    Availability,
    Channel,
    CommentKind,
    Identity,
    LinkKind,
    Membership,
    QueueMode,
    Role,
    Stage,
)
from deskboard.domain.query import parse
from deskboard.domain.wording import describe
from deskboard.transfer.export import export
from deskboard.transfer.run import Report, run_import
from deskboard.transfer.sources import open_source
from tests.conftest import Clock, OpenDesk
from tests.transfer import boards
from tests.transfer.test_trello import JUNK, changed, places

Json = dict[str, Any]


def dumped(desk: Desk, query: str = "") -> str:
    out = io.StringIO()
    export(desk, parse(query) if query else None, "json", out)
    return out.getvalue()


def loaded(desk: Desk, folder: Path, text: str, dry_run: bool = False) -> Report:
    path = folder / "board.jsonl"
    path.write_text(text, encoding="utf-8")
    return run_import(desk, open_source(str(path)), dry_run=dry_run)


def other(folder: Path, name: str, clock: Clock) -> Desk:
    """A new, empty database of its own."""
    return Desk.open(str(folder / f"{name}.db"), Identity("ann", Channel.CLI), clock=clock, zone=UTC)


def used(desk: Desk, clock: Clock) -> None:
    """Put a desk to every use an export must bring back."""
    _todo, doing, done = (column.id for column in desk.board().columns)
    desk.do(c.AddPerson("bob", "Bob\u202e B.", "bob@example.org", Role.VIEWER))
    desk.do(c.AddColumn(1, "Wartet", Stage.DOING, 4))
    due = clock.now + timedelta(days=3)
    desk.do(
        c.AddTicket(
            "first", {"description": '# Text\n\n한국어 \\ "q"', "due": due, "assignee": "ann", "tags": ("a", "b")}
        )
    )
    clock.forward(minutes=5)
    desk.do(c.AddTicket("second", {"priority": "high", "requester": "maria@example.org"}, steps=("one", "two")))
    desk.do(c.AddTicket("third", {"impact": "high", "urgency": "low"}))
    clock.forward(minutes=5)
    desk.do(c.EditTicket((1, 2), {"status": "waiting", "queue": "net"}))
    desk.do(c.TickStep(2, (desk.ticket(2).steps[0].id,)))
    desk.do(c.AddStep(2, (c.NewStep("three", False, "bob", due),)))
    desk.do(c.EditStep(2, desk.ticket(2).steps[0].id, changes={"assignee": "eva", "due": due}))
    desk.do(c.EditTicket((1, 2), {"wake": clock.now + timedelta(days=90)}, add_watchers=("bob", "joe@example.org")))
    desk.do(c.AddComment((2,), CommentKind.REPLY, "We look into it."))
    desk.do(c.AddComment((2,), CommentKind.NOTE, "secret"))
    clock.forward(minutes=5)
    desk.do(c.MoveTicket((2, 1), doing))
    desk.do(c.MoveTicket((3,), done))
    desk.undo()
    desk.do(c.MoveTicket((1,), done))
    desk.do(c.ArchiveTicket((1,)))
    desk.do(c.AddBoard("Second board"))
    served(desk)


def served(desk: Desk) -> None:
    """Queues in an order of their own, with people to serve them, one of them away."""
    desk.do(c.AddPerson("ivy"))
    for name, mode in (("web", QueueMode.ROUND_ROBIN), ("VIP\u202e desk", QueueMode.BALANCED)):
        desk.do(c.AddQueue(name, mode))
    net, web, vips = (line.id for line in desk.queue_lines())
    desk.do(c.EditQueue(web, {"place": 1}))
    ramp = {"limit": 3, "ramp": "1:2026-03-01:2027-03-01"}
    desk.do(c.EditTeam(("ann", "ivy"), ramp, {net: Membership.SECONDARY, vips: Membership.PRIMARY}))
    desk.do(c.EditTeam(("ivy",), {"availability": "away-reassign", "limit": 0}, {web: Membership.PRIMARY, vips: None}))
    desk.do(c.EditTeam(("maria@example.org",), {"vip": True}))


def without_header(text: str) -> list[Json]:
    return [json.loads(line) for line in text.splitlines()[1:]]


def test_a_desk_exported_and_imported_is_the_same_desk(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk, clock)
    desk.do(c.AddTicket("waits", {"queue": "web"}))
    desk.do(c.SetAvailability(Availability.AVAILABLE, "ivy"))
    desk.do(c.EditTeam(("ivy",), {"limit": 1}))
    assert desk.ticket(4).row.assignee == "ivy", "the desk's reasons are told, too"
    desk.do(c.EditTeam(("ivy",), {"availability": "away"}))
    text = dumped(desk)
    clock.forward(days=40)
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, text)
        assert (report.added, report.skipped, report.notes) == (4, 0, ())
        assert without_header(dumped(copy)) == without_header(text)
        for ref in (1, 2, 3):
            before, after = desk.ticket(ref), copy.ticket(ref)
            assert after.row._replace(origin=None, version=0) == before.row._replace(origin=None, version=0)
        assert copy.boards() == desk.boards()
        assert [(k.name, k.stage, k.limit, k.total) for k in copy.board().columns] == [
            (k.name, k.stage, k.limit, k.total) for k in desk.board().columns
        ]


def test_the_order_within_columns_comes_back(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    for title in "abcd":
        desk.do(c.AddTicket(title))
    column = desk.board().columns[0].id
    desk.do(c.MoveTicket((2,), column, above=3))
    with other(tmp_path, "copy", clock) as copy:
        loaded(copy, tmp_path, dumped(desk))
        before = [card.title for card in desk.page(column).cards]
        assert before == ["d", "b", "c", "a"]
        assert [card.title for card in copy.page(copy.board().columns[0].id).cards] == before


def test_limits_and_stages_of_columns_come_back(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    tickets = (c.SourceTicket("x:1", "one", column="Doing"),)
    columns = (SourceColumn("To Do", "todo"), SourceColumn("Doing", "doing", 5), SourceColumn("Done", "done"))
    desk.do(c.ImportTickets("x", tickets, None, columns))
    with other(tmp_path, "copy", clock) as copy:
        loaded(copy, tmp_path, dumped(desk))
        assert [column.limit for column in copy.board().columns] == [None, 5, None]


def test_an_imported_board_exports_like_any_other(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    run_import(desk, open_source(boards.written(tmp_path, boards.board())))
    text = dumped(desk)
    with other(tmp_path, "copy", clock) as copy:
        loaded(copy, tmp_path, text)
        assert without_header(dumped(copy)) == without_header(text)


def test_importing_twice_or_into_its_own_desk_adds_nothing(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk, clock)
    text = dumped(desk)
    assert loaded(desk, tmp_path, text).added == 0
    with other(tmp_path, "copy", clock) as copy:
        assert loaded(copy, tmp_path, text).added == 3
        state = dumped(copy)
        again = loaded(copy, tmp_path, text)
        assert (again.added, again.known) == (0, 3)
        assert without_header(dumped(copy)) == without_header(state)


def test_refs_are_kept_in_an_empty_database_only(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    desk.do(c.AddTicket("gone"))
    desk.undo()
    desk.do(c.AddTicket("two"))
    text = dumped(desk)
    with other(tmp_path, "empty", clock) as copy:
        loaded(copy, tmp_path, text)
        assert [row.ref for row in copy.tickets()] == [2]
    with other(tmp_path, "busy", clock) as busy:
        for title in "abc":
            busy.do(c.AddTicket(title))
        loaded(busy, tmp_path, text)
        assert sorted((row.ref, row.title) for row in busy.tickets())[-1] == (4, "two")


def test_the_trash_comes_too_and_no_ref_is_given_out_again(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    """Refs are in mails and heads. What lies in the trash has one, and what was purged had one."""
    for title in ("one", "two", "three", "four", "five"):
        desk.do(c.AddTicket(title))
    desk.do(c.LinkTickets((2,), LinkKind.BLOCKS, 3))
    desk.do(c.LinkTickets((3,), LinkKind.BLOCKS, 4))
    desk.do(c.TrashTicket((3, 4, 5)))
    desk.do(c.PurgeTickets((5,)))
    text = dumped(desk)
    clock.forward(days=1)
    with other(tmp_path, "copy", clock) as copy:
        assert loaded(copy, tmp_path, text).added == 4
        assert without_header(dumped(copy)) == without_header(text)
        assert [row.ref for row in copy.tickets()] == [2, 1]
        assert {row.ref: row.trashed for row in copy.tickets(parse("is:trashed"))} == {
            3: desk.ticket(3).row.trashed,
            4: desk.ticket(4).row.trashed,
        }
        buried = next(entry for entry in copy.ticket(3).history if getattr(entry.event, "field", "") == "trashed")
        assert (buried.actor, buried.at) == ("ann", desk.ticket(3).row.trashed)
        copy.do(c.RestoreTicket((3, 4)))
        assert [(link.kind, link.ref) for link in copy.ticket(3).links] == [("blocked-by", 2), ("blocks", 4)]
        assert copy.do(c.AddTicket("next")).created == (6,)
        assert loaded(copy, tmp_path, text).added == 0


def test_a_desk_that_has_tickets_goes_on_counting_as_it_did(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    for title in "abc":
        desk.do(c.AddTicket(title))
    desk.do(c.TrashTicket((2, 3)))
    text = dumped(desk)
    with other(tmp_path, "busy", clock) as busy:
        busy.do(c.AddTicket("mine"))
        busy.do(c.TrashTicket((1,)))
        assert loaded(busy, tmp_path, text).added == 3
        assert sorted((row.ref, row.title) for row in busy.tickets(parse("is:trashed"))) == [
            *((1, "mine"), (2, "c"), (3, "b")),
        ]
        assert busy.do(c.AddTicket("next")).created == (5,)


def test_what_older_programs_wrote_is_read_still(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    for title in "ab":
        desk.do(c.AddTicket(title))
    desk.do(c.TrashTicket((2,)))
    lines = [json.loads(line) for line in dumped(desk).splitlines()]
    del lines[0]["last_ref"]
    for line in lines:
        line.get("person", {}).pop("since", None)
        if line.get("ticket", {}).get("trashed"):
            line["ticket"]["archived"] = None
    with other(tmp_path, "copy", clock) as copy:
        assert loaded(copy, tmp_path, "\n".join(map(json.dumps, lines))).added == 2
        assert [row.ref for row in copy.tickets()] == [1]
        assert copy.ticket(2).row.archived == copy.ticket(2).row.trashed is not None
        assert copy.do(c.AddTicket("next")).created == (3,)


def test_an_export_holds_what_the_query_means(desk: Desk, clock: Clock) -> None:
    used(desk, clock)
    titles = [line["ticket"]["title"] for line in without_header(dumped(desk, "second")) if "ticket" in line]
    assert titles == ["second"]
    assert sum("ticket" in line for line in without_header(dumped(desk))) == 3


def test_every_line_is_ascii_without_control_characters(desk: Desk, clock: Clock) -> None:
    used(desk, clock)
    assert dumped(desk).replace("\n", "").isprintable()
    assert dumped(desk).isascii()


def test_damaged_lines_are_named_and_the_others_come(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk, clock)
    lines = dumped(desk).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith('{"ticket"'))
    lines[first] = lines[first][:-40]
    lines += ["[]", '{"what": 1}', '{"ticket": {"origin": "x", "title": 7}}', '{"person": {}}', "[" * 100_000, ""]
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, "\n".join(lines))
        assert report.added == 2
        assert [row for row, _reason in report.problems] == [first + 1, *range(len(lines) - 5, len(lines))]


def test_only_an_admin_brings_in_admins(desk: Desk, open_desk: OpenDesk, clock: Clock, tmp_path: Path) -> None:
    desk.do(c.AddPerson("bob"))
    text = (
        dumped(desk).splitlines()[0]
        + '\n{"person":{"login":"eve","role":"admin"}}\n{"ticket":{"origin":"x","title":"t"}}'
    )
    loaded(open_desk("bob"), tmp_path, text)
    assert {person.login: person.role for person in desk.people()}["eve"] is Role.AGENT


def test_a_newer_format_is_refused_whole(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="newer"):
        loaded(desk, tmp_path, '{"deskboard": 99}\n{"ticket": {"origin": "x", "title": "t"}}')


def sample() -> list[Json]:
    at = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    place = {"column": "To Do", "rank": "a"}
    history = [
        {"kind": "ticket.added", "actor": "ann", "at": at, "data": {"values": {"title": "t", "column": "To Do"}}},
        {"kind": "ticket.moved", "actor": "ann", "at": at, "data": {"before": place, "after": {**place, "rank": "b"}}},
        {"kind": "ticket.edited", "actor": "ann", "at": at, "data": {"field": "due", "before": None, "after": at}},
        {"kind": "step.added", "actor": "ann", "at": at, "data": {"step": 1, "text": "s", "rank": "a", "done": False}},
    ]
    ticket = {
        **{"origin": "x:1", "ref": 5, "board": "Help desk", "column": "To Do", "title": "t", "description": "d"},
        **{"tags": ["a"], "due": at, "created": at, "priority": "high", "priority_by_hand": True, "assignee": "bob"},
        "steps": [{"text": "s", "done": True}],
        "comments": [{"kind": "note", "author": "bob", "at": at, "text": "c"}],
        "history": history,
    }
    return [
        {"deskboard": 1, "database": "d"},
        {"board": {"name": "Help desk", "columns": [{"name": "To Do", "stage": "todo", "limit": None}]}},
        {"person": {"login": "bob", "name": "Bob", "email": None, "role": "agent"}},
        {"ticket": ticket},
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(places(sample())), junk=JUNK)
def test_any_value_may_be_anything(tmp_path: Path, desk: Desk, path: tuple[Any, ...], junk: Any) -> None:
    """Whatever stands at one place of the file, it ends in a report or a BadInput, and what
    came in can be shown and exported."""

    def put(inner: Any, key: Any) -> None:
        inner[key] = junk

    lines = changed(sample(), path, put)
    try:
        report = loaded(desk, tmp_path, "\n".join(map(json.dumps, lines)))
    except BadInput:
        return
    assert report.added + report.known + report.skipped <= len(lines)
    dumped(desk)
    for page in desk.whole():
        assert all(describe(entry.event, page.column_names, UTC) for entry in page.history)
    if report.added:
        desk.undo()


def test_corrected_comments_and_undone_changes_stay_marked(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    desk.do(c.AddTicket("one"))
    desk.do(c.AddComment((1,), CommentKind.REPLY, "frist"))
    desk.do(c.EditComment(1, desk.ticket(1).comments[0].id, "first"))
    desk.do(c.AddComment((1,), CommentKind.NOTE, "second"))
    desk.do(c.EditTicket((1,), {"priority": "high"}))
    desk.undo()
    with other(tmp_path, "copy", clock) as copy:
        loaded(copy, tmp_path, dumped(desk))
        page = copy.ticket(1)
        assert [(said.text, said.edited) for said in page.comments] == [("first", True), ("second", False)]
        assert without_header(dumped(copy)) == without_header(dumped(desk))
        assert any(entry.undone for entry in page.history)
        copy.undo()
        copy.redo()
        assert [said.edited for said in copy.ticket(1).comments] == [True, False]


def test_what_is_here_already_stays_as_it_is(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    """Queues, limits and whereabouts of a desk that is in use are not overwritten by another's."""
    desk.do(c.AddTicket("mine", {"queue": "web"}))
    desk.do(c.AddPerson("ivy"))
    with other(tmp_path, "theirs", clock) as theirs:
        theirs.do(c.AddTicket("theirs", {"queue": "WEB"}))
        served_there = theirs.queue_lines()[0].id
        theirs.do(c.AddPerson("ivy"))
        theirs.do(c.EditQueue(served_there, {"mode": "balanced"}))
        theirs.do(c.EditTeam(("ivy",), {"limit": 4, "availability": "away"}, {served_there: Membership.PRIMARY}))
        loaded(desk, tmp_path, dumped(theirs))
    assert [(queue.name, queue.mode, queue.members) for queue in desk.served()] == [("web", "manual", ())]
    assert desk.ticket(2).row.queue == "web"
    assert (desk.whereabouts(), [person.ticket_limit for person in desk.people()]) == ({}, [None, None])


def test_only_whoever_said_that_they_are_away_is_so_for_another_desk(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    """What the desk noticed ends by itself, and would never end elsewhere."""
    with other(tmp_path, "theirs", clock) as theirs:
        for login in ("ivy", "joe"):
            theirs.do(c.AddPerson(login))
        theirs.do(c.EditSettings({"away_after": 30}))
        theirs.do(c.SetAvailability(Availability.AWAY, "joe"))
        clock.forward(minutes=40)
        assert "ivy" in theirs.note_idle().people
        loaded(desk, tmp_path, dumped(theirs))
    assert {login: there.state for login, there in desk.whereabouts().items()} == {"joe": Availability.AWAY}


def test_an_agents_import_brings_queues_without_what_hands_them_out(
    desk: Desk, open_desk: OpenDesk, clock: Clock, tmp_path: Path
) -> None:
    with other(tmp_path, "theirs", clock) as theirs:
        used(theirs, clock)
        text = dumped(theirs)
    desk.do(c.AddPerson("bob"))
    mine = [line for line in text.splitlines() if '"board":{' not in line]
    loaded(open_desk("bob"), tmp_path, "\n".join(mine).replace('"Wartet"', '"To Do"'))
    assert [(queue.name, queue.mode, queue.members) for queue in desk.served()] == [
        *(("web", "manual", ()), ("net", "manual", ()), ("VIP\u202e desk", "manual", ())),
    ]
    assert {person.ticket_limit for person in desk.people()} == {None}
