"""Coming back after the desk has found somebody idle: by the first key, or the first change.

Invariant: whoever is back is told so once, by whatever brought them back; nothing is written of
anybody who was not away by themselves.
"""

from __future__ import annotations

from deskboard.desk import founding, pipeline
from deskboard.domain import commands as c
from deskboard.domain.idleness import Return, told
from deskboard.domain.readmodels import Done
from deskboard.store import idleness
from deskboard.store.work import Work


def come_back(work: Work, cause: int | None = None) -> Return | None:
    """Whoever asks is available again, if they were away by themselves; None: they were not."""
    login = work.who.login
    known = work.facts.availability([login]).get(login)
    if known is None or not known.by_itself:
        return None
    found = idleness.found_idle(work.connection, login)
    # What they had: of what follows from their return, some may be theirs again.
    lost = idleness.lost_since(work.connection, login, found.command) if found else {}
    desk = Work(work.connection, founding.SYSTEM, work.now)
    pipeline.as_permitted(desk, c.NoteReturn(login), str(cause) if cause is not None else None)
    work.recorded = work.recorded or desk.recorded
    others = tuple(ref for ref, owner in lost.items() if owner is not None)
    waiting = tuple(ref for ref, owner in lost.items() if owner is None)
    return Return(known.state, found.at if found else known.since, found.idle if found else 0, others, waiting)


def after(work: Work, done: Done) -> Done:
    """The same, told with it, of a change that may be the first one of somebody who is back. Whoever
    says where they are is not away by themselves any more."""
    back = come_back(work, done.command)
    return done if back is None else done._replace(warnings=(*done.warnings, told(back, work.now, work.zone)))
