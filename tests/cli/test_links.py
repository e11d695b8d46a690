"""``deskboard link``, ``merge`` and ``split``, and what ``show`` and ``add`` tell of them."""

from __future__ import annotations

from tests.cli.running import Program


def test_links_are_made_shown_and_removed(deskboard: Program) -> None:
    for title in ("Order the switch", "Network", "Cable"):
        deskboard("add", title)
    assert deskboard("link", 2, "blocked by", 1).err == "#2: blocked by #1\n"
    assert deskboard("link", 2, "rel", "#3").code == 0
    assert deskboard("link", 2, "relates", 3).err == "Linked already.\n"
    (record,) = deskboard("show", 2, "--json").records
    assert record["links"] == [{"kind": "blocked-by", "ref": 1}, {"kind": "relates", "ref": 3}]
    assert record["merged_into"] is None
    assert ["link", "blocked-by", "1", "Order the switch"] in deskboard("show", 2).lines
    assert "blocked by  #1 Order the switch (open)" in deskboard("show", 2, tty=True).out
    assert "blocked by #1" in deskboard("move", 2, "done").err
    assert [line[0] for line in deskboard("list", "is:blocked", "has:link").lines] == ["2"]
    assert deskboard("link", 1, "blocks", 2, "--remove").code == 0
    assert deskboard("link", 1, "blocks", 2, "--remove").err == "There is no such link.\n"
    assert deskboard("link", 1, "hates", 2).code == 2
    assert deskboard("link", 1, "b", 2).code == 2
    assert deskboard("link", 1, "blocks", 1).code == 1
    assert deskboard("link", 1, "blocks", 99).code == 3


def test_a_duplicate_is_merged_and_passes_on_what_is_said_to_it(deskboard: Program) -> None:
    deskboard("add", "VPN down")
    deskboard("add", "No VPN")
    deskboard("reply", 2, "We look into it")
    assert deskboard("merge", 2, 1).err == "#2: merged into #1\n"
    assert "merged into" in deskboard("show", 2, "--no-color", tty=True).out
    assert deskboard("show", 2, "--json").records[0]["merged_into"] == 1
    one = deskboard("show", 1, "--json").records[0]
    assert (one["merged"], one["comments"]) == ([2], 1)
    ran = deskboard("note", 2, "late news")
    assert ran.code == 0 and "#1: internal note" in ran.err and "went there" in ran.err
    refused = deskboard("edit", 2, "--priority", "high")
    assert refused.code == 1 and "merged into #1. Use #1 instead." in refused.err
    assert deskboard("merge", 1, 2).code == 1
    assert [line[0] for line in deskboard("list", "is:merged").lines] == ["2"]
    assert [record["merged_into"] for record in deskboard("list", "is:merged", "--json").records] == [1]
    assert deskboard("undo").code == 0 and deskboard("undo").code == 0
    assert deskboard("show", 2, "--json").records[0]["comments"] == 1


def test_a_comment_is_split_off_by_its_number(deskboard: Program) -> None:
    deskboard("add", "VPN down", "from:maria@example.org")
    deskboard("note", 1, "internal")
    deskboard("reply", 1, "And a mouse, please")
    assert "public reply 2" in deskboard("show", 1, tty=True).out
    said = [item for item in deskboard("show", 1, "--json").records[0]["timeline"] if "number" in item]
    assert [(item["number"], item["text"]) for item in said] == [(1, "internal"), (2, "And a mouse, please")]
    ran = deskboard("split", 1, 2, "A", "mouse", "--json")
    assert ran.records[0]["created"] == [2] and "Added #2: A mouse, split from #1" in ran.err
    new = deskboard("show", 2, "--json").records[0]
    assert (new["description"], new["requester"]) == ("And a mouse, please", "maria@example.org")
    assert new["links"] == [{"kind": "relates", "ref": 1}]
    assert deskboard("split", 1, 9).code == 3


def test_add_tells_people_of_likely_duplicates_and_programs_nothing(deskboard: Program) -> None:
    deskboard("add", "VPN drops every ten minutes from:maria@example.org")
    deskboard("add", "Printer")
    ran = deskboard("add", "VPN drops every few minutes", tty=True)
    assert "Looks like #1 VPN drops every ten minutes (maria@example.org).\n" in ran.out + ran.err
    assert "Looks like" not in deskboard("add", "VPN drops every few minutes").err
    assert "Looks like" not in deskboard("add", "VPN drops every few minutes", "--json", tty=True).err
