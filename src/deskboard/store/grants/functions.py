"""The few things a group may do only through a function that runs with the owner's rights.

Invariant: each looks at ``session_user``, which no ``SET ROLE`` changes, before it does anything;
its search path is fixed; and nobody outside the groups may call it.
"""

from __future__ import annotations

from collections.abc import Mapping

from deskboard.domain.model import Role
from deskboard.store.dialect import WRITE_LOCK
from deskboard.store.grants.commenting import COMMENTING
from deskboard.store.grants.function import Function

_WORKING = (Role.AGENT, Role.ADMIN)


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def functions(groups: Mapping[Role, str], owner: str) -> tuple[Function, ...]:
    """The functions, for groups with those names and tables of that owner."""
    names = {f"<{role}>": literal(name) for role, name in groups.items()} | {"<owner>": literal(owner)}
    names["<lock>"] = str(WRITE_LOCK)

    def filled(body: str) -> str:
        for mark, name in names.items():
            body = body.replace(mark, name)
        return body.strip("\n")

    return tuple(function._replace(body=filled(function.body)) for function in _FUNCTIONS)


_IS_MINE = Function(
    "deskboard_is_mine(command integer)",
    "boolean LANGUAGE plpgsql STABLE",
    """
BEGIN
  RETURN EXISTS (SELECT FROM command c WHERE c.id = $1 AND c.actor = session_user);
END
""",
)
"""Whether I gave that command: an undo takes back nobody else's. (A policy cannot ask its own
table.)"""

_BROUGHT = Function(
    "deskboard_brought(kind text, key text, name text)",
    "boolean LANGUAGE plpgsql STABLE",
    """
BEGIN
  RETURN coalesce((SELECT bool_and(e.actor = session_user) FROM event e
    WHERE e.kind = $1 AND e.data::json ->> $2 = $3), false);
END
""",
    _WORKING,
)
"""Whether I, and nobody else, brought that person or type to the desk: then my undo takes it
away again."""

_JOIN = Function(
    "deskboard_join()",
    "text LANGUAGE plpgsql",
    """
DECLARE
  wanted text := CASE
    WHEN pg_has_role(session_user, <admin>, 'USAGE') THEN 'admin'
    WHEN pg_has_role(session_user, <agent>, 'USAGE') THEN 'agent'
    WHEN pg_has_role(session_user, <viewer>, 'USAGE') THEN 'viewer' END;
  known person%ROWTYPE;
  noted integer;
  tickets integer := coalesce((SELECT value FROM counter WHERE name = 'ticket'), 0);
  comments integer := coalesce((SELECT value FROM counter WHERE name = 'comment'), 0);
BEGIN
  IF wanted IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = session_user || ' is in none of the groups of this desk';
  END IF;
  PERFORM pg_advisory_xact_lock(<lock>);
  SELECT * INTO known FROM person WHERE login = session_user;
  IF known."left" IS NOT NULL OR known.role <> 'requester' THEN
    RETURN known.role;
  END IF;
  INSERT INTO command (actor, channel, name, mode, at) VALUES ('deskboard', 'system', 'Join', 'do', now())
    RETURNING id INTO noted;
  IF known.login IS NULL THEN
    INSERT INTO person (login, name, role, heard_ticket, heard_comment)
      VALUES (session_user, '', wanted, tickets, comments);
    INSERT INTO event (command_id, kind, data, actor, at, past, undone) VALUES (noted, 'person.added',
      json_build_object('login', session_user, 'name', '', 'email', NULL, 'role', wanted)::text,
      'deskboard', now(), false, false);
  ELSE
    UPDATE person SET role = wanted, heard_ticket = tickets, heard_comment = comments
      WHERE login = session_user;
    INSERT INTO event (command_id, kind, data, actor, at, past, undone) VALUES (noted, 'person.edited',
      json_build_object('login', session_user, 'field', 'role', 'before', 'requester', 'after', wanted)::text,
      'deskboard', now(), false, false);
  END IF;
  RETURN wanted;
END
""",
)
"""Puts whoever asks among the people of the desk, with the role of their group, and into the log."""

