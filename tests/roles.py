"""A desk on PostgreSQL with real database roles: an owner who is no superuser, and people who log
in with passwords of their own.

Roles belong to the whole server, so each has a name of its own, and goes when the tests are done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from deskboard.desk.desk import Desk
from deskboard.desk.grants import grants
from deskboard.domain.model import Channel, Identity
from deskboard.store.grants.rights import NUMBERED, RIGHTS
from tests.conftest import SERVER, ZONE, Clock

if TYPE_CHECKING:
    import psycopg

needs_server = pytest.mark.skipif(not SERVER, reason="DESKBOARD_TEST_POSTGRES names no server")
GROUPS = ("viewer", "agent", "admin")


class Roles:
    """``owner`` made the database and is ann at the desk; ``viewer``, ``agent`` and ``admin`` are
    the logins of three people with a database role each."""

    def __init__(self) -> None:
        self.mark = uuid4().hex[:12]
        self.database = f"desk_{self.mark}"
        self.owner = f"owner_{self.mark}"
        self.password = uuid4().hex
        self.made: list[str] = []
        self.clock = Clock()

    def __getattr__(self, name: str) -> str:
        if name in GROUPS:
            return f"{name}_{self.mark}"
        raise AttributeError(name)

    def group(self, role: str) -> str:
        return f"deskboard_{self.database}_{role}"

    def root(self, *statements: str, database: str | None = None) -> None:
        """What a superuser of the server does."""
        import psycopg

        url = SERVER if database is None else SERVER.rsplit("/", 1)[0] + f"/{database}"
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def add_role(self, name: str, more: str = "") -> str:
        self.root(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{self.password}' {more}")
        self.made.append(name)
        return name

    def url(self, login: str) -> str:
        there = urlsplit(SERVER)
        return f"postgresql://{login}:{self.password}@{there.hostname}:{there.port or 5432}/{self.database}"

    def open(self, login: str, *, says: str = "") -> Desk:
        """The desk as a database role. ``says``: who it says it is."""
        return Desk.open(self.url(login), Identity(says, Channel.CLI), clock=self.clock, zone=ZONE)

    def opened_by_owner(self) -> Desk:
        return self.open(self.owner, says="ann")

    def apply(self) -> None:
        grants(self.url(self.owner), apply=True)

    def sql(self, login: str) -> psycopg.Connection[Any]:
        """A connection without the program, each statement for itself."""
        import psycopg

        return psycopg.connect(self.url(login), autocommit=True)

    def create(self) -> None:
        self.add_role(self.owner, "CREATEROLE")
        self.root(f"CREATE DATABASE {self.database} OWNER {self.owner} TEMPLATE template0 ENCODING 'UTF8'")
        self.opened_by_owner().close()

    def remember(self) -> None:
        """Keep a copy of every row, for ``restore``."""
        copies = (f"CREATE TABLE kept.{table} AS TABLE public.{table}" for table in RIGHTS)
        self.root("CREATE SCHEMA kept", *copies, database=self.database)

    def restore(self) -> None:
        """Every row, and the numbers of the next ones, as they were when they were remembered."""
        tables = ", ".join(f"public.{table}" for table in RIGHTS)
        self.root(
            "SET session_replication_role = replica",
            f"TRUNCATE {tables}",
            *(f"INSERT INTO public.{table} SELECT * FROM kept.{table}" for table in RIGHTS),
            *(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))" for table in NUMBERED),
            database=self.database,
        )
        self.clock.now = Clock().now

    def drop(self) -> None:
        self.root(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
        names = [*(self.group(role) for role in GROUPS), *reversed(self.made)]
        self.root(*(f'DROP ROLE IF EXISTS "{name}"' for name in names))

    def add_people(self) -> None:
        """The grants, and three people in their groups."""
        self.apply()
        for role in GROUPS:
            self.root(f'GRANT "{self.group(role)}" TO "{self.add_role(getattr(self, role))}"')
            self.open(getattr(self, role)).close()


@contextmanager
def made() -> Iterator[Roles]:
    """A desk whose grants are not handed out yet."""
    roles = Roles()
    try:
        roles.create()
        yield roles
    finally:
        roles.drop()


@contextmanager
def peopled() -> Iterator[Roles]:
    """A desk with its grants and three people."""
    with made() as roles:
        roles.add_people()
        yield roles
