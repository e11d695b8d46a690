"""Coming back after the desk has found somebody idle: by the first key, or the first change.

Invariant: whoever is back is told so once, by whatever brought them back; nothing is written of
anybody who was not away by themselves.
"""

from __future__ import annotations

from typing import NamedTuple

from deskboard.desk.handlers import team
from deskboard.domain import commands as c
from deskboard.domain.idleness import Return
from deskboard.domain.model import DESK
from deskboard.store import idleness
from deskboard.store.work import Work


class Back(NamedTuple):
    """``command``: the id of the desk's own command by which somebody is available again."""

    command: int
    found: Return


def come_back(work: Work, cause: int | None = None) -> Back | None:
    """Whoever asks is available again, if they were away by themselves; None: they were not.
    ``cause``: the command of theirs that tells. What waits has still to be handed out."""
    login = work.who.login
    known = work.facts.availability([login]).get(login) if login != DESK else None
    if known is None or not known.by_itself:
        return None
    noted = idleness.found_idle(work.connection, login)
    lost = idleness.lost_since(work.connection, login, noted.command, cause) if noted else {}
    others = tuple(ref for ref, owner in lost.items() if owner is not None)
    waiting = tuple(ref for ref, owner in lost.items() if owner is None)
    desk = work.as_desk()
    decision = team.note_return(desk, c.NoteReturn(login))
    command = desk.begin(c.NoteReturn.__name__)
    desk.carry_out(command, decision.events, cause=str(cause) if cause is not None else None)
    since, idle = (noted.at, noted.idle) if noted else (known.since, 0)
    return Back(command, Return(known.state, since, idle, others, waiting))
