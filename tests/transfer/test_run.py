"""Carrying imports out on a desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import NotAllowed
from deskboard.domain.model import Role
from deskboard.domain.query import parse
from deskboard.transfer import table as table_source
from deskboard.transfer.run import Report, run_import
from deskboard.transfer.sources import open_source
from tests.conftest import OpenDesk
from tests.desk import handing
from tests.transfer import boards


@pytest.fixture
def trello(tmp_path: Path) -> str:
    return boards.written(tmp_path, boards.board())


def table(folder: Path, content: str) -> str:
    path = folder / "t.csv"
    path.write_text(content, encoding="utf-8")
    return str(path)


def take(desk: Desk, path: str, dry_run: bool = False, board: str | None = None) -> Report:
    return run_import(desk, open_source(path, board=board), dry_run=dry_run)


def test_a_trello_board_replaces_the_empty_one_and_a_second_import_adds_nothing(desk: Desk, trello: str) -> None:
    first, second = take(desk, trello), take(desk, trello)
    assert (first.added, first.known, first.boards) == (4, 0, ("Help desk",))
    assert (second.added, second.known, second.command) == (0, 4, None)
    assert [column.name for column in desk.board().columns] == list(boards.LISTS)
    assert desk.boards() == ("Help desk",)


def test_a_trello_board_gets_a_board_of_its_own_beside_work(desk: Desk, trello: str) -> None:
    desk.do(c.AddTicket("mine"))
    assert take(desk, trello).boards == ("Clipkit",)
    assert [column.total for column in desk.board().columns] == [1, 0, 0]
    assert take(desk, trello).added == 0
    assert desk.boards() == ("Help desk", "Clipkit")


def test_new_cards_of_a_known_board_go_where_the_others_are(desk: Desk, trello: str, tmp_path: Path) -> None:
    take(desk, trello)
    board = boards.board()
    board["cards"].append(boards.card("f" * 24, name="later", idList="list2"))
    report = take(desk, boards.written(tmp_path, board))
    assert (report.added, report.known, report.boards) == (1, 4, ("Help desk",))
    assert desk.boards() == ("Help desk",)


def test_a_card_comes_with_its_past(desk: Desk, trello: str) -> None:
    take(desk, trello)
    row = next(desk.tickets(parse("title:whole")))
    page = desk.ticket(row.ref)
    moves = [entry for entry in page.history if isinstance(entry.event, e.TicketMoved)]
    assert [(m.event.before.column, m.event.after.column, m.actor, m.at.year) for m in moves] == [
        ("やること", "作業中", "kim_s", 2015),
        ("作業中", "クローズ", "kim_s", 2015),
    ]
    assert [(said.author, said.at.year) for said in page.comments] == [("gone", 2015)]
    assert {person.login: person.role for person in desk.people()}["gone"] is Role.REQUESTER


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk, trello: str) -> None:
    dry = take(desk, trello, dry_run=True)
    assert desk.count() == 0
    assert len(desk.people()) == 1
    wet = take(desk, trello)
    assert (dry.added, dry.skipped, dry.notes, set(dry.people)) == (wet.added, wet.skipped, wet.notes, set(wet.people))
    assert take(desk, trello, dry_run=True).known == 4


def test_an_import_of_many_batches_is_one_undo(desk: Desk, tmp_path: Path) -> None:
    desk.do(c.AddTicket("mine"))
    path = table(tmp_path, "title,assignee\n" + "".join(f"ticket {n},bob\n" for n in range(2500)))
    report = take(desk, path)
    assert (report.added, report.people) == (2500, ("bob",))
    desk.undo()
    assert [row.title for row in desk.tickets()] == ["mine"]
    assert take(desk, path).added == 2500


def test_what_people_have_already_counts_before_anything_is_handed_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handing.network_of(desk)
    monkeypatch.setattr(table_source, "BATCH", 2)
    rows = ["new,", "new,", "hers,ann", "hers,ann", "new,"]
    path = table(tmp_path, "title,assignee,queue\n" + "".join(f"{row},network\n" for row in rows))
    report = take(desk, path)
    assert (report.handed_out, report.handed_to, report.queues) == (2, 1, ())
    assert handing.whose(desk, 1, 2, 3, 4, 5) == ["bob", "bob", "ann", "ann", None], "two each at most"
    desk.undo()
    assert desk.count() == 0
    take(desk, path, dry_run=True)
    assert desk.count() == 0


def test_queues_that_come_with_an_import_are_told_before_and_after(desk: Desk, tmp_path: Path) -> None:
    desk.do(c.AddQueue("network"))
    path = table(tmp_path, "title,queue\na,Network\nb,Web\nc,web\nd,none\ne,\nf,Mail\n")
    assert take(desk, path, dry_run=True).queues == ("Web", "Mail") and desk.queues() == ("network",)
    assert take(desk, path).queues == ("Web", "Mail") and desk.queues() == ("network", "Web", "Mail")


def test_states_of_a_table_find_the_columns_that_mean_them(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, "title,status\na,Closed\nb,In Progress\nc,Open\nd,doing\ne,Odd\n")
    take(desk, path)
    assert {row.title: row.column for row in desk.tickets()} == {
        "a": "Done",
        "b": "Doing",
        "c": "To Do",
        "d": "Doing",
        "e": "To Do",
    }
    assert next(desk.tickets(parse("title:a"))).resolved


def test_a_named_board_is_made(desk: Desk, tmp_path: Path) -> None:
    report = take(desk, table(tmp_path, "title,status\na,closed\n"), board="Old desk")
    assert report.boards == ("Old desk",)
    assert [(column.name, column.total) for column in desk.board("Old desk").columns] == [
        ("To Do", 0),
        ("Doing", 0),
        ("Done", 1),
    ]


def test_what_the_desk_refuses_costs_only_itself(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that lets something through must not cost the whole batch."""
    source = open_source(table(tmp_path, "title\n" + "".join(f"t{n}\n" for n in range(9))))
    batch = next(source.batches())
    bad = batch._replace(tickets=(*batch.tickets[:4], batch.tickets[4]._replace(title=""), *batch.tickets[5:]))
    monkeypatch.setattr(source, "batches", lambda: iter([bad]))
    report = run_import(desk, source)
    assert (report.added, report.skipped) == (8, 1)
    assert report.problems[0].row == 6


def test_who_may_not_import_is_told_before_anything_is_read(desk: Desk, open_desk: OpenDesk, trello: str) -> None:
    desk.do(c.AddPerson("eve", role=Role.VIEWER))
    with pytest.raises(NotAllowed):
        take(open_desk("eve"), trello, dry_run=True)


def test_progress_grows_to_the_size(desk: Desk, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    source = open_source(table(tmp_path, "title\n" + "".join(f"t{n}\n" for n in range(2500))))
    run_import(desk, source, progress=lambda done, of: told.append((done, of)))
    assert [done for done, _of in told] == sorted(done for done, _of in told)
    assert told[-1][0] == told[-1][1] == source.size()
