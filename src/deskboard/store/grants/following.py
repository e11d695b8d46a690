"""Keeping the groups on the server in step with the roles at the desk.

Invariant: whoever's role changes here, joins or leaves, has the group of that role there when the
transaction ends, or a warning says why not.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from deskboard.domain import events as e
from deskboard.domain.model import Role
from deskboard.l10n import _
from deskboard.store import dialect
from deskboard.store.tables import person

NOBODY = "none"
"""What ``deskboard_enrol`` takes for the role of who is no member (any more)."""
ENROL = "deskboard_enrol(text,text)"


def follow(connection: Connection, events: Sequence[e.Event]) -> list[str]:
    """Bring the groups in step with what the events did to people; returns warnings."""
    touched = dict.fromkeys(login for event in events if (login := _touched(event)))
    if not touched or not dialect.has_function(connection, ENROL):
        return []
    quiet = {"done", "joined", "owner"}
    came = _enrolled(connection, list(touched))
    return [_said(outcome, ", ".join(logins)) for outcome, logins in came.items() if outcome not in quiet]


def see(connection: Connection, login: str) -> list[str]:
    """Somebody stays what they are, and their database role may have come into existence, or out
    of its group, since they became that: what is to be told."""
    if not dialect.has_function(connection, ENROL):
        return []
    came = _enrolled(connection, [login])
    return [_said(outcome, login) for outcome in came if outcome not in ("done", "owner")]


def _enrolled(connection: Connection, logins: Sequence[str]) -> dict[str, list[str]]:
    """What came of putting each into the group of their role: outcome → logins."""
    query = select(person.c.login, person.c.role).where(person.c.left.is_(None), person.c.login.in_(logins))
    roles = {row[0]: row[1] for row in connection.execute(query)}
    came: dict[str, list[str]] = {}
    for login in logins:
        wanted = roles.get(login, NOBODY)
        outcome = connection.execute(select(func.deskboard_enrol(login, wanted))).scalar_one()
        if wanted in (NOBODY, Role.REQUESTER) and outcome in ("missing", "ask"):
            continue
        came.setdefault(outcome, []).append(login)
    return came


def _touched(event: e.Event) -> str | None:
    """Whose standing an event changes. Requesters come and go without one."""
    if isinstance(event, e.PersonAdded | e.PersonRemoved):
        return None if event.role == Role.REQUESTER else event.login
    if isinstance(event, e.PersonEdited) and event.field in ("role", "left"):
        return event.login
    return None


def _said(outcome: str, logins: str) -> str:
    if outcome == "joined":
        return _("the server lets {logins} in from now on").format(logins=logins)
    if outcome == "missing":
        return _(
            "no database role yet for {logins}: `CREATE ROLE … LOGIN`, then `deskboard person edit LOGIN --role ROLE`"
        ).format(logins=logins)
    if outcome == "held":
        return _("the server still lets {logins} do more: another database role put them into a group").format(
            logins=logins
        )
    return _("the server gives {logins} no rights yet: its owner runs `deskboard init --apply-grants`").format(
        logins=logins
    )