_ENROL = Function(
    "deskboard_enrol(login text, wanted text)",
    "text LANGUAGE plpgsql",
    """
DECLARE
  part record;
  known pg_roles%ROWTYPE;
  came text := 'done';
BEGIN
  IF NOT (pg_has_role(session_user, <owner>, 'USAGE') OR pg_has_role(session_user, <admin>, 'USAGE')) THEN
    RETURN 'ask';
  END IF;
  SELECT * INTO known FROM pg_roles WHERE rolname = $1 AND rolcanlogin;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF pg_has_role(known.oid, <owner>, 'USAGE') THEN
    RETURN 'owner';
  END IF;
  FOR part IN SELECT * FROM (VALUES ('viewer', <viewer>), ('agent', <agent>), ('admin', <admin>)) AS g (role, name) LOOP
    IF part.role = $2 THEN
      IF NOT pg_has_role(known.oid, part.name, 'MEMBER') AND came = 'done' THEN
        came := 'joined';
      END IF;
      EXECUTE 'GRANT ' || quote_ident(part.name) || ' TO ' || quote_ident(known.rolname);
    ELSE
      IF EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                 WHERE m.member = known.oid AND g.rolname = part.name) THEN
        EXECUTE 'REVOKE ' || quote_ident(part.name) || ' FROM ' || quote_ident(known.rolname);
      END IF;
      IF pg_has_role(known.oid, part.name, 'MEMBER') THEN
        came := 'held';
      END IF;
    END IF;
  END LOOP;
  RETURN came;
END
""",
)
"""Puts somebody's database role into the group of their role at the desk, and out of the others.
``joined``: it was not in it before; ``missing``: there is no such database role; ``owner``: it may do
everything anyway; ``held``: somebody else's grant keeps it in a group; ``ask``: only an admin of the
desk may do this."""

_FORGET = Function(
    "deskboard_forget(refs integer[])",
    "void LANGUAGE plpgsql",
    """
BEGIN
  IF NOT (pg_has_role(session_user, <owner>, 'USAGE') OR pg_has_role(session_user, <admin>, 'USAGE')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'only an admin of the desk purges';
  END IF;
  DELETE FROM event WHERE ticket_id = ANY ($1) AND kind <> 'ticket.purged'
    AND NOT EXISTS (SELECT FROM ticket t WHERE t.id = event.ticket_id)
    AND EXISTS (SELECT FROM event purge WHERE purge.ticket_id = event.ticket_id AND purge.kind = 'ticket.purged');
END
""",
    (Role.ADMIN,),
)
"""Takes what is told of purged tickets out of the log, but for the purge itself."""

_IS_TOLD = Function(
    "deskboard_availability_is_told()",
    "trigger LANGUAGE plpgsql",
    """
DECLARE
  before text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.state ELSE 'available' END;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.login <> OLD.login THEN
    RAISE insufficient_privilege USING MESSAGE = 'a row of availability stays that of its person';
  END IF;
  IF NEW.state <> before AND NOT pg_has_role(session_user, <owner>, 'USAGE') AND NOT EXISTS (
    SELECT FROM event WHERE command_id IN (SELECT id FROM command ORDER BY id DESC LIMIT 50)
      AND kind = 'availability.edited' AND xmin = pg_current_xact_id()::xid
      AND data::json ->> 'login' = NEW.login AND data::json ->> 'after' = NEW.state
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the log does not tell of this change of availability';
  END IF;
  RETURN NULL;
END
""",
)
"""Nobody is away, or there again, but as the log tells in the same transaction: whoever is given a
ticket has that noted in the same row, by whichever role, so that no row policy can tell the two apart.
What this transaction told is among the last commands,
for one change at a time is made; the whole log is never read."""
TRIGGERS = {"availability_is_told": ("availability", "AFTER INSERT OR UPDATE", _IS_TOLD)}
"""name → table, when, function: looked at when the transaction ends, for rows are written before the log."""

_FUNCTIONS = (_IS_TOLD, _IS_MINE, _BROUGHT, _JOIN, _ENROL, _FORGET, *COMMENTING)
