"""A morning's work by keys alone, at three sizes of terminal, checked on the screen and through
the command line's JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.terminal.conftest import Site
from tests.terminal.term import Term

F2 = "\x1bOQ"
SIZES = ((80, 24), (120, 40), (200, 50))


def go_to(term: Term, ref: int) -> None:
    """The cursor to a card of its column."""
    term.press("g")
    for _card in range(5):
        if f"▌#{ref} " in term.text:
            return
        term.press("j")
    raise AssertionError(f"no card #{ref} here:\n{term.text}")


def tickets(site: Site) -> dict[int, dict[str, Any]]:
    return {record["ref"]: record for record in site.records("list")}


def steps(site: Site, ref: int) -> list[bool]:
    return [step["done"] for step in site.records("show", str(ref))[0]["checklist"]]


def add_three(term: Term) -> None:
    term.send("n")
    term.wait_for("New in To Do")
    for ref, line in enumerate(("VPN down for finance !critical #vpn", "Printer on floor 3 is jammed", "Desk"), 1):
        term.send(line + "\r")
        term.wait_for(f"Added #{ref}")
    term.send("\x1b")
    term.wait_without("New in To Do")
    term.wait_for("#1 VPN", "#2 Printer", "#3 Desk")


def set_fields(term: Term) -> None:
    go_to(term, 2)
    term.send("2")
    term.wait_for("#2: priority high")
    term.send("a")
    term.wait_for("#2: who does it?")
    term.press("bob")
    term.wait_for("new person @bob")
    term.send("\r")
    term.wait_without("who does it?")
    term.wait_for("@bob")


def tick_two_of_three(term: Term) -> None:
    term.send("\r")
    term.wait_for("Details", "Checklist")
    term.press("\t")
    term.wait_for("No steps yet")
    term.send("n")
    term.wait_for("Add steps to #2")
    term.press("Look into the tray\rCall the vendor\rTell the floor")
    term.send(F2)
    term.wait_for("Checklist 0/3", "Call the vendor")
    term.press("g", " ")
    term.wait_for("Checklist 1/3")
    term.press("j", " ")
    term.wait_for("Checklist 2/3")
    term.send("q")
    term.wait_for("To Do 3", "2/3")


def move_two(term: Term) -> None:
    go_to(term, 1)
    term.send("L")
    term.wait_for("To Do 2", "Doing 1")
    term.press("h")
    go_to(term, 3)
    term.send("L")
    term.wait_for("To Do 1", "Doing 2")
    term.send("L")
    term.wait_for("To Do 1", "Doing 1", "Done 1")


def filter_the_urgent(term: Term) -> None:
    term.send("/")
    term.wait_for("Enter keeps it")
    term.press("priority>=high -is:done\r")
    term.wait_for("priority>=high -is:done", "To Do 1 of 1", "Doing 1 of 1", "Done 0 of 1", "No match.")
    assert "#3 Desk" not in term.text
    assert "#1 VPN" in term.text and "#2 Printer" in term.text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_tour(site: Site, size: tuple[int, int]) -> None:
    term = site.board(size=size)
    assert "n adds a ticket" in term.text, "an empty board says what to do"
    add_three(term)
    set_fields(term)
    tick_two_of_three(term)
    move_two(term)
    filter_the_urgent(term)
    now = tickets(site)
    assert {ref: ticket["column"] for ref, ticket in now.items()} == {1: "Doing", 2: "To Do", 3: "Done"}
    assert [now[ref]["priority"] for ref in (1, 2, 3)] == ["critical", "high", "normal"]
    assert now[1]["tags"] == ["vpn"] and now[2]["assignee"] == "bob" and now[3]["resolved"]
    assert steps(site, 2) == [True, True, False]

    for where in ("Doing 1 of 2", "To Do 1 of 2", "To Do 2 of 3", "▱▱ 1/3", "▱▱▱ 0/3"):
        term.send("u")
        term.wait_for(where)
    now = tickets(site)
    assert {ticket["column"] for ticket in now.values()} == {"To Do"} and now[3]["resolved"] is None
    assert steps(site, 2) == [False] * 3
    term.send("U")
    term.wait_for("▰▱▱ 1/3")
    term.send("q")
    assert term.exit_code() == 0
    assert steps(site, 2) == [True, False, False]

    again = site.board(size=size)
    again.wait_for("▰▱▱ 1/3")
    again.send("u")
    again.wait_for("▱▱▱ 0/3")
    again.send("u")
    again.wait_without("0/3")
    again.send("q")
    assert again.exit_code() == 0
    assert steps(site, 2) == []
    assert [entry["undone"] for entry in site.records("log", "2") if entry["kind"] == "step.added"]
