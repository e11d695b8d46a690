"""Reading a board exported from Trello."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain.commands.imports import ImportTickets, SourceTicket
from deskboard.domain.errors import BadInput
from deskboard.domain.model import TEXT_MAX, Stage
from deskboard.domain.query import parse
from deskboard.transfer.run import run_import
from deskboard.transfer.sources import Source, open_source
from tests.conftest import Clock
from tests.transfer import boards


def read(folder: Path, board: object) -> tuple[list[ImportTickets], Source]:
    source = open_source(boards.written(folder, board))
    return list(source.batches()), source


def tickets(folder: Path, board: object) -> dict[str, SourceTicket]:
    batches, _source = read(folder, board)
    return {ticket.origin.removeprefix("trello:"): ticket for batch in batches for ticket in batch.tickets}


@pytest.fixture
def whole(tmp_path: Path) -> SourceTicket:
    return tickets(tmp_path, boards.board())[boards.CARD]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_lists_become_columns_from_left_to_right(tmp_path: Path) -> None:
    batches, _source = read(tmp_path, boards.board())
    assert [column.name for column in batches[0].columns] == list(boards.LISTS)
    assert [column.stage for column in batches[0].columns] == [
        Stage.TODO,
        Stage.TODO,
        Stage.DOING,
        Stage.DONE,
        Stage.DONE,
    ]
    assert batches[0].board == "Clipkit"


def test_the_stages_that_were_guessed_are_shown(tmp_path: Path) -> None:
    _batches, source = read(tmp_path, boards.board())
    assert any("作業中 (doing)" in note for note in source.notes)


def test_a_card_comes_with_all_it_has(whole: SourceTicket) -> None:
    assert (whole.title, whole.column) == ("Whole card", "クローズ")
    assert whole.fields["tags"] == ("red", "機能")
    assert whole.fields["assignee"] == "kim_s"
    assert whole.fields["due"] == at("2015-03-01T12:00:00")
    assert whole.steps == (("first", False), ("second", True))


def test_what_has_no_field_stands_in_the_description(whole: SourceTicket) -> None:
    description = str(whole.fields["description"])
    assert description.startswith("What it is about.")
    assert "- [a \\[log\\] file](https://example.org/a%20%281%29.txt)" in description
    assert "https://trello.com/c/abc" in description
    assert "ana" in description


def test_comments_keep_author_and_time_and_lose_control_characters(whole: SourceTicket) -> None:
    assert [(c.kind, c.text, c.author, c.at) for c in whole.comments] == [
        ("note", "Seen it?[2J", "gone", at("2015-02-10T08:00:00"))
    ]


def test_actions_become_history_in_the_order_they_happened(whole: SourceTicket) -> None:
    told = [(past.kind, past.actor, past.at.date().isoformat()) for past in whole.history]
    assert told == [
        ("ticket.added", "kim_s", "2015-01-13"),
        ("ticket.edited", "kim_s", "2015-02-01"),
        ("ticket.moved", "kim_s", "2015-02-02"),
        ("ticket.edited", "kim_s", "2015-02-08"),
        ("ticket.edited", "ana", "2015-02-09"),
        ("ticket.moved", "kim_s", "2015-02-20"),
    ]
    assert whole.history[0].data["values"]["title"] == "Card"
    assert whole.history[2].data["before"]["column"] == "やること"
    assert (whole.history[4].data["before"], whole.history[4].data["after"]) == ("Card", "Whole card")


def test_times_come_from_the_actions_else_from_the_card(tmp_path: Path) -> None:
    found = tickets(tmp_path, boards.board())
    whole = found[boards.CARD].fields
    assert (whole["created"], whole["resolved"]) == (at("2015-01-13T05:00:00"), at("2015-02-20T00:00:00"))
    assert found[boards.BARE].fields["created"] == datetime.fromtimestamp(0x54B5FCF4, UTC)
    assert "resolved" not in found[boards.BARE].fields


def test_closed_cards_and_those_of_closed_lists_are_archived(tmp_path: Path) -> None:
    found = tickets(tmp_path, boards.board())
    assert found[boards.CLOSED].fields["archived"] == at("2015-01-14T00:00:00")
    assert found[boards.IN_CLOSED_LIST].fields["archived"] == at("2015-01-16T00:00:00")
    assert "archived" not in found[boards.CARD].fields


def test_what_is_closed_is_archived_whenever_that_was(tmp_path: Path, desk: Desk, clock: Clock) -> None:
    """A file need not tell when: then as late as its board was touched, or now."""
    board = {
        "name": "B",
        "lists": [{"id": "a", "name": "To Do"}, {"id": "b", "name": "Old", "closed": True}],
        "cards": [
            {"id": "1", "name": "closed", "idList": "a", "closed": True},
            {"id": "2", "name": "in a closed list", "idList": "b"},
            {"id": "3", "name": "open", "idList": "a"},
        ],
    }
    assert run_import(desk, open_source(boards.written(tmp_path, board))).added == 3
    assert [row.title for row in desk.tickets()] == ["open"]
    assert {row.archived for row in desk.tickets(parse("is:archived"))} == {clock.now}
    dated = tickets(tmp_path, board | {"dateLastActivity": "2015-01-14T00:00:00Z"})
    assert [ticket.fields.get("archived") for ticket in dated.values()] == [*[at("2015-01-14T00:00:00")] * 2, None]


def test_what_had_to_be_made_up_for_a_card_is_said(tmp_path: Path) -> None:
    cards = [{"id": str(n), "idList": "gone", "name": name} for n, name in enumerate(("", "b", *"cdefg"))]
    _batches, source = read(tmp_path, {"name": "B", "lists": [{"id": "a", "name": "To Do"}], "cards": cards})
    told = " ".join(source.notes)
    assert "Row 1 had neither title nor description: it is called “Untitled card”." in told
    assert "Card 2, “b”, is in no list of this file: it is in the first column." in told
    assert "2 more cards are in no list of this file." in told and "first words" not in told


def test_cards_come_in_the_order_of_their_list(tmp_path: Path) -> None:
    board = boards.board()
    board["cards"] = [
        boards.card(f"{n:024}", name=str(n), idList="list0", pos=pos) for n, pos in enumerate((30, 10.5, 20))
    ]
    batches, _source = read(tmp_path, board)
    assert [ticket.title for ticket in batches[0].tickets] == ["1", "2", "0"]


def test_people_are_members_and_whoever_once_was(tmp_path: Path) -> None:
    batches, _source = read(tmp_path, boards.board())
    people = {person.login: (person.name, person.role) for person in batches[0].people}
    assert people == {
        "kim_s": ("김소라", "agent"),
        "ana": ("Ana Ruiz", "agent"),
        "gone": ("Left Long Ago", "requester"),
    }


def test_actions_it_does_not_know_are_counted(tmp_path: Path) -> None:
    board = boards.board()
    board["actions"] += [boards.action("voteOnCard", "2015-02-02T00:00:00Z"), {"type": "enablePowerUp"}]
    _batches, source = read(tmp_path, board)
    note = next(note for note in source.notes if "left out" in note)
    assert "1 voteOnCard" in note
    assert "1 enablePowerUp" in note


def test_a_cut_history_is_said(tmp_path: Path) -> None:
    board = boards.board()
    board["actions"] = [boards.action("voteOnCard", "2015-02-02T00:00:00Z")] * 1000
    _batches, source = read(tmp_path, board)
    assert any("1000 actions" in note for note in source.notes)


def test_a_card_without_an_id_and_one_too_large_are_reported_and_the_rest_comes(tmp_path: Path) -> None:
    board = boards.board()
    board["cards"] = [
        {"name": "x"},
        boards.card("9" * 24, name="huge", desc="é" * TEXT_MAX),
        *board["cards"],
        "no card",
    ]
    batches, source = read(tmp_path, board)
    assert [row for row, _reason in sorted(source.problems)] == [1, 2, 7]
    assert "KiB" in dict(source.problems)[2]
    assert source.findings.skipped == 3
    assert sum(len(batch.tickets) for batch in batches) == 4


def test_a_long_name_is_shortened_and_kept_whole_below(tmp_path: Path) -> None:
    board = boards.board()
    board["cards"] = [boards.card("9" * 24, name="n" * 500, desc="body")]
    ticket = next(iter(tickets(tmp_path, board).values()))
    assert len(ticket.title) <= 200
    assert str(ticket.fields["description"]).startswith("n" * 500)


def test_two_lists_of_one_name_stay_two_columns(tmp_path: Path) -> None:
    board = boards.board()
    board["lists"] = [{"id": "a", "name": "Done", "pos": 1}, {"id": "b", "name": "done", "pos": 2}]
    board["cards"] = [boards.card("1" * 24, name="x", idList="b")]
    batches, _source = read(tmp_path, board)
    assert [column.name for column in batches[0].columns] == ["Done", "done (2)"]
    assert batches[0].tickets[0].column == "done (2)"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"cards": 1}',
        b"{}",
        b'{"cards": [' + b"[" * 100_000,
        b'{"a": "\xff"}',
        b'{"cards": [' + b"9" * 9999 + b"]}",
    ],
)
def test_what_is_no_trello_board_is_refused_or_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    source = open_source(str(path), "trello")
    try:
        list(source.batches())
    except BadInput:
        pass
    else:
        assert source.problems


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just("2015-02-30T99:00:00Z"),
    st.just("9999-12-31T23:59:59-14:00"),
    st.just("\ud800\u202e\x1b"),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to everything inside a JSON value."""
    if isinstance(value, dict):
        return [path for key, item in value.items() for path in ((*here, key), *places(item, (*here, key)))]
    if isinstance(value, list):
        return [path for key, item in enumerate(value) for path in ((*here, key), *places(item, (*here, key)))]
    return []


def changed(value: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    copy = json.loads(json.dumps(value))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    change(inner, path[-1])
    return copy


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([p for p in places(boards.board()) if p != ("cards",)]), junk=JUNK)
def test_any_value_may_be_anything(tmp_path: Path, path: tuple[Any, ...], junk: Any) -> None:
    """Whatever stands at one place of the file, the other cards come."""

    def put(inner: Any, key: Any) -> None:
        inner[key] = junk

    batches, source = read(tmp_path, changed(boards.board(), path, put))
    assert sum(len(batch.tickets) for batch in batches) + source.findings.skipped >= 4
