"""Who watches, when a change of watchers is taken back.

Invariant: an undo takes away whom the change brought and brings back whom it took away, and
leaves everybody else alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskboard.domain import events as e
from deskboard.store.work import Work


def as_they_watch_now(work: Work, events: Sequence[e.Event]) -> list[e.Event]:
    """The events with changes of watchers told from who watches today: that others have begun
    to watch, or stopped, is nothing to refuse an undo for."""
    watching = [event for event in events if isinstance(event, e.TicketEdited) and event.field == "watchers"]
    if not watching:
        return list(events)
    now = {ref: ticket.watchers for ref, ticket in work.facts.tickets(event.ticket for event in watching).items()}

    def told(event: e.Event) -> e.Event:
        if not isinstance(event, e.TicketEdited) or event.field != "watchers" or event.ticket not in now:
            return event
        before, after = (set(side) if isinstance(side, tuple) else set() for side in (event.before, event.after))
        today = now[event.ticket]
        wanted = ({*today} | (after - before)) - (before - after)
        return event._replace(before=today, after=tuple(sorted(wanted)))

    return [event for event in map(told, events) if not _changes_nothing(event)]


def _changes_nothing(event: e.Event) -> bool:
    return isinstance(event, e.TicketEdited) and event.field == "watchers" and event.before == event.after
