"""What all tests share: a clock they set themselves, and desks on real databases.

A test that asks for ``db`` runs on a SQLite file, and on PostgreSQL as well where
``DESKBOARD_TEST_POSTGRES`` names a server (a URL whose role may create databases).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from deskboard.desk.desk import Desk
from deskboard.domain.model import Channel, Identity
from tests import compiled

# A red test means that this change broke something: `make test` draws the same examples each time,
# `make explore` draws new ones. A slow machine is no failure (times belong in the bench).
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
compiled.share()

SERVER = os.environ.get("DESKBOARD_TEST_POSTGRES", "")
ZONE = ZoneInfo("Europe/Vilnius")
OpenDesk = Callable[..., Desk]
ANN = Identity("ann", Channel.CLI)


def pytest_xdist_auto_num_workers() -> int:
    """Three for two processors: tests on terminals mostly wait for a program to say no more."""
    processors = os.cpu_count() or 1
    return processors + processors // 2


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("DESKBOARD_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    for name in ("SUDO_USER", "SUDO_UID"):  # tests say who they are, and sudo would know better
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DESKBOARD_CONFIG", str(tmp_path / "config.toml"))


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def server_database(server: str, template: str = "template0") -> Iterator[str]:
    """The URL of a new database on a server, which goes afterwards."""
    import psycopg

    name = f"deskboard_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def found(db: str) -> str:
    """Have ann make a desk of an empty database, as ``desk`` would."""
    Desk.open(db, ANN, clock=Clock(), zone=ZONE).close()
    return db


@pytest.fixture(scope="session")
def founded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that ann has just made: copies of it take a moment, migrations take ten."""
    return Path(found(str(tmp_path_factory.mktemp("founded") / "desk.db")))


@pytest.fixture(scope="session")
def founded_database() -> Iterator[str]:
    """The same on the server: the name of a database to make others of."""
    with server_database(SERVER) as url:
        yield found(url).rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgresql)] if SERVER else [])])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The path or URL of a database that does not have our tables yet; for a test that asks for
    ``desk`` as well, one that ann has made."""
    is_founded = "desk" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "desk.db"
        if is_founded:
            shutil.copy(request.getfixturevalue("founded_file"), path)
        yield str(path)
    else:
        template = request.getfixturevalue("founded_database") if is_founded else "template0"
        with server_database(SERVER, template) as url:
            yield url


@pytest.fixture
def server_url() -> Iterator[str]:
    """An empty database on the server, for tests that are about having one."""
    with server_database(SERVER) as url:
        yield url


@pytest.fixture
def open_desk(db: str, clock: Clock) -> Iterator[OpenDesk]:
    """Opens the test's database as somebody: ``open_desk("bob")``."""
    with ExitStack() as desks:

        def open_as(login: str = "ann", channel: Channel = Channel.CLI) -> Desk:
            return desks.enter_context(Desk.open(db, Identity(login, channel), clock=clock, zone=ZONE))

        yield open_as


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """The desk of ann, who created the database and is its admin."""
    return open_desk("ann")
