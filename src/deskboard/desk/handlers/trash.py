"""Deciding about the trash: into it, and out of it for good. The way back is
``tickets.restore``."""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import named
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import Refused
from deskboard.l10n import _
from deskboard.store.work import Work


def trash(work: Work, command: c.TrashTicket) -> Decision:
    good, refused = named.tickets(work, command.refs, in_trash=True, merged=True)
    going = [ticket for ticket in good if ticket.trashed is None]
    archived = [e.TicketEdited(t.ref, "archived", None, work.now) for t in going if t.archived is None]
    trashed = [e.TicketEdited(t.ref, "trashed", None, work.now) for t in going]
    return Decision([*trashed, *archived], [t.ref for t in going], refused, what=_("to the trash"))


def purge(work: Work, command: c.PurgeTickets) -> Decision:
    refs = work.facts.trash() if command.refs is None else command.refs
    good, refused = named.tickets(work, refs, in_trash=True, merged=True)
    for ticket in good:
        if ticket.trashed is None:
            reason = _("#{ref} is not in the trash.").format(ref=ticket.ref)
            refused.append((ticket.ref, Refused(reason, _("Only what lies there can be purged."))))
    events = [e.TicketPurged(ticket.ref) for ticket in good if ticket.trashed is not None]
    return Decision(events, [event.ticket for event in events], refused, what=_("purged for good"))
