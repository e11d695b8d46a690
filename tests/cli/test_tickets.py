"""Adding and changing tickets from the command line."""

from __future__ import annotations

import pytest

from tests.cli.running import Program


def record(deskboard: Program, ref: int) -> dict[str, object]:
    return deskboard("show", ref, "--json").records[0]


def test_add_understands_quick_add_and_prints_the_ref(deskboard: Program) -> None:
    ran = deskboard("add", "VPN", "down", "!critical", "@me", "#vpn", "queue:network", "type:incident", "from:m@x.org")
    assert (ran.code, ran.out) == (0, "1\tVPN down\n")
    added = record(deskboard, 1)
    wanted = {
        "title": "VPN down",
        "priority": "critical",
        "assignee": "ann",
        "tags": ["vpn"],
        "queue": "network",
        "type": "incident",
        "requester": "m@x.org",
        "column": "To Do",
        "stage": "todo",
        "archived": False,
        "comments": 0,
        "attachments": [],
        "checklist": [],
        "board": "Help desk",
    }
    assert {name: added[name] for name in wanted} == wanted


def test_add_speaks_to_people_pipes_and_programs(deskboard: Program) -> None:
    assert deskboard("add", "One", tty=True).out == "#1 One\n"
    assert deskboard("add", "Two").out == "2\tTwo\n"
    assert deskboard("add", "Three", "--json").records == [{"ref": 3, "title": "Three"}]


def test_add_reads_the_description_from_standard_input(deskboard: Program) -> None:
    assert deskboard("add", "Disk", "errors", "-", stdin="sda1: failed\r\nsda2: fine\n").code == 0
    added = record(deskboard, 1)
    assert (added["title"], str(added["description"]).split("\n")[:2]) == (
        "Disk errors",
        ["sda1: failed", "sda2: fine"],
    )


def test_an_endless_description_is_refused_and_nothing_is_half_written(deskboard: Program) -> None:
    for size in (300_000, 2_000_000):
        assert deskboard("add", "Big", "-", stdin="x" * size).code == 2
    assert deskboard("list").out == ""


def test_add_into_a_column(deskboard: Program) -> None:
    assert deskboard("add", "Half done", "--column", "doing").code == 0
    assert record(deskboard, 1)["column"] == "Doing"


@pytest.mark.parametrize("word", ["due:someday", "type:incidnt", "!urgentest", "impact:huge"])
def test_a_word_that_looks_like_a_field_and_is_none_is_refused(deskboard: Program, word: str) -> None:
    ran = deskboard("add", "VPN", word)
    assert (ran.code, ran.out) == (2, "")
    assert "at character 5" in ran.err
    assert deskboard("list").out == ""


@pytest.fixture
def three(deskboard: Program) -> Program:
    """A board of three tickets."""
    for title in ("One", "Two", "Three"):
        deskboard("add", title)
    return deskboard


def test_edit_sets_many_fields_of_many_tickets_as_one_change(three: Program) -> None:
    ran = three("edit", "1", "#2", "2", "--priority", "high", "--due", "2026-01-31 17:00", "--status", "waiting")
    assert ran.code == 0
    lines = three("list", "--columns", "ref,priority,status", "--sort", "ref").lines
    assert lines == [["1", "high", "waiting"], ["2", "high", "waiting"], ["3", "normal", "normal"]]
    assert three("undo").code == 0
    assert {line[0] for line in three("list", "--columns", "priority").lines} == {"normal"}


def test_edit_empties_a_field_with_none(three: Program) -> None:
    three("edit", "1", "--queue", "network", "--due", "tomorrow")
    three("edit", "1", "--queue", "none", "--due", "none")
    assert (record(three, 1)["queue"], record(three, 1)["due"]) == (None, None)


