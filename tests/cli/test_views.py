"""``deskboard view`` and ``list --view``, and lists that fit their terminal."""

from __future__ import annotations

import re

from tests.cli.running import Program

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_views_are_added_listed_changed_and_removed(deskboard: Program) -> None:
    deskboard("add", "VPN down !high")
    deskboard("add", "Printer")
    assert deskboard("view", "add", "Urgent", "priority>=high", "-is:done", "sort:due").code == 0
    assert deskboard("view", "add", "Ours", "is:open", "--shared").code == 0
    assert deskboard("view", "list").lines == [
        ["Urgent", "me", "1", "priority>=high -is:done sort:due"],
        ["Ours", "everybody", "2", "is:open"],
    ]
    assert deskboard("view", "edit", "urgent", "--name", "Hot", "--shared").code == 0
    assert deskboard("view", "list", "--json").records[0] == {
        "name": "Hot",
        "query": "priority>=high -is:done sort:due",
        "shared": True,
        "tickets": 1,
    }
    assert deskboard("view", "remove", "Hot").code == 0
    assert [line[0] for line in deskboard("view", "list").lines] == ["Ours"]
    assert deskboard("undo").code == 0
    assert len(deskboard("view", "list").lines) == 2


def test_a_view_that_is_not_there_is_not_found_with_those_there_are(deskboard: Program) -> None:
    deskboard("view", "add", "Late", "is:overdue")
    for args in (("view", "remove", "lat"), ("list", "--view", "lat"), ("view", "edit", "lat", "x")):
        ran = deskboard(*args)
        assert ran.code == 3 and "Late" in ran.err, args
    assert deskboard("view", "add", "Late", "is:open").code == 1
    assert deskboard("view", "add", "Bad", "prioritiy:high").code == 2


def test_a_list_of_a_view_can_be_narrowed_and_sorted(deskboard: Program) -> None:
    for line in ("VPN down #net !low", "VPN slow #net !high", "Printer"):
        deskboard("add", line)
    deskboard("view", "add", "Net", "tag:net OR tag:lan", "sort:-priority")
    assert [line[0] for line in deskboard("list", "--view", "net").lines] == ["2", "1"]
    assert [line[0] for line in deskboard("list", "--view", "net", "--sort", "ref").lines] == ["1", "2"]
    assert [line[0] for line in deskboard("list", "--view", "net", "down").lines] == ["1"]
    assert [line[0] for line in deskboard("list", "--view", "net", "-down").lines] == ["2"]


def test_views_come_along_in_an_export_of_the_desk(deskboard: Program) -> None:
    deskboard("add", "VPN down")
    deskboard("view", "add", "Late", "is:overdue sort:due")
    deskboard("view", "add", "Ours", "is:open", "--shared")
    file = deskboard.db.with_name("desk.jsonl")
    assert deskboard("export", "--to", "json", "-o", file).code == 0
    other = ("--db", deskboard.db.with_name("other.db"))
    assert deskboard("init", *other).code == 0
    assert deskboard("import", file, *other).code == 0
    assert deskboard("view", "list", *other).lines == deskboard("view", "list").lines
    assert deskboard("import", file, *other).code == 0
    assert len(deskboard("view", "list", *other).lines) == 2
    # They come with the tickets, and go with them.
    assert deskboard("undo", *other).code == 0
    assert deskboard("view", "list", *other).lines == []


def test_a_narrow_terminal_keeps_titles_and_leaves_out_what_it_can_spare(deskboard: Program) -> None:
    title = "The printer on the third floor prints everything twice since the update"
    deskboard("add", f"{title} !high @ann #printer #third-floor #update status:waiting due:2031-05-04")
    heading, line = COLOUR.sub("", deskboard("list", tty=True).out).splitlines()[:2]
    assert "The printer on the third floor prints" in line
    assert "Assignee" in heading and "Tags" not in heading
    asked = COLOUR.sub("", deskboard("list", "--columns", "ref,title,tags,status", tty=True).out)
    assert "Tags" in asked and "Status" in asked


def test_a_change_of_many_names_each_that_was_refused(deskboard: Program) -> None:
    for title in "abc":
        deskboard("add", title)
    ran = deskboard("edit", "1", "2", "77", "3", "--priority", "high")
    assert ran.code == 3
    assert "3 tickets: priority high" in ran.err
    assert "#77 was left alone" in ran.err
    assert deskboard("undo").code == 0
    assert {line[3] for line in deskboard("list").lines} == {"normal"}
