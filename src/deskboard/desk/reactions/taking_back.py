"""What the desk did because of a change, when that change is taken back or done again.

Invariant: the desk's choices are never done again, but chosen anew: whoever had room then may have
none now.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskboard.domain import events as e
from deskboard.l10n import ngettext
from deskboard.store import log
from deskboard.store.work import Work


def staying(work: Work, command_id: int, events: Iterable[e.Event]) -> list[str]:
    """A word on the tickets that were handed out because of a command which is taken back by these
    events, and that stay with whoever has them now."""
    taken = {event.ticket for event in events if isinstance(event, e.TicketEdited | e.TicketRemoved)}
    n = len(log.handed_out_by(work.connection, command_id) - taken)
    told = ngettext(
        "{n} ticket that was handed out because of it stays where it is",
        "{n} tickets that were handed out because of it stay where they are",
        n,
    )
    return [told.format(n=n)] if n else []


def caused(work: Work, command_id: int, own: Iterable[e.Event]) -> list[e.Event]:
    """The inverse of what the desk assigned because of a command, on the tickets that its own
    inverse events (``own``) change; but for what has gone on to somebody else since."""
    refs = {event.ticket for event in own if isinstance(event, e.TicketEdited | e.TicketMoved | e.CommentRemoved)}
    refs -= {event.ticket for event in own if isinstance(event, e.TicketRemoved | e.TicketAdded | e.TicketImported)}
    found = log.caused_by(work.connection, command_id, sorted(refs)) if refs else []
    if not found:
        return []
    left = {event.ticket: event.after for event in found}
    now = work.facts.tickets(left)
    stands = {ref for ref, login in left.items() if ref in now and now[ref].assignee == login}
    return [event.inverse() for event in reversed(found) if event.ticket in stands]
