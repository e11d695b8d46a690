"""People, roles and the settings of the desk from the command line; every command for every role."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from deskboard.domain import commands as c
from deskboard.domain.model import Role
from deskboard.domain.permissions import Standing, decide
from tests.cli.running import Program


def people(deskboard: Program, *options: str) -> dict[str, dict[str, Any]]:
    return {record["login"]: record for record in deskboard("person", "list", *options, "--json").records}


def test_people_are_listed_added_edited_and_removed(deskboard: Program) -> None:
    assert deskboard("person", "add", "bob", "--name", "Bob Baker", "--email", "bob@example.org").code == 0
    assert deskboard("person", "add", "maria@example.org").code == 0
    assert deskboard("person", "edit", "bob", "--role", "viewer", "--email", "none").code == 0
    assert [line[0] for line in deskboard("person").lines] == ["ann", "bob", "maria@example.org"]
    bob = people(deskboard)["bob"]
    assert bob == {
        "login": "bob", "name": "Bob Baker", "email": None, "role": "viewer", "tickets": 0, "seen": None, "left": None,
        "availability": None, "queues": [], "limit": None, "personal_limit": None, "ramp": None, "vip": False,
    }  # fmt: skip
    assert people(deskboard)["maria@example.org"]["role"] == "requester"
    assert people(deskboard)["ann"]["seen"].endswith("Z")
    assert deskboard("person", "show", "me", "--json").records[0]["role"] == "admin"
    assert "Bob Baker" in deskboard("person", "show", "bob").out and "Bob Baker" in deskboard("person", tty=True).out
    assert "bob: role agent → viewer" in deskboard("log").out
    assert deskboard("person", "remove", "bob").code == 0
    assert "bob" not in people(deskboard) and people(deskboard, "--all")["bob"]["left"]
    assert deskboard("undo").code == 0 and people(deskboard)["bob"]["role"] == "viewer"


def test_the_work_of_who_leaves_goes_where_one_says(deskboard: Program) -> None:
    deskboard("person", "add", "bob")
    deskboard("add", "Printer @bob")
    refused = deskboard("person", "remove", "bob")
    assert (
        refused.code == 1 and "bob has 1 open ticket. Say who gets them: --reassign-to LOGIN, or none." in refused.err
    )
    assert deskboard("person", "remove", "bob", "--reassign-to", "me").code == 0
    assert deskboard("list", "--json").records[0]["assignee"] == "ann"
    assert "bob" not in people(deskboard) and people(deskboard, "--all")["bob"]["left"]
    out = deskboard("list", env={"DESKBOARD_USER": "bob"})
    assert out.code == 6 and "no member of this desk any more. Ask ann." in out.err and not out.out
    assert deskboard("assign", 1, "bob").code == 1
    assert deskboard("person", "add", "bob").code == 0
    assert deskboard("list", env={"DESKBOARD_USER": "bob"}).code == 0


def test_the_desk_has_settings_of_its_own(deskboard: Program) -> None:
    assert deskboard("config", "desk").lines[0][:3] == ["join_as", "agent", "default"]
    assert deskboard("config", "desk", "join_as", "nobody").code == 0
    assert deskboard("config", "desk", "viewers_comment", "yes").code == 0
    records = {record["name"]: record for record in deskboard("config", "desk", "--json").records}
    assert (records["join_as"]["value"], records["viewers_comment"]["value"]) == ("nobody", True)
    assert records["join_as"]["origin"] == "this desk"
    out = deskboard("list", env={"DESKBOARD_USER": "zoe"})
    assert out.code == 6 and "Ask ann for `deskboard person add zoe`." in out.err
    assert deskboard("config", "desk", "join_as", "default").code == 0
    assert deskboard("list", env={"DESKBOARD_USER": "zoe"}).code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("person", "show", "zoe"), 3),
        (("person", "edit", "zoe", "--role", "agent"), 3),
        (("person", "edit", "ann"), 2),
        (("person", "edit", "ann", "--role", "boss"), 2),
        (("person", "edit", "ann", "--role", "agent"), 1),
        (("person", "add", "ann"), 1),
        (("person", "add", "a b"), 2),
        (("person", "remove", "ann"), 1),
        (("person", "remove", "zoe"), 3),
        (("config", "desk", "nonsense"), 3),
        (("config", "desk", "join_as", "king"), 2),
        (("config", "desk", "viewers_comment", "perhaps"), 2),
        (("config", "desk", "ticket_limit", "-1", "--json"), 2),
    ],
)
def test_what_cannot_be_says_why_with_its_code(deskboard: Program, words: tuple[str, ...], code: int) -> None:
    ran = deskboard(*words)
    assert ran.code == code and ran.err.count("\n") == 1 and not ran.out


def test_people_and_settings_come_back_from_an_export(
    deskboard: Program, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    deskboard("person", "add", "bob", "--name", "Bob Baker", "--role", "admin")
    deskboard("person", "add", "vic", "--role", "viewer")
    deskboard("add", "Printer @gone")
    deskboard("person", "remove", "gone", "--reassign-to", "none")
    deskboard("config", "desk", "viewers_comment", "on")
    file = tmp_path_factory.mktemp("file") / "desk.jsonl"
    file.write_text(deskboard("export").out)
    copy = Program(tmp_path_factory.mktemp("copy"), monkeypatch)
    copy("init")
    copy("config", "desk", "join_as", "viewer")
    assert copy("import", file).code == 0
    here, there = people(deskboard, "--all"), people(copy, "--all")
    for login in here:
        assert {**there[login], "seen": None} == {**here[login], "seen": None}
    assert copy("list", env={"DESKBOARD_USER": "gone"}).code == 6
    settings = {record["name"]: record["value"] for record in copy("config", "desk", "--json").records}
    assert (settings["join_as"], settings["viewers_comment"]) == ("viewer", True), "what was chosen here stays"
    assert copy("undo").code == 0
    assert [record["value"] for record in copy("config", "desk", "--json").records][:2] == ["viewer", False]


# ---- every command for every role

FORM = "name = 'Laptop'\ntype = 'support'\n"
LINES: dict[type, tuple[object, ...]] = {
    c.AddTicket: ("add", "One"),
    c.EditTicket: ("edit", 1, "--priority", "high"),
    c.MoveTicket: ("move", 1, "doing"),
    c.ArchiveTicket: ("archive", 2),
    c.RestoreTicket: ("restore", 2),
    c.AddStep: ("check", 1, "--add", "more"),
    c.EditStep: ("check", 1, "--assign", "first", "ann"),
    c.TickStep: ("check", 1, "first"),
    c.RemoveStep: ("check", 1, "--remove", "first"),
    c.AddComment: ("note", 1, "hello"),
    c.EditComment: ("note", 1, "--correct", "hello again"),
    c.AddPerson: ("person", "add", "new@example.org"),
    c.EditPerson: ("person", "edit", "eve", "--name", "Eve"),
    c.RemovePerson: ("person", "remove", "eve"),
    c.EditSettings: ("config", "desk", "viewers_comment", "no"),
    c.AddBoard: ("board", "add", "Projects"),
    c.RenameBoard: ("board", "rename", "Help desk", "IT"),
    c.RemoveBoard: ("board", "remove", "Second"),
    c.AddColumn: ("column", "add", "Review", "--stage", "doing"),
    c.EditColumn: ("column", "edit", "Doing", "--limit", 9),
    c.MoveColumn: ("column", "move", "Doing", "left"),
    c.RemoveColumn: ("column", "remove", "Spare"),
    c.ImportTickets: ("import", "tickets.csv"),
    c.AddTemplate: ("template", "add", "Phone", "--from", "form.toml"),
    c.EditTemplate: ("template", "edit", "Laptop", "--from", "form.toml"),
    c.RemoveTemplate: ("template", "remove", "Laptop"),
    c.AddType: ("type", "add", "hardware"),
    c.RemoveType: ("type", "remove", "order"),
    c.AttachFiles: ("attach", 1, "tickets.csv"),
    c.RemoveAttachments: ("attach", 1, "--remove", "1"),
    c.TrashTicket: ("trash", 2),
    c.PurgeTickets: ("trash", "--purge", "--yes"),
    c.AddView: ("view", "add", "Mine", "is:open"),
    c.EditView: ("view", "edit", "Mine", "is:done"),
    c.RemoveView: ("view", "remove", "Mine"),
    c.LinkTickets: ("link", 1, "blocks", 3),
    c.UnlinkTickets: ("link", 1, "blocks", 3, "--remove"),
    c.MergeTicket: ("merge", 4, 3),
    c.SplitComment: ("split", 1, 1, "Other"),
    c.AddQueue: ("queue", "add", "fax"),
    c.EditQueue: ("queue", "edit", "web", "--mode", "balanced"),
    c.RemoveQueue: ("queue", "remove", "spare"),
    c.EditTeam: ("person", "edit", "ann", "--limit", "50"),
    c.SetAvailability: ("away",),
    c.TakeNext: ("next", "--take"),
}
"""A command line for each command."""
ELSEWHERE: dict[type, str] = {
    c.ShiftTicket: "the board moves marked tickets by it",
    c.MoveStep: "the order of steps is arranged on the board",
    c.ArchiveResolved: "the desk does it by itself",
    c.WakeTickets: "the desk does it by itself",
    c.AssignTickets: "the desk does it by itself",
    c.NoteIdle: "the desk does it by itself",
    c.NoteReturn: "the desk does it by itself",
}
READS = (
    ("list",),
    ("show", 1),
    ("log",),
    ("list", "printer"),
    ("export",),
    ("person",),
    ("view", "list"),
    ("team",),
    ("queue",),
    ("next",),
    ("explain", 1),
)


@pytest.mark.parametrize("role", [*Role, "left"])
def test_every_command_line_follows_the_role(
    deskboard: Program, role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LINES.keys() | ELSEWHERE.keys() == set(get_args(c.Command)), "a command that nobody asks about"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.toml").write_text(FORM)
    (tmp_path / "tickets.csv").write_text("Title\nFrom elsewhere\n")
    for words in (
        *(("add", title) for title in ("Printer", "VPN", "Laptop", "Mail")),
        ("check", 1, "--add", "first"),
        ("note", 1, "a word"),
        ("attach", 1, "form.toml"),
        ("person", "add", "eve"),
        ("person", "add", "them", "--role", "viewer" if role == "left" else role),
        ("board", "add", "Second"),
        ("column", "add", "Spare", "--stage", "todo"),
        ("type", "add", "order"),
        ("queue", "add", "web"),
        ("queue", "add", "spare"),
        ("template", "add", "Laptop", "--from", "form.toml"),
        ("link", 1, "blocks", 3),
        ("config", "desk", "join_as", "nobody"),
        ("config", "desk", "viewers_comment", "yes"),
    ):
        assert deskboard(*words).code == 0, words
    them = {"DESKBOARD_USER": "them"}
    outside = role in ("left", Role.REQUESTER)
    assert deskboard("note", 1, "mine", env=them).code == (6 if role == Role.REQUESTER else 0)
    assert deskboard("config", "desk", "viewers_comment", "no").code == 0
    if role == "left":
        assert deskboard("person", "remove", "them").code == 0
    for words in READS:
        assert deskboard(*words, env=them).code == (6 if outside else 0), words
    for command, words in LINES.items():
        ran = deskboard(*words, env=them)
        reason = decide(Standing(Role(role)), command) if not outside else "this desk"
        assert (ran.code == 6) == (reason is not None), (words, ran)
        assert ran.code in ((6,) if reason else (0, 1, 3)) and (reason is None or reason in ran.err), (words, ran)
