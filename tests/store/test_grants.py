"""What a database role can do on a real PostgreSQL server, without the program in between."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from deskboard.desk.grants import grants
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.model import Availability, CommentKind, Membership, QueueMode
from deskboard.store.grants.rights import RIGHTS
from tests.roles import GROUPS, Roles, made, needs_server, peopled

pytestmark = [needs_server, pytest.mark.postgresql]

WORK = ("ticket", "ticket_tag", "ticket_search", "step", "comment", "watcher", "answer", "link", "attachment")
ALL, NONE = "SELECT INSERT UPDATE DELETE", ""
EXPECTED = {
    "viewer": {"presence": ALL, "seen": "SELECT INSERT UPDATE", "command": "SELECT INSERT", "event": "SELECT INSERT"},
    "agent": {
        **dict.fromkeys((*WORK, "saved_view", "presence"), ALL),
        "seen": "SELECT INSERT UPDATE",
        "blob": "SELECT INSERT",
        "counter": "SELECT INSERT UPDATE",
        "ticket_type": "SELECT INSERT DELETE",
        "queue": "SELECT INSERT UPDATE DELETE",
        "availability": ALL,
        "lease": ALL,
        "person": ALL,
        "command": "SELECT INSERT",
        "event": "SELECT INSERT",
    },
    "admin": {
        **dict.fromkeys((*WORK, "saved_view", "presence", "ticket_type", "person", "meta"), ALL),
        **dict.fromkeys(("board", "board_column", "template", "queue", "queue_member", "availability", "lease"), ALL),
        "seen": "SELECT INSERT UPDATE",
        "blob": "SELECT INSERT DELETE",
        "counter": "SELECT INSERT UPDATE",
        "command": "SELECT INSERT",
        "event": "SELECT INSERT",
    },
}
"""What each group may do, said again by hand; a table that is not named is for reading."""

STATEMENTS = {
    "SELECT": "SELECT {column} FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} ({column}) SELECT {column} FROM {table} WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
}


@pytest.fixture(scope="module")
def roles() -> Iterator[Roles]:
    """A desk with a ticket of the agent's, a private view of the admin's and a note by the owner."""
    with peopled() as roles:
        with roles.open(roles.agent) as desk:
            desk.do(c.AddTicket("Printer on fire", {"tags": ("hw",)}, steps=("look",)))
        with roles.open(roles.admin) as desk:
            desk.do(c.AddComment((1,), CommentKind.NOTE, "mine"))
            desk.do(c.AddView("secret", "is:open"))
        yield roles


def answer(roles: Roles, login: str, sql: str) -> str:
    """What the server says to a statement: ``denied``, or how many rows it was about."""
    import psycopg

    with roles.sql(login) as connection:
        try:
            return str(connection.execute(sql).rowcount)
        except psycopg.errors.InsufficientPrivilege:
            return "denied"


@pytest.mark.parametrize("group", GROUPS)
def test_each_group_may_do_with_each_table_what_the_list_says_and_no_more(roles: Roles, group: str) -> None:
    import psycopg

    found = {}
    with roles.sql(getattr(roles, group)) as connection:
        for table in RIGHTS:
            column = {
                "event": "command_id",
                "command": "actor",
                "saved_view": "query",
                "person": "name",
                "queue": "turn",
                "availability": "state",
            }.get(table)
            names = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum"
            column = column or f'"{connection.execute(names, (table,)).fetchone()[0]}"'  # type: ignore[index]
            may = []
            for privilege, statement in STATEMENTS.items():
                try:
                    connection.execute(statement.format(table=table, column=column))
                    may.append(privilege)
                except psycopg.errors.InsufficientPrivilege:
                    pass
            found[table] = " ".join(may)
    assert found == {table: EXPECTED[group].get(table, "SELECT") for table in RIGHTS}


def test_no_table_is_forgotten(roles: Roles) -> None:
    with roles.sql(roles.owner) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {row[0] for row in rows} == set(RIGHTS)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET data = '{}'",
        "UPDATE event SET undone = true",
        "UPDATE command SET actor = 'bob'",
        "DELETE FROM event",
        "DELETE FROM command",
        "TRUNCATE event",
        "INSERT INTO event (id, command_id, kind, data, actor, at, past)"
        " SELECT -1, max(id), 'ticket.edited', '{}', session_user, now(), false FROM command",
        "SELECT setval('event_id_seq', 1)",
        "SELECT setval('command_id_seq', 1)",
        "ALTER TABLE event DISABLE ROW LEVEL SECURITY",
        "DROP TABLE event",
        "ALTER TABLE event OWNER TO session_user",
    ],
)
def test_nobody_rewrites_the_log(roles: Roles, group: str, sql: str) -> None:
    assert answer(roles, getattr(roles, group), sql) == "denied"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE person SET role = 'admin'",
        "UPDATE person SET ticket_limit = 1",
        "UPDATE queue SET mode = 'balanced'",
        "INSERT INTO queue VALUES (99, 'mine', 'balanced', 'zz')",
        "INSERT INTO queue_member VALUES (1, session_user, 'primary')",
        "UPDATE person SET login = 'zed'",
        "INSERT INTO person (login, name, role) VALUES ('mallory', '', 'admin')",
        "UPDATE meta SET value = 'x'",
        "INSERT INTO meta VALUES ('setting.join_as', 'agent')",
        "UPDATE board_column SET wip_limit = 1",
        "DELETE FROM board",
        "INSERT INTO board VALUES (99, 'Mine')",
        "DELETE FROM template",
        "DELETE FROM blob",
        "UPDATE alembic_version SET version_num = '9999'",
        "CREATE TABLE mine (id integer)",
        "CREATE TEMP TABLE mine (id integer)",
        "CREATE SCHEMA mine",
        "SELECT deskboard_forget(ARRAY[1])",
        "SET SESSION AUTHORIZATION ann",
        "SET ROLE {owner}",
        'GRANT "{admins}" TO "{agent}"',
        "ALTER FUNCTION deskboard_join() OWNER TO session_user",
    ],
)
@pytest.mark.parametrize("group", ["viewer", "agent"])
def test_agents_and_viewers_cannot_touch_people_policies_boards_and_what_holds_them(
    roles: Roles, group: str, sql: str
) -> None:
    import psycopg

    login = getattr(roles, group)
    sql = sql.format(owner=roles.owner, admins=roles.group("admin"), agent=login)
    try:
        assert answer(roles, login, sql) == "denied"
    except psycopg.errors.InvalidParameterValue:
        assert "SESSION AUTHORIZATION" in sql  # there is no such role to be


def test_an_agent_cannot_change_members_or_take_them_away(roles: Roles) -> None:
    assert answer(roles, roles.agent, "DELETE FROM person") == "0"
    assert answer(roles, roles.agent, "UPDATE person SET \"left\" = now(), name = 'Nobody'") == "0"
    with roles.sql(roles.owner) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (4,)


def test_an_agents_word_puts_nobody_into_a_group(roles: Roles) -> None:
    assert answer(roles, roles.agent, f"SELECT deskboard_enrol('{roles.agent}', 'admin')") == "1"
    assert answer(roles, roles.agent, "UPDATE person SET role = 'admin'") == "denied"


COMMAND = (
    "INSERT INTO command (actor, channel, name, mode, undoes, at) VALUES ({actor}, '{channel}', '{name}', 'do',"
    " {undoes}, now()) RETURNING id"
)
EVENT = (
    "INSERT INTO event (command_id, ticket_id, kind, data, actor, at, past, undone) VALUES"
    " ({command}, 1, '{kind}', '{data}', {actor}, now(), {past}, false)"
)
AVAILABLE = '{{"login":"{login}","before":"away","after":"available"}}'
EDITED = '{{"field":"{field}","before":null,"after":null}}'


@pytest.mark.parametrize("group", ["agent", "admin"])
def test_nobody_asks_under_anothers_name(roles: Roles, group: str) -> None:
    login = getattr(roles, group)
    me = {"actor": "session_user", "channel": "cli", "name": "EditTicket", "undoes": "NULL"}
    other = f"(SELECT min(id) FROM command WHERE actor NOT IN ('deskboard', '{login}'))"
    for forged in (
        {**me, "actor": "'ann'"},
        {**me, "actor": "'deskboard'"},
        {**me, "actor": "'deskboard'", "channel": "system"},
        {**me, "actor": "'deskboard'", "name": "ArchiveResolved"},
        {**me, "actor": "'deskboard'", "name": "Join", "channel": "system"},
        {**me, "undoes": other},
    ):
        assert answer(roles, login, COMMAND.format(**forged)) == "denied", forged
    assert answer(roles, login, COMMAND.format(**me)) == "1"


def test_nobody_tells_of_what_another_did(roles: Roles) -> None:
    def newest(actor: str) -> str:
        return f"(SELECT max(id) FROM command WHERE actor = '{actor}')"

    with roles.open(roles.agent) as desk:
        desk.do(c.EditTicket((1,), {"title": "Printer"}))
    me = {
        "command": newest(roles.agent),
        "kind": "ticket.edited",
        "data": EDITED.format(field="title"),
        "actor": "session_user",
        "past": "false",
    }
    for forged in (
        {**me, "actor": "'ann'"},
        {**me, "command": newest(roles.admin)},
        {**me, "command": newest("deskboard")},
        {**me, "actor": "'deskboard'"},
        {**me, "actor": "'deskboard'", "command": newest("deskboard")},
        {**me, "actor": "'ann'", "past": "true"},
        {**me, "kind": "person.edited", "data": EDITED.format(field="role")},
        {**me, "kind": "availability.edited", "data": AVAILABLE.format(login=roles.admin)},
        {**me, "kind": "ticket.purged"},
        {**me, "kind": "column.removed"},
    ):
        assert answer(roles, roles.agent, EVENT.format(**forged)) == "denied", forged
    assert answer(roles, roles.agent, EVENT.format(**me)) == "1"
    mine = {**me, "kind": "availability.edited", "data": AVAILABLE.format(login=roles.agent)}
    assert answer(roles, roles.agent, EVENT.format(**mine)) == "1"
    assert answer(roles, roles.agent, "DELETE FROM availability") == "0"


@pytest.mark.parametrize("group", ["agent", "admin"])
def test_nobody_is_marked_away_without_a_word_in_the_log(roles: Roles, group: str) -> None:
    mine, other = getattr(roles, group), roles.viewer
    upsert = (
        "INSERT INTO availability (login, state, by_itself) VALUES ('{0}', '{1}', false)"
        " ON CONFLICT (login) DO UPDATE SET {2}"
    )
    for login in (mine, other):
        assert answer(roles, mine, upsert.format(login, "away", "state = 'away'")) == "denied"
        assert answer(roles, mine, upsert.format(login, "available", "assigned = now()")) == "1", "given a ticket"
    swapped = f"UPDATE availability SET login = 'somebody else' WHERE login = '{other}'"
    assert answer(roles, mine, swapped) == "denied"
    with roles.open(mine) as desk:
        desk.do(c.SetAvailability(Availability.AWAY))
        assert answer(roles, mine, f"UPDATE availability SET state = 'available' WHERE login = '{mine}'") == "denied"
        desk.do(c.SetAvailability(Availability.AVAILABLE))


COMMENT = '{{"comment":{id},"kind":"note","text":"x","author":"{author}","at":"2026-01-01T00:00:00+00:00"}}'


@pytest.fixture
def commenting(roles: Roles) -> Iterator[None]:
    """The desk lets its viewers comment. (The server looks at its own clock.)"""
    roles.clock.now = datetime.now(UTC)
    with roles.open(roles.admin) as desk:
        desk.do(c.EditSettings({"viewers_comment": True}))
        yield
        desk.do(c.EditSettings({"viewers_comment": None}))


ASKING = {"actor": "session_user", "channel": "cli", "name": "AddComment", "undoes": "NULL"}


@pytest.mark.parametrize(
    "sql",
    [
        COMMAND.format(**ASKING),
        "SELECT deskboard_take_comments(1)",
        "SELECT deskboard_carry_out_comments(1)",
        "SELECT deskboard_reword(1, '', '', NULL)",
    ],
)
def test_a_viewers_role_writes_nothing_where_viewers_do_not_comment(roles: Roles, sql: str) -> None:
    assert answer(roles, roles.viewer, sql) == "denied"
    assert sql.startswith("INSERT") or answer(roles, roles.agent, sql) == "denied", "these are the viewers' own"


def test_a_viewers_role_that_may_comment_writes_nothing_else(roles: Roles, commenting: None) -> None:
    me = roles.viewer
    with roles.open(me) as desk:
        mine = desk.do(c.AddComment((1,), CommentKind.NOTE, "mine")).command
    for forged in (
        {**ASKING, "actor": "'ann'"},
        {**ASKING, "actor": "'deskboard'", "name": "NoteIdle", "channel": "system"},
        {**ASKING, "name": "EditTicket"},
        {**ASKING, "undoes": f"(SELECT min(id) FROM command WHERE actor <> '{me}')"},
    ):
        assert answer(roles, me, COMMAND.format(**forged)) == "denied", forged
    event = {
        "command": mine,
        "kind": "comment.added",
        "data": COMMENT.format(id=1, author=me),
        "actor": "session_user",
        "past": "false",
    }
    others = COMMENT.format(id="1", author=roles.admin)
    for forged in (
        {**event, "actor": "'ann'"},
        {**event, "command": "(SELECT max(id) FROM command WHERE actor = 'deskboard')"},
        {**event, "past": "true"},
        {**event, "data": others},
        {**event, "kind": "comment.removed", "data": others},
        {**event, "kind": "comment.edited", "data": others},
        {**event, "kind": "ticket.edited", "data": EDITED.format(field="title")},
        {**event, "kind": "view.added"},
    ):
        assert answer(roles, me, EVENT.format(**forged)) == "denied", forged
    for refused in (
        "UPDATE comment SET text = 'x'",
        "INSERT INTO comment VALUES (99, 1, 'note', 'x', session_user, now(), false)",
        "UPDATE ticket SET version = 9",
        "UPDATE counter SET value = 0",
        "DELETE FROM ticket_search",
        "DELETE FROM watcher",
        "SELECT deskboard_reword(1, '', '', NULL)",
        "SELECT deskboard_take_comments(-1)",
        "SELECT deskboard_take_comments(1000000)",
    ):
        assert answer(roles, me, refused) == "denied", refused


def test_what_a_viewer_told_is_carried_out_once_and_as_told(roles: Roles, commenting: None) -> None:
    import psycopg

    def told(login: str) -> list[tuple[object, ...]]:
        with roles.sql(login) as connection:
            return connection.execute("SELECT id, text, author FROM comment ORDER BY id").fetchall()

    me = roles.viewer
    with roles.open(me) as desk:
        mine = desk.do(c.AddComment((1,), CommentKind.NOTE, "once")).command
    before = told(me)
    assert answer(roles, me, f"SELECT deskboard_carry_out_comments({mine})") == "1"
    assert told(me) == before, "that is of another transaction"
    ahead = EVENT.format(
        command="(SELECT max(id) FROM command)",
        kind="comment.added",
        data=COMMENT.format(id=10_000, author=me),
        actor="session_user",
        past="false",
    )
    with roles.sql(me) as connection, connection.transaction(force_rollback=True):
        connection.execute(COMMAND.format(**ASKING))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(ahead)
    assert told(me) == before, "an id that nobody has taken would be in the way of a later comment"


def test_what_is_told_of_private_views_is_for_their_owner(roles: Roles) -> None:
    seen = "SELECT 1 FROM event WHERE kind = 'view.added'"
    assert [answer(roles, getattr(roles, group), seen) for group in GROUPS] == ["0", "0", "1"]
    views = "SELECT 1 FROM saved_view"
    assert [answer(roles, getattr(roles, group), views) for group in GROUPS] == ["0", "0", "1"]
    assert answer(roles, roles.agent, "UPDATE saved_view SET query = 'x'") == "0"
    assert answer(roles, roles.agent, "INSERT INTO saved_view VALUES (99, 'x', 'ann', 'y')") == "denied"


@pytest.mark.parametrize("group", GROUPS)
def test_everybody_says_for_themselves_alone_where_they_are(roles: Roles, group: str) -> None:
    login = getattr(roles, group)
    row = "INSERT INTO presence VALUES ('{0}-{1}', '{0}', 'host', 1, NULL, NULL, '', {2})"
    assert answer(roles, login, row.format(login, "here", "now()")) == "1"
    assert answer(roles, login, row.format("ann", "there", "now()")) == "denied"
    roles.root(
        row.format("zoe", group, "now()"), row.format("yan", group, "now() - interval '1 day'"), database=roles.database
    )
    assert answer(roles, login, "DELETE FROM presence WHERE login = 'zoe'") == "0"
    assert answer(roles, login, "DELETE FROM presence WHERE login = 'yan'") == "1"
    assert answer(roles, login, f"DELETE FROM presence WHERE login = '{login}'") == "1"


def test_an_admins_purge_is_the_one_way_out_of_the_log(roles: Roles) -> None:
    with roles.open(roles.admin) as desk:
        ref = desk.do(c.AddTicket("Private")).created[0]
        desk.do(c.TrashTicket((ref,)))
        kinds = f"SELECT kind FROM event WHERE ticket_id = {ref} ORDER BY id"
        assert answer(roles, roles.admin, f"SELECT deskboard_forget(ARRAY[{ref}])") == "1"
        with roles.sql(roles.admin) as connection:
            assert len(connection.execute(kinds).fetchall()) > 1, "it is not purged yet, and all of it stands"
            desk.do(c.PurgeTickets((ref,)))
            assert connection.execute(kinds).fetchall() == [("ticket.purged",)]


def test_every_kind_of_event_that_an_agent_leads_to_is_taken_from_an_agent(roles: Roles) -> None:
    """A new kind is named in ``rights.AGENTS_RECORD``, or here as an admin's."""
    admins = {"board.", "column.", "template.", "setting.", "ticket.purged", "queue.edited", "member."}
    expected = {kind for kind in e.KINDS if not any(kind.startswith(start) for start in admins)}
    from deskboard.store.grants.rights import AGENTS_RECORD

    with roles.sql(roles.owner) as connection:
        found = connection.execute(
            "SELECT kind FROM unnest(%s::text[]) AS kind,"
            " (VALUES ('{\"field\": \"name\"}', 'deskboard')) AS o (data, actor)"
            f" WHERE {AGENTS_RECORD}",
            (list(e.KINDS),),
        ).fetchall()
    assert {row[0] for row in found} == expected


