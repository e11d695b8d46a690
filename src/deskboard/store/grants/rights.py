"""What the groups may do with each table, in PostgreSQL's own letters: r read, a add rows,
w change them, d delete them.

Invariant: every table of the schema is here (a test looks); one that is not can be reached by
its owner alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from deskboard.domain.model import Role
from deskboard.store.grants import commenting
from deskboard.store.grants.function import GROUPS

LETTERS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}

RIGHTS: Mapping[str, tuple[str, str, str]] = {
    # table: viewers, agents, admins
    "ticket": ("r", "rawd", "rawd"),
    "ticket_tag": ("r", "rawd", "rawd"),
    "ticket_search": ("r", "rawd", "rawd"),
    "step": ("r", "rawd", "rawd"),
    "comment": ("r", "rawd", "rawd"),
    "watcher": ("r", "rawd", "rawd"),
    "seen": ("raw", "raw", "raw"),
    "answer": ("r", "rawd", "rawd"),
    "link": ("r", "rawd", "rawd"),
    "attachment": ("r", "rawd", "rawd"),
    "blob": ("r", "ra", "rad"),
    "counter": ("r", "raw", "raw"),
    "saved_view": ("r", "rawd", "rawd"),
    "board": ("r", "r", "rawd"),
    "board_column": ("r", "r", "rawd"),
    "template": ("r", "r", "rawd"),
    "ticket_type": ("r", "rad", "rawd"),
    "person": ("r", "rawd", "rawd"),
    "queue": ("r", "rawd", "rawd"),
    "queue_member": ("r", "r", "rawd"),
    "availability": ("r", "rawd", "rawd"),
    "lease": ("r", "rawd", "rawd"),
    "presence": ("rawd", "rawd", "rawd"),
    "meta": ("r", "r", "rawd"),
    "command": ("ra", "ra", "ra"),
    "event": ("ra", "ra", "ra"),
    "alembic_version": ("r", "r", "r"),
}
"""Nobody changes or deletes what is in the log; a purge has a function of its own. A viewer adds to
it what they comment, where the desk lets them (``commenting``)."""

COLUMNS = {
    ("person", Role.AGENT, "w"): ("name", "email", "left"),
    ("queue", Role.AGENT, "w"): ("turn",),
    ("availability", Role.AGENT, "w"): ("state", "since", "by_itself", "assigned"),
}
"""Where a group may change some columns only: nobody's role is an agent's to change, of a queue only
whose turn it is, and whose row it is of nobody's."""

NUMBERED = ("command", "event")
"""Their ids come from the server alone, so that nothing can be put in before what is there."""

AGENTS_RECORD = (
    "split_part(kind, '.', 1) IN ('ticket', 'step', 'comment', 'attachment', 'link', 'parts', 'view')"
    " AND kind <> 'ticket.purged'"
    " OR kind IN ('person.added', 'person.removed', 'type.added', 'type.removed')"
    " OR kind IN ('queue.added', 'queue.removed')"
    " OR kind = 'availability.edited' AND (actor = 'deskboard' OR data::json ->> 'login' = session_user"
    " OR EXISTS (SELECT FROM person p WHERE p.login = data::json ->> 'login' AND p.role = 'requester'))"
    " OR kind = 'person.edited' AND data::json ->> 'field' IN ('name', 'email', 'left')"
)
"""The kinds of event that the commands of an agent lead to. Whether a member is there, only they
themselves say, an admin, or the desk that noticed it."""

_UNASKED = "'WakeTickets', 'ArchiveResolved', 'AssignTickets', 'NoteIdle', 'NoteReturn'"
"""What the desk does by itself, under its own name, on whoever's connection."""
_MINE = "EXISTS (SELECT FROM command c WHERE c.id = command_id AND c.actor = session_user)"
_IMPORT = (
    "EXISTS (SELECT FROM command c WHERE c.id = command_id AND c.actor = session_user AND c.name = 'ImportTickets')"
)
_DESKS = "EXISTS (SELECT FROM command c WHERE c.id = command_id AND c.actor = 'deskboard' AND c.channel = 'system')"
_RECORDS = (
    "data::json IS NOT NULL AND ("
    f"actor = session_user AND NOT past AND {_MINE}"
    f" OR past AND {_IMPORT}"
    f" OR actor = 'deskboard' AND NOT past AND {_DESKS} AND"
    " (kind = 'availability.edited' OR kind = 'ticket.edited'"
    " AND data::json ->> 'field' IN ('status', 'wake', 'archived', 'assignee')))"
)
_READS = (
    "left(kind, 5) <> 'view.' OR actor = session_user"
    " OR kind <> 'view.edited' AND data::json ->> 'owner' IS NULL"
    " OR EXISTS (SELECT FROM saved_view v WHERE v.id = (data::json ->> 'view')::integer)"
)
_HERS = "owner IS NULL OR owner = session_user"
_NO_ROLE = "NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login)"
_NAMED_BY_ME = f"role <> 'admin' AND {_NO_ROLE} AND deskboard_brought('person.added', 'login', login)"
"""Somebody who came only because I named them, and cannot log in: undo takes them away again."""
_CAME_BY_ME = (
    f"EXISTS (SELECT FROM person p WHERE p.login = availability.login AND p.role <> 'admin') AND {_NO_ROLE}"
    " AND deskboard_brought('person.added', 'login', login)"
)
"""What is known of them goes with them, and before them."""
_CORRECTS = f"role = 'requester' OR {_NAMED_BY_ME}"
_GONE = "seen < now() - interval '10 minutes'"
"""Whoever was last seen there has left: anybody may sweep up after them."""
_WORKING = (Role.AGENT, Role.ADMIN)


