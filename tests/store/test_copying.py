"""Copying a board to another database: whole, of one moment, or not at all."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from deskboard.desk import copying, demo
from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.attachments import NewFile
from deskboard.domain.errors import BadInput, DeskboardError, NotAllowed, NotFound, Unavailable
from deskboard.domain.model import Channel, CommentKind, Identity, LinkKind
from deskboard.domain.query import parse
from deskboard.store import contents, pouring, schema
from deskboard.store.engine import open_engine, reading
from deskboard.transfer.export import export
from tests.conftest import SERVER, ZONE, Clock, OpenDesk, server_database

ANN, BOB = Identity("ann", Channel.CLI), Identity("bob", Channel.CLI)
on_postgresql = pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL server in DESKBOARD_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgresql)] if SERVER else [])])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where nothing is yet."""
    if request.param == "sqlite":
        folder = tmp_path / "copies"
        folder.mkdir()
        yield str(folder / "copy.db")
    else:
        with server_database(SERVER) as url:
            yield url


@pytest.fixture
def server(server_url: str) -> str:
    return server_url


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A SQLite file with two tickets."""
    path = tmp_path / "small.db"
    with Desk.open(str(path), ANN) as desk:
        desk.do(c.AddTicket("Printer"))
        desk.do(c.AddTicket("Mail"))
    return path


def fill(desk: Desk, bob: Desk, clock: Clock) -> None:
    """Everything that a board can hold, and something to undo and to redo for each person."""
    demo.fill(desk, 20)
    data = b"\0\xff" * 3_000
    desk.do(c.AttachFiles((1,), (NewFile("log.bin", data),)))
    desk.do(c.LinkTickets((2,), LinkKind.BLOCKS, 3))
    desk.do(c.MergeTicket((4,), 5))
    desk.do(c.TrashTicket((6,)))
    desk.do(c.ArchiveTicket((7,)))
    desk.do(c.AddType("hardware"))
    desk.do(c.AddView("Mine", "assignee:me", shared=True))
    bob.do(c.AddView("Bob's own", "프린터 OR Žmogus", shared=False))
    bob.do(c.AddComment((8,), CommentKind.NOTE, "Tab\there, 프린터 고장 \U0001f5a8, žmogus\nand a second line \\N"))
    bob.do(c.EditTicket((9,), {"title": "Undone later"}))
    bob.undo()
    clock.forward(days=1, microseconds=123_457)
    desk.do(c.EditTicket((10,), {"due": clock()}, add_tags=("copied",)))


def exported(desk: Desk) -> str:
    out = io.StringIO()
    export(desk, None, "json", out)
    return out.getvalue()


def is_there(target: str) -> bool:
    """Whether anything was left at the target."""
    if "://" not in target:
        return bool(list(Path(target).parent.iterdir()))
    engine = open_engine(target, create=True)
    found = schema.version(engine) is not None
    engine.dispose()
    return found


def test_a_copy_is_the_same_board_and_goes_on_like_it(open_desk: OpenDesk, db: str, target: str, clock: Clock) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    fill(ann, bob, clock)
    made = copying.copy(db, target, ANN)
    assert (made.tickets, made.missed) == (20, 0)
    with (
        Desk.open(target, ANN, clock=clock, zone=ZONE, create=False) as ann2,
        Desk.open(target, BOB, clock=clock, zone=ZONE, create=False) as bob2,
    ):
        assert exported(ann2) == exported(ann)
        assert ann2.database_id == ann.database_id
        assert ann2.history(limit=None) == ann.history(limit=None)
        assert (bob2.views(), ann2.templates(), ann2.types()) == (bob.views(), ann.templates(), ann.types())
        digest = ann.ticket(1).files[0].digest
        assert ann2.content(digest) == ann.content(digest)
        for words in ("printer", "프린터", "zmogus", "log.bin", "copied"):
            query = parse(words)
            found = {row.ref for row in ann.tickets(query)}
            assert {row.ref for row in ann2.tickets(query)} == found
            assert found or words == "copied"
        for desk, other in ((ann, ann2), (bob, bob2)):
            assert other.undo() == desk.undo()
            assert other.redo() == desk.redo()
            assert other.do(c.AddTicket("Next")) == desk.do(c.AddTicket("Next"))
        assert {row.ref for row in ann2.tickets(parse("next"))} == {row.ref for row in ann.tickets(parse("next"))}
        assert exported(ann2) == exported(ann)
        assert ann2.history(limit=None) == ann.history(limit=None)


@on_postgresql
def test_there_and_back_is_as_if_nothing_had_been(server: str, clock: Clock, tmp_path: Path) -> None:
    db = str(tmp_path / "desk.db")
    with Desk.open(db, ANN, clock=clock) as ann, Desk.open(db, BOB, clock=clock) as bob:
        fill(ann, bob, clock)
    there = copying.copy(db, server, ANN)
    back = copying.copy(server, str(tmp_path / "back.db"), ANN)
    assert [table.source for table in back.tables] == [table.source for table in there.tables]
    assert stat_mode(tmp_path / "back.db") == 0o600
    with closing(sqlite3.connect(tmp_path / "back.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def stat_mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_copy_has_the_indexes_and_references_of_a_new_board(small: Path, target: str) -> None:
    copying.copy(str(small), target, ANN)
    engine = open_engine(target, create=False)
    with reading(engine) as connection:
        assert schema.drift(connection) == []
    engine.dispose()


def test_what_others_write_meanwhile_is_told_and_not_copied(
    open_desk: OpenDesk, db: str, tmp_path: Path, clock: Clock
) -> None:
    target = str(tmp_path / "copy.db")
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("Before"))
    written: list[int] = []

    def write(done: int, _all: int | None) -> None:
        if not written:
            written.extend(bob.do(c.AddTicket("Meanwhile")).refs)

    made = copying.copy(db, target, ANN, write)
    assert (made.tickets, made.missed, written) == (1, 1, [2])
    with Desk.open(target, ANN, clock=clock, create=False) as copy:
        assert [row.title for row in copy.tickets()] == ["Before"]


def test_a_copy_that_is_broken_off_leaves_nothing(small: Path, target: str) -> None:
    def interrupt(done: int, all_of_them: int | None) -> None:
        if done > (all_of_them or 0) // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copying.copy(str(small), target, ANN, interrupt)
    assert not is_there(target)
    assert copying.copy(str(small), target, ANN).tickets == 2


def test_nothing_that_is_there_is_written_over(small: Path, target: str) -> None:
    with Desk.open(target, ANN) as other:
        other.do(c.AddTicket("Precious"))
    with pytest.raises(BadInput, match=r"already\. (Name|Make)"):
        copying.copy(str(small), target, ANN)
    with Desk.open(target, ANN) as other:
        assert [row.title for row in other.tickets()] == ["Precious"]


def test_only_an_admin_of_the_board_copies_it(open_desk: OpenDesk, db: str, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    ann = open_desk("ann")
    open_desk("bob")
    for login in ("bob", "stranger"):
        with pytest.raises(NotAllowed, match="Only an admin"):
            copying.copy(db, str(target), Identity(login, Channel.CLI))
    assert not target.exists()
    assert {person.login for person in ann.people()} == {"ann", "bob"}


@pytest.mark.parametrize(("revision", "words"), [("0001", "older schema.*deskboard migrate"), ("9999", "newer")])
def test_another_schema_is_refused_with_what_to_do(small: Path, tmp_path: Path, revision: str, words: str) -> None:
    with closing(sqlite3.connect(small)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(Unavailable, match=words):
        copying.copy(str(small), str(tmp_path / "copy.db"), ANN)
    assert not (tmp_path / "copy.db").exists()


def test_where_there_is_no_board_nothing_is_copied(tmp_path: Path) -> None:
    target = str(tmp_path / "copy.db")
    with pytest.raises(NotFound, match=r"no database at .*none\.db"):
        copying.copy(str(tmp_path / "none.db"), target, ANN)
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotFound, match="no board"):
        copying.copy(str(tmp_path / "empty.db"), target, ANN)
    assert not Path(target).exists()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE ticket SET title = CAST(X'41FF42' AS TEXT) WHERE id = 2", "Row 2 of the table “ticket”"),
        ("UPDATE ticket SET created = 'yesterday' WHERE id = 1", "Row 1 of the table “ticket”"),
        ("UPDATE command SET undoes = 1e300 WHERE id = 2", "Row 2 of the table “command”"),
    ],
)
@on_postgresql
def test_a_row_that_cannot_be_copied_is_named(small: Path, server: str, statement: str, told: str) -> None:
    with closing(sqlite3.connect(small)) as raw, raw:
        raw.execute(statement)
    with pytest.raises(BadInput, match=told):
        copying.copy(str(small), server, ANN)
    assert not is_there(server)


@on_postgresql
def test_a_text_that_postgresql_cannot_hold_is_named(small: Path, server: str) -> None:
    with closing(sqlite3.connect(small)) as raw, raw:
        raw.execute("UPDATE ticket SET description = 'a' || char(0) || 'b' WHERE id = 2")
    with pytest.raises(BadInput, match=r"Row 2 of the table “ticket” cannot be copied: .*NUL"):
        copying.copy(str(small), server, ANN)


@on_postgresql
def test_a_copy_that_came_out_otherwise_is_thrown_away(small: Path, server: str) -> None:
    """SQLite keeps bytes in a column of text; PostgreSQL makes a text of them."""
    with closing(sqlite3.connect(small)) as raw, raw:
        raw.execute("UPDATE ticket SET title = CAST(title AS BLOB) WHERE id = 2")
    with pytest.raises(copying.Differs, match="differs from its source in: ticket") as caught:
        copying.copy(str(small), server, ANN)
    assert [table.table for table in caught.value.tables if not table.is_same] == ["ticket"]
    assert not is_there(server)


def test_one_changed_letter_changes_the_digest(small: Path) -> None:
    before = held(small)
    assert held(small) == before
    with closing(sqlite3.connect(small)) as raw, raw:
        raw.execute("UPDATE event SET data = replace(data, 'Mail', 'mail')")
    after = held(small)
    assert [name for name in before if after[name] != before[name]] == ["event"]


def held(path: Path) -> dict[str, contents.Content]:
    engine = open_engine(str(path), create=False)
    with reading(engine) as connection:
        found = {table.name: contents.content(connection, table) for table in pouring.tables()}
    engine.dispose()
    return found


@pytest.fixture
def role(server: str) -> Iterator[str]:
    """The URL of the same database for a role that owns nothing."""
    import psycopg

    name = f"deskboard_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'secret'")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    host = server.rpartition("@")[2]
    yield f"postgresql://{name}:secret@{host}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {name}")
        connection.execute(f"DROP ROLE {name}")


@on_postgresql
def test_a_role_that_may_make_no_tables_is_told_what_it_lacks(small: Path, role: str) -> None:
    with pytest.raises(NotAllowed, match=r"permission denied for schema public.*GRANT CREATE"):
        copying.copy(str(small), role, ANN)


@on_postgresql
def test_a_role_that_sees_a_part_only_copies_nothing(small: Path, server: str, role: str, tmp_path: Path) -> None:
    import psycopg

    copying.copy(str(small), server, ANN)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC")
        connection.execute("ALTER TABLE ticket ENABLE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY first ON ticket FOR SELECT USING (id = 1)")
        login = role.split("//")[1].partition(":")[0]
        connection.execute("INSERT INTO person (login, name, role) VALUES (%s, '', 'admin')", [login])
    with pytest.raises(DeskboardError, match="row-level security"):
        copying.copy(role, str(tmp_path / "copy.db"), Identity("", Channel.CLI))
    assert not (tmp_path / "copy.db").exists()