def test_the_desk_hands_out_on_an_agents_connection(roles: Roles) -> None:
    """Under its own name, in a command that says so; whatever the agent's change was."""
    mine, other = roles.agent, roles.admin
    with roles.open(other) as admin, roles.open(mine) as desk:
        for ident, (name, mode) in enumerate((("network", QueueMode.ROUND_ROBIN), ("web", QueueMode.BALANCED)), 1):
            admin.do(c.AddQueue(name, mode))
            admin.do(c.EditTeam((mine, other), queues={ident: Membership.PRIMARY}))
        first, second = (desk.do(c.AddTicket("x", {"queue": "network"})).assigned for _ in range(2))
        assert {login for _ref, login in (*first, *second)} == {mine, other}
        (ref, _login), *_more = desk.do(c.AddTicket("y", {"queue": "web", "requester": mine})).assigned
        desk.do(c.EditTicket((ref,), {"assignee": other}))
        admin.do(c.SetAvailability(Availability.AWAY_REASSIGN))
        assert desk.do(c.AddComment((ref,), CommentKind.REPLY, "again")).assigned == ((ref, mine),)
        desk.undo()
        assert desk.ticket(ref).row.assignee == other
        assert desk.do(c.SetAvailability(Availability.AWAY, at_once=False)).command is not None
        waiting = desk.do(c.AddTicket("z", {"queue": "web"})).created[0]
        assert desk.do(c.SetAvailability(Availability.AVAILABLE)).assigned == ((waiting, mine),)
        assert desk.do(c.AssignTickets()).command is None
        desk.do(c.AddTicket("in no queue of mine"))
        admin.do(c.EditTeam((mine,), queues={1: None, 2: None}))
        assert desk.do(c.TakeNext()).refs
        last = {entry.actor for entry in desk.history(waiting)}
        assert last == {mine, "deskboard"}


@pytest.mark.skipif(shutil.which("psql") is None, reason="there is no psql")
def test_the_printed_script_does_in_psql_what_applying_does_and_may_run_twice() -> None:
    def run(sql: str, login: str) -> str:
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-At", roles.url(login)]
        return subprocess.run(command, input=sql, text=True, capture_output=True, check=True).stdout

    acl = (
        "SELECT relname, relacl::text, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " ORDER BY 1;"
        "SELECT polname, polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy"
        " ORDER BY polrelid::regclass::text, polname"
    )
    with made() as roles:
        printed = ";\n".join(("BEGIN", *grants(roles.url(roles.owner), apply=False).statements, "COMMIT")) + ";\n"
        run(printed, roles.owner)
        by_psql = run(acl, roles.owner)
        run(printed, roles.owner)
        roles.apply()
        assert run(acl, roles.owner) == by_psql
        assert "deskboard_desk" in by_psql