def test_tags_are_added_and_taken_away(three: Program) -> None:
    three("edit", "1", "2", "--tag", "+vpn,mail", "--field", "queue=net")
    three("edit", "1", "--tag", "-vpn,+new", "--title", "Eins")
    assert [(record(three, ref)["title"], record(three, ref)["tags"]) for ref in (1, 2)] == [
        ("Eins", ["mail", "new"]),
        ("Two", ["mail", "vpn"]),
    ]
    three("undo")
    assert (record(three, 1)["title"], record(three, 1)["tags"]) == ("One", ["mail", "vpn"])


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("edit", 1), 2),
        (("edit", 1, "--priority", "huge"), 2),
        (("edit", 1, "--title", ""), 2),
        (("edit", 1, "--title", "x" * 201), 2),
        (("edit", "one", "--title", "x"), 2),
        (("edit", 99, "--title", "x"), 3),
        (("edit", 9**30, "--title", "x"), 3),
        (("move", 1, "nowhere"), 3),
        (("move", 99, "Done"), 3),
        (("assign", 1, "two words"), 2),
        (("show", 99), 3),
        (("show", "-1"), 2),
        (("log", 99), 3),
        (("archive",), 2),
        (("archive", 99), 3),
        (("reply", 99, "text"), 3),
        (("reply", 1, " "), 2),
        (("check", 1, "9"), 3),
        (("check", 1, "--add", "x" * 1001), 2),
        (("list", "prioritiy:high"), 2),
        (("list", "--sort", "nothing"), 2),
        (("list", "--columns", "ref,titel"), 2),
        (("list", "--limit", "0"), 2),
        (("list", "--board", "Nowhere"), 3),
        (("undo",), 1),
        (("frobnicate",), 2),
        (("--board", "x", "list"), 2),
    ],
)
def test_what_cannot_be_done_says_so_in_one_line_and_changes_nothing(
    deskboard: Program, args: tuple[object, ...], code: int
) -> None:
    deskboard("--user", "bob", "add", "One")
    deskboard("--user", "bob", "add", "Two")
    before = deskboard("list", "--json").out
    ran = deskboard(*args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert ran.err.startswith("deskboard: ")
    assert deskboard("list", "--json").out == before


def test_a_bulk_change_does_what_it_can_and_names_the_rest(three: Program) -> None:
    three("archive", 2)
    ran = three("move", 1, 2, 99, 3, "done")
    assert ran.code == 3
    assert [line for line in ran.err.splitlines() if line.startswith(("#2 ", "#99 "))] == ran.err.splitlines()[-2:]
    assert [record(three, ref)["column"] for ref in (1, 2, 3)] == ["Done", "To Do", "Done"]
    assert three("undo").code == 0
    assert [record(three, ref)["column"] for ref in (1, 3)] == ["To Do", "To Do"]


def test_refused_by_the_rules_alone_is_exit_code_one(three: Program) -> None:
    three("archive", 2)
    assert three("move", 1, 2, "done").code == 1


def test_assign_to_me_to_others_and_to_none(three: Program) -> None:
    three("assign", 1, 2, "me")
    three("assign", 3, "bob")
    assert [record(three, ref)["assignee"] for ref in (1, 2, 3)] == ["ann", "ann", "bob"]
    three("assign", 1, "none")
    assert record(three, 1)["assignee"] is None


def test_archiving_twice_is_no_error(three: Program) -> None:
    assert three("archive", 1).code == 0
    again = three("archive", 1)
    assert (again.code, again.err) == (0, "Archived already.\n")
    assert [line[0] for line in three("list", "--columns", "ref", "--sort", "ref").lines] == ["2", "3"]
    assert three("restore", 1).code == 0
    assert three("restore", 1).err == "Neither in the archive nor in the trash.\n"
    assert three("list").out.count("\n") == 3


def test_undo_and_redo_are_mine_alone(three: Program) -> None:
    three("edit", 1, "--title", "Changed")
    three("--user", "bob", "edit", 2, "--title", "By Bob")
    assert three("undo").code == 0
    assert (record(three, 1)["title"], record(three, 2)["title"]) == ("One", "By Bob")
    assert three("redo").code == 0
    assert record(three, 1)["title"] == "Changed"


def test_undo_of_what_somebody_changed_since_is_a_conflict(three: Program) -> None:
    three("edit", 1, "--priority", "low")
    three("--user", "bob", "edit", 1, "--priority", "high")
    ran = three("undo")
    assert (ran.code, "bob" in ran.err) == (4, True)
    assert record(three, 1)["priority"] == "high"


def test_replies_and_notes_from_words_and_from_standard_input(three: Program) -> None:
    three("reply", 1, "Please", "restart", "it.")
    three("note", 1, "-", stdin="Printer is\nold.\n")
    three("note", 1, stdin="piped")
    shown = record(three, 1)
    said = [(line["kind"], line["author"], line["text"]) for line in shown["timeline"] if "text" in line]  # type: ignore[attr-defined]
    said = [line for line in said if line[0] in ("reply", "note")]
    assert shown["comments"] == 3
    assert [(kind, author, text.strip()) for kind, author, text in said] == [
        ("reply", "ann", "Please restart it."),
        ("note", "ann", "Printer is\nold."),
        ("note", "ann", "piped"),
    ]


def test_steps_by_number_and_by_words(three: Program) -> None:
    three("check", 1, "--add", "Order part\nFit part\n\nCall Ona")
    three("check", 1, "2", "call")
    assert three("check", 1).lines == [
        ["1", "false", "Order part", "", ""],
        ["2", "true", "Fit part", "", ""],
        ["3", "true", "Call Ona", "", ""],
    ]
    assert three("check", 1, "part").code == 2  # two of them
    three("check", 1, "--undo", "2", "--remove", "1")
    assert three("check", 1, "--json").records == [
        {"number": 1, "text": "Fit part", "done": False, "assignee": None, "due": None},
        {"number": 2, "text": "Call Ona", "done": True, "assignee": None, "due": None},
    ]
    assert three("list", "--json", "#1").records[0]["checklist"] == {"total": 2, "done": 1}
    assert three("check", 1, "2").code == 0  # ticked already


def test_move_takes_the_beginning_of_a_column_s_name(three: Program) -> None:
    assert three("move", 1, "TO").code == 0
    assert three("move", 1, "do").code == 2  # Doing or Done
    assert three("move", 1, "don").code == 0
    assert record(three, 1)["column"] == "Done"
    assert record(three, 1)["resolved"] is not None


def test_the_log_tells_who_did_what(three: Program) -> None:
    three("--user", "bob", "edit", 2, "--type", "incident")
    at, actor, ref, text, undone = three("log", 2, "--limit", "1").lines[0]
    assert (actor, ref, "incident" in text, undone) == ("bob", "2", True, "")
    assert at.endswith("Z")
    assert {entry["ref"] for entry in three("log", 2, "--json").records} == {2}
    three("--user", "bob", "undo")
    assert [line[4] for line in three("log", 2).lines] == ["", "undone", ""]
