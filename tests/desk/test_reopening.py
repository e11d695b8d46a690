"""Another file takes the name of an open desk's database: known for what it is before it is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.errors import Unavailable
from deskboard.domain.model import Channel, Identity
from deskboard.store import backup, schema
from deskboard.store.engine import open_engine, writing
from deskboard.store.sqlite import sqlite3
from tests.store.test_upgrade import make_first

EVE = Identity("eve", Channel.BOARD)


def of_today(path: Path) -> None:
    with Desk.open(str(path), Identity("bob", Channel.CLI)) as desk:
        desk.do(AddTicket("Bob's"))


def of_then(path: Path) -> None:
    """As the first program made it."""
    engine = open_engine(str(path), create=True)
    schema._use_wal(engine)
    with writing(engine) as connection:
        make_first(connection)
    engine.dispose()


def of_another_program(path: Path) -> None:
    """One that uses Alembic too."""
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('0001')")


def take_the_name(path: Path, other: Path) -> None:
    """What a person does who moves ``other`` to where ``path`` is."""
    for ending in backup.COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)
    other.replace(path)


def all_of(path: Path) -> list[str]:
    """Its tables with all that is in them, as SQL."""
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.iterdump())


@pytest.mark.parametrize("make", [of_today, of_then, of_another_program])
def test_another_s_database_is_refused_as_it_is(make: Callable[[Path], None], tmp_path: Path) -> None:
    path, other = tmp_path / "desk.db", tmp_path / "other.db"
    make(other)
    before = all_of(other)
    with Desk.open(str(path), EVE) as desk:
        desk.changes()
        take_the_name(path, other)
        for _look in range(2):
            with pytest.raises(Unavailable, match="another desk"):
                desk.changes()
    assert all_of(path) == before
    assert not any("'eve'" in line for line in before), "she has no part in it"


def test_our_own_of_long_ago_is_brought_up_and_gone_on_with(tmp_path: Path) -> None:
    path, copy = tmp_path / "desk.db", tmp_path / "copy.db"
    of_then(path)
    shutil.copy(path, copy)
    with Desk.open(str(path), EVE) as desk:
        desk.do(AddTicket("Lost"))
        desk.changes()
        take_the_name(path, copy)
        changes = desk.changes()
        assert changes is not None and changes.structure
        assert "eve" in [person.login for person in desk.people()]
        assert "Lost" not in [row.title for row in desk.tickets()]
        assert desk.do(AddTicket("Next")).created
