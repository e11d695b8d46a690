"""``deskboard tick``, and what the command line says to somebody who is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Channel, Identity, Role, Status
from deskboard.store import lease
from deskboard.store.engine import open_engine, writing
from tests.cli.running import Program


@pytest.fixture
def due(deskboard: Program) -> Path:
    """Since two hours ago bob is idle, and since one hour #1 sleeps no more."""
    now = datetime.now(UTC)
    with Desk.open(str(deskboard.db), Identity("ann", Channel.CLI), clock=lambda: now - timedelta(hours=2)) as desk:
        desk.do(c.AddPerson("bob", role=Role.AGENT))
        desk.do(c.EditSettings({"away_after": 30}))
        desk.do(c.AddTicket("sleeps"))
        desk.do(c.EditTicket((1,), {"status": Status.WAITING, "wake": now - timedelta(hours=1)}))
    with Desk.open(str(deskboard.db), Identity("ann", Channel.CLI)) as desk:
        desk.do(c.AddTicket("ann is here"))
    return deskboard.db


def test_tick_says_what_it_did_once(deskboard: Program, due: Path) -> None:
    ran = deskboard("tick", tty=True)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Nothing was heard of them for long: bob is away.\nBack from sleep: #1\n"
    again = deskboard("tick", tty=True)
    assert (again.code, again.out, again.err) == (0, "", "Nothing was due.\n")
    assert deskboard("tick") == (0, "", ""), "cron mails what is written"


def test_tick_in_a_pipe_names_the_kind_of_work(deskboard: Program, due: Path) -> None:
    assert [line[0] for line in deskboard("tick").lines] == ["idle", "wake"]


def test_tick_tells_programs_each_kind_of_work(deskboard: Program, due: Path) -> None:
    (told,) = deskboard("tick", "--json").records
    assert told["by"] is None
    assert [(job["job"], job["refs"], job["people"], job["error"]) for job in told["jobs"]] == [
        ("idle", [], ["bob"], None),
        ("wake", [1], [], None),
        ("archive", [], [], None),
        ("hand_out", [], [], None),
    ]


def test_somebody_who_is_at_it_is_no_failure(deskboard: Program, due: Path) -> None:
    with Desk.open(str(due), Identity("bob", Channel.BOARD)) as bob:
        engine = open_engine(str(due), create=False)
        with writing(engine) as connection:
            lease.take(connection, "tick", bob.presence.seat, bob.now(), lambda host, pid: True)
        engine.dispose()
        ran = deskboard("tick", tty=True)
        assert (ran.code, ran.out) == (0, "")
        assert ran.err.startswith(f"bob is just at it (process {bob.presence.seat.pid} on ")
        (told,) = deskboard("tick", "--json").records
        assert (told["jobs"], told["by"]["login"]) == ([], "bob")


def test_a_viewer_may_not(deskboard: Program, due: Path) -> None:
    deskboard("person", "add", "vic", "--role", "viewer")
    ran = deskboard("tick", env={"DESKBOARD_USER": "vic"})
    assert (ran.code, "your role is viewer" in ran.err) == (6, True)


def test_who_is_back_reads_what_was(deskboard: Program, due: Path) -> None:
    deskboard("tick")
    ran = deskboard("edit", 1, "--title", "awake", env={"DESKBOARD_USER": "bob"})
    assert "Note: You were away by yourself since " in ran.err
    assert "you are available again." in ran.err
    assert "Note" not in deskboard("edit", 1, "--title", "asleep", env={"DESKBOARD_USER": "bob"}).err


def test_any_command_on_a_terminal_brings_back_who_was_away_by_themselves(deskboard: Program, due: Path) -> None:
    bob = {"DESKBOARD_USER": "bob"}
    deskboard("tick")
    assert deskboard("list", env=bob).err == "", "no terminal: a script, or cron"
    ran = deskboard("list", tty=True, env=bob)
    assert (ran.code, ran.err.count("you are available again.")) == (0, 1)
    assert deskboard("list", tty=True, env=bob).err == ""
    assert "bob" not in deskboard("team", "away").out


def test_who_goes_away_by_a_command_is_not_back_before(deskboard: Program, due: Path) -> None:
    deskboard("tick")
    ran = deskboard("away", tty=True, env={"DESKBOARD_USER": "bob"})
    assert (ran.code, "available again" in ran.err) == (0, False)
    deskboard("list", tty=True, env={"DESKBOARD_USER": "bob"})
    assert "bob" in deskboard("team", "away").out, "that was said by hand, and stays"


def test_a_command_goes_on_where_nobody_can_be_brought_back(
    deskboard: Program, due: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deskboard.domain.errors import Unavailable

    def fails(_desk: Desk) -> None:
        raise Unavailable("busy")

    monkeypatch.setattr(Desk, "returned", fails)
    ran = deskboard("list", tty=True, env={"DESKBOARD_USER": "bob"})
    assert (ran.code, ran.err) == (0, "")
