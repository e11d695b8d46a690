"""Reading tickets from CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskboard.domain.commands.imports import ImportTickets, SourceTicket
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Level, Priority, Status
from deskboard.transfer.decoding import LINE_MAX
from deskboard.transfer.rows import rows
from deskboard.transfer.sources import Source, open_source


def table(folder: Path, content: str | bytes, **options: object) -> Source:
    path = folder / "tickets.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(str(path), "csv", **options)  # type: ignore[arg-type]


def tickets(source: Source) -> list[SourceTicket]:
    return [ticket for batch in source.batches() for ticket in batch.tickets]


def only(folder: Path, content: str | bytes, **options: object) -> SourceTicket:
    found = tickets(table(folder, content, **options))
    assert len(found) == 1
    return found[0]


def test_columns_are_known_by_their_headers(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        "Ticket ID,Subject,Details,Priority,Assigned To,Requester Email,Created At,Due Date,Labels,Group,Type,Impact\n"
        "17,No sound,In calls,2 - High,Ann Smith,maria@example.org,2026-01-31 09:00,"
        "2026-02-01,vpn; Big Screen,network,Incident,Low\n",
        zone=ZoneInfo("Europe/Vilnius"),
    )
    assert (found.title, found.fields["description"]) == ("No sound", "In calls")
    assert found.fields["priority"] is Priority.HIGH
    assert (found.fields["assignee"], found.fields["requester"]) == ("ann.smith", "maria@example.org")
    assert found.fields["created"] == datetime(2026, 1, 31, 7, 0, tzinfo=UTC)
    assert found.fields["due"] == datetime(2026, 2, 1, 21, 59, tzinfo=UTC)
    assert found.fields["tags"] == ("big", "screen", "vpn")
    assert (found.fields["queue"], found.fields["type"], found.fields["impact"]) == ("network", "incident", Level.LOW)


def test_people_come_with_what_is_known_of_them(tmp_path: Path) -> None:
    batch = next(table(tmp_path, "title,assignee,from\na,Ann Smith,Maria L <Maria@Example.org>\n").batches())
    assert [(p.login, p.name, p.email, p.role) for p in batch.people] == [
        ("ann.smith", "Ann Smith", None, "agent"),
        ("maria@example.org", "Maria L", "maria@example.org", "requester"),
    ]


def test_what_is_no_field_stands_in_the_description(tmp_path: Path) -> None:
    source = table(tmp_path, "title,body,category,urgency,empty\nx,text,4,3,\n")
    found = tickets(source)[0]
    assert str(found.fields["description"]).split("\n") == ["text", "", "urgency: 3", "category: 4"]
    assert "urgency" not in found.fields
    assert any(note.startswith("1 value was not understood") for note in source.notes)


def test_a_mapping_goes_before_guesses(tmp_path: Path) -> None:
    content = "Subject,Betreff,when\nguessed,told,1.2.2026\n"
    found = only(tmp_path, content, mapping={"title": "betreff", "created": "when"})
    assert found.title == "told"
    assert "Subject: guessed" in str(found.fields["description"])
    assert found.fields["created"] == datetime(2026, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({"tilte": "a"}, "tilte"), ({"title": "nowhere"}, "It has a, b."), ({}, "--map title=a")],
)
def test_a_mapping_that_does_not_fit_says_what_there_is(tmp_path: Path, mapping: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        table(tmp_path, "a,b\n1,2\n", mapping=mapping)
    assert said in str(caught.value)


def test_a_lone_status_names_a_column_and_keeps_unknown_words(tmp_path: Path) -> None:
    closed, pending, odd = tickets(table(tmp_path, "title,status\na,Closed\nb,Pending\nc,With vendor\n"))
    assert closed.column == "Closed"
    assert pending.fields["status"] is Status.WAITING
    assert "status: With vendor" in str(odd.fields["description"])


def test_columns_that_are_called_so_are_declared_by_stage(tmp_path: Path) -> None:
    source = table(tmp_path, "title,Bucket,status\na,Done,on hold\nb,Backlog,\nc,Doing,\nd,done,\n")
    batch = next(source.batches())
    assert [(column.name, column.stage) for column in batch.columns] == [
        ("Backlog", "todo"),
        ("Doing", "doing"),
        ("Done", "done"),
    ]
    assert batch.tickets[0].fields["status"] is Status.ON_HOLD


def test_a_missing_title_is_taken_from_the_text_and_said(tmp_path: Path) -> None:
    source = table(
        tmp_path,
        "title,body\n,hello all my screen is dark since this morning and nothing helps " + "x" * 60 + "\n,\n ,short\n",
    )
    found = tickets(source)
    assert [ticket.title for ticket in found] == [
        "hello all my screen is dark since this morning and nothing helps…",
        "short",
    ]
    assert any(note.startswith("2 tickets had no title") for note in source.notes)


def test_a_long_title_is_cut_and_kept(tmp_path: Path) -> None:
    source = table(tmp_path, f"title,body\n{'t' * 300},b\n")
    found = tickets(source)[0]
    assert len(found.title) == 200
    assert str(found.fields["description"]).split("\n\n") == ["t" * 300, "b"]
    assert any("shortened" in note for note in source.notes)


def test_broken_rows_are_named_by_number_and_the_others_come(tmp_path: Path) -> None:
    source = table(
        tmp_path,
        "title,created,body\n"
        "good,2026-01-01,a\n"
        "short,2026-01-01\n"
        "date,soon,a\n"
        '"two\nlines",2026-01-02,a\n'
        f"huge,2026-01-01,{'é' * 200_000}\n"
        "long,2026-01-01,a,b\n"
        'quote,2026-01-01,"never closed\n'
        "last,2026-01-01,a,,\n",
    )
    found = tickets(source)
    assert [ticket.title for ticket in found] == ["good", "two lines", "last"]
    assert [row for row, _reason in source.problems] == [3, 4, 6, 7, 8]
    assert "“soon” is no date" in source.problems[1].reason
    assert source.findings.skipped == 5


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_and_delimiters(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = "".join(delimiter.join(cells) + "\r\n" for cells in (("title", "body"), ("Größe", "“naïve”"), ("b", "c")))
    found = tickets(table(tmp_path, text.encode(encoding)))
    assert [(t.title, t.fields["description"]) for t in found] == [("Größe", "“naïve”"), ("b", "c")]


def test_excels_line_above_the_header(tmp_path: Path) -> None:
    source = table(tmp_path, "sep=;\ntitle;body\na, b;c\n;d;\n")
    assert [ticket.title for ticket in tickets(source)] == ["a, b"] + ["d"] * (not source.problems)


def test_one_byte_of_another_encoding_costs_nothing(tmp_path: Path) -> None:
    found = only(tmp_path, b"title,body\n" + "김소라".encode() + b" caf\xe9,x\n")
    assert found.title == "김소라 café"


def test_control_characters_do_not_come_in(tmp_path: Path) -> None:
    found = only(tmp_path, "title,body,other\x1b\na\x00\x1b[2Jb\u202e,c\x00\x9bd,\x1be\n")
    assert "\x1b" not in found.title + str(found.fields["description"])
    assert "\x00" not in found.title + str(found.fields["description"])


def test_guarded_formulas_lose_their_guard(tmp_path: Path) -> None:
    found = only(tmp_path, "title,body\n'=1+1,'tis\n")
    assert (found.title, found.fields["description"]) == ("=1+1", "'tis")


def test_equal_rows_are_all_kept_and_a_second_reading_names_them_alike(tmp_path: Path) -> None:
    source = table(tmp_path, "title,body\na,b\na,b\nc,d\n")
    first, second = ([ticket.origin for ticket in tickets(source)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


def test_ids_make_origins_that_survive_changed_rows_but_differ_between_programs(tmp_path: Path) -> None:
    before = only(tmp_path, "id,title,status\n7,a,open\n").origin
    after = only(tmp_path, "id,title,status\n7,b,closed\n").origin
    other = only(tmp_path, "id,title\n7,b\n").origin
    assert before == after != other
    source = table(tmp_path, "id,title\n7,a\n7,b\n")
    assert len({ticket.origin for ticket in tickets(source)}) == 2
    assert any("id of an earlier row" in note for note in source.notes)


def test_batches_are_bounded_and_read_as_they_are_asked_for(tmp_path: Path) -> None:
    source = table(tmp_path, "title\n" + "".join(f"ticket number {n} of many more to come\n" for n in range(60_000)))
    first = next(source.batches())
    assert len(first.tickets) == 1000
    assert source.read < source.size() / 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b",,,\n",
        b"title",
        b'"',
        b'title\n"',
        b"title\n" + b"x" * (3 * LINE_MAX),
        b"title\n" + b'"' + (b"x" * 98 + b"\n") * (LINE_MAX // 33),
    ],
)
def test_strange_files_end_well(tmp_path: Path, content: bytes) -> None:
    try:
        source = table(tmp_path, content)
    except BadInput:
        pass
    else:
        found = tickets(source)
        assert len(found) + source.findings.skipped <= 2 * LINE_MAX


def test_an_open_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    body = "".join(f"row {n},text\n" for n in range(5000))
    source = table(tmp_path, f'title,body\nfirst,"open\n{body}')
    assert len(tickets(source)) == 5000
    assert [row for row, _reason in source.problems] == [2]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), header=st.sampled_from([b"", b"title,created\n", b"title;x\r\n", b"\xff\xfe"]))
def test_any_bytes_at_all(tmp_path: Path, content: bytes, header: bytes) -> None:
    try:
        source = table(tmp_path, header + content)
        found = tickets(source)
    except BadInput:
        pass
    else:
        assert all(0 < len(ticket.title) <= 200 for ticket in found)


CELLS = st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=4), min_size=1, max_size=8)


@given(CELLS)
def test_what_a_spreadsheet_writes_is_read_back(table_: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table_)
    lines: Iterator[str] = iter(io.StringIO(out.getvalue(), newline=""))
    assert list(rows(lines, ",")) == table_


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    source = table(tmp_path, "title\na\nb\n")
    batches: list[ImportTickets] = list(islice(source.batches(), 10))
    assert batches
    assert source.read == source.size()
