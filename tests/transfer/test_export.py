"""Writing tickets as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Channel, Identity
from deskboard.transfer.export import COLUMNS, export, guarded
from deskboard.transfer.row import unguarded
from deskboard.transfer.run import run_import
from deskboard.transfer.sources import open_source
from tests.conftest import ZONE, Clock

FORMULA = '=HYPERLINK("http://evil.example","click")'


def table(desk: Desk) -> str:
    out = io.StringIO(newline="")
    export(desk, None, "csv", out)
    return out.getvalue()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_ticket_is_a_row_archived_ones_too(desk: Desk, clock: Clock) -> None:
    desk.do(
        c.AddTicket("one", {"tags": ("b", "a"), "due": clock.now, "description": 'two\nlines, "quoted"'}, steps=("s",))
    )
    desk.do(c.AddTicket("two"))
    desk.do(c.ArchiveTicket((2,)))
    found = {row["ref"]: row for row in rows(table(desk))}
    assert tuple(found["1"]) == COLUMNS
    assert found["1"] | {"tags": "a b", "due": "2026-03-02T09:00:00+00:00", "steps_total": "1"} == found["1"]
    assert found["1"]["description"] == 'two\nlines, "quoted"'
    assert found["2"]["archived"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_can_run_as_a_formula(desk: Desk, start: str) -> None:
    desk.do(c.AddTicket(f"{start}1+1", {"description": f"{start}cmd|' /C calc'!A0"}))
    row = rows(table(desk))[0]
    assert row["title"] == f"'{start}1+1"
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


@given(st.text())
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_table_comes_back_with_its_fields(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    fields = {"priority": "high", "status": "waiting", "assignee": "bob", "tags": ("a", "b"), "impact": "low"}
    desk.do(c.AddTicket(FORMULA, {**fields, "due": clock.now, "description": "-- text"}))
    path = tmp_path / "t.csv"
    path.write_text(table(desk), encoding="utf-8", newline="")
    assert run_import(desk, open_source(str(path))).added == 0
    with Desk.open(str(tmp_path / "copy.db"), Identity("ann", Channel.CLI), clock=clock, zone=ZONE) as copy:
        assert run_import(copy, open_source(str(path))).added == 1
        before, after = desk.ticket(1).row, copy.ticket(1).row
        assert after._replace(origin=None) == before._replace(origin=None)


def test_an_unknown_kind_says_which_there_are(desk: Desk) -> None:
    with pytest.raises(BadInput, match="json, csv, markdown"):
        export(desk, None, "xml", io.StringIO())


def test_progress_and_number(desk: Desk) -> None:
    for title in "abc":
        desk.do(c.AddTicket(title))
    desk.do(c.ArchiveTicket((1,)))
    told: list[tuple[int, int]] = []
    assert export(desk, None, "json", io.StringIO(), lambda done, of: told.append((done, of))) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
