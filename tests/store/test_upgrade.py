"""A database that the first version made, opened by this one: everything is there and goes on.

``first_schema.sql`` holds the rows of a small desk as the program of the first migration wrote
them, its log included. It is never made anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import wording
from deskboard.domain.errors import Conflict, Refused, Unavailable
from deskboard.domain.query import Query, parse
from deskboard.domain.readmodels import Done
from deskboard.store import schema
from deskboard.store.engine import open_engine, reading, writing
from tests.conftest import OpenDesk

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROWS = Path(__file__).with_name("first_schema.sql").read_text()


WORDS = {
    "sqlite": "INSERT INTO ticket_search (rowid, title, body) VALUES (:ref, :title, :body)",
    "postgresql": "INSERT INTO ticket_search (ticket_id, words) VALUES (:ref,"
    " setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body))",
}
"""How the first program put a ticket's words into its index."""


def bring_to(connection: Connection, version: str) -> None:
    """The tables as they were in a version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def make_first(connection: Connection) -> None:
    """The tables of the first migration, with the rows of then."""
    bring_to(connection, "0001")
    statements, *words = ROWS.split("-- words\t")
    if connection.dialect.name != "sqlite":
        connection.execute(text("SET LOCAL timezone = 'UTC'"))
    cursor = connection.connection.cursor()
    for statement in re.split(r"(?<=\);)\n", statements.strip()):
        cursor.execute(statement)
    insert = text(WORDS[connection.dialect.name])
    for ref, title, body in (line.split("\t") for line in words):
        connection.execute(insert, {"ref": int(ref), "title": title, "body": body})
    if connection.dialect.name != "sqlite":
        for table in ("command", "event"):
            top = f"(SELECT max(id) FROM {table})"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {top})"))


@pytest.fixture
def old(db: str) -> str:
    engine = open_engine(db, create=True)
    if engine.dialect.name == "sqlite":
        schema._use_wal(engine)
    with writing(engine) as connection:
        make_first(connection)
    assert schema.version(engine) == "0001"
    engine.dispose()
    return db


def refs(desk: Desk, query: str) -> set[int]:
    found = parse(query)
    assert isinstance(found, Query)
    return {row.ref for row in desk.tickets(found)}


def test_everything_is_there(old: str, open_desk: OpenDesk) -> None:
    desk = open_desk("ann")
    first = desk.ticket(1)
    row = first.row
    assert (row.title, row.priority, row.type, row.tags) == (
        *("Spausdintuvas neveikia", "high", "incident"),
        ("floor2", "printer", "urgent"),
    )
    assert row.description == 'Antras aukštas.\nŽalia lemputė; it\'s "blinking" 100%.'
    assert (row.assignee, row.requester, row.due) == ("bob", "maria", datetime(2025, 11, 7, 15, tzinfo=UTC))
    assert [(step.text, step.done) for step in first.steps] == [
        *(("Look", True), ("Mend", False), ("Call the vendor twice", False)),
    ]
    assert [(said.kind, said.text, said.author) for said in first.comments] == [
        *(("reply", "We are looking into it.", "bob"), ("note", "Toner, once again.", "bob")),
    ]
    assert desk.ticket(4).row.archived
    assert desk.ticket(6).row.origin == "trello:x/1"
    assert [(line.name, len(line.columns)) for line in desk.board_lines()] == [("Help desk", 3), ("Projects", 4)]
    assert {person.login: str(person.role) for person in desk.people()} == {
        **{"ann": "admin", "bob": "agent", "maria": "requester", "vic": "viewer"}
    }
    assert len(list(desk.whole())) == 7


def test_its_history_reads_in_words(old: str, open_desk: OpenDesk) -> None:
    desk = open_desk("ann")
    entries = desk.history(limit=None)
    assert len(entries) == 51
    names = desk.column_names()
    told = [wording.describe(entry.event, names, desk.zone) for entry in entries]
    assert all(told)
    assert "title: 프린터 고장 → 프린터가 고장" in "\n".join(told)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("spausdintuv", {1}),
        ("lempute", {1}),
        ("toner", {1}),
        ("프린터", {2}),
        ("#urgent", {1, 2}),
        ("is:archived", {4}),
    ],
)
def test_it_is_searched(old: str, open_desk: OpenDesk, query: str, found: set[int]) -> None:
    assert refs(open_desk("ann"), query) == found


def until_refused(step: Callable[[], Done]) -> tuple[int, int]:
    """How often it went well, and how often somebody else's later change was in the way."""
    went, contested = 0, 0
    while True:
        try:
            step()
            went += 1
        except Conflict:
            contested += 1
        except Refused:
            return went, contested


