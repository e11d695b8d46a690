"""On PostgreSQL what others write is heard of, without asking; behind a proxy it is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.model import Channel, Identity
from deskboard.domain.readmodels import Changes
from deskboard.store import listening
from tests.conftest import SERVER
from tests.server import free_port

pytestmark = pytest.mark.skipif(not SERVER, reason="needs a server named by DESKBOARD_TEST_POSTGRES")
OpenAs = Callable[[str], Desk]


@pytest.fixture
def url(server_url: str) -> str:
    return server_url


@pytest.fixture
def desks() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def open_as(desks: ExitStack, login: str, url: str) -> Desk:
    return desks.enter_context(Desk.open(url, Identity(login, Channel.CLI)))


def see(desk: Desk) -> Changes:
    """What others wrote, once it is seen."""
    end = monotonic() + 30
    while monotonic() < end:
        if (found := desk.changes()) is not None:
            return found
    raise AssertionError("nothing was seen")


def listener(desk: Desk) -> listening.Listener:
    assert desk._watch is not None and desk._watch._listener is not None
    return desk._watch._listener


def hear(desk: Desk) -> None:
    """Look until the desk has heard its own greeting."""
    desk.changes()
    end = monotonic() + 30
    while not listener(desk)._heard:
        assert monotonic() < end
        desk.changes()


def test_what_others_wrote_is_heard_and_looking_asks_nothing(url: str, desks: ExitStack) -> None:
    ann, bob = open_as(desks, "ann", url), open_as(desks, "bob", url)
    hear(ann)
    asked: list[str] = []
    event.listen(ann._engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert [ann.changes() for _ in range(100)] == [None] * 100
    assert asked == []
    ref = bob.do(AddTicket("From Bob")).refs[0]
    assert see(ann).tickets == {ref}


def test_a_session_that_ended_long_after_it_began_is_followed_by_another(url: str, desks: ExitStack) -> None:
    ann = open_as(desks, "ann", url)
    hear(ann)
    listener(ann)._opened -= 60
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 10000)", [listener(ann)._line.info.backend_pid])
    ann.changes()
    hear(ann)
    assert not listener(ann)._deaf


def test_what_i_wrote_myself_is_seen_once_and_at_once(url: str, desks: ExitStack) -> None:
    ann = open_as(desks, "ann", url)
    hear(ann)
    hear_it, told = listener(ann)._told, []

    def listen_in() -> list[str]:
        payloads = hear_it()
        told.extend(payloads)
        return payloads

    listener(ann)._told = listen_in  # type: ignore[method-assign]
    ref = ann.do(AddTicket("Mine")).refs[0]
    found = ann.changes()
    assert found is not None and found.tickets == {ref}
    asked: list[str] = []
    event.listen(ann._engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    end = monotonic() + 30
    while ann.changes() is None and not told:
        assert monotonic() < end
    assert told == [str(found.last)] and asked == [], "the echo of my own change is nothing new"


def test_where_nothing_can_be_heard_the_log_is_asked(
    url: str, desks: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "DEAF_AFTER", 0.0)
    ann, bob = open_as(desks, "ann", url), open_as(desks, "bob", url)
    ann.changes()
    monkeypatch.setattr(listener(ann), "_told", list)
    assert ann.changes() is None
    assert listener(ann)._deaf
    for n in range(3):
        ref = bob.do(AddTicket(f"Ticket {n}")).refs[0]
        assert see(ann).tickets == {ref}


def test_a_listener_that_missed_something_looks_by_itself_after_a_while(
    url: str, desks: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = open_as(desks, "ann", url), open_as(desks, "bob", url)
    monkeypatch.setattr(listening, "SAFETY", 0.2)
    hear(ann)
    monkeypatch.setattr(listener(ann), "_told", list)
    ref = bob.do(AddTicket("Missed")).refs[0]
    assert see(ann).tickets == {ref}


# Behind a proxy that gives every transaction another session


@pytest.fixture
def pooled(url: str, tmp_path: Path) -> Iterator[str]:
    """The database behind pgbouncer, which hands out two sessions, transaction by transaction."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("pgbouncer is not installed here")
    parsed, port = make_url(url), free_port()
    known = f"host={parsed.host} port={parsed.port or 5432} dbname={parsed.database} user={parsed.username}"
    if parsed.password:  # it cannot read an empty one
        known += f" password={parsed.password}"
    config, users = tmp_path / "pgbouncer.ini", tmp_path / "users.txt"
    users.write_text(f'"{parsed.username}" "{parsed.password or ""}"\n')
    config.write_text(
        f"[databases]\ndesk = {known}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
        f"auth_file = {users}\npool_mode = transaction\ndefault_pool_size = 2\n"
    )
    for path in (tmp_path, *tmp_path.parents[:3]):
        path.chmod(path.stat().st_mode | 0o055)
    log = (tmp_path / "log").open("w+")
    # It refuses to be root.
    other = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *other, str(config)], stdout=log, stderr=log)
    address = f"postgresql://{parsed.username}@127.0.0.1:{port}/desk"
    try:
        _wait_until_it_answers(address, tmp_path / "log")
        yield address
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _wait_until_it_answers(address: str, log: Path) -> None:
    import psycopg

    end = monotonic() + 30
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert monotonic() < end, log.read_text()
        else:
            return


def test_behind_a_pooling_proxy_the_work_of_others_is_seen(
    pooled: str, desks: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "DEAF_AFTER", 0.5)
    ann, bob = open_as(desks, "ann", pooled), open_as(desks, "bob", pooled)
    assert ann.changes() is None
    for n in range(20):
        ref = bob.do(AddTicket(f"Ticket {n}")).refs[0]
        assert ref in see(ann).tickets
    end = monotonic() + 30
    while not listener(ann)._deaf:
        assert ann.changes() is None and monotonic() < end
    assert ann.do(AddTicket("Mine")).created
    assert see(ann) and bob.count() == 21


def test_behind_a_pooling_proxy_eight_writers_lose_nothing(pooled: str, desks: ExitStack) -> None:
    desk = open_as(desks, "ann", pooled)

    def write(n: int) -> list[str]:
        with Desk.open(pooled, Identity(f"agent{n}", Channel.CLI)) as own:
            titles = [f"agent{n} {k}" for k in range(5)]
            for title in titles:
                own.do(AddTicket(title))
        return titles

    with ThreadPoolExecutor(8) as writers:
        titles = [title for written in writers.map(write, range(8)) for title in written]
    assert sorted(row.title for row in desk.tickets()) == sorted(titles)
    assert len({row.ref for row in desk.tickets()}) == 40
