"""The line to a PostgreSQL server breaks: what was saved is known, and nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.errors import Unreachable, Unsettled
from deskboard.domain.model import Channel, Fate, Identity
from deskboard.store import server
from tests.conftest import SERVER
from tests.server import Wire, free_port, wired

pytestmark = pytest.mark.skipif(not SERVER, reason="needs a server named by DESKBOARD_TEST_POSTGRES")
ANN = Identity("ann", Channel.CLI)
COMMIT = b"COMMIT\0"


@pytest.fixture
def url(server_url: str) -> str:
    return server_url


@pytest.fixture
def wire(url: str) -> Iterator[Wire]:
    with wired(url) as wire:
        yield wire


@pytest.fixture
def desk(wire: Wire) -> Iterator[Desk]:
    """Ann's desk, at the far end of the wire."""
    with Desk.open(wire.url, ANN) as opened:
        yield opened


def titles(url: str) -> list[str]:
    with Desk.open(url, Identity("bob", Channel.CLI)) as desk:
        return sorted(row.title for row in desk.tickets())


def look_for_ever(desk: Desk) -> None:
    end = monotonic() + 30
    while monotonic() < end:
        desk.changes()
        sleep(0.01)


def come_back(desk: Desk) -> Fate:
    end = monotonic() + 30
    while True:
        try:
            return desk.line.come_back()
        except Unreachable:
            assert monotonic() < end
            sleep(0.01)


def test_a_commit_whose_answer_was_lost_is_looked_up(
    url: str, wire: Wire, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wire is mended while the store still tries to find out: the change counts as done."""
    monkeypatch.setattr(server, "PATIENCE", 30.0)
    monkeypatch.setattr(server, "PAUSES", (0.1,))
    wire.cut_at = COMMIT
    mending = threading.Thread(target=wire.mend)
    mending.start()
    done = desk.do(AddTicket("Saved, but not told"))
    assert done.created and titles(url) == ["Saved, but not told"]
    assert desk.line.fate is Fate.SAVED
    mending.join()


def test_what_is_not_known_is_found_out_later(
    url: str, wire: Wire, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.0)
    wire.cut_at = COMMIT
    with pytest.raises(Unsettled, match="not known"):
        desk.do(AddTicket("Saved, but not told"))
    with pytest.raises(Unreachable):
        desk.do(AddTicket("Tried while it was away"))
    wire.mend()
    assert come_back(desk) is Fate.SAVED
    assert titles(url) == ["Saved, but not told"]


def test_a_commit_that_never_arrived_is_told_as_not_saved(
    url: str, wire: Wire, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.0)
    wire.cut_at, wire.deliver = COMMIT, False
    with pytest.raises(Unsettled):
        desk.do(AddTicket("Never arrived"))
    wire.mend()
    monkeypatch.setattr(server, "PATIENCE", 30.0)
    assert come_back(desk) is Fate.NOT_SAVED
    assert titles(url) == []


def test_a_change_that_breaks_before_its_commit_is_not_saved(url: str, wire: Wire, desk: Desk) -> None:
    wire.cut_at = b"INSERT INTO event"
    with pytest.raises(Unreachable, match="nothing was saved"):
        desk.do(AddTicket("Half a change"))
    wire.mend()
    assert come_back(desk) is Fate.NOT_SAVED
    assert titles(url) == []
    assert desk.do(AddTicket("Goes on")).created


def test_while_the_server_is_away_nobody_waits_for_it(wire: Wire, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PAUSES", (30,))
    wire.cut()
    with pytest.raises(Unreachable):
        desk.count()
    wire.mend()
    with pytest.raises(Unreachable):
        desk.count()  # for the door stays shut a while
    monkeypatch.setattr(server, "monotonic", lambda: monotonic() + 30)
    assert come_back(desk) is Fate.NONE
    assert desk.count() == 0


def test_what_others_wrote_meanwhile_is_seen_afterwards(url: str, wire: Wire, desk: Desk) -> None:
    desk.changes()
    wire.cut()
    with pytest.raises(Unreachable):
        look_for_ever(desk)
    with Desk.open(url, Identity("bob", Channel.CLI)) as bob:
        ref = bob.do(AddTicket("From Bob")).refs[0]
    wire.mend()
    come_back(desk)
    end = monotonic() + 30
    while (found := desk.changes()) is None:
        assert monotonic() < end
        sleep(0.01)
    assert ref in found.tickets


def test_a_session_that_the_server_ends_is_replaced(url: str, desk: Desk) -> None:
    import psycopg

    desk.changes()
    with psycopg.connect(SERVER, autocommit=True) as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = %s",
            (url.rsplit("/", 1)[1],),
        ).fetchall()
    assert ended and all(gone for (gone,) in ended)
    assert desk.do(AddTicket("After an idle night")).created
    assert desk.changes() is not None


def test_a_server_that_is_away_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts, connect = [], server.Door.connect
    monkeypatch.setattr(server.Door, "connect", lambda *args: (attempts.append(args), connect(*args))[1])
    with pytest.raises(Unreachable, match="cannot be reached"):
        Desk.open(f"postgresql://ann@127.0.0.1:{free_port()}/desk", ANN)
    assert len(attempts) == 1


@pytest.mark.parametrize(
    ("query", "seconds"), [("", "10"), ("?connect_timeout=3", "3")], ids=["as we set it", "as the URL says"]
)
def test_a_dead_line_cannot_hold_us_for_long(url: str, query: str, seconds: str) -> None:
    with Desk.open(url + query, ANN) as desk, desk._engine.connect() as connection:
        told = connection.connection.driver_connection.info.get_parameters()
    assert told["connect_timeout"] == seconds
    assert (told["keepalives_idle"], told["tcp_user_timeout"]) == ("15", "15000")
