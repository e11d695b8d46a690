"""What of the log is for one person's eyes: the private views of others have no place in it.

Invariant: whoever asks sees their own, and what everybody shares.
"""

from __future__ import annotations

from sqlalchemy import Connection

from deskboard.domain import events as e
from deskboard.domain.readmodels import Entry
from deskboard.store import log
from deskboard.store.facts import Facts


def history(connection: Connection, login: str, ref: int | None, limit: int | None) -> tuple[Entry, ...]:
    """The log as ``log.history`` has it, without the views that others keep to themselves."""
    shared = {view.id for view in Facts(connection).views() if view.owner is None}
    wanted = limit
    while True:
        entries = log.history(connection, ref, limit)
        seen = [entry for entry in entries if entry.actor == login or not _is_private(entry.event, shared)]
        if limit is None or wanted is None or len(seen) >= wanted or len(entries) < limit:
            return tuple(seen[:wanted])
        limit *= 4


def _is_private(event: e.Event, shared: set[int]) -> bool:
    """Whether it tells of a view that was somebody's own. Of what became of one in the end only
    the change that shared it, or kept it to somebody, is everybody's."""
    if isinstance(event, e.ViewAdded | e.ViewRemoved):
        return event.owner is not None
    return isinstance(event, e.ViewEdited) and event.field != "owner" and event.view not in shared
