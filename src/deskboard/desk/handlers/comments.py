"""Deciding about public replies and internal notes."""

from __future__ import annotations

from datetime import timedelta

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import named
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import BadInput, NotFound, Refused
from deskboard.domain.mentions import mentioned
from deskboard.domain.model import EDIT_WINDOW_MINUTES, CommentKind, Ticket
from deskboard.domain.team import SERVING
from deskboard.l10n import _
from deskboard.store.work import Work


def comment_text(text: str) -> str:
    cleaned = fields.long_text(text).strip("\n")
    if not cleaned.strip():
        raise BadInput(_("A comment needs some text."))
    return cleaned


def add(work: Work, command: c.AddComment) -> Decision:
    text = comment_text(command.text)
    good, refused, told = named.receiving(work, command.refs)
    ids = work.take("comment", len(good)) if good else range(0)
    events: list[e.Event] = []
    for ticket, comment in zip(good, ids, strict=True):
        events.append(e.CommentAdded(ticket.ref, comment, command.kind, text, work.who.login, work.now))
        if _is_first_response(work, command.kind, ticket):
            events.append(e.TicketEdited(ticket.ref, "first_response", None, work.now))
        events += _watching(work, ticket, text, command.kind)
    what = _("public reply") if command.kind is CommentKind.REPLY else _("internal note")
    return Decision(events, [ticket.ref for ticket in good], refused, warnings=told, what=what)


def _watching(work: Work, ticket: Ticket, text: str, kind: str) -> list[e.TicketEdited]:
    """Whoever a comment mentions watches from now on, if known here; a requester only where it
    is a reply, which is written for them."""
    logins = set(mentioned(text)) - {work.who.login}
    if not logins:
        return []
    known = work.facts.known_people(logins) if kind == CommentKind.REPLY else logins.intersection(work.facts.members())
    watchers = fields.logins(tuple(known.union(ticket.watchers)))
    return [e.TicketEdited(ticket.ref, "watchers", ticket.watchers, watchers)] if watchers != ticket.watchers else []


def _is_first_response(work: Work, kind: CommentKind, ticket: Ticket) -> bool:
    """The first public reply by staff; the requester's own words do not count."""
    return (
        kind is CommentKind.REPLY
        and ticket.first_response is None
        and ticket.requester != work.who.login
        and work.facts.role(work.who.login) in SERVING
    )


def edit(work: Work, command: c.EditComment) -> Decision:
    text = comment_text(command.text)
    found = work.facts.comments_by_id([command.comment]).get(command.comment)
    if found is None or found.ticket != command.ref:
        raise NotFound(_("That comment does not exist."))
    if found.author != work.who.login:
        raise Refused(_("Only {author} may correct this comment.").format(author=found.author))
    if work.now - found.at > timedelta(minutes=EDIT_WINDOW_MINUTES):
        raise Refused(
            _("A comment can be corrected for {n} minutes; this one is older.").format(n=EDIT_WINDOW_MINUTES),
            _("Correct it by a new comment."),
        )
    if text == found.text:
        return Decision([])
    corrected = e.CommentEdited(command.ref, found.id, found.text, text, found.edited)
    watching = _watching(work, named.ticket(work, command.ref), text, found.kind)
    return Decision([corrected, *watching], [command.ref], what=_("comment corrected"))
