"""Giving tickets back to their queues, because whoever has them is away, or
gone, or serves no queue any more.

Invariant: only a ticket of a queue that hands out by itself goes back to it: in any other, nobody
would be given it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from deskboard.domain import events as e
from deskboard.domain.explaining import AT_ONCE, AWAY, LEFT, NO_AGENT, REOPENED
from deskboard.domain.model import Availability, Stage, Ticket
from deskboard.domain.presence import REPLY
from deskboard.domain.team import SERVING
from deskboard.store import assigning, presence
from deskboard.store.assigning import Handed
from deskboard.store.people import PersonFact
from deskboard.store.work import Work


def because(work: Work, happened: Sequence[e.Event], queues: Iterable[Handed]) -> list[e.TicketEdited]:
    """What goes back because of what happened: the requester wrote, or a ticket is open again."""
    wrote = {event.ticket: event.author for event in happened if isinstance(event, e.CommentAdded)}
    back = _back(happened)
    refs = wrote.keys() | back
    if not refs:
        return []
    held = _held(work, refs, queues)
    by_hand = {event.ticket for event in happened if isinstance(event, e.TicketEdited) and event.field == "assignee"}
    there = work.facts.availability({str(ticket.assignee) for ticket in held}) if held else {}
    people = work.facts.persons({str(ticket.assignee) for ticket in held}) if held else {}
    edits = []
    for ticket in held:
        login = str(ticket.assignee)
        state = there[login].state if login in there else Availability.AVAILABLE
        answered = wrote.get(ticket.ref) == ticket.requester and ticket.requester != login
        missing = _missing(people[login], state)
        if ticket.ref in back and ticket.ref not in by_hand and missing:
            edits.append(_given_back(ticket, REOPENED, missing))
        elif answered and state is Availability.AWAY_REASSIGN and not _is_writing(work, ticket):
            edits.append(_given_back(ticket, AWAY, state))
    return edits


def started(work: Work, login: str) -> tuple[list[e.TicketEdited], list[int], list[int]]:
    """All that somebody has, given back at once: the edits; the refs of what stays theirs because
    they have begun to answer; and of what stays because its queue is handed out by hand."""
    queues = assigning.handed(work.connection)
    refs = work.facts.work_of(login)
    held = _held(work, refs, queues)
    answered = assigning.answered(work.connection, [ticket.ref for ticket in held], login)
    begun = [ticket.ref for ticket in held if ticket.ref in answered or _is_writing(work, ticket)]
    edits = [
        _given_back(ticket, AT_ONCE, Availability.AWAY_REASSIGN) for ticket in held if ticket.ref not in set(begun)
    ]
    known = {ticket.ref for ticket in held}
    return edits, begun, [ref for ref in refs if ref not in known]


def _missing(person: PersonFact, state: Availability) -> str:
    """Why somebody cannot go on with a ticket; empty: they can."""
    if person.left is not None:
        return LEFT
    if person.role not in SERVING:
        return NO_AGENT
    return "" if state is Availability.AVAILABLE else state.value


def _given_back(ticket: Ticket, rule: str, state: str) -> e.TicketEdited:
    why = {"rule": rule, "queue": ticket.queue, "state": str(state)}
    return e.TicketEdited(ticket.ref, "assignee", ticket.assignee, None, why)


def _held(work: Work, refs: Collection[int], queues: Iterable[Handed]) -> list[Ticket]:
    """Those of the tickets that are open, somebody's, and in one of the queues; by ref."""
    names = {queue.name for queue in queues}
    closed = {column.id for column in work.facts.columns() if column.stage is Stage.DONE}
    found = work.facts.tickets(sorted(refs))
    return [
        ticket
        for ticket in sorted(found.values())
        if ticket.assignee and ticket.queue in names and ticket.archived is None and ticket.column not in closed
    ]


def _back(happened: Iterable[e.Event]) -> set[int]:
    """The tickets that are back on the board, or done no more, whatever their column has to do with
    it: it is moved from, or removed, or has another stage."""
    return {
        event.ticket
        for event in happened
        if isinstance(event, e.TicketEdited) and event.field in ("archived", "resolved") and event.after is None
    }


def _is_writing(work: Work, ticket: Ticket) -> bool:
    """Whether the assignee is writing a reply just now."""
    here = presence.read(work.connection, work.now)
    return any((one.login, one.ticket, one.writing) == (ticket.assignee, ticket.ref, REPLY) for one in here)
