"""What a PostgreSQL server says of a desk on it. Raw facts; ``desk.doctor_server`` gives the advice.

Invariant: nothing here changes, migrates or founds a desk, nor makes anybody a member of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import NamedTuple

from sqlalchemy import Engine, inspect, select, text

from deskboard.domain.model import Role
from deskboard.domain.team import SERVING
from deskboard.store.engine import reading, told
from deskboard.store.grants.script import members
from deskboard.store.grants.server_role import ServerRole
from deskboard.store.tables import command, person

_ASK = text(
    """
    SELECT CAST(current_setting('server_version_num') AS integer) AS number,
      current_setting('server_version') AS version,
      coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
      has_database_privilege('public', current_database(), 'CONNECT') AS open_to_all
    """
)

_GROUPLESS = text(
    """
    SELECT known.rolname FROM unnest(CAST(:logins AS text[]), CAST(:groups AS text[])) AS member (login, wanted)
    JOIN pg_roles known ON known.rolname = member.login AND known.rolcanlogin
    JOIN pg_roles wanted ON wanted.rolname = member.wanted
    WHERE NOT pg_has_role(known.oid, wanted.oid, 'MEMBER') ORDER BY 1
    """
)


class Connected(NamedTuple):
    """``number``: the server's version, as in 150002; ``host``: as it was named; ``far``: on
    another machine, as far as we know; ``open_to_all``: any role of the server may come in."""

    number: int
    version: str
    host: str
    far: bool
    encrypted: bool
    open_to_all: bool


class Contents(NamedTuple):
    """``newest``: when the last change was recorded, None: never; ``roleless``: members without a
    database role that may log in; ``groupless``: those whose database role is not in the group of
    what they are at the desk; ``ramps``: login → what is stored as the ramp of whoever is given
    tickets and has one."""

    newest: datetime | None
    roleless: tuple[str, ...] = ()
    groupless: tuple[str, ...] = ()
    ramps: Mapping[str, object] = {}


def connected(engine: Engine) -> Connected:
    """The server, and the line to it. Unreachable, NotAllowed."""
    with reading(engine) as connection:
        row = connection.execute(_ASK).one()
        line = connection.connection.driver_connection.info  # type: ignore[union-attr]
        return Connected(row.number, row.version, line.host, is_far(line.hostaddr), row.encrypted, row.open_to_all)


def is_far(address: str) -> bool:
    """Whether an address is of another machine; a socket of this one has none."""
    return bool(address) and not ip_address(address).is_loopback


def has_tables(engine: Engine) -> bool:
    """Whether anybody's tables are where ours would be."""
    with told():
        return bool(inspect(engine).get_table_names())


def contents(engine: Engine, server: ServerRole) -> Contents:
    """What the tables tell. NotAllowed: the role may not read them."""
    with reading(engine) as connection:
        newest = connection.execute(select(command.c.at).order_by(command.c.id.desc()).limit(1)).scalar()
        people = members(connection) if server.guarded and sees_members(server) else []
        asked = {"logins": [one.login for one in people], "groups": [server.names[one.role] for one in people]}
        groupless = tuple(connection.execute(_GROUPLESS, asked).scalars()) if people else ()
        p = person.c
        stored = select(p.login, p.ramp).where(p.ramp.is_not(None), p.left.is_(None), p.role.in_(SERVING))
        ramps = {row[0]: row[1] for row in connection.execute(stored.order_by(p.login))}
    return Contents(newest, tuple(member.login for member in people if not member.has_role), groupless, ramps)


def sees_members(server: ServerRole) -> bool:
    """Whether it is for this role to see to the database roles of the others."""
    return server.owns or server.group is Role.ADMIN
