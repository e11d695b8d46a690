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

from deskboard.desk import requeueing
from deskboard.desk.decision import Decision
from deskboard.desk.handlers import HANDLERS, named
from deskboard.desk.pipeline import done, followed, permit
from deskboard.desk.reactions import taking_back
from deskboard.desk.restructuring import Structure, following, in_the_way, overflowing, still_meant
from deskboard.desk.watching import as_they_watch_now
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import explaining, structure, wording
from deskboard.domain.errors import Conflict, DeskboardError, Refused
from deskboard.domain.model import Ticket
from deskboard.domain.readmodels import Done
from deskboard.l10n import _
from deskboard.store import attachments, links, log
from deskboard.store.log import Logged
from deskboard.store.read.tickets import column_names
from deskboard.store.work import Work

STEP = e.StepAdded | e.StepRemoved | e.StepEdited
COMMENT = e.CommentAdded | e.CommentRemoved | e.CommentEdited
ATTACHMENT = e.AttachmentAdded | e.AttachmentRemoved
_COMMANDS = {command.__name__: command for command in HANDLERS}
_ADDED = e.TicketAdded | e.TicketImported
_TWO = e.LinkAdded | e.LinkRemoved | e.PartsLeft | e.PartsCame
"""Events that are told at two tickets, and true at both or at neither."""


def undo(work: Work, zone: tzinfo, stuck: set[int]) -> Done:
    """Take back the person's last change, but for those that are ``stuck``. Refused: there is
    none. Conflict: all of it has been changed by others since; it is stuck from now on."""
    last = log.to_undo(work.connection, work.who.login, stuck)
    purged = log.passes_over(work.connection, last, work.who.login, stuck)
    if last is None:
        reason = _("There is nothing of yours to undo: what you changed has been purged.")
        raise Refused(reason if purged else _("There is nothing of yours to undo."))
    try:
        undone = _reverse(work, last, "undo", zone)
        passed = (_("later changes of yours were passed over: their tickets have been purged"),) if purged else ()
        return undone._replace(warnings=(*undone.warnings, *passed))
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
    names = column_names(work.connection)
    recorded = log.events_of(work.connection, last.id)
    if not recorded:
        raise Refused(_("Nothing is left of that change: its tickets have been purged."))
    if any(isinstance(event, e.Unreadable) for event in recorded):
        raise Refused(_("That change cannot be taken back: what the log tells of it cannot be read."))
    own = [event.inverse() for event in reversed(recorded)]
    own = own if mode == "undo" else [event for event in own if not explaining.is_choice(event)]
    events = as_they_watch_now(work, still_meant(work, [*taking_back.caused(work, last.id, own), *own]))
    events = requeueing.as_queues_are_called_now(work, events)
    refs = list(dict.fromkeys(event.ticket for event in events if not isinstance(event, Structure)))
    refused = _Check(work, events).refusals(last)
    about_structure = last.name in structure.CHANGES
    if refused and len(refused) == len(refs) and not about_structure:
        raise next(iter(refused.values()))
    command_id = work.begin(last.name, mode, last.id)
    for structural, run in groupby(events, lambda event: isinstance(event, Structure)):
        if structural:
            _restructure(work, command_id, list(run), events, whole=about_structure)
        else:
            work.carry_out(command_id, [event for event in run if event.ticket not in refused])  # type: ignore[union-attr]
    if about_structure:
        work.carry_out(command_id, following(work, events))
    told = events if mode == "redo" else [event.inverse() for event in reversed(events)]
    about = [event for event in told if isinstance(event, Structure) == about_structure and not _is_desks(event)]
    what = wording.summary(about, names, zone) if len(about) == 1 or not about_structure else ""
    stay = taking_back.staying(work, last.id, events) if mode == "undo" else []
    decision = Decision(
        events, [ref for ref in refs if ref not in refused], list(refused.items()), warnings=stay, what=what
    )
    return followed(work, done(last.name, command_id, decision, work.warnings)._replace(mode=mode))


def _restructure(work: Work, command_id: int, run: list[e.Event], events: Sequence[e.Event], *, whole: bool) -> None:
    """Carry out what is about no ticket. What something has come in the way of stays as it is;
    Conflict when it was the very change (``whole``), not what came along with one."""
    for event in run:
        reason = in_the_way(work, event, events)
        if reason is None:
            work.carry_out(command_id, [event])
        elif whole and not requeueing.came_along(event, events):
            raise reason


def _is_desks(event: e.Event) -> bool:
    """Whether the desk itself chose that."""
    return isinstance(event, e.TicketEdited) and event.why is not None


