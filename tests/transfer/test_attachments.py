"""Files in our own format: byte for byte, one at a time, and damage costs the file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.attachments import NewFile
from deskboard.domain.query import parse
from tests.conftest import Clock
from tests.transfer.test_json import dumped, loaded, other, without_header

BYTES = bytes(range(256)) * 300


@pytest.fixture
def filed(desk: Desk, clock: Clock) -> Desk:
    """Two tickets that share a file; one was attached and removed again."""
    desk.do(c.AddTicket("first"))
    desk.do(c.AddTicket("second"))
    desk.do(c.AttachFiles((1, 2), (NewFile("../a\u202eb.bin", BYTES), NewFile("empty", b""))))
    clock.forward(minutes=5)
    desk.do(c.AttachFiles((1,), (NewFile("gone.txt", b"gone"),)))
    desk.do(c.RemoveAttachments(1, (desk.ticket(1).files[-1].id,)))
    return desk


def contents(desk: Desk, ref: int) -> dict[str, bytes]:
    return {file.name: desk.content(file.digest) for file in desk.ticket(ref).files}


def test_files_come_back_byte_for_byte(filed: Desk, clock: Clock, tmp_path: Path) -> None:
    text = dumped(filed)
    assert text.isascii()
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, text)
        assert (report.added, report.skipped, report.notes) == (2, 0, ())
        assert without_header(dumped(copy)) == without_header(text)
        for ref in (1, 2):
            assert contents(copy, ref) == contents(filed, ref)
            assert [f._replace(id=0) for f in copy.ticket(ref).files] == [
                f._replace(id=0) for f in filed.ticket(ref).files
            ]
        assert copy.count(parse("has:attachment")) == copy.count(parse("bin")) == 2
        again = loaded(copy, tmp_path, text)
        assert (again.added, again.known) == (0, 2)
        copy.undo()
        assert copy.count() == 0
        copy.redo()
        assert contents(copy, 2) == contents(filed, 2), "an undone import brings its files back"


def test_a_dry_run_reads_files_and_keeps_none(filed: Desk, clock: Clock, tmp_path: Path) -> None:
    with other(tmp_path, "copy", clock) as copy:
        assert loaded(copy, tmp_path, dumped(filed), dry_run=True).added == 2
        assert copy.count() == 0


@pytest.mark.parametrize("damage", ["data", "sha256", "cut", "missing"])
def test_a_damaged_file_costs_itself(filed: Desk, clock: Clock, tmp_path: Path, damage: str) -> None:
    lines = dumped(filed).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith('{"file"'))
    record = json.loads(lines[at])
    if damage == "data":
        record["file"]["data"] = "AAAA" + record["file"]["data"][4:]
    elif damage == "sha256":
        record["file"]["sha256"] = "0" * 64
    lines[at] = json.dumps(record, separators=(",", ":"))[: -9 if damage == "cut" else None]
    if damage == "missing":
        del lines[at]
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, "\n".join(lines))
        assert report.added == 2 and report.skipped == (damage != "missing")
        assert report.notes == ("1 attachment was left out: its bytes are missing or it is not described.",)
        assert sum(len(copy.ticket(ref).files) for ref in (1, 2)) == 3


def test_hostile_descriptions_of_files_are_left_out(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    desk.do(c.AddTicket("a"))
    lines = dumped(desk).splitlines()
    record = json.loads(lines[-1])
    for junk in (7, "x", [7], [{}], [{"sha256": []}], {"a": 1}, [{"name": "a", "sha256": "../../x"}]):
        record["ticket"]["attachments"] = junk
        lines[-1] = json.dumps(record)
        with other(tmp_path, f"copy{id(junk)}", clock) as copy:
            assert loaded(copy, tmp_path, "\n".join(lines)).added == 1
            assert copy.ticket(1).files == ()


def test_the_trash_is_exported_with_the_whole_desk_or_when_asked_for(filed: Desk, clock: Clock, tmp_path: Path) -> None:
    filed.do(c.TrashTicket((1,)))
    assert [line["ticket"]["ref"] for line in without_header(dumped(filed)) if "ticket" in line] == [2, 1]
    assert [line["ticket"]["ref"] for line in without_header(dumped(filed, "is:open")) if "ticket" in line] == [2]
    text = dumped(filed, "is:trashed")
    with other(tmp_path, "copy", clock) as copy:
        assert loaded(copy, tmp_path, text).added == 1
        assert copy.count() == 0 and copy.count(parse("is:trashed")) == 1
        assert without_header(dumped(copy, "is:trashed")) == without_header(text)
