"""``trash``: in, looked at, and out of it by restoring or by a purge that was meant."""

from __future__ import annotations

import pytest

from tests.cli.running import Program


@pytest.fixture
def three(deskboard: Program) -> Program:
    for title in ("one", "two", "three"):
        deskboard("add", title)
    return deskboard


def test_into_the_trash_and_back(three: Program) -> None:
    assert three("trash", 1, 2).err == "2 tickets: to the trash\n"
    assert [line[0] for line in three("list").lines] == ["3"]
    assert {line[0] for line in three("trash", "--list").lines} == {"1", "2"}
    assert all(record["trashed"] for record in three("list", "is:trashed", "--json").records)
    assert three("trash", 1).err == "In the trash already.\n"
    assert "in the trash" in three("show", 1, tty=True).out
    refused = three("edit", 1, "--title", "x")
    assert refused.code == 1 and "Restore it first" in refused.err
    assert three("restore", 1).err == "#1: back from the trash\n"
    assert three("trash").code == 2


def test_a_purge_wants_to_be_meant(three: Program) -> None:
    three("trash", 1, 2)
    refused = three("trash", "--purge", 1)
    assert refused.code == 2 and "--yes" in refused.err
    assert three("trash", "--purge", 1, "--yes").err == "#1: purged for good\n"
    assert three("show", 1).code == 3
    assert three("trash", "--purge", 3, "--yes").code == 1, "only what lies in the trash"
    assert three("trash", "--purge", "--yes").err == "#2: purged for good\n"
    assert three("trash", "--purge", "--yes").err == "The trash is empty.\n"
    assert [line[3] for line in three("log").lines][:2] == ["purged for good"] * 2


def test_only_admins_purge(three: Program) -> None:
    three("trash", 1)
    refused = three("trash", "--purge", 1, "--yes", env={"DESKBOARD_USER": "bob"})
    assert refused.code == 6 and "Only an admin" in refused.err
