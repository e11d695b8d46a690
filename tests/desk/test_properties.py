"""What must hold whatever people do: undo gives the first state back, redo the last, and an
export the same desk elsewhere."""

from __future__ import annotations

import csv
import io
import os
import shutil
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import DeskboardError, Refused
from deskboard.domain.model import Channel, CommentKind, Identity
from deskboard.transfer.export import export
from deskboard.transfer.run import run_import
from deskboard.transfer.sources import open_source
from tests.conftest import Clock
from tests.desk.making import COMMANDS, LEFT_OUT, command, missing_parts, state

PLAY = settings(
    max_examples=int(os.environ.get("DESKBOARD_TEST_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # A failure is short enough to read as it is; making it shorter costs minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)
ANN = Identity("ann", Channel.CLI)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a little in it, to be copied: making one takes far longer."""
    path = tmp_path_factory.mktemp("first") / "desk.db"
    clock = Clock()
    with Desk.open(str(path), ANN, clock=clock, zone=UTC) as desk:
        for title in ("one", "two"):
            desk.do(c.AddTicket(title, {"tags": ("vpn",)}, steps=("a", "b", "c")))
        desk.do(c.AddComment((1, 2), CommentKind.NOTE, "frist"))
    return path


class Table:
    """A new desk for each example, with a clock that goes on by a minute with each command."""

    def __init__(self, first: Path, folder: Path) -> None:
        self.path = folder / "desk.db"
        for old in folder.glob("*.db*"):
            old.unlink()
        shutil.copyfile(first, self.path)
        self.clock = Clock()
        self.copy = folder / "copy.db"

    def open(self, path: Path | None = None) -> Desk:
        return Desk.open(str(path or self.path), ANN, clock=self.clock, zone=UTC)

    def play(self, desk: Desk, data: st.DataObject, most: int = 8) -> int:
        """Do this and that; what is refused changes nothing. Returns how many changes that were."""
        done = 0
        for _n in range(data.draw(st.integers(1, most), label="commands")):
            self.clock.forward(minutes=1)
            asked = data.draw(command(desk), label="command")
            before = state(desk)
            try:
                done += desk.do(asked).command is not None
            except DeskboardError:
                assert state(desk) == before, f"refused, and yet something changed: {asked}"
        return done


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_command_is_played_with(kind: type) -> None:
    """Name the part in ``making.PARTS`` or ``OWN``, or the command in ``LEFT_OUT``."""
    assert missing_parts(kind) == []


def test_every_command_left_out_has_a_reason() -> None:
    assert all(LEFT_OUT.values())


@PLAY
@given(data=st.data())
def test_undo_of_everything_gives_the_first_state_back_and_redo_the_last(
    first: Path, tmp_path: Path, data: st.DataObject
) -> None:
    table = Table(first, tmp_path)
    with table.open() as desk:
        before = state(desk, "history", "updated")
        changes = table.play(desk, data)
        after = state(desk, "history", "updated")
        if has_handed_out(desk):
            return
        for _n in range(changes):
            desk.undo()
        assert state(desk, "history", "updated") == before
        for _n in range(changes):
            desk.redo()
        assert state(desk, "history", "updated") == after


@PLAY
@given(data=st.data())
def test_each_undo_gives_the_state_before_its_change_back(first: Path, tmp_path: Path, data: st.DataObject) -> None:
    table = Table(first, tmp_path)
    with table.open() as desk:
        table.play(desk, data, 5)
        table.clock.forward(minutes=1)
        before = state(desk, "history", "updated")
        try:
            done = desk.do(data.draw(command(desk), label="last"))
        except DeskboardError:
            return
        if done.command is not None:
            desk.undo()
        if not has_handed_out(desk):
            assert state(desk, "history", "updated") == before


def has_handed_out(desk: Desk) -> bool:
    """Whether the desk gave a ticket to somebody, which no undo takes from them unless it was that
    ticket's own change that led to it."""
    events = (entry.event for entry in desk.history(limit=None))
    return any(isinstance(event, e.TicketEdited) and event.why is not None for event in events)


@PLAY
@given(data=st.data())
def test_an_export_is_the_same_desk_elsewhere(first: Path, tmp_path: Path, data: st.DataObject) -> None:
    table = Table(first, tmp_path)
    with table.open() as desk:
        table.play(desk, data)
        if data.draw(st.booleans(), label="undo"):
            try:
                desk.undo()
            except Refused:
                return
        told = io.StringIO()
        export(desk, None, "json", told)
        path = tmp_path / "export.jsonl"
        path.write_text(told.getvalue())
        was = state(desk)
    with table.open(table.copy) as copy:
        report = run_import(copy, open_source(str(path)))
        assert report.problems == ()
        assert state(copy) == was


@PLAY
@given(data=st.data())
def test_a_table_of_all_tickets_has_the_same_fields_elsewhere(first: Path, tmp_path: Path, data: st.DataObject) -> None:
    table = Table(first, tmp_path)
    with table.open() as desk:
        table.play(desk, data)
        desk.do(c.AddTicket(data.draw(ODD, label="title"), {"description": data.draw(ODD, label="description")}))
        was = rows(desk, tmp_path / "t.csv")
    with table.open(table.copy) as copy:
        report = run_import(copy, open_source(str(tmp_path / "t.csv")))
        assert report.problems == ()
        assert rows(copy, tmp_path / "again.csv") == was


ODD = st.text("=+-@'\t\n \"\\,;a한", min_size=1, max_size=12).map(lambda text: f"{text}x")
"""What spreadsheets and readers of tables stumble over."""


def rows(desk: Desk, path: Path) -> list[dict[str, str]]:
    """The rows of the table as an export writes them, without what a table does not bring back."""
    with path.open("w", encoding="utf-8", newline="") as out:
        export(desk, None, "csv", out)
    with path.open(encoding="utf-8", newline="") as told:
        found = list(csv.DictReader(told))
    for row in found:
        for name in ("ref", "steps_done", "steps_total", "comments", "attachments"):
            row.pop(name, None)
    return sorted(found, key=lambda row: row["origin"])


@PLAY
@given(data=st.data())
def test_a_version_that_was_seen_tells_of_one_state_only(first: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Else somebody's change could go onto a ticket other than the one they looked at."""
    table = Table(first, tmp_path)
    met: dict[tuple[int, int], object] = {}

    def look(desk: Desk) -> None:
        for page in desk.whole():
            row = page.row
            here = (row.title, row.tags, row.priority, row.due, row.description, page.steps)
            assert met.setdefault((row.ref, row.version), here) == here

    with table.open() as desk:
        for _n in range(data.draw(st.integers(1, 8))):
            table.clock.forward(minutes=1)
            step = data.draw(st.sampled_from(("do", "do", "undo", "redo")))
            with suppress(DeskboardError):
                getattr(desk, step)(*((data.draw(command(desk)),) if step == "do" else ()))
            look(desk)
