"""The grants as SQL: printed to be reviewed, or carried out.

Invariant: it can be run again at any time, and then says what holds now: what the groups could
do before is taken away first. No password stands in it, nor is any role made that can log in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import JSON, Connection, cast, or_, select, text

from deskboard.domain.errors import NotAllowed
from deskboard.domain.model import DESK, Role
from deskboard.l10n import _
from deskboard.store.grants.function import GROUPS, Function
from deskboard.store.grants.functions import TRIGGERS, functions, literal
from deskboard.store.grants.rights import COLUMNS, LETTERS, NUMBERED, POLICIES, RIGHTS, Policy, letters
from deskboard.store.grants.server_role import ServerRole
from deskboard.store.tables import event, metadata, person


class Member(NamedTuple):
    """A member of the desk, and whether there is a database role of that name that may log in."""

    login: str
    role: Role
    has_role: bool


_VOUCHED = (
    select(cast(event.c.data, JSON).op("->>")("login").label("login"))
    .where(
        event.c.kind.in_(("person.added", "person.edited")),
        or_(
            event.c.actor == DESK,
            event.c.actor.in_(select(person.c.login).where(person.c.role == Role.ADMIN, person.c.left.is_(None))),
        ),
    )
    .distinct()
    .subquery()
)
"""Whom an admin, or the desk when it was founded or joined, has made what they are."""


def members(connection: Connection) -> list[Member]:
    """The members of the desk, by login; without those whom only agents have named, for they
    decide about nobody's rights."""
    known = set(connection.execute(text("SELECT rolname FROM pg_roles WHERE rolcanlogin")).scalars())
    query = select(person.c.login, person.c.role).where(person.c.role != Role.REQUESTER, person.c.left.is_(None))
    rows = connection.execute(query.where(person.c.login.in_(select(_VOUCHED))).order_by(person.c.login))
    return [Member(login, Role(role), login in known) for login, role in rows]


def may_apply(connection: Connection, server: ServerRole) -> None:
    """NotAllowed, with the reason, for who cannot carry the script out."""
    if not server.owns:
        raise NotAllowed(
            _("Only {owner}, who owns the tables, can hand out grants.").format(owner=server.owner),
            _("Log in as that role."),
        )
    makes_roles = text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if not server.guarded and not connection.execute(makes_roles).scalar_one():
        raise NotAllowed(
            _("Your database role {role} may not make roles.").format(role=server.role),
            _("Have a superuser run what `deskboard init --grants` prints, or grant CREATEROLE."),
        )


def apply(connection: Connection, server: ServerRole, statements: list[str]) -> None:
    """Carry the script out, in the transaction of the connection. NotAllowed: the schema is not
    the owner's to close, and anybody could make tables and functions in it."""
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    open_to_all = text("SELECT has_schema_privilege(:group, current_schema(), 'CREATE')")
    if connection.execute(open_to_all, {"group": server.names[GROUPS[0]]}).scalar_one():
        raise NotAllowed(
            _("Anybody may create things in the schema of the tables, and it is not {owner}'s to close.").format(
                owner=server.owner
            ),
            _("Have a superuser run `ALTER SCHEMA public OWNER TO {owner}` first.").format(owner=server.owner),
        )


def script(connection: Connection, server: ServerRole, people: list[Member]) -> list[str]:
    """Every statement, in order. The tables must be there."""
    found = connection.execute(text("SELECT current_database()::text, current_schema()::text")).one()
    database, schema = quoted(found[0]), quoted(server.schema or found[1])
    owner = server.owner or server.role
    names = {role: quoted(server.names[role]) for role in GROUPS}
    return [
        *_groups(server, owner),
        *_gates(database, schema, names),
        *_functions(server, schema, owner, names),
        *_rights(schema, names),
        *_policies(schema, names),
        *_triggers(schema),
        *_memberships(server, people),
    ]


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _block(body: str) -> str:
    return f"DO $do$ BEGIN\n{body}\nEND $do$"


def _groups(server: ServerRole, owner: str) -> Iterator[str]:
    """The groups, in the owner's care."""
    for name in server.names.values():
        missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal(name)})"
        yield _block(f"  IF {missing} THEN\n    CREATE ROLE {quoted(name)} NOLOGIN;\n  END IF;")
        theirs = f"pg_has_role({literal(owner)}, {literal(name)}, 'MEMBER WITH ADMIN OPTION')"
        yield _block(
            f"  IF NOT {theirs} THEN\n    GRANT {quoted(name)} TO {quoted(owner)} WITH ADMIN OPTION;\n  END IF;"
        )


