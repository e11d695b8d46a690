"""A script says which version it has seen, and is told when somebody was quicker."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cli.running import Program


@pytest.fixture
def version(deskboard: Program) -> Any:
    """Of a ticket that bob has changed since."""
    deskboard("add", "Printer")
    version = deskboard("show", 1, "--json").records[0]["version"]
    deskboard("--user", "bob", "edit", 1, "--priority", "high", "--description", "Bob's")
    deskboard("--user", "bob", "assign", 1, "bob")
    deskboard("--user", "bob", "move", 1, "done")
    return version


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("edit", 1, "--priority", "low"), "bob set the priority of #1 to high AGO, and you to low."),
        (("edit", 1, "--description", "Ann's"), "bob changed the description of #1 AGO."),
        (("assign", 1, "ann"), "bob set the assignee of #1 to bob AGO, and you to ann."),
        (("move", 1, "doing"), "bob set the column of #1 to Done AGO, and you to Doing."),
    ],
)
def test_what_was_changed_since_is_not_overwritten(
    deskboard: Program, version: Any, line: tuple[object, ...], told: str
) -> None:
    ran = deskboard(*line, "--if-version", version)
    said = re.sub(r"just now|\d+ (s|min) ago", "AGO", ran.err)
    assert (ran.code, ran.out) == (4, "") and told in said
    now = deskboard("show", 1, "--json").records[0]["version"]
    assert deskboard(*line, "--if-version", now).code == 0


def test_other_fields_may_be_set_at_the_same_time(deskboard: Program, version: Any) -> None:
    ran = deskboard("edit", 1, "--title", "Scanner", "--tag", "+a", "--if-version", version)
    assert ran.code == 0
    assert deskboard("show", 1, "--json").records[0]["priority"] == "high"


@pytest.mark.parametrize("line", [("edit", 1, 2), ("edit", 1)], ids=["two tickets", "a version it never had"])
def test_a_version_that_means_nothing_is_refused(deskboard: Program, version: Any, line: tuple[object, ...]) -> None:
    deskboard("add", "Second")
    ran = deskboard(*line, "--priority", "low", "--if-version", 99)
    assert ran.code == 2 and ("one ticket" in ran.err or "never had 99" in ran.err)
