"""Taking changes back, and doing them again, from the events in the log.

An undo is a command of its own that carries out the inverse events; a redo is the undo of an
undo. Invariant: nothing of somebody else's is lost: where a field no longer holds what the
change left there, that ticket is left alone and the reason told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from itertools import groupby

from sqlalchemy.exc import IntegrityError

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import HANDLERS, named
from deskboard.desk.pipeline import done, permit
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import template_records, wording
from deskboard.domain.errors import Conflict, DeskboardError, Refused
from deskboard.domain.model import Ticket
from deskboard.domain.readmodels import Done
from deskboard.l10n import _
from deskboard.store import log
from deskboard.store.log import Logged
from deskboard.store.work import Work

Structure = (
    e.PersonAdded
    | e.PersonRemoved
    | e.PersonEdited
    | e.BoardAdded
    | e.BoardRemoved
    | e.ColumnAdded
    | e.ColumnRemoved
    | e.TemplateAdded
    | e.TemplateRemoved
    | e.TemplateEdited
    | e.TypeAdded
    | e.TypeRemoved
)
STEP = e.StepAdded | e.StepRemoved | e.StepEdited
COMMENT = e.CommentAdded | e.CommentRemoved | e.CommentEdited
_COMMANDS = {command.__name__: command for command in HANDLERS}
_ADDED = e.TicketAdded | e.TicketImported


def undo(work: Work, zone: tzinfo, stuck: set[int]) -> Done:
    """Take back the person's last change, but for those that are ``stuck``. Refused: there is
    none. Conflict: all of it has been changed by others since; it is stuck from now on."""
    last = log.to_undo(work.connection, work.who.login, stuck)
    if last is None:
        raise Refused(_("There is nothing of yours to undo."))
    try:
        return _reverse(work, last, "undo", zone)
    except IntegrityError as error:
        stuck.add(last.id)
        raise _gone() from error
    except Conflict:
        stuck.add(last.id)
        raise


def redo(work: Work, zone: tzinfo) -> Done:
    """Do again what was undone last. Refused: nothing was, or something new came after it."""
    last = log.to_redo(work.connection, work.who.login)
    if last is None:
        raise Refused(_("There is nothing of yours to redo."))
    try:
        return _reverse(work, last, "redo", zone)
    except IntegrityError as error:
        raise _gone() from error


def _gone() -> Conflict:
    """The database itself refused: a person or column that is named is not there any more."""
    return Conflict(_("This cannot be taken back: a person or column it needs is gone."))


def _reverse(work: Work, last: Logged, mode: str, zone: tzinfo) -> Done:
    permit(work, _COMMANDS.get(last.name, c.EditTicket))
    names = {column.id: column.name for column in work.facts.columns()}
    events = [event.inverse() for event in reversed(log.events_of(work.connection, last.id))]
    refs = list(dict.fromkeys(event.ticket for event in events if not isinstance(event, Structure)))
    refused = _Check(work, events).refusals(last)
    if refused and len(refused) == len(refs):
        raise next(iter(refused.values()))
    command_id = work.begin(last.name, mode, last.id)
    carried = 0
    for structural, run in groupby(events, lambda event: isinstance(event, Structure)):
        if structural:
            for event in run:
                if _is_free(work, event):
                    work.carry_out(command_id, [event])
                    carried += 1
        else:
            carried += 1
            work.carry_out(command_id, [event for event in run if event.ticket not in refused])  # type: ignore[union-attr]
    if events and not carried:
        raise Conflict(_("This cannot be taken back: somebody has changed it since, or it is in use."))
    told = events if mode == "redo" else [event.inverse() for event in reversed(events)]
    first = next((event for event in told if not isinstance(event, Structure)), None)
    what = wording.describe(first, names, zone) if first else ""
    decision = Decision(events, [ref for ref in refs if ref not in refused], list(refused.items()), what=what)
    return done(last.name, command_id, decision)._replace(mode=mode)


def _is_free(work: Work, event: e.Event) -> bool:
    """Whether a person, column or board can come or go: nothing else has come to need it, or
    to stand in its place."""
    facts = work.facts
    if isinstance(event, e.PersonAdded):
        return not facts.known_people([event.login])
    if isinstance(event, e.PersonRemoved):
        return not facts.is_mentioned(event.login)
    if isinstance(event, e.BoardAdded):
        return event.name not in facts.boards()
    if isinstance(event, e.BoardRemoved):
        return not facts.columns(event.board)
    if isinstance(event, e.ColumnRemoved):
        return facts.is_empty([event.column])
    if isinstance(event, e.ColumnAdded):
        return all(column.name != event.name for column in facts.columns(event.board))
    return _is_free_form(work, event)


def _is_free_form(work: Work, event: e.Event) -> bool:
    """As ``_is_free``, for templates and types."""
    if isinstance(event, e.TypeAdded):
        return event.name not in work.facts.types()
    if isinstance(event, e.TypeRemoved):
        return not work.facts.has_type(event.name)
    if isinstance(event, e.TemplateAdded | e.TemplateRemoved | e.TemplateEdited):
        there = next((template_records.dump(t) for t in work.facts.templates() if t.name == event.name), None)
        if isinstance(event, e.TemplateAdded):
            return there is None
        return there == (event.data if isinstance(event, e.TemplateRemoved) else event.before)
    return True


class _Check:
    """Whether each ticket still is as the change left it."""

    def __init__(self, work: Work, events: Sequence[e.Event]) -> None:
        self._work = work
        self._events = [event for event in events if not isinstance(event, Structure)]
        facts = work.facts
        self._tickets = facts.tickets({event.ticket for event in self._events})
        self._steps = facts.steps_by_id(event.step for event in self._events if isinstance(event, STEP))
        self._comments = facts.comments_by_id(event.comment for event in self._events if isinstance(event, COMMENT))

    def refusals(self, last: Logged) -> dict[int, DeskboardError]:
        """ref → why the change cannot be taken back on it."""
        refused: dict[int, DeskboardError] = {}
        removed = {event.ticket for event in self._events if isinstance(event, e.TicketRemoved)}
        added = {event.ticket for event in self._events if isinstance(event, _ADDED)}
        touched = self._touched_by_others(removed, last)
        for event in self._events:
            ref = event.ticket
            if ref in refused or ref in added:
                continue
            ticket = self._tickets.get(ref)
            if ticket is None:
                refused[ref] = Conflict(_("#{ref} does not exist any more.").format(ref=ref))
            elif ref in removed:
                if ref in touched:
                    refused[ref] = self._conflict(ref, None)
            elif not self._stands(event, ticket):
                refused[ref] = self._conflict(ref, event)
        return refused

    def _touched_by_others(self, refs: set[int], last: Logged) -> set[int]:
        since = self._work.facts.events_since_command(refs, last.id) if refs else set()
        return {ref for ref, actor in since if actor != self._work.who.login}

    def _stands(self, event: e.Event, ticket: Ticket) -> bool:
        """Whether what the inverse event starts from is what is there."""
        if isinstance(event, e.TicketEdited):
            return bool(getattr(ticket, event.field) == event.before)
        if isinstance(event, e.TicketMoved):
            # In the archive it would move unseen, out of it nobody would look for it.
            return ticket.archived is None and (ticket.column, ticket.rank) == tuple(event.before)
        if isinstance(event, e.StepEdited):
            step = self._steps.get(event.step)
            return step is not None and getattr(step, event.field) == event.before
        if isinstance(event, e.StepRemoved):
            step = self._steps.get(event.step)
            return step is not None and (step.text, step.rank, step.done) == (event.text, event.rank, event.done)
        if isinstance(event, e.CommentEdited):
            comment = self._comments.get(event.comment)
            return comment is not None and comment.text == event.before
        if isinstance(event, e.CommentRemoved):
            comment = self._comments.get(event.comment)
            return comment is not None and comment.text == event.text
        return True

    def _conflict(self, ref: int, event: e.Event | None) -> Conflict:
        """Who is in the way, since when."""
        for kind, data, actor, at in self._work.facts.last_events(ref, 50):
            other = e.load(kind, ref, data)
            if actor != self._work.who.login and (event is None or _same_thing(other, event)):
                ago = named.ago(self._work, at)
                if isinstance(other, e.TicketEdited) and isinstance(other.after, str) and other.field != "description":
                    told = _("{who} set {field} of #{ref} to {value} {ago}.")
                    return Conflict(told.format(who=actor, field=other.field, ref=ref, value=other.after, ago=ago))
                told = _("{who} has changed #{ref} since, {ago}.")
                return Conflict(told.format(who=actor, ref=ref, ago=ago))
        return Conflict(_("#{ref} has been changed since.").format(ref=ref))


def _same_thing(one: e.Event, other: e.Event) -> bool:
    """Whether two events are about the same field, place, step or comment of a ticket."""

    def thing(event: e.Event) -> tuple[object, ...]:
        if isinstance(event, e.TicketEdited):
            return ("field", event.field)
        if isinstance(event, e.TicketMoved):
            return ("place",)
        return ("part", getattr(event, "step", None), getattr(event, "comment", None))

    return thing(one) == thing(other)
