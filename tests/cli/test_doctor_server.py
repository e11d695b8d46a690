"""What the doctor finds on PostgreSQL, that it writes nothing there, and what is said to whom the
server does not let in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import immutabledict

from deskboard.desk import doctor_server
from deskboard.desk.doctor import State
from deskboard.domain.errors import DeskboardError, Unreachable
from deskboard.store.engine import open_engine, reading, told
from deskboard.store.health_server import is_far
from tests.cli.running import Program
from tests.cli.test_doctor import findings
from tests.conftest import SERVER, server_database
from tests.roles import Roles, made, needs_server, peopled

on_server = [needs_server, pytest.mark.postgresql]
INSIDE = ("database", "role", "clock", "server", "encryption", "grants", "backups", "terminal", "locale")


@pytest.fixture
def roles() -> Iterator[Roles]:
    with made() as desk:
        yield desk


def examined(deskboard: Program, roles: Roles, login: str, user: str = "") -> dict[str, dict[str, str]]:
    deskboard.env |= {"DESKBOARD_DB": roles.url(login), "DESKBOARD_USER": user}
    return findings(deskboard)


class TestOnAServer:
    """A desk with an owner, and database roles."""

    pytestmark = on_server

    def test_an_empty_database_stays_empty(self, deskboard: Program) -> None:
        with server_database(SERVER) as url:
            found = findings(deskboard, "--db", url)
            assert ("no desk" in found["database"]["said"], found["database"]["state"]) == (True, "todo")
            assert "deskboard init" in found["database"]["advice"]
            assert "backups" not in found
            engine = open_engine(url, create=False)
            with reading(engine) as connection:
                ours = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                assert ours.all() == []
                connection.exec_driver_sql("CREATE TABLE diary (line text)")
            engine.dispose()
            assert "another program" in findings(deskboard, "--db", url)["database"]["said"]

    def test_nobody_joins_by_looking(self, deskboard: Program, roles: Roles) -> None:
        def rows() -> tuple[int, int]:
            with roles.sql(roles.owner) as connection:
                query = "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM event)"
                return connection.execute(query).fetchone()

        before = rows()
        found = examined(deskboard, roles, roles.owner, "somebody")
        assert rows() == before
        assert tuple(found) == INSIDE
        assert [name for name, one in found.items() if one["state"] == "todo"] == []
        assert roles.password not in str(found)
        assert ("schema" in found["database"]["said"], "somebody" in found["role"]["said"]) == (True, True)

    def test_without_grants_it_says_who_may_do_what(self, deskboard: Program, roles: Roles) -> None:
        found = examined(deskboard, roles, roles.owner, "ann")
        assert (found["grants"]["state"], "init --grants" in found["grants"]["advice"]) == ("note", True)
        assert (found["backups"]["state"], "pg_dump" in found["backups"]["advice"]) == ("note", True)
        assert found["encryption"]["state"] == "ok" and "PostgreSQL" in found["server"]["said"]

    def test_whose_role_is_missing_the_owner_is_told(self, deskboard: Program) -> None:
        with peopled() as roles:
            found = examined(deskboard, roles, roles.owner, "ann")
            assert (found["grants"]["state"], found["members"]["state"]) == ("ok", "note")
            assert "ann" in found["members"]["said"] and roles.agent not in found["members"]["said"]
            for login in (roles.viewer, roles.agent, roles.admin):
                found = examined(deskboard, roles, login)
                assert tuple(one for one in found if one != "members") == INSIDE
                assert ("members" in found) == (login == roles.admin)
                assert login.split("_")[0] in found["grants"]["said"]
            assert examined(deskboard, roles, roles.agent, "ann")["role"]["state"] == "todo"
            roles.root(f'REVOKE "{roles.group("agent")}" FROM "{roles.agent}"')
            found = examined(deskboard, roles, roles.admin)
            assert (found["members"]["state"], roles.agent in found["members"]["said"]) == ("todo", True)
            said = deskboard("person", "edit", roles.agent, "--role", "agent").err
            assert "It is so already." in said and f"the server lets {roles.agent} in from now on" in said
            assert roles.agent not in examined(deskboard, roles, roles.admin)["members"]["said"]
            roles.root(f"GRANT CONNECT ON DATABASE {roles.database} TO PUBLIC")
            found = examined(deskboard, roles, roles.agent)
            assert (found["grants"]["state"], "any role" in found["grants"]["said"]) == ("note", True)
            stranger = roles.add_role(f"eve_{roles.mark}")
            found = examined(deskboard, roles, stranger)
            assert (found["database"]["state"], "person add" in found["database"]["advice"]) == ("todo", True)
            roles.root(f"REVOKE CONNECT ON DATABASE {roles.database} FROM PUBLIC")
            shut = examined(deskboard, roles, stranger)
            assert (shut["database"]["state"], "may not open" in shut["database"]["said"]) == ("todo", True)

    def test_a_role_that_may_not_read(self, deskboard: Program, roles: Roles) -> None:
        eve = roles.add_role(f"eve_{roles.mark}")
        found = examined(deskboard, roles, eve)["database"]
        assert found["state"] == "todo" and "your database role" in found["said"], found
        roles.root(f"GRANT SELECT ON alembic_version TO {eve}", database=roles.database)
        found = examined(deskboard, roles, eve)
        assert [
            (name, "permission denied" in one["said"]) for name, one in found.items() if one["state"] == "todo"
        ] == [("contents", True)]

    @pytest.mark.parametrize(
        ("schema", "owns", "advice"),
        [("9999", True, "Upgrade"), ("0001", True, "deskboard migrate"), ("0001", False, "Ask owner_")],
    )
    def test_another_schema(self, deskboard: Program, roles: Roles, schema: str, owns: bool, advice: str) -> None:
        eve = roles.add_role(f"eve_{roles.mark}")
        more = f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {eve}"
        roles.root(f"UPDATE alembic_version SET version_num = '{schema}'", more, database=roles.database)
        found = examined(deskboard, roles, roles.owner if owns else eve)["database"]
        assert (found["state"], advice in found["advice"]) == ("todo", True)
        with roles.sql(roles.owner) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema,)]

    def test_a_change_from_the_future(self, deskboard: Program, roles: Roles) -> None:
        roles.root("UPDATE command SET at = now() + interval '1 hour'", database=roles.database)
        assert examined(deskboard, roles, roles.owner, "ann")["clock"]["state"] == "todo"


@pytest.mark.parametrize(("number", "state"), [(130012, State.TODO), (140000, State.OK), (170002, State.OK)])
def test_an_old_server(number: int, state: State) -> None:
    assert doctor_server.server_release(number, str(number // 10_000)).state is state


@pytest.mark.parametrize(
    ("address", "encrypted", "state"),
    [
        ("", False, State.OK),
        ("127.0.1.1", False, State.OK),
        ("::1", False, State.OK),
        ("10.0.0.7", False, State.NOTE),
        ("10.0.0.7", True, State.OK),
        ("fe80::1%eth0", False, State.NOTE),
    ],
)
def test_a_line_that_others_can_read(address: str, encrypted: bool, state: State) -> None:
    found = doctor_server.encryption(encrypted, is_far(address), "db.example.org")
    assert (found.state, "sslmode=verify-full" in found.advice) == (state, state is State.NOTE)


def trusts(url: URL) -> bool:
    """Whether the server lets one in whatever the password."""
    import psycopg

    try:
        psycopg.connect(url.render_as_string(hide_password=False)).close()
    except psycopg.OperationalError:
        return False
    return True


def refused(url: str) -> DeskboardError:
    engine = open_engine(url, create=False)
    with pytest.raises(DeskboardError) as caught, reading(engine):
        pass
    return caught.value


@needs_server
@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("changed", "said", "hint"),
    [
        ({"password": "wrong"}, "password authentication failed", "~/.pgpass (mode 600)"),
        ({"password": None}, "no password supplied", "~/.pgpass (mode 600)"),
        ({"database": "no_such_desk"}, "does not exist", "`createdb no_such_desk`"),
        ({"query": immutabledict(sslmod="require")}, 'connection option "sslmod"', "after “?”"),
        ({"query": immutabledict(sslmode="allways")}, "sslmode value", "after “?”"),
        ({"port": 1}, ":1: ", "that the server runs"),
    ],
)
def test_what_the_server_says_at_the_door(
    changed: dict[str, object], said: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", "/dev/null")
    if "password" in changed and trusts(make_url(SERVER).set(password="wrong")):
        pytest.skip("the server asks nobody for a password")
    error = refused(make_url(SERVER)._replace(**changed).render_as_string(hide_password=False))
    assert isinstance(error, Unreachable)
    assert said in error.message and hint in error.hint
    assert "connection to server" not in error.message and "FATAL" not in error.message


AT = 'connection failed: connection to server at "10.0.0.7", port 5432 failed: '


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        (AT + 'FATAL:  role "busybee" does not exist', '10.0.0.7: role "busybee" does not', "CREATE ROLE busybee"),
        (AT + 'FATAL:  database "fullmoon" does not exist', '10.0.0.7: database "fullmoon"', "createdb fullmoon"),
        (AT + "server does not support SSL, but SSL was required", "10.0.0.7: server does not", "`ssl = on`"),
        (AT + 'FATAL:  no pg_hba.conf entry for host "10.0.0.9"', "10.0.0.7: no pg_hba", "pg_hba.conf"),
        (AT + "FATAL:  sorry, too many clients already", "10.0.0.7: sorry", "Try again"),
        (AT + "FATAL:  the database system is starting up", "10.0.0.7: the database", "Try again"),
        (
            'connection is bad: connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory',
            "/run/.s.PGSQL.5432: No such file",
            "that the server runs",
        ),
        (
            'connection failed: connection to server on socket "/s" failed: FATAL:  Peer authentication failed for "a"',
            "/s: Peer",
            "your own role",
        ),
        ('invalid URI query parameter: "foo"', 'reached: invalid URI query parameter: "foo"', "after “?”"),
        ("failed to resolve host 'full.invalid': unknown", "reached: failed to resolve", "that the server runs"),
    ],
)
def test_what_to_do_about_it(text: str, said: str, hint: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with pytest.raises(Unreachable) as caught, told():
        raise OperationalError(None, None, psycopg.OperationalError(text))  # type: ignore[arg-type]
    assert said in caught.value.message and hint in caught.value.hint
