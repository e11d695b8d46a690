"""Boards and columns from the command line."""

from __future__ import annotations

import pytest

from tests.cli.running import Program


def columns(deskboard: Program, board: str = "Help desk") -> list[str]:
    return [record["column"] for record in deskboard("column", "list", "--board", board, "--json").records]


def test_a_noun_alone_is_its_list(deskboard: Program) -> None:
    assert deskboard("column").lines == [
        ["Help desk", "To Do", "todo", "0", "", "false", "0"],
        ["Help desk", "Doing", "doing", "0", "", "false", "0"],
        ["Help desk", "Done", "done", "0", "", "false", "0"],
    ]
    assert deskboard("board").lines == [["Help desk", "0", "0", "To Do,Doing,Done"]]
    assert [column["column"] for column in deskboard("board", "--json").records[0]["columns"]] == columns(deskboard)
    assert "Help desk" in deskboard("column", tty=True).out
    for noun, told in (("view", "list"), ("template", "list"), ("type", "list"), ("config", "show")):
        assert deskboard(noun) == deskboard(noun, told) and deskboard(noun).code == 0


def test_columns_are_added_edited_moved_and_removed(deskboard: Program) -> None:
    assert deskboard("column", "add", "Review", "--stage", "doing", "--limit", 2, "--hard").code == 0
    for place, order in (
        ("left", ["To Do", "Doing", "Review", "Done"]),
        ("first", ["Review", "To Do", "Doing", "Done"]),
        ("4", ["To Do", "Doing", "Done", "Review"]),
        ("last", ["To Do", "Doing", "Done", "Review"]),
    ):
        assert deskboard("column", "move", "review", place).code == 0
        assert columns(deskboard) == order
    assert deskboard("column", "edit", "Review", "--name", "Peer review", "--limit", "none").code == 0
    record = deskboard("column", "--json").records[-1]
    assert (record["column"], record["limit"], record["hard"]) == ("Peer review", None, False)
    deskboard("add", "Printer", "--column", "peer")
    refused = deskboard("column", "remove", "Peer review")
    assert refused.code == 1 and "--into" in refused.err
    assert deskboard("column", "remove", "Peer review", "--into", "done").code == 0
    assert deskboard("list", "column:done").lines[0][0] == "1"
    assert "column removed: Peer review" in deskboard("log").out


def test_tickets_go_to_another_board(deskboard: Program) -> None:
    deskboard("board", "add", "Projects")
    deskboard("add", "Printer")
    deskboard("add", "Laptop")
    assert deskboard("move", 1, "projects/doing").code == 0
    assert deskboard("move", 2, "done", "--board", "Projects").code == 0
    places = [(row["board"], row["column"]) for row in deskboard("list", "sort:ref", "--json").records]
    assert places == [("Projects", "Doing"), ("Projects", "Done")]
    assert "moved: Help desk › To Do → Projects › Doing" in deskboard("log", 1).out
    assert deskboard("board", "rename", "Projects", "Internal").code == 0
    assert deskboard("board", "remove", "Internal").code == 1
    assert deskboard("board", "remove", "internal", "--into", "To Do").code == 0
    assert [row["board"] for row in deskboard("list", "--json").records] == ["Help desk", "Help desk"]


def test_a_full_column_takes_no_more(deskboard: Program) -> None:
    deskboard("column", "edit", "Doing", "--limit", 1, "--hard")
    deskboard("add", "One")
    deskboard("add", "Two")
    ran = deskboard("move", 1, 2, "doing")
    assert ran.code == 1 and "#2 was left alone: Doing is full: its limit is 1." in ran.err
    assert deskboard("add", "Three", "--column", "doing").code == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("column", "add", "doing", "--stage", "doing"), 1),
        (("column", "add", "Later"), 2),
        (("column", "add", "Later", "--stage", "someday"), 2),
        (("column", "edit", "Doing"), 2),
        (("column", "edit", "Doing", "--limit", "-1"), 2),
        (("column", "edit", "Doing", "--hard"), 2),
        (("column", "edit", "Nowhere", "--limit", "1"), 3),
        (("column", "edit", "Nowhere/Doing", "--limit", "1"), 3),
        (("column", "move", "Doing", "up"), 2),
        (("column", "remove", "Doing", "--board", "Nowhere"), 3),
        (("board", "add", "help DESK"), 1),
        (("board", "remove", "Help desk"), 1),
        (("board", "remove", "Nowhere"), 3),
        (("column", "paint"), 2),
    ],
)
def test_what_cannot_be_says_why_with_its_code(deskboard: Program, words: tuple[str, ...], code: int) -> None:
    ran = deskboard(*words)
    assert ran.code == code and ran.err.count("\n") == 1 and not ran.out


def test_only_admins_arrange_boards(deskboard: Program) -> None:
    bob = {"DESKBOARD_USER": "bob"}
    assert deskboard("column", env=bob).code == 0
    for words in (
        ("board", "add", "Mine"),
        ("column", "add", "Mine", "--stage", "todo"),
        ("column", "remove", "Doing"),
    ):
        assert deskboard(*words, env=bob).code == 6


def test_boards_with_their_columns_come_back_from_an_export(
    deskboard: Program, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    deskboard("board", "rename", "Help desk", "IT")
    deskboard("column", "edit", "Doing", "--limit", 4, "--hard")
    deskboard("column", "move", "Done", "first")
    deskboard("board", "add", "Projects")
    deskboard("column", "add", "Prüfung", "--board", "Projects", "--stage", "doing", "--limit", 9)
    deskboard("add", "Printer", "--board", "Projects", "--column", "doing")
    deskboard("move", 1, "IT/Doing")
    exported = deskboard("export").out
    copy = Program(tmp_path_factory.mktemp("copy"), monkeypatch)
    copy("init")
    file = tmp_path_factory.mktemp("file") / "desk.jsonl"
    file.write_text(exported)
    assert copy("import", file).code == 0
    assert copy("board", "--json").records == deskboard("board", "--json").records
    assert "moved: Projects › Doing → IT › Doing" in copy("show", 1).out


def test_an_import_brings_everything_and_says_what_is_too_full(
    deskboard: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    deskboard("column", "edit", "Doing", "--limit", 1, "--hard")
    file = tmp_path_factory.mktemp("csv") / "work.csv"
    file.write_text("Title,Status\nOne,Doing\nTwo,Doing\n")
    ran = deskboard("import", file)
    assert ran.code == 0 and "Doing is over its limit: 2 of 1." in ran.err + ran.out
    assert len(deskboard("list", "column:doing").lines) == 2
