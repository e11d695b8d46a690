"""Who the server says is connected, and what that role is to the desk's tables.

Invariant: everything is asked of ``session_user``, the role that logged in.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Engine, text

from deskboard.domain.model import Role
from deskboard.store.engine import told
from deskboard.store.grants.function import GROUPS

_NAME = "CASE WHEN octet_length(current_database()) <= 46 THEN current_database() ELSE md5(current_database()) END"
"""What stands for the database in the names of its groups: they may be 63 bytes long."""
_MARK = "ticket_search"
"""A table that is ours on every PostgreSQL, to find schema and owner by. Whoever may not look into the
schema has none in force: then the first that was made counts, for a copy of it comes later."""

_ASK = text(
    f"""
    SELECT session_user::text AS role, ours.owner, ours.schema,
      ours.oid IS NULL OR pg_has_role(session_user, ours.owner_id, 'USAGE') AS owns,
      array(SELECT role FROM unnest(CAST(:roles AS text[])) AS role
            JOIN pg_roles ON rolname = 'deskboard_' || {_NAME} || '_' || role) AS groups,
      array(SELECT role FROM unnest(CAST(:roles AS text[])) AS role
            JOIN pg_roles ON rolname = 'deskboard_' || {_NAME} || '_' || role
            WHERE pg_has_role(session_user, pg_roles.oid, 'USAGE')) AS mine,
      'deskboard_' || {_NAME} || '_' AS begins,
      EXISTS (SELECT FROM pg_proc WHERE pronamespace = ours.space AND proname = 'deskboard_take_comments') AS comments
    FROM (VALUES (1)) AS one
    LEFT JOIN LATERAL (
      SELECT c.oid, c.relnamespace AS space, c.relowner AS owner_id,
        pg_get_userbyid(c.relowner)::text AS owner, n.nspname::text AS schema
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = '{_MARK}' AND c.relkind = 'r' AND c.relpersistence = 'p'
      ORDER BY n.nspname = current_schema() DESC NULLS LAST, c.oid LIMIT 1
    ) AS ours ON true
    """
)


class ServerRole(NamedTuple):
    """``role``: who logged in; ``owner`` and ``schema`` of our tables, None before there are any;
    ``owns``: the role is their owner, or one that may act as it; ``guarded``: the groups exist;
    ``group``: the highest that the role is in; ``names``: of the groups;
    ``comments``: the grants are of a Deskboard that knows how viewers comment."""

    role: str
    owner: str | None
    schema: str | None
    owns: bool
    guarded: bool
    group: Role | None
    names: dict[Role, str]
    comments: bool = False

    @property
    def is_bound(self) -> bool:
        """Whether the server holds this role to the grants of a group."""
        return self.guarded and not self.owns


def server_role(engine: Engine) -> ServerRole | None:
    """What the server says of our connection; None on SQLite, which knows no roles."""
    if engine.dialect.name == "sqlite":
        return None
    with told(), engine.connect() as connection:
        row = connection.execute(_ASK, {"roles": [str(role) for role in GROUPS]}).one()
    group = next((role for role in reversed(GROUPS) if role in row.mine), None)
    names = {role: f"{row.begins}{role}" for role in GROUPS}
    guarded = len(row.groups) == len(GROUPS)
    return ServerRole(row.role, row.owner, row.schema, row.owns, guarded, group, names, row.comments)
