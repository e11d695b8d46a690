"""Deciding about duplicates: merging a ticket into another, and making two of one.

Invariant: nothing of a merged ticket is lost. What it cannot hand on stays with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import named, tickets
from deskboard.desk.handlers.links import added, is_circle, removed
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import BadInput, DeskboardError, NotFound, Refused
from deskboard.domain.model import TITLE_MAX, CommentKind, LinkKind, Role, Ticket
from deskboard.domain.text import clean_line
from deskboard.l10n import _
from deskboard.store import links
from deskboard.store.links import End
from deskboard.store.work import Work


class _Survivor(NamedTuple):
    """What the survivor holds so far, while several duplicates are merged into it."""

    ticket: Ticket
    requester: str | None
    watchers: tuple[str, ...]
    links: frozenset[End]


def merge(work: Work, command: c.MergeTicket) -> Decision:
    survivor = named.ticket(work, command.survivor)
    good, refused = named.tickets(work, command.refs, merged=True)
    ends = links.ends(work.connection, [survivor.ref])
    now = _Survivor(survivor, survivor.requester, survivor.watchers, frozenset(ends))
    events: list[e.Event] = []
    refs: list[int] = []
    for ticket in good:
        if ticket.merged_into == survivor.ref:
            continue
        if reason := _impossible(work, ticket, survivor):
            refused.append((ticket.ref, reason))
            continue
        handed_on, now = _hand_on(work, ticket, now)
        events += [*_close(work, ticket, survivor), *handed_on]
        refs.append(ticket.ref)
    events += _changed(survivor, now)
    what = _("merged into #{ref}").format(ref=survivor.ref)
    return Decision(events, [*refs, survivor.ref] if refs else [], refused, what=what)


def _impossible(work: Work, ticket: Ticket, survivor: Ticket) -> DeskboardError | None:
    """The reason a ticket cannot be merged into another."""
    if ticket.ref == survivor.ref:
        return Refused(_("#{ref} cannot be merged into itself.").format(ref=ticket.ref))
    if _leads_to(work, survivor, ticket.ref):
        return Refused(
            _("#{ref} is merged into #{survivor} already, so the two would go in a circle.").format(
                ref=survivor.ref, survivor=survivor.merged_into
            ),
            _("Undo that merge first."),
        )
    if ticket.merged_into is not None:
        return named.merged_away(ticket)
    if survivor.merged_into is not None:
        return Refused(
            _("#{ref} is merged into #{survivor} itself.").format(ref=survivor.ref, survivor=survivor.merged_into),
            _("Merge into #{survivor}.").format(survivor=survivor.merged_into),
        )
    if survivor.archived is not None:
        return Refused(_("#{ref} is archived.").format(ref=survivor.ref), _("Restore it first."))
    return None


def _leads_to(work: Work, ticket: Ticket, ref: int) -> bool:
    """Whether a ticket was merged, step by step, into the one with that ref."""
    seen: set[int] = set()
    while ticket.merged_into is not None and ticket.ref not in seen:
        seen.add(ticket.ref)
        if ticket.merged_into == ref:
            return True
        found = work.facts.tickets([ticket.merged_into])
        ticket = found.get(ticket.merged_into, ticket)
    return False


def _hand_on(work: Work, ticket: Ticket, now: _Survivor) -> tuple[list[e.Event], _Survivor]:
    """What goes over to the survivor, and what the survivor holds then."""
    survivor = now.ticket.ref
    events: list[e.Event] = []
    parts = links.parts_of(work.connection, ticket.ref)
    if any(parts):
        events.append(e.PartsLeft(ticket.ref, survivor, *parts))
    events.append(e.PartsCame(survivor, ticket.ref, *parts))  # the survivor's history tells it in any case
    moved, held = _links(work, ticket.ref, now)
    requester = now.requester or ticket.requester
    others = [ticket.requester] if ticket.requester not in (None, requester) else []
    watchers = {*now.watchers, *ticket.watchers, *(login for login in others if login)}
    if ticket.watchers:
        events.append(e.TicketEdited(ticket.ref, "watchers", ticket.watchers, ()))
    return [*events, *moved], now._replace(requester=requester, watchers=tuple(sorted(watchers)), links=held)


def _links(work: Work, ref: int, now: _Survivor) -> tuple[list[e.Event], frozenset[End]]:
    """The links of a duplicate change hands; those between the two mean nothing any more, and
    one that would lead in a circle stays where it is."""
    survivor, held = now.ticket.ref, now.links
    events: list[e.Event] = []
    for end in links.ends(work.connection, [ref]):
        new = End(survivor, end.kind, end.other)
        if end.other == survivor:
            events += removed(*end)
            held -= {End(survivor, end.kind.inverse, ref)}
        elif new in held:
            events += removed(*end)
        elif not is_circle(work, new, without=(ref,)) and End(survivor, end.kind.inverse, end.other) not in held:
            events += [*removed(*end), *added(*new)]
            held |= {new}
    return events, held


def _close(work: Work, ticket: Ticket, survivor: Ticket) -> list[e.Event]:
    """The duplicate keeps its ref, points to the survivor and leaves the board."""
    events = [e.TicketEdited(ticket.ref, "merged_into", None, survivor.ref)]
    if ticket.archived is None:
        events.append(e.TicketEdited(ticket.ref, "archived", None, work.now))
    return list(events)


def _changed(before: Ticket, now: _Survivor) -> Iterable[e.Event]:
    """What became of the survivor's own fields."""
    if now.watchers != before.watchers:
        yield e.TicketEdited(before.ref, "watchers", before.watchers, now.watchers)
    if now.requester != before.requester:
        yield e.TicketEdited(before.ref, "requester", before.requester, now.requester)


def split(work: Work, command: c.SplitComment) -> Decision:
    ticket = named.ticket(work, command.ref)
    if gone := named.merged_away(ticket):
        raise gone
    found = work.facts.comments_by_id([command.comment]).get(command.comment)
    if found is None or found.ticket != ticket.ref:
        raise NotFound(_("That comment does not exist."))
    title = _first_line(found.text) if command.title is None else command.title
    values = {"description": found.text, "requester": _asked_by(work, ticket, found.author, CommentKind(found.kind))}
    decision = tickets.add(work, c.AddTicket(title, values, board=ticket.board))
    new = decision.created[0]
    events = [*decision.events, *added(new, LinkKind.RELATES, ticket.ref)]
    what = _("{title}, split from #{ref}").format(title=decision.what, ref=ticket.ref)
    return decision._replace(events=events, refs=[new, ticket.ref], what=what)


def _asked_by(work: Work, ticket: Ticket, author: str, kind: CommentKind) -> str | None:
    """Who asked for what a comment says. What only members may read is nobody's request."""
    if kind is CommentKind.NOTE:
        return None
    return author if work.facts.role(author) is Role.REQUESTER else ticket.requester


def _first_line(text: str) -> str:
    """A title out of a text. BadInput: it holds no words."""
    line = next((line for line in (clean_line(line).lstrip("#>*- ") for line in text.splitlines()) if line), "")
    if not line:
        raise BadInput(_("The new ticket needs a title."))
    return fields.title(line if len(line) <= TITLE_MAX else line[: TITLE_MAX - 1] + "…")
