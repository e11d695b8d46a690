"""Watchers, snooze, steps that are somebody's, corrections and mistyped logins, from the command line."""

from __future__ import annotations

import pytest

from tests.cli.running import Program


@pytest.fixture
def one(deskboard: Program) -> Program:
    deskboard("add", "VPN", "@jonas")
    return deskboard


def test_watchers_and_sleep_are_set_shown_and_found(one: Program) -> None:
    assert one("edit", 1, "--watch", "+me,-jonas", "--status", "waiting", "--wake", "2031-01-06").code == 0
    (shown,) = one("show", 1, "--json").records
    assert (shown["watchers"], shown["status"], shown["wake"][:4]) == (["ann"], "waiting", "2031")
    assert one("list", "is:snoozed", "watcher:me", "--columns", "ref,watchers,wake").lines[0][:2] == ["1", "ann"]
    assert "asleep until" in one("show", 1, tty=True).out
    one("edit", 1, "--wake", "none", "--watch", "-me")
    (shown,) = one("show", 1, "--json").records
    assert (shown["watchers"], shown["wake"], shown["status"]) == ([], None, "waiting")
    assert one("edit", 1, "--wake", "yesterday").code == 2
    assert one("edit", 1, "--wake", "3d", "--status", "ready").code == 2


def test_a_mistyped_login_is_refused_unless_it_is_meant(one: Program) -> None:
    ran = one("assign", 1, "jonass")
    assert ran.code == 2 and "Did you mean jonas?" in ran.err and "--new" in ran.err
    assert one("add", "Mouse @jonass").code == 2
    ran = one("assign", 1, "jonass", "--new")
    assert ran.code == 0 and "new: jonass" in ran.err
    assert "new: zoe" in one("assign", 1, "zoe").err


def test_steps_have_people_and_dates(one: Program) -> None:
    one("check", 1, "--add", "- [x] look\n- Call them @jonas due:2031-01-06\n")
    one("check", 1, "--assign", "look", "me", "--due", "1", "2031-01-06 12:00")
    first, second = one("check", 1, "--json").records
    assert (first["done"], first["assignee"], first["due"][:10]) == (True, "ann", "2031-01-06")
    assert (second["text"], second["assignee"]) == ("Call them", "jonas")
    assert "Call them  @jonas  due 2031-01-06" in one("show", 1, tty=True).out
    assert one("check", 1, "--assign", "1", "jonnas").code == 2
    one("check", 1, "--assign", "1", "none")
    assert one("check", 1, "--json").records[0]["assignee"] is None


def test_the_last_comment_of_ones_own_is_corrected(one: Program) -> None:
    assert one("note", 1, "--correct", "the").code == 3
    one("note", 1, "teh")
    one("reply", 1, "Hello")
    assert one("note", 1, "--correct", "the").code == 0
    comments = [line for line in one("show", 1, "--json").records[0]["timeline"] if "edited" in line]
    assert [(line["text"], line["edited"]) for line in comments] == [("the", True), ("Hello", False)]


def test_what_slept_is_awake_for_whoever_asks_next(one: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from deskboard.desk import desk

    one("edit", 1, "--wake", "1h")
    now = desk.utc_now
    monkeypatch.setattr(
        desk.Desk.open.__func__,
        "__kwdefaults__",
        {
            **desk.Desk.open.__func__.__kwdefaults__,
            "clock": lambda: now() + timedelta(hours=2),
        },
    )
    assert one("list", "--json").records[0]["status"] == "normal"
