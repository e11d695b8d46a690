"""What is asked for twice: the same again is no failure, something else is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Program

ADDED = [
    (("person", "add", "bob"), ("person", "add", "bob", "--role", "viewer")),
    (("queue", "add", "network", "--mode", "balanced"), ("queue", "add", "network", "--mode", "manual")),
    (("type", "add", "hardware"), ("type", "add", "bug")),
    (("board", "add", "Projects"), ("board", "add", "PROJECTS")),
    (("column", "add", "Review", "--stage", "doing"), ("column", "add", "Review", "--stage", "todo")),
    (("view", "add", "Late", "is:overdue"), ("view", "add", "Late", "is:open")),
]


@pytest.mark.parametrize(("words", "other"), ADDED, ids=" ".join)
def test_what_is_there_already_is_no_failure(
    deskboard: Program, words: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert deskboard(*words).code == 0
    again = deskboard(*words)
    assert (again.code, again.out, again.err) == (0, "", "It is so already.\n")
    assert deskboard(*words, "--json").records[0]["command"] is None
    refused = deskboard(*other)
    assert refused.code == 1 and "already" in refused.err, refused


def test_merged_twice_is_merged(deskboard: Program) -> None:
    for title in "abc":
        deskboard("add", title)
    assert deskboard("merge", 3, 2).code == 0
    assert deskboard("merge", 3, 2) == (0, "", "Merged already.\n")
    assert deskboard("merge", 3, 1).code == 1


def test_a_file_attached_twice_is_there_once_and_can_be_saved(deskboard: Program, tmp_path: Path) -> None:
    """Older desks may have the same file twice: then any of them is meant."""
    file = tmp_path / "f.txt"
    file.write_text("one")
    deskboard("add", "a")
    assert deskboard("attach", 1, file).code == 0
    assert deskboard("attach", 1, file) == (0, "", "Attached already.\n")
    assert len(deskboard("attach", 1).lines) == 1
    deskboard("add", "b")
    deskboard("attach", 2, file)
    deskboard("merge", 2, 1)
    assert len(deskboard("attach", 1).lines) == 2
    assert deskboard("save", 1, "f.txt", "-").out == "one"
    file.write_text("two")
    assert deskboard("attach", 1, file).code == 0
    assert deskboard("save", 1, "f.txt", "-").code == 2


def test_steps_say_what_became_of_them(deskboard: Program) -> None:
    deskboard("add", "a")
    assert deskboard("check", 1, "--add", "foo").err == "#1: step added: foo\n"
    assert deskboard("check", 1, "--due", 1, "2030-01-01").err == "#1: step changed: foo\n"
    assert deskboard("check", 1, "--remove", 1).err == "#1: step removed: foo\n"
    assert deskboard("undo").err == "Undone on #1: step removed: foo · 2030-01-01 23:59\n"


def test_a_template_that_is_not_there_is_named_before_its_fields(deskboard: Program) -> None:
    missing = deskboard("add", "Joan", "--template", "onboarding", "--field", "a=b")
    assert missing.code == 3 and "no template “onboarding”" in missing.err
