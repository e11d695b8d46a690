"""Whether a desk on PostgreSQL is in order: server, connection, grants, people, clock, backups.

Invariant: nothing is founded, migrated or written, and nobody becomes a member by looking.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from sqlalchemy import Engine

from deskboard.desk.doctor_contents import clock, ramps, schema
from deskboard.desk.finding import Finding, State, Surroundings
from deskboard.desk.grants import identified
from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import Channel, Identity
from deskboard.l10n import _
from deskboard.store import health_server as health
from deskboard.store.engine import open_engine
from deskboard.store.grants.server_role import ServerRole, server_role
from deskboard.store.schema import version

OLDEST = 14
"""The first PostgreSQL that the program is made for."""


def examine(db: str, around: Surroundings) -> Iterator[Finding]:
    """All findings about the desk at the URL ``db``, one by one."""
    try:
        engine = open_engine(db, create=False)
    except DeskboardError as error:
        yield _trouble("database", error)
        return
    try:
        yield from _connected(engine, around)
    finally:
        engine.dispose()


def _connected(engine: Engine, around: Surroundings) -> Iterator[Finding]:
    try:
        line, server = health.connected(engine), server_role(engine)
        assert server is not None, "a server has roles"
    except DeskboardError as error:
        yield _trouble("database", error)
        return
    yield from _desk(engine, server, around)
    yield server_release(line.number, line.version)
    yield encryption(line.encrypted, line.far, line.host)
    if server.owner is not None:
        yield granted(server, line.open_to_all)
        yield backups()


def _desk(engine: Engine, server: ServerRole, around: Surroundings) -> Iterator[Finding]:
    """The tables, who one is to them, and what they tell; the first trouble ends it."""
    check = "database"
    try:
        yield (found := _tables(engine, server))
        if found.state is State.OK:
            check = "role"
            yield _person(server, around.login)
            check = "contents"
            yield from _contents(engine, server, around)
    except DeskboardError as error:
        yield _trouble(check, error)


def _tables(engine: Engine, server: ServerRole) -> Finding:
    """Whether there is a desk, of the schema that this program knows. NotAllowed."""
    if server.owner is None:
        return _no_desk(health.has_tables(engine))
    found = version(engine)
    if found is None:
        said = _("Your database role {role} may not look into the schema {schema}, where the tables are.")
        advice = _("Ask {owner}, who owns the tables, or an admin of the desk for `deskboard person add {role}`.")
        return Finding(
            "database",
            State.TODO,
            said.format(role=server.role, schema=server.schema),
            advice.format(owner=server.owner, role=server.role),
        )
    keeper = _("Ask {keeper}, who owns the tables, to run `deskboard migrate`.").format(keeper=server.owner)
    mine = _("Save it with `pg_dump`, then run `deskboard migrate`.")
    place = engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
    return schema(found, place, mine if server.owns else keeper)


def _no_desk(strangers: bool) -> Finding:
    if strangers:
        said = _("This database belongs to another program.")
        return Finding("database", State.TODO, said, _("Name another one with --db or DESKBOARD_DB."))
    said = _("There is no desk in this database.")
    return Finding("database", State.TODO, said, _("Create it with `deskboard init`."))


def _person(server: ServerRole, login: str) -> Finding:
    """Who one is here. NotAllowed, BadInput: nobody, or somebody else than one says."""
    known = identified(Identity(login, Channel.CLI), server)
    said = _("You are {login}, logged in as the database role {role}.")
    return Finding("role", State.OK, said.format(login=known.login, role=server.role))


def _contents(engine: Engine, server: ServerRole, around: Surroundings) -> Iterator[Finding]:
    found = health.contents(engine, server)
    if server.guarded and health.sees_members(server):
        yield members(found.roleless, found.groupless)
    yield clock(found.newest and found.newest.astimezone(UTC), around.now)
    yield from ramps(found.ramps)


def server_release(number: int, version: str) -> Finding:
    """Whether the server is new enough."""
    if number < OLDEST * 10_000:
        said = _("PostgreSQL {version} is too old: Deskboard needs {oldest}.").format(version=version, oldest=OLDEST)
        return Finding("server", State.TODO, said, _("Upgrade the server (`pg_upgradecluster`), or use another."))
    return Finding("server", State.OK, _("PostgreSQL {version}.").format(version=version))


def encryption(encrypted: bool, far: bool, host: str) -> Finding:
    """Whether somebody on the way could read along."""
    if encrypted:
        return Finding("encryption", State.OK, _("The connection to {host} is encrypted.").format(host=host))
    if far:
        said = _("The connection to {host} is not encrypted: passwords and tickets can be read on the way.")
        advice = _("Let the server speak TLS (`ssl = on`), and put `?sslmode=verify-full` at the end of the URL.")
        return Finding("encryption", State.NOTE, said.format(host=host), advice)
    return Finding("encryption", State.OK, _("Not needed: the server is on this machine."))


def granted(server: ServerRole, open_to_all: bool) -> Finding:
    """Whether the server holds people to their roles at the desk."""
    if not server.guarded:
        said = _("No grants are applied: whoever gets to the tables may do anything with them, in any name.")
        advice = _("Read what `deskboard init --grants` prints; as {owner}, `deskboard init --apply-grants` does it.")
        return Finding("grants", State.NOTE, said, advice.format(owner=server.owner))
    if open_to_all:
        said = _("The groups are there, but any role of the server may come into this database.")
        advice = _("As {owner}, run `deskboard init --apply-grants` again; a restored dump needs it too.")
        return Finding("grants", State.NOTE, said, advice.format(owner=server.owner))
    if not server.comments:
        said = _("The grants are of an older Deskboard: the server does not know all that this one asks of it.")
        advice = _("As {owner}, run `deskboard init --apply-grants` again.")
        return Finding("grants", State.NOTE, said, advice.format(owner=server.owner))
    if server.owns:
        return Finding("grants", State.OK, _("Applied; you may act as the owner of the tables, whom they do not hold."))
    return Finding("grants", State.OK, _("Applied; you are in the group {group}.").format(group=server.group))


def members(roleless: tuple[str, ...], groupless: tuple[str, ...] = ()) -> Finding:
    """Whether every member can log in, and may then do what they are here for."""
    if groupless:
        said = _("Members whose database role is not in the group of what they are here: {logins}.")
        advice = _(
            "`deskboard person edit LOGIN --role ROLE` puts it there; `deskboard init --apply-grants` all of them."
        )
        return Finding("members", State.TODO, said.format(logins=", ".join(groupless)), advice)
    if roleless:
        said = _("Members without a database role: {logins}.").format(logins=", ".join(roleless))
        advice = _("Where they shall log in: `CREATE ROLE … LOGIN`, then `deskboard person edit LOGIN --role ROLE`.")
        return Finding("members", State.NOTE, said, advice)
    return Finding("members", State.OK, _("Every member has a database role, in the group of what they are here."))


def backups() -> Finding:
    """A server is saved by its own tools, which we cannot see at work."""
    said = _("Deskboard makes none of a server, and cannot see whether anybody does.")
    advice = _('Let cron run `pg_dump --format=custom --file=/mnt/safe/desk.dump "$DESKBOARD_DB"`, and try one out.')
    return Finding("backups", State.NOTE, said, advice)


def _trouble(check: str, error: DeskboardError) -> Finding:
    return Finding(check, State.TODO, error.message, error.hint or _("See that the server runs."))
