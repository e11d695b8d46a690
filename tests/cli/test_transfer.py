"""Bringing tickets in and writing them out from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import Program

TASK = {
    "description": "Replace the UPS battery",
    "entry": "20260101T080000Z",
    "status": "pending",
    "uuid": "00000001-1111-2222-3333-444444444444",
}


def test_standard_input_is_imported_and_known_by_its_content(deskboard: Program) -> None:
    for text, kind in ((json.dumps([TASK]), "taskwarrior"), ("title,priority\nPrinter jams,high\n", "csv")):
        ran = deskboard("import", "-", "--json", stdin=text)
        assert (ran.code, ran.records[0]["kind"], ran.records[0]["added"]) == (0, kind, 1)
    exported = deskboard("export")
    assert deskboard("import", "-", stdin=exported.out).err.startswith("Nothing new; here already: 2")


def test_standard_input_that_is_nothing_known_says_what_to_do(deskboard: Program) -> None:
    ran = deskboard("import", "-", stdin="\x00\x01")
    assert (ran.code, "--from" in ran.err) == (2, True)


def test_an_export_into_a_directory_that_is_missing_says_so_and_makes_none(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "one")
    ran = deskboard("export", "-o", tmp_path / "nowhere" / "desk.jsonl")
    assert ran.code == 3
    assert f"There is no directory {tmp_path / 'nowhere'}" in ran.err and "mkdir -p" in ran.err
    assert not (tmp_path / "nowhere").exists()


def test_tickets_are_written_as_markdown(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer jams !high")
    assert deskboard("export", "--to", "markdown", "-o", tmp_path / "desk.md").code == 0
    assert "### #1 Printer jams\n\n- **Priority:** high\n" in (tmp_path / "desk.md").read_text()
