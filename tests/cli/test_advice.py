"""What cannot be done is told with what to do instead, on one line."""

from __future__ import annotations

import pytest

from tests.cli.running import Program

ADVICE = [
    (("edit", 1, "--field", "k=v"), 2, "There are: title"),
    (("list", "--sort", "foo"), 2, "Orders are: ref, title"),
    (("list", "--limit", "x"), 2, "is not a valid number"),
    (("completion",), 2, "There are: bash, zsh, fish."),
    (("move", 1), 2, "deskboard move 142 doing"),
    (("move", "doing"), 2, "deskboard move 142 doing"),
    (("assign", 1), 2, "deskboard assign 142 ann"),
    (("edit", 1, "--title"), 2, "`deskboard edit --help`"),
    (("move", 1, "Help desk/"), 2, "names a board and no column. Columns are: To Do"),
    (("next", "--take"), 1, "You serve no queue"),
    (("person", "edit", "ann", "--ramp", "x:2030-01-01"), 2, "“x:2030-01-01” is no ramp"),
    (("person", "add", "x[31m"), 2, "A login has letters"),
    (("person", "add", "-"), 2, "A login has letters"),
]


@pytest.fixture
def one(deskboard: Program) -> Program:
    assert deskboard("add", "a", "@ann").code == 0
    return deskboard


@pytest.mark.parametrize(("words", "code", "said"), ADVICE, ids=str)
def test_it_says_what_to_do(one: Program, words: tuple[str, ...], code: int, said: str) -> None:
    ran = one(*words)
    assert ran.code == code and said in ran.err and ran.err.count("\n") == 1, ran


@pytest.mark.parametrize("login", ["ann.b-c_d", "corp\\ann", "pc1$", "김소라", "o.k+x@example.org", "_svc"])
def test_logins_of_systems_are_taken(deskboard: Program, login: str) -> None:
    assert deskboard("person", "add", login).code == 0


def test_a_ramp_is_told_in_words(one: Program) -> None:
    told = one("person", "edit", "ann", "--ramp", "2:2030-01-01:2030-03-01").err
    assert told == "ann: 2 tickets from 2030-01-01, growing to the full limit on 2030-03-01.\n"


SLIPS = [
    ("queue:netwrk", "There is no queue “netwrk”. Did you mean “network”?"),
    ("assignee:@anne", "Nobody here is called anne. Did you mean “ann”?"),
    ("column:Dnoe", "There is no column “Dnoe”. Did you mean “Done”?"),
    ("board:Helpdesk", "There is no board “Helpdesk”. Did you mean “Help desk”?"),
    ("-is:done (tag:vpm OR watcher:zoe)", "There is no tag “vpm”. Did you mean “vpn”?\nNobody here is called zoe."),
    ("queue:NETWORK column:done", ""),
    ("assignee:me queue:none type:bug", ""),
]


@pytest.mark.parametrize(("query", "told"), SLIPS)
def test_a_name_that_is_known_nowhere_is_told_where_nothing_is_found(one: Program, query: str, told: str) -> None:
    one("add", "b", "queue:network", "#vpn")
    assert one("list", query, "is:overdue") == (0, "", f"{told}\n" if told else "")


def test_nothing_is_told_where_something_is_found(one: Program) -> None:
    assert one("list", "queue:netwrk OR is:open").err == ""


def test_who_only_looks_makes_no_backup(one: Program) -> None:
    one("person", "add", "vic", "--role", "viewer")
    one("person", "add", "bob")
    refused = one("--user", "vic", "backup", "x.db")
    assert refused.code == 6 and "export" in refused.err
    assert one("--user", "vic", "backup", "--auto").code == 6
    for login in ("bob", "cron"):
        assert one("--user", login, "backup", "--auto").code == 0
