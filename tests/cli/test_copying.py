"""`deskboard copy` from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Program


def test_a_board_is_copied_compared_and_the_way_on_is_told(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer")
    ran = deskboard("copy", deskboard.db, tmp_path / "copy.db")
    assert ran.code == 0
    rows = {line[0]: line[1:4] for line in ran.lines}
    assert (rows["ticket"], {"presence", "lease"} & rows.keys()) == (["1", "1", "yes"], set())
    assert f"DESKBOARD_DB={tmp_path / 'copy.db'}" in ran.err
    assert deskboard("--db", tmp_path / "copy.db", "list", "--columns", "title").out == "Printer\n"


def test_a_program_reads_counts_and_digests(deskboard: Program, tmp_path: Path) -> None:
    deskboard("add", "Printer")
    records = deskboard("--json", "copy", deskboard.db, tmp_path / "copy.db").records
    ticket = next(record for record in records if record["table"] == "ticket")
    assert (ticket["rows"], ticket["copied"], ticket["same"]) == (1, 1, True)
    assert ticket["sha256"] == ticket["copied_sha256"]


def test_what_cannot_be_copied_tells_by_its_exit_code_why(deskboard: Program, tmp_path: Path) -> None:
    deskboard("--user", "bob", "list")
    (tmp_path / "there.db").write_text("mine")
    wanted = {
        2: (deskboard.db, tmp_path / "there.db"),
        3: (tmp_path / "none.db", tmp_path / "copy.db"),
        5: (deskboard.db, tmp_path / "no" / "copy.db"),
        6: ("--user", "bob", deskboard.db, tmp_path / "copy.db"),
    }
    for code, args in wanted.items():
        ran = deskboard("copy", *args)
        assert (ran.code, ran.err.count("\n"), ran.out) == (code, 1, "")
    assert (tmp_path / "there.db").read_text() == "mine"
    assert not (tmp_path / "copy.db").exists()


def test_a_server_that_is_not_there_is_said_without_the_password(deskboard: Program) -> None:
    ran = deskboard("copy", deskboard.db, "postgresql://ann:secret@localhost:1/desk")
    assert (ran.code, "secret" in ran.err) == (5, False)
