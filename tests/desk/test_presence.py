"""Who is here: told by open boards, seen by the others, and forgotten when they are gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from deskboard.desk.desk import Desk
from deskboard.desk.presence import may_run, this_host
from deskboard.domain import commands as c
from deskboard.domain.model import Channel, Identity, Role
from deskboard.domain.presence import HEARTBEAT, LASTS, Present, Whereabouts, on_ticket, persons
from deskboard.store import dialect
from deskboard.store.engine import open_engine, writing
from deskboard.store.tables import presence
from tests.conftest import Clock, OpenDesk


def logins(desk: Desk) -> list[str]:
    return [one.login for one in desk.presence.everybody()]


@pytest.fixture
def age(db: str) -> Callable[..., None]:
    """Makes what everybody told so much older."""

    def older(**by: float) -> None:
        engine = open_engine(db, create=False)
        with writing(engine) as connection:
            for session, seen in connection.execute(select(presence.c.session, presence.c.seen)).all():
                mine = presence.c.session == session
                connection.execute(update(presence).where(mine).values(seen=seen - timedelta(**by)))
        engine.dispose()

    return older


def test_an_open_board_is_seen_with_its_ticket_and_what_is_written(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    board = ann.board().id
    assert bob.presence.look() is None, "nobody is here"
    ann.presence.be(Whereabouts(board, 1, "reply"))
    assert bob.presence.look() == (Present("ann", "", ann.board().name, 1, "reply"),)
    assert bob.presence.look() is None, "nothing has changed"
    ann.presence.be(Whereabouts(board))
    assert bob.presence.look() == (Present("ann", "", ann.board().name),)
    ann.presence.leave()
    assert bob.presence.look() == ()


def test_a_desk_without_a_board_is_nobodys_presence(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    ann.presence.look()
    assert bob.presence.everybody() == ()


def test_who_closes_the_desk_is_gone(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    bob.presence.be(Whereabouts())
    assert logins(ann) == ["bob"]
    bob.close()
    assert logins(ann) == []


def test_my_own_other_boards_are_not_others(open_desk: OpenDesk) -> None:
    here, there = open_desk("ann"), open_desk("ann")
    there.presence.be(Whereabouts())
    assert here.presence.look() is None
    assert logins(here) == ["ann"]


def test_two_boards_of_one_person_are_one_person(open_desk: OpenDesk) -> None:
    ann, one, two, three = open_desk("ann"), *(open_desk("bob") for _n in range(3))
    one.presence.be(Whereabouts(None, 7))
    two.presence.be(Whereabouts(None, 7, "note"))
    three.presence.be(Whereabouts(None, 9))
    found = ann.presence.look() or ()
    assert len(persons(found)) == 1
    assert [(who.login, who.writing) for who in on_ticket(found, 7)] == [("bob", "note")]
    assert [(who.login, who.writing) for who in on_ticket(found, 9)] == [("bob", "")]


def test_a_viewer_is_present_too(open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    ann.do(c.AddPerson("vic", "Vic V.", role=Role.VIEWER))
    vic = open_desk("vic")
    vic.presence.be(Whereabouts())
    assert [one.called for one in ann.presence.look() or ()] == ["Vic V."]


def test_presence_is_no_history(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.changes()
    before = len(ann.history(limit=None))
    bob.presence.be(Whereabouts())
    assert ann.changes() is None
    assert len(ann.history(limit=None)) == before


@pytest.mark.parametrize("direction", [1, -1])
def test_what_is_not_renewed_is_forgotten_whichever_way_the_clock_jumped(
    open_desk: OpenDesk, age: Callable[..., None], direction: int
) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    bob.presence.be(Whereabouts())
    age(seconds=direction * (LASTS.total_seconds() - 30))
    assert logins(ann) == ["bob"]
    age(seconds=direction * 3600)
    assert logins(ann) == []


def test_a_heartbeat_brings_back_what_others_swept(open_desk: OpenDesk, clock: Clock, age: Callable[..., None]) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    now = [0.0]
    bob.presence._timer = lambda: now[0]
    bob.presence.be(Whereabouts())
    age(hours=1)
    ann.presence.be(Whereabouts())
    assert logins(ann) == ["ann"]
    bob.presence.look()
    assert logins(ann) == ["ann"], "not before its time"
    now[0] = HEARTBEAT
    bob.presence.look()
    assert logins(ann) == ["ann", "bob"]


def _dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_board_that_ended_without_a_word_is_not_seen_on_its_own_machine(db: str, open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    bob.presence._seat = bob.presence._seat._replace(pid=_dead_pid())
    bob.presence.be(Whereabouts())
    assert logins(ann) == []
    elsewhere = open_desk("cem")
    elsewhere.presence._seat = elsewhere.presence._seat._replace(pid=_dead_pid(), host="elsewhere")
    elsewhere.presence.be(Whereabouts())
    assert logins(ann) == ["cem"], "a process of another machine cannot be asked"
    ann.presence.be(Whereabouts())
    engine = open_engine(db, create=False)
    with engine.connect() as connection:
        assert sorted(connection.execute(select(presence.c.login)).scalars()) == ["ann", "cem"]
    engine.dispose()


def test_it_is_noticed_that_a_board_ended_though_nothing_was_written(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.changes()
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    bob.presence._seat = bob.presence._seat._replace(pid=process.pid)
    bob.presence.be(Whereabouts())
    ann.changes()
    assert ann.presence.look()
    process.kill()
    process.wait()
    assert ann.presence.look() == ()


def test_processes_are_told_apart() -> None:
    assert may_run(this_host(), os.getpid())
    assert may_run(this_host(), 1), "somebody else's counts as running"
    assert not may_run(this_host(), _dead_pid())
    assert may_run("elsewhere", 4_000_000)


def test_somebody_the_desk_does_not_know_is_shown_by_login(db: str, open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    engine = open_engine(db, create=False)
    row = {"session": "s", "login": "eve", "host": "h", "pid": 1, "board_id": 99, "ticket_id": 99, "writing": "\x1b"}
    with writing(engine) as connection:
        connection.execute(insert(presence), [{**row, "seen": dialect.shared_now(connection, ann.now())}])
    engine.dispose()
    assert [(one.called, one.board) for one in ann.presence.everybody()] == [("eve", None)]


# Where it cannot be told


@pytest.fixture
def file(tmp_path: Path, clock: Clock) -> str:
    Desk.open(str(tmp_path / "desk.db"), Identity("ann", Channel.BOARD), clock=clock).close()
    return str(tmp_path / "desk.db")


def test_a_busy_database_is_tried_again_and_makes_nobody_wait(file: str, clock: Clock) -> None:
    with (
        Desk.open(file, Identity("ann", Channel.BOARD), clock=clock) as ann,
        Desk.open(file, Identity("ann", Channel.BOARD), clock=clock) as other,
    ):
        now = [0.0]
        ann.presence._timer = lambda: now[0]
        engine = open_engine(file, create=False)
        with writing(engine):
            ann.presence.be(Whereabouts())
            assert logins(ann) == []
        engine.dispose()
        ann.presence.look()
        assert logins(ann) == []
        now[0] = 1.0
        ann.presence.look()
        assert logins(other) == ["ann"]
        ann.do(c.AddTicket("and writers wait as long as before"))
        with ann._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() >= 1000


def test_a_read_only_database_is_looked_at_without_being_seen(file: str, clock: Clock) -> None:
    with Desk.open(file, Identity("ann", Channel.BOARD), clock=clock) as ann:
        with ann._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        ann.presence.be(Whereabouts())
        ann.presence.look()
        assert ann.board().name and logins(ann) == []


def test_who_sees_the_database_replaced_is_present_in_the_new_one(file: str, tmp_path: Path, clock: Clock) -> None:
    with Desk.open(file, Identity("ann", Channel.BOARD), clock=clock) as ann:
        ann.changes()
        copied = open_engine(file, create=False)
        with copied.connect() as connection:
            connection.connection.execute(f"VACUUM INTO '{tmp_path / 'other.db'}'")
        copied.dispose()
        ann.presence.be(Whereabouts(ann.board().id))
        (tmp_path / "other.db").replace(file)
        assert ann.changes() is not None
        assert logins(ann) == []
        ann.presence.look()
        assert logins(ann) == ["ann"]