class Policy(NamedTuple):
    """Which rows a group may ``what`` (SELECT, INSERT …): those there are (``using``), and as
    they become (``check``)."""

    table: str
    name: str
    what: str
    groups: tuple[Role, ...] = GROUPS
    using: str = ""
    check: str = ""


POLICIES = (
    Policy("command", "read", "SELECT", GROUPS, "true"),
    Policy(
        "command",
        "ask",
        "INSERT",
        _WORKING,
        check="actor = session_user AND (undoes IS NULL OR deskboard_is_mine(undoes))"
        " OR actor = 'deskboard' AND channel = 'system' AND mode = 'do' AND undoes IS NULL"
        f" AND name IN ({_UNASKED})",
    ),
    Policy("command", "comment", "INSERT", commenting.VIEWERS, check=commenting.ASKS),
    Policy("event", "read", "SELECT", GROUPS, _READS),
    Policy("event", "record_comments", "INSERT", commenting.VIEWERS, check=commenting.RECORDS),
    Policy("event", "record", "INSERT", (Role.ADMIN,), check=_RECORDS),
    Policy("event", "record_work", "INSERT", (Role.AGENT,), check=f"({_RECORDS}) AND ({AGENTS_RECORD})"),
    Policy("person", "read", "SELECT", GROUPS, "true"),
    Policy("person", "keep", "ALL", (Role.ADMIN,), "true", "true"),
    Policy(
        "person", "mention", "INSERT", (Role.AGENT,), check=f"role = 'requester' OR (role <> 'admin' AND {_NO_ROLE})"
    ),
    Policy(
        "person",
        "unmention",
        "DELETE",
        (Role.AGENT,),
        _NAMED_BY_ME,
    ),
    Policy("person", "correct", "UPDATE", (Role.AGENT,), _CORRECTS, _CORRECTS),
    Policy("ticket_type", "read", "SELECT", GROUPS, "true"),
    Policy("ticket_type", "keep", "ALL", (Role.ADMIN,), "true", "true"),
    Policy("ticket_type", "bring", "INSERT", (Role.AGENT,), check="true"),
    Policy("ticket_type", "unbring", "DELETE", (Role.AGENT,), "deskboard_brought('type.added', 'name', name)"),
    Policy("queue", "read", "SELECT", GROUPS, "true"),
    Policy("queue", "keep", "ALL", (Role.ADMIN,), "true", "true"),
    Policy("queue", "bring", "INSERT", (Role.AGENT,), check="mode = 'manual'"),
    Policy("queue", "unbring", "DELETE", (Role.AGENT,), "deskboard_brought('queue.added', 'name', name)"),
    Policy("queue", "turn", "UPDATE", (Role.AGENT,), "true", "true"),
    Policy("availability", "read", "SELECT", GROUPS, "true"),
    Policy("availability", "keep", "ALL", (Role.ADMIN,), "true", "true"),
    Policy("availability", "bring", "INSERT", (Role.AGENT,), check="true"),
    Policy("availability", "note", "UPDATE", (Role.AGENT,), "true", "true"),
    Policy("availability", "unmention", "DELETE", (Role.AGENT,), _CAME_BY_ME),
    Policy("saved_view", "read", "SELECT", GROUPS, _HERS),
    Policy("saved_view", "keep", "ALL", _WORKING, _HERS, _HERS),
    Policy("presence", "read", "SELECT", GROUPS, "true"),
    Policy("presence", "be_here", "ALL", GROUPS, "login = session_user", "login = session_user"),
    Policy("presence", "sweep", "DELETE", GROUPS, _GONE),
    Policy("presence", "look_at_gone", "UPDATE", GROUPS, _GONE, "login = session_user"),
    Policy("seen", "remember", "ALL", GROUPS, "login = session_user", "login = session_user"),
    Policy("meta", "read", "SELECT", GROUPS, "true"),
    Policy("meta", "set", "ALL", (Role.ADMIN,), "left(key, 8) = 'setting.'", "left(key, 8) = 'setting.'"),
)
"""A table that is named here shows and takes only what its policies say."""


def letters(table: str, group: Role) -> str:
    """What a group may do with a table."""
    return RIGHTS[table][GROUPS.index(group)]