def test_what_was_done_with_the_old_program_is_undone_and_redone_with_this_one(old: str, open_desk: OpenDesk) -> None:
    desk = open_desk("bob")

    def rows() -> dict[int, object]:
        return {page.row.ref: (page.row._replace(updated=EPOCH, version=0), page.steps) for page in desk.whole()}

    before = rows()
    undone, contested = until_refused(desk.undo)
    assert (undone, contested) == (12, 2), "ann had archived one ticket of his, and renamed another"
    assert until_refused(desk.redo) == (undone, 0)
    assert rows() == before


def test_it_goes_on_with_fresh_numbers(old: str, open_desk: OpenDesk) -> None:
    desk = open_desk("ann")
    assert desk.do(c.AddTicket("Next")).created == (8,)
    desk.do(c.EditTicket((1,), {"watchers": ("ann",)}))
    assert refs(desk, "watcher:ann") == {1}


def test_the_tables_are_those_of_a_new_database(old: str, open_desk: OpenDesk) -> None:
    open_desk("ann")
    engine = open_engine(old, create=False)
    with reading(engine) as connection:
        assert schema.drift(connection) == []
    engine.dispose()


def test_a_backup_of_it_was_made_first(old: str, open_desk: OpenDesk) -> None:
    import sqlite3

    if "://" in old:
        pytest.skip("a server makes its own backups")
    open_desk("ann")
    (kept,) = Path(f"{old}.backups").glob("*.db")
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (51,)


def test_what_was_named_as_a_queue_is_one(old: str, open_desk: OpenDesk) -> None:
    """Names that differ by their capitals alone become one, called as most tickets say."""
    engine = open_engine(old, create=False)
    with writing(engine) as connection:
        bring_to(connection, "0003")
        for names in ("queue = 'accounts' WHERE id IN (4, 5)", "queue = 'Accounts' WHERE id = 6"):
            connection.execute(text(f"UPDATE ticket SET {names}"))
        form = '{"name":"New","type":"support","queue":"%s","steps":["a"]}'
        for name, queue in (("New", "ACCOUNTS"), ("Other", "second line")):
            values = {"name": name, "data": (form % queue).replace("New", name)}
            connection.execute(text("INSERT INTO template VALUES (:name, 'support', :data)"), values)
    engine.dispose()
    desk = open_desk("ann")
    assert [(line.name, line.mode) for line in desk.queue_lines()] == [
        *(("accounts", "manual"), ("network", "manual"), ("second line", "manual")),
    ]
    assert [desk.ticket(ref).row.queue for ref in (2, 4, 5, 6)] == ["network", "accounts", "accounts", "accounts"]
    assert [(found.name, found.queue, found.steps) for found in desk.templates()] == [
        *(("New", "accounts", ("a",)), ("Other", "second line", ("a",))),
    ]
    desk.do(c.AddTicket("x", {"queue": "phones"}))
    assert desk.queues() == ("accounts", "network", "second line", "phones")


def from_the_future(db: str) -> None:
    engine = open_engine(db, create=False)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()


def test_a_newer_one_is_refused_with_a_sentence(old: str, open_desk: OpenDesk) -> None:
    open_desk("ann")
    from_the_future(old)
    with pytest.raises(Unavailable, match="newer Deskboard") as refusal:
        open_desk("ann")
    assert "Upgrade this program" in refusal.value.hint


ATTEMPTS: list[Callable[[Desk], object]] = [
    lambda desk: desk.do(c.EditTicket((1,), {"title": "x"})),
    lambda desk: desk.undo(),
    lambda desk: desk.redo(),
    lambda desk: desk.archive_old(0),
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_desk_that_is_open_while_the_schema_becomes_newer_writes_nothing(
    old: str, open_desk: OpenDesk, attempt: Callable[[Desk], object]
) -> None:
    desk = open_desk("ann")
    desk.changes()
    before = desk.history(limit=1)
    from_the_future(old)
    with pytest.raises(Unavailable, match="newer Deskboard") as refusal:
        attempt(desk)
    assert "start the new program" in refusal.value.hint
    assert desk.history(limit=1) == before


def test_a_board_that_is_open_while_the_schema_becomes_newer_is_told(old: str, open_desk: OpenDesk) -> None:
    desk = open_desk("ann")
    desk.changes()
    from_the_future(old)
    for _look in range(2):
        with pytest.raises(Unavailable, match="newer Deskboard"):
            desk.changes()
