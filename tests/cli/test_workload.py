"""Queues, the team and what to do now, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program


@pytest.fixture
def team(deskboard: Program) -> Program:
    """ann (nothing but admin), bob (network, two tickets at most) and carol (network, web second)."""
    for words in (
        ("queue", "add", "network", "--mode", "balanced"),
        ("queue", "add", "web"),
        ("person", "add", "bob", "--name", "Bob Baker"),
        ("person", "add", "carol"),
        ("person", "edit", "bob", "carol", "--join", "network"),
        ("person", "edit", "carol", "--join-secondary", "web"),
        ("person", "edit", "bob", "--limit", "2"),
    ):
        ran = deskboard(*words)
        assert ran.code == 0, ran.err
    return deskboard


def members(deskboard: Program, *words: str) -> dict[str, dict[str, Any]]:
    return {record["login"]: record for record in deskboard("team", *words, "--json").records}


def test_queues_are_listed_edited_and_removed(team: Program) -> None:
    team("add", "Switch is down queue:network")
    assert team("add", "Old site queue:web").code == 0
    assert [line[:5] for line in team("queue").lines] == [
        ["network", "balanced", "bob,carol", "0", "1"],
        ["web", "manual", "carol*", "1", "1"],
    ]
    assert team("queue", "edit", "WEB", "--name", "web and mail", "--mode", "round robin", "--place", "first").code == 0
    web, network = team("queue", "list", "--json").records
    assert (web["name"], web["mode"], web["place"]) == ("web and mail", "round-robin", 1)
    assert web["members"] == [{"login": "carol", "membership": "secondary"}] and network["place"] == 2
    assert team("list", "--json").records[0]["queue"] == "web and mail", "its tickets follow"
    shown = team("queue", "show", "web").out
    assert "mode\tround-robin" in shown and "member\tcarol\tsecondary" in shown
    refused = team("queue", "remove", "web")
    assert refused.code == 1 and "--to" in refused.err
    assert team("queue", "remove", "web", "--to", "network").code == 0
    assert {record["queue"] for record in team("list", "--json").records} == {"network"}
    assert team("undo").code == 0 and len(team("queue").lines) == 2
    assert "network" in team("queue", tty=True).out and "carol*" in team("queue", tty=True).out


def test_the_team_is_shown_with_its_load(team: Program, tmp_path: Path) -> None:
    for title in ("One", "Two", "Three"):
        team("add", f"{title} @bob from:maria@example.org")
    team("away", "--person", "carol", "--reassign")
    found = members(team)
    assert list(found) == ["ann", "bob", "carol"]
    bob = found["bob"]
    assert (bob["open"], bob["limit"], bob["personal_limit"], bob["queues"]) == (
        *(3, 2, 2),
        [{"name": "network", "membership": "primary"}],
    )
    assert bob["oldest"].endswith("Z") and bob["solved_today"] == 0
    assert found["carol"]["availability"] == "away-reassign" and found["carol"]["since"].endswith("Z")
    assert list(members(team, "network", "available")) == ["bob"] and list(members(team, "over")) == ["bob"]
    assert list(members(team, "--sort", "load")) == ["bob", "ann", "carol"]
    shown = team("team", tty=True).out
    assert "▰▰▰▰▰ 3/2 over" in shown and "network, web*" in shown
    plain = tmp_path / "plain.toml"
    plain.write_text("ascii = true\n")
    assert "##### 3/2 over" in team("team", tty=True, env={"DESKBOARD_CONFIG": str(plain)}).out
    team("move", 1, "done")
    assert members(team)["bob"]["solved_today"] == 1
    lines = {line[0]: line[1:] for line in team("team").lines}
    assert lines["bob"][:6] == ["Bob Baker", "available", "", "network", "2", "2"]
    shown = team("person", "show", "carol").out
    assert "availability\taway and reassign since" in shown and "queues\tnetwork, web*" in shown
    assert team("person", "show", "bob", "--json").records[0]["limit"] == 2


def test_several_people_are_edited_at_once_and_taken_back_at_once(team: Program) -> None:
    for title in ("One", "Two", "Three", "Four", "Five"):
        team("add", f"{title} queue:web")
    before = members(team)
    words = (
        "person",
        "edit",
        "bob",
        "carol",
        "me",
        "--join",
        "web",
        "--limit",
        "4",
        "--ramp",
        "1:2020-01-01:2090-01-01",
    )
    tried = team(*words, "--dry-run")
    assert ["bob", "limit", "2", "4"] in tried.lines and ["carol", "queue web", "secondary", "primary"] in tried.lines
    assert members(team) == before
    assert team(*words).code == 0
    assert {record["personal_limit"] for record in members(team).values()} == {4}
    assert all(record["ramp"].startswith("1:") and record["limit"] < 4 for record in members(team).values())
    assert team("undo").code == 0 and members(team) == before
    assert team("person", "edit", "bob", "--ramp", "1:2090-01-01").code == 0 and members(team)["bob"]["limit"] == 1
    assert team("person", "edit", "bob", "--ramp", "none").code == 0 and members(team)["bob"]["ramp"] is None
    assert team("queue", "edit", "web", "--mode", "balanced").code == 0
    assert members(team)["carol"]["open"] == 5, "who serves it gets what waited"
    tried = team("person", "edit", "bob", "--join-secondary", "web", "--availability", "away", "--dry-run", "--json")
    assert [(record["field"], record["after"]) for record in tried.records] == [
        ("availability", "away"),
        ("queue web", "secondary"),
    ]


def test_next_says_what_to_do_and_why(team: Program) -> None:
    bob = {"DESKBOARD_USER": "bob"}
    assert "Nothing of yours is open." in team("next", tty=True, env=bob).err
    team("add", "Quiet !low @bob")
    team("add", "Late @bob due:2026-01-05 from:maria@example.org")
    team("add", "Burning !critical @bob from:maria@example.org")
    found = team("next", "--json", env=bob).records
    assert [record["ref"] for record in found] == [2, 3, 1]
    assert found[0]["reasons"] == ["overdue", "waits"] and found[1]["reason"].startswith("critical · requester waits")
    assert [line[0] for line in team("next", "--limit", 1, env=bob).lines] == ["2"]
    assert [line[0] for line in team("next", "--person", "bob").lines] == ["2", "3", "1"]
    team("add", "Switch is down queue:network !high")
    assert team("list", "--json", "assignee:carol").records[0]["ref"] == 4
    team("assign", 4, "none")
    team("away", "--person", "carol")
    team("assign", 4, "none")
    shown = team("next", tty=True, env=bob).err
    assert "Waiting in the queues: 1; next is #4 Switch is down (high)." in shown
    taken = team("next", "--take", env=bob)
    assert taken.code == 0 and taken.lines[0][:2] == ["4", "Switch is down"] and "over the limit: 4 of 2" in taken.err
    nothing = team("next", "--take", env=bob)
    assert nothing.code == 1 and "Nothing waits in your queues." in nothing.err and not nothing.out


def test_being_away_and_back(team: Program) -> None:
    bob = {"DESKBOARD_USER": "bob"}
    assert team("away", env=bob).code == 0 and members(team)["bob"]["availability"] == "away"
    assert team("away", "--at-once", env=bob).code == 0 and members(team)["bob"]["availability"] == "away-reassign"
    assert "It is so already." in team("away", "--reassign", env=bob).err
    assert team("available", "--person", "bob").code == 0 and members(team)["bob"]["availability"] == "available"
    assert team("away", "--person", "ann", env=bob).code == 6


def test_explain_tells_who_could_have_had_it(team: Program) -> None:
    team("add", "Switch is down queue:network")
    team("away", "--person", "carol")
    team("add", "Router queue:network")
    why = team("explain", 1).out
    assert "bob has it since" in why and "carol, 0 open" in why
    found = team("explain", 2, "--json").records[0]
    assert found["assignee"] == "bob" and found["choices"][0]["why"]["not"]["away"] == ["carol"]
    assert "#2 Router" in team("explain", 2, tty=True).out
    assert team("explain", 9).code == 3


WRONG = (
    (("queue", "add", "NETWORK"), 1),
    (("queue", "add", "fax", "--mode", "loud"), 2),
    (("queue", "edit", "network"), 2),
    (("queue", "edit", "network", "--place", "top"), 2),
    (("queue", "edit", "fax", "--mode", "manual"), 3),
    (("queue", "show", "fax"), 3),
    (("queue", "remove", "fax"), 3),
    (("team", "--sort", "size"), 2),
    (("person", "edit", "zoe", "--limit", "3"), 3),
    (("person", "edit", "bob", "--limit", "many"), 2),
    (("person", "edit", "bob", "--ramp", "soon"), 2),
    (("person", "edit", "bob", "--join", "fax"), 3),
    (("person", "edit", "bob", "--join", "web", "--leave", "WEB"), 2),
    (("person", "edit", "bob", "--availability", "asleep"), 2),
    (("person", "edit", "bob", "--name", "Bob", "--limit", "3"), 2),
    (("person", "edit", "bob", "carol", "--role", "viewer"), 2),
    (("away", "--person", "zoe"), 3),
    (("next", "--person", "zoe"), 3),
)
"""What cannot be, with the exit code."""


def test_what_cannot_be_says_why_and_changes_nothing(team: Program) -> None:
    before = team("log").out
    for words, code in WRONG:
        ran = team(*words)
        assert ran.code == code and ran.err.count("\n") == 1 and not ran.out, (words, ran)
    assert team("log").out == before
