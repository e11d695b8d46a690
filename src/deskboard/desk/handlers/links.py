"""Deciding about links between tickets.

Invariant: a link is added and removed at both of its ends, by one event each.
"""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import named
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import DeskboardError, Refused
from deskboard.domain.links import label
from deskboard.domain.model import LinkKind, Ticket
from deskboard.l10n import _
from deskboard.store import links
from deskboard.store.links import End
from deskboard.store.work import Work

FORWARD = {LinkKind.BLOCKED_BY: LinkKind.BLOCKS, LinkKind.CHILD: LinkKind.PARENT}
"""Kinds that must not lead back to where they began, each by the name it is followed under."""
ORDERED = (LinkKind.BLOCKS, LinkKind.PARENT)


def added(ref: int, kind: LinkKind, other: int) -> list[e.Event]:
    return [e.LinkAdded(ref, kind.value, other), e.LinkAdded(other, kind.inverse.value, ref)]


def removed(ref: int, kind: LinkKind, other: int) -> list[e.Event]:
    return [e.LinkRemoved(ref, kind.value, other), e.LinkRemoved(other, kind.inverse.value, ref)]


def link(work: Work, command: c.LinkTickets) -> Decision:
    other = named.ticket(work, command.other)
    if gone := named.merged_away(other):
        raise gone
    kind = LinkKind(command.kind)
    good, refused = named.tickets(work, command.refs)
    there = {end.ticket for end in links.ends(work.connection, command.refs) if end[1:] == (kind, other.ref)}
    refs: list[int] = []
    for ticket in good:
        if ticket.ref in there:
            continue
        if reason := _impossible(work, ticket, kind, other):
            refused.append((ticket.ref, reason))
        else:
            refs.append(ticket.ref)
    events = [event for ref in refs for event in added(ref, kind, other.ref)]
    return Decision(events, refs, refused, what=_what(kind, other.ref))


def _impossible(work: Work, ticket: Ticket, kind: LinkKind, other: Ticket) -> DeskboardError | None:
    """The reason a link cannot be."""
    if ticket.ref == other.ref:
        return Refused(_("#{ref} cannot be linked to itself.").format(ref=ticket.ref))
    if is_circle(work, End(ticket.ref, kind, other.ref)):
        sentence = _("#{ref} and #{other} would block each other in a circle.")
        if LinkKind.PARENT in (kind, kind.inverse):
            sentence = _("#{ref} and #{other} would be each other's parents in a circle.")
        return Refused(
            sentence.format(ref=ticket.ref, other=other.ref), _("Remove the link that leads the other way first.")
        )
    return None


def is_circle(work: Work, end: End, without: tuple[int, ...] = ()) -> bool:
    """Whether a link would lead back to where it began, were it not for the tickets left out."""
    if end.kind in FORWARD:
        end = End(end.other, FORWARD[end.kind], end.ticket)
    return end.kind in ORDERED and links.reaches(work.connection, end.other, end.ticket, end.kind, without)


def unlink(work: Work, command: c.UnlinkTickets) -> Decision:
    kind = LinkKind(command.kind)
    good, refused = named.tickets(work, command.refs, merged=True)
    there = {end.ticket for end in links.ends(work.connection, command.refs) if end[1:] == (kind, command.other)}
    gone = [ticket.ref for ticket in good if ticket.ref in there]
    events = [event for ref in gone for event in removed(ref, kind, command.other)]
    what = _("no longer {link}").format(link=_what(kind, command.other))
    return Decision(events, gone, refused, what=what)


def _what(kind: LinkKind, other: int) -> str:
    return f"{label(kind)} #{other}"
