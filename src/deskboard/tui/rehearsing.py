"""What a change of the team would do, in lines: who, before → after, and what would be handed out.

Invariant: pure functions of the lines as they stand, the command and the events of its rehearsal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.capacity import limit_on, ramp_words, stored_ramp
from deskboard.domain.model import Availability, Membership
from deskboard.domain.readmodels import TeamLine
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.team import Crew

REFS = 6
"""Tickets that are named one by one."""


class Handed(NamedTuple):
    """login → the tickets that they would get, and that would go from them."""

    gets: Mapping[str, Sequence[int]]
    loses: Mapping[str, Sequence[int]]


def handed(found: Iterable[e.Event]) -> Handed:
    """What the events say of who has which ticket."""
    gets: dict[str, list[int]] = {}
    loses: dict[str, list[int]] = {}
    for event in found:
        if isinstance(event, e.TicketEdited) and event.field == "assignee":
            for logins, login in ((loses, event.before), (gets, event.after)):
                if isinstance(login, str):
                    logins.setdefault(login, []).append(event.ticket)
    return Handed(gets, loses)


def refs(found: Sequence[int]) -> str:
    """``#12 #15``, and how many more there are."""
    told = " ".join(f"#{ref}" for ref in found[:REFS])
    more = len(found) - REFS
    return _("{refs} and {n} more").format(refs=told, n=more) if more > 0 else told


def words(line: TeamLine, command: c.EditTeam, crew: Crew, today: date, moves: Handed) -> list[str]:
    """What becomes of one person: nothing where all is so already."""
    found = [*_load(line, command, crew, today, moves), *_rest(line, command), *_queues(line, command, crew)]
    login = line.person.login
    if login in moves.gets:
        found.append(_("gets {refs}").format(refs=refs(moves.gets[login])))
    if login in moves.loses:
        found.append(_("gives back {refs}").format(refs=refs(moves.loses[login])))
    return found


def _load(line: TeamLine, command: c.EditTeam, crew: Crew, today: date, moves: Handed) -> list[str]:
    """``3/5 → 4/8``: the open tickets and the limit of today."""
    login, limit = line.person.login, line.limit
    if {"limit", "ramp"} & command.changes.keys():
        personal = command.changes.get("limit", line.personal)
        ramp = command.changes.get("ramp", line.ramp)
        limit = limit_on(
            today,
            personal if isinstance(personal, int) else None,
            crew.limit,
            stored_ramp(ramp),
        )
    open_ = line.open + len(moves.gets.get(login, ())) - len(moves.loses.get(login, ()))
    if (open_, limit) == (line.open, line.limit):
        return []
    told = f"{_share(line.open, line.limit)} → {_share(max(0, open_), limit)}"
    return [_("{load}, over the limit").format(load=told) if limit is not None and open_ > limit else told]


def _share(open_: int, limit: int | None) -> str:
    return f"{open_}/{limit}" if limit is not None else _("{n}, no limit").format(n=open_)


def _rest(line: TeamLine, command: c.EditTeam) -> list[str]:
    out = []
    if "ramp" in command.changes and command.changes["ramp"] != line.ramp:
        before, after = ramp_words(line.ramp), ramp_words(command.changes["ramp"])
        out.append(_("ramp {before} → {after}").format(before=before or _("none"), after=after or _("none")))
    state = command.changes.get("availability")
    if isinstance(state, str) and state != line.availability:
        out.append(f"{line.availability.label} → {Availability(state).label}")
    return out


def _queues(line: TeamLine, command: c.EditTeam, crew: Crew) -> list[str]:
    """``+network``, ``web → web*``, ``-mail``."""
    names = {queue.id: queue.name for queue in crew.queues}
    mine, out = dict(line.queues), []
    for ident, after in command.queues.items():
        name = names.get(ident, "")
        before = mine.get(name)
        if before == after or not name:
            continue
        if after is None:
            out.append(f"-{safe(name)}")
        elif before is None:
            out.append(f"+{_marked(name, after)}")
        else:
            out.append(f"{_marked(name, before)} → {_marked(name, after)}")
    return out


def _marked(name: str, place: Membership) -> str:
    return f"{safe(name)}*" if place is Membership.SECONDARY else safe(name)


def others(command: c.EditTeam, moves: Handed) -> list[tuple[str, str]]:
    """(login, words): what people get or lose who are not edited themselves."""
    edited = set(command.logins)
    out = []
    for login in sorted((moves.gets.keys() | moves.loses.keys()) - edited):
        parts = []
        if login in moves.gets:
            parts.append(_("gets {refs}").format(refs=refs(moves.gets[login])))
        if login in moves.loses:
            parts.append(_("gives back {refs}").format(refs=refs(moves.loses[login])))
        out.append((login, " · ".join(parts)))
    return out