def _gates(database: str, schema: str, names: dict[Role, str]) -> Iterator[str]:
    """Who may come in at all."""
    every = ", ".join(names.values())
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {every}"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {every}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {every}"


def _functions(server: ServerRole, schema: str, owner: str, names: dict[Role, str]) -> Iterator[str]:
    for function in functions(server.names, owner):
        yield _function(function, schema)
        called = f"FUNCTION {schema}.{function.signature}"
        yield f"ALTER {called} OWNER TO {quoted(owner)}"
        yield f"REVOKE ALL ON {called} FROM PUBLIC, {', '.join(names.values())}"
        yield f"GRANT EXECUTE ON {called} TO {', '.join(names[group] for group in function.groups)}"


def _function(function: Function, schema: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {schema}.{function.head} RETURNS {function.returns}\n"
        f"SECURITY DEFINER SET search_path = {schema}, pg_temp AS $body$\n{function.body}\n$body$"
    )


def _rights(schema: str, names: dict[Role, str]) -> Iterator[str]:
    every = ", ".join(names.values())
    for table in RIGHTS:
        yield f"REVOKE ALL ON {schema}.{table} FROM PUBLIC, {every}"
        if table in NUMBERED:
            yield f"REVOKE ALL ON SEQUENCE {schema}.{table}_id_seq FROM PUBLIC, {every}"
    for table in RIGHTS:
        granted: dict[str, list[str]] = {}
        for group in GROUPS:
            words = ", ".join(_privilege(table, group, letter) for letter in letters(table, group))
            granted.setdefault(words, []).append(names[group])
            if table in NUMBERED and "a" in letters(table, group):
                yield f"GRANT USAGE ON SEQUENCE {schema}.{table}_id_seq TO {names[group]}"
        for words, groups in granted.items():
            yield f"GRANT {words} ON {schema}.{table} TO {', '.join(groups)}"


def _privilege(table: str, group: Role, letter: str) -> str:
    columns: tuple[str, ...] = COLUMNS.get((table, group, letter), ())
    if letter == "a" and table in NUMBERED:
        columns = tuple(column.name for column in metadata.tables[table].columns if column.name != "id")
    return LETTERS[letter] + (f" ({', '.join(map(quoted, columns))})" if columns else "")


def _policies(schema: str, names: dict[Role, str]) -> Iterator[str]:
    for table in dict.fromkeys(policy.table for policy in POLICIES):
        yield _block(
            "  EXECUTE coalesce((SELECT string_agg('DROP POLICY ' || quote_ident(polname) || ' ON '"
            " || polrelid::regclass, '; ')\n"
            f"    FROM pg_policy WHERE polrelid = {literal(f'{schema}.{table}')}::regclass), 'SELECT');"
        )
        yield f"ALTER TABLE {schema}.{table} ENABLE ROW LEVEL SECURITY"
    for policy in POLICIES:
        yield _policy(policy, schema, names)


def _policy(policy: Policy, schema: str, names: dict[Role, str]) -> str:
    groups = ", ".join(names[group] for group in policy.groups)
    lines = [f"CREATE POLICY {policy.name} ON {schema}.{policy.table} FOR {policy.what} TO {groups}"]
    if policy.using:
        lines.append(f"  USING ({policy.using})")
    if policy.check:
        lines.append(f"  WITH CHECK ({policy.check})")
    return "\n".join(lines)


def _triggers(schema: str) -> Iterator[str]:
    for name, (table, when, function) in TRIGGERS.items():
        yield f"DROP TRIGGER IF EXISTS {name} ON {schema}.{table}"
        yield (
            f"CREATE CONSTRAINT TRIGGER {name} {when} ON {schema}.{table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW EXECUTE FUNCTION {schema}.{function.signature}"
        )


def _memberships(server: ServerRole, people: list[Member]) -> Iterator[str]:
    """Each member's database role into the group of their role, and out of the others."""
    for member in people:
        if not member.has_role or member.login in (server.owner, server.role):
            continue
        for role, name in server.names.items():
            if role == member.role:
                yield f"GRANT {quoted(name)} TO {quoted(member.login)}"
            else:
                held = (
                    "EXISTS (SELECT FROM pg_auth_members WHERE roleid = "
                    f"{literal(quoted(name))}::regrole AND member = {literal(quoted(member.login))}::regrole)"
                )
                yield _block(f"  IF {held} THEN\n    REVOKE {quoted(name)} FROM {quoted(member.login)};\n  END IF;")