class _Check:
    """Whether each ticket still is as the change left it."""

    def __init__(self, work: Work, events: Sequence[e.Event]) -> None:
        self._work = work
        self._events = [event for event in events if not isinstance(event, Structure)]
        self._all = events
        # With a column everything moves that is in it, the archive too.
        self._with_column = any(isinstance(event, e.ColumnAdded | e.ColumnRemoved) for event in events)
        facts = work.facts
        self._tickets = facts.tickets({event.ticket for event in self._events})
        self._values: dict[tuple[int, str], object] = {}
        self._steps = facts.steps_by_id(event.step for event in self._events if isinstance(event, STEP))
        self._comments = facts.comments_by_id(event.comment for event in self._events if isinstance(event, COMMENT))
        files = [event for event in self._events if isinstance(event, ATTACHMENT)]
        self._files = attachments.by_id(work.connection, [event.attachment for event in files])
        linked = [event for event in self._events if isinstance(event, e.LinkAdded | e.LinkRemoved)]
        self._ends = {*links.ends(work.connection, {event.ticket for event in linked})}
        self._others = {*facts.tickets({event.other for event in linked if isinstance(event.other, int)})}
        self._others |= {event.ticket for event in self._events if isinstance(event, _ADDED)}
        back = {event.login for event in events if isinstance(event, e.PersonEdited) and event.field == "left"}
        assignees = {login for event in self._events if (login := _assignee(event)) is not None}
        self._gone = facts.gone(assignees) - back if assignees else set()

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
            elif (assignee := _assignee(event)) in self._gone:
                refused[ref] = Conflict(_("{login} has left by now.").format(login=assignee))
        return self._with_companions(refused | overflowing(self._work, self._all, self._tickets, refused))

    def _with_companions(self, refused: dict[int, DeskboardError]) -> dict[int, DeskboardError]:
        """What is told at two tickets happens at both or at neither."""
        pairs = [(event.ticket, event.other) for event in self._events if isinstance(event, _TWO)]
        pairs += [
            (event.ticket, event.before or event.after)  # type: ignore[misc]
            for event in self._events
            if isinstance(event, e.TicketEdited) and event.field == "merged_into"
        ]
        both = {(one, other) for one, other in pairs if isinstance(other, int)}
        both |= {(other, one) for one, other in both}
        while spread := {one: refused[other] for one, other in both if other in refused and one not in refused}:
            refused |= spread
        return refused

    def _touched_by_others(self, refs: set[int], last: Logged) -> set[int]:
        since = self._work.facts.events_since_command(refs, last.id) if refs else set()
        return {ref for ref, actor in since if actor != self._work.who.login}

    def _stands(self, event: e.Event, ticket: Ticket) -> bool:
        """Whether what the inverse event starts from is what is there."""
        if isinstance(event, e.TicketEdited):
            # What the desk did because of a change is taken back before the change itself.
            found = self._values.get((event.ticket, event.field), getattr(ticket, event.field))
            self._values[event.ticket, event.field] = event.after
            return bool(found == event.before)
        if isinstance(event, e.TicketMoved):
            # In the archive it would move unseen, out of it nobody would look for it.
            in_reach = ticket.archived is None or self._with_column
            return in_reach and (ticket.column, ticket.rank) == tuple(event.before)
        if isinstance(event, e.StepEdited):
            step = self._steps.get(event.step)
            return step is not None and getattr(step, event.field) == event.before
        if isinstance(event, e.StepRemoved):
            step = self._steps.get(event.step)
            return step is not None and tuple(step[2:]) == tuple(event[2:])
        if isinstance(event, e.CommentEdited):
            comment = self._comments.get(event.comment)
            return comment is not None and comment.text == event.before
        if isinstance(event, e.CommentRemoved):
            comment = self._comments.get(event.comment)
            return comment is not None and comment.text == event.text
        if isinstance(event, e.AttachmentRemoved):
            return event.attachment in self._files and self._files[event.attachment].ticket == event.ticket
        if isinstance(event, _TWO):
            return self._both_stand(event)
        return True

    def _both_stand(self, event: e.LinkAdded | e.LinkRemoved | e.PartsLeft | e.PartsCame) -> bool:
        """Links are there, or not there, and parts are where they came to."""
        if isinstance(event, e.PartsLeft):
            return links.homes(self._work.connection, event.comments, event.attachments) <= {event.ticket}
        if isinstance(event, e.PartsCame):
            return True
        found = (event.ticket, event.kind, event.other) in self._ends
        return found if isinstance(event, e.LinkRemoved) else not found and event.other in self._others

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


def _assignee(event: e.Event) -> str | None:
    """Who is to do the ticket from this event on, when it says so."""
    return str(event.after) if isinstance(event, e.TicketEdited) and event.field == "assignee" and event.after else None


def _same_thing(one: e.Event, other: e.Event) -> bool:
    """Whether two events are about the same field, place, step or comment of a ticket."""

    def thing(event: e.Event) -> tuple[object, ...]:
        if isinstance(event, e.TicketEdited):
            return ("field", event.field)
        if isinstance(event, e.TicketMoved):
            return ("place",)
        if isinstance(event, _TWO):
            return ("other", event.other)
        return ("part", *(getattr(event, part, None) for part in ("step", "comment", "attachment")))

    return thing(one) == thing(other)
