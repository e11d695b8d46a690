"""Links and merges come back from an export, also where refs have to change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import CommentKind, LinkKind
from deskboard.domain.wording import describe
from tests.conftest import Clock
from tests.transfer.test_json import dumped, loaded, other, without_header


@pytest.fixture(autouse=True)
def used(desk: Desk) -> None:
    for title in ("one", "two", "three", "four"):
        desk.do(c.AddTicket(title, {"requester": f"{title}@example.org"}))
    desk.do(c.AddComment((2,), CommentKind.NOTE, "said of two"))
    desk.do(c.LinkTickets((1,), LinkKind.BLOCKS, 3))
    desk.do(c.LinkTickets((4,), LinkKind.PARENT, 3))
    desk.do(c.LinkTickets((4,), LinkKind.RELATES, 1))
    desk.do(c.UnlinkTickets((4,), LinkKind.RELATES, 1))
    desk.do(c.MergeTicket((2,), 3))


def told(desk: Desk, ref: int) -> list[str]:
    page = desk.ticket(ref)
    return [describe(entry.event, page.column_names, desk.zone) for entry in page.history]


def test_an_empty_database_gets_the_same_links_and_merges(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    text = dumped(desk)
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, text)
        assert (report.added, report.skipped, report.notes) == (4, 0, ())
        assert without_header(dumped(copy)) == without_header(text)
        for ref in (1, 2, 3, 4):
            assert copy.ticket(ref).links == tuple(
                link._replace(origin=f"deskboard:{desk.database_id}:{link.ref}") for link in desk.ticket(ref).links
            )
        assert copy.ticket(2).row.merged_into == 3 and copy.ticket(2).row.archived
        assert "1 comment came from #2" in told(copy, 3)
        assert copy.do(c.AddComment((2,), CommentKind.NOTE, "late")).refs == (3,)


@pytest.mark.parametrize("order", [1, -1])
def test_where_refs_change_links_and_history_change_with_them(
    desk: Desk, clock: Clock, tmp_path: Path, order: int
) -> None:
    lines = dumped(desk).splitlines()
    tickets = [line for line in lines if line.startswith('{"ticket"')]
    text = "\n".join([*(line for line in lines if line not in tickets), *tickets[::order]])
    with other(tmp_path, "copy", clock) as copy:
        for title in "abcdef":
            copy.do(c.AddTicket(title))
        loaded(copy, tmp_path, text)
        refs = {page.row.title: page.row.ref for page in copy.whole()}
        assert [(link.kind, link.title) for link in copy.ticket(refs["three"]).links] == [
            ("blocked-by", "one"),
            ("child", "four"),
        ]
        assert copy.ticket(refs["two"]).row.merged_into == refs["three"] > 6
        assert f"1 comment came from #{refs['two']}" in told(copy, refs["three"])
        copy.undo()
        assert copy.count() == 6


def test_part_of_a_desk_keeps_the_links_it_can(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    text = dumped(desk, "three OR four")
    with other(tmp_path, "copy", clock) as copy:
        loaded(copy, tmp_path, text)
        assert [(link.kind, link.title) for link in copy.ticket(3).links] == [("child", "four")]
        assert any("#1 elsewhere" in line for line in told(copy, 3)), "it is not mistaken for a #1 that is here"
        # The others come later, and the links with them.
        loaded(copy, tmp_path, dumped(desk))
        titles = {page.row.title: page for page in copy.whole()}
        assert {(link.kind, link.title) for link in titles["three"].links} == {("blocked-by", "one"), ("child", "four")}
        assert titles["two"].row.merged_into == titles["three"].row.ref


def test_a_foreign_file_marks_nothing_of_ours_as_merged(desk: Desk, tmp_path: Path) -> None:
    ours = f"deskboard:{desk.database_id}:1"
    ticket = {
        **{"origin": "x:1", "title": "evil", "merged": [{"origin": ours}], "merged_into": {"origin": "x:1"}},
        "links": [{"kind": "relates", "origin": ours}, {"kind": "relates", "origin": "x:1"}, {"kind": "blocks"}, 7],
    }
    loaded(desk, tmp_path, json.dumps({"deskboard": 1}) + "\n" + json.dumps({"ticket": ticket}))
    assert desk.ticket(1).row.merged_into is None
    assert [(link.kind, link.ref) for link in desk.ticket(5).links] == [("relates", 1)]
    assert desk.ticket(5).row.merged_into is None and not desk.ticket(5).row.archived
