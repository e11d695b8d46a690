"""Reading what ``task export`` writes."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain import events as e
from deskboard.domain.query import parse
from deskboard.transfer import objects as reader
from deskboard.transfer.objects import objects
from deskboard.transfer.run import Report, run_import
from deskboard.transfer.sources import guess_kind, open_source

Json = dict[str, Any]
FIRST, SECOND, THIRD = (f"0000000{n}-1111-2222-3333-444444444444" for n in (1, 2, 3))


def task(uuid: str, description: str = "Replace the UPS battery", **more: object) -> Json:
    entry = "20260101T080000Z"
    return {"id": 1, "description": description, "entry": entry, "status": "pending", "uuid": uuid, **more}


def taken(desk: Desk, folder: Path, text: str, **how: Any) -> Report:
    path = folder / "tasks.json"
    path.write_text(text, encoding="utf-8")
    return run_import(desk, open_source(str(path)), **how)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def test_a_task_comes_with_all_it_has(desk: Desk, tmp_path: Path) -> None:
    whole = task(
        FIRST,
        priority="H",
        project="net.core",
        tags=["vpn", "Big Thing"],
        due="20260301T170000Z",
        start="20260102T090000Z",
        modified="20260103T100000Z",
        annotations=[{"entry": "20260102T080000Z", "description": "Ordered\u001b[2J one"}],
        estimate="3h",
        scheduled="20260110T000000Z",
        urgency=9.1,
    )
    report = taken(desk, tmp_path, json.dumps([whole]))
    assert (report.kind, report.added, report.skipped) == ("taskwarrior", 1, 0)
    page = desk.ticket(1)
    row = page.row
    assert (row.title, row.column, row.priority, row.queue) == ("Replace the UPS battery", "Doing", "high", "net.core")
    assert (row.tags, row.due, row.created, row.updated) == (
        ("big-thing", "vpn"),
        datetime(2026, 3, 1, 17, tzinfo=UTC),
        at(1, 8),
        at(3, 10),
    )
    assert row.description == "- estimate: 3h\n- scheduled: 2026-01-10 00:00 UTC"
    assert [(said.kind, said.text, said.author, said.at) for said in page.comments] == [
        ("note", "Ordered[2J one", "ann", at(2, 8))
    ]
    moves = [entry for entry in page.history if isinstance(entry.event, e.TicketMoved)]
    assert [(move.event.after.column, move.at) for move in moves] == [("Doing", at(2, 9))]


def test_states_become_columns_hold_and_archive(desk: Desk, tmp_path: Path) -> None:
    tasks = [
        task(FIRST, "done", status="completed", end="20260105T000000Z"),
        task(SECOND, "hidden", status="waiting", wait="20270101T000000Z"),
        task(THIRD, "dropped", status="deleted", end="20260106T000000Z"),
    ]
    report = taken(desk, tmp_path, "\n".join(map(json.dumps, tasks)))
    found = {row.title: row for row in desk.tickets(parse("is:open OR is:done OR is:archived"))}
    assert (found["done"].column, found["done"].resolved) == ("Done", at(5, 0))
    assert found["hidden"].status == "on-hold"
    assert found["dropped"].archived == at(6, 0) and found["dropped"].resolved is None
    assert report.notes == ("1 deleted task went to the archive.",)


def test_the_same_tasks_again_add_nothing_and_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    text = json.dumps([task(FIRST), task(SECOND)])
    assert taken(desk, tmp_path, text, dry_run=True).added == 2
    assert desk.count() == 0
    assert taken(desk, tmp_path, text).added == 2
    again = taken(desk, tmp_path, text)
    assert (again.added, again.known) == (0, 2)
    desk.undo()
    assert desk.count() == 0


def test_broken_tasks_are_named_by_number_and_the_others_come(desk: Desk, tmp_path: Path) -> None:
    lines = [
        json.dumps(task(FIRST)),
        '{"description": "cut short, "uuid": ',
        json.dumps(task(SECOND, due="someday")),
        json.dumps({"description": "no task"}),
        json.dumps(task(THIRD)),
    ]
    report = taken(desk, tmp_path, "[\n" + ",\n".join(lines) + "\n]\n")
    assert (report.added, [row for row, _why in report.problems]) == (2, [2, 3, 4])
    assert "someday" in report.problems[1].reason


def test_a_long_description_stands_whole_in_the_ticket(desk: Desk, tmp_path: Path) -> None:
    taken(desk, tmp_path, json.dumps([task(FIRST, "word " * 100)]))
    assert desk.ticket(1).row.description == ("word " * 100).strip()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (json.dumps([task(FIRST)]), "taskwarrior"),
        (json.dumps(task(FIRST)) + "\n", "taskwarrior"),
        (json.dumps([task(FIRST)], indent=2), "taskwarrior"),
        ('{"id": "b", "name": "uuid entry status", "cards": []}', "trello"),
        ("[1, 2]", None),
    ],
)
def test_it_is_known_by_its_content(text: str, kind: str | None) -> None:
    assert guess_kind(text.encode()) == kind


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(['"}', "},\n{", "\\", "[{"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), max_size=6),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.integers(1, 90),
)
def test_objects_are_found_wherever_the_pieces_of_a_file_end(
    found: list[Json], indent: int | None, array: bool, piece: int
) -> None:
    """An array or a sequence, on one line or many."""
    text = json.dumps(found, indent=indent) if array else "\n".join(json.dumps(one, indent=indent) for one in found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PIECE", piece)
        assert list(objects(io.StringIO(text))) == found


def test_dependencies_become_links_and_waiting_tasks_wake(desk: Desk, tmp_path: Path) -> None:
    tasks = [
        task(FIRST, "one", depends=[SECOND]),
        task(SECOND, "two"),
        task(THIRD, "three", depends=f"{SECOND},{FIRST}", status="waiting", wait="20270101T000000Z"),
    ]
    taken(desk, tmp_path, json.dumps(tasks))
    links = {ref: sorted((link.kind, link.ref) for link in desk.ticket(ref).links) for ref in (1, 2, 3)}
    assert links[1] == [("blocked-by", 2), ("blocks", 3)]
    assert links[3] == [("blocked-by", 1), ("blocked-by", 2)]
    imported = desk.ticket(3).history[-1].event
    assert isinstance(imported, e.TicketImported) and imported.values["wake"] == datetime(2027, 1, 1, tzinfo=UTC)
