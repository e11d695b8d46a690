"""Deciding who does what, where the queues have a say: what waits is handed out, or taken; what
somebody had goes back; and a word where somebody gets more than their limit.

Invariant: a limit, or somebody's being away, refuses nothing that a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from deskboard.desk.decision import Decision
from deskboard.desk.reactions import assignment, giving_back
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import times
from deskboard.domain.errors import Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, Stage, Ticket
from deskboard.domain.text import clip
from deskboard.l10n import _, ngettext
from deskboard.store import assigning
from deskboard.store.work import Work

if TYPE_CHECKING:
    from deskboard.domain.waiting import Waiting

REFS_TOLD = 5
TITLE_TOLD = 60
"""Cells of a title in a sentence."""


def assign(work: Work, command: c.AssignTickets) -> Decision:
    given = assignment.hand_out(work, assigning.handed(work.connection))
    return Decision(given, [edit.ticket for edit in given], what=_("handed out"))


def take_next(work: Work, command: c.TakeNext) -> Decision:
    from deskboard.domain.assignment import Queue, Seat, next_for

    login = work.who.login
    rules = assignment.rules_of(work)
    queues = work.facts.queues()
    members = work.facts.memberships()
    mine = {queue.name: members[queue.id][login] for queue in queues if login in members.get(queue.id, ())}
    waiting = assigning.waiting(work.connection, [*mine] or [None], rules)
    lines = [Queue(queue.name, queue.mode, place, queue.turn) for place, queue in enumerate(queues)]
    found = next_for(login, waiting, [Seat(login, Availability.AVAILABLE, 0, None, None, mine)], lines, rules.order)
    if found is None:
        nothing = _("Nothing waits in your queues.") if mine else _("Nothing waits that is in no queue.")
        raise Refused(nothing, _("`deskboard queue list` says who serves which."))
    given = e.TicketEdited(found.ref, "assignee", None, login)
    return Decision([given], [found.ref], warnings=over_limit(work, login, 1), what=_taken(work, found))


def _taken(work: Work, found: Waiting) -> str:
    """The ticket in a few words: what it is about, how much it matters, how long it has waited."""
    title = clip(work.facts.tickets([found.ref])[found.ref].title, TITLE_TOLD)
    passed = times.short(max((work.now - (found.waiting or found.started)).total_seconds(), times.MINUTE))
    sentence = _("{title} ({priority}, waited {time})")
    return sentence.format(title=title, priority=found.priority, time=passed)


def give_back(work: Work, login: str) -> tuple[list[e.TicketEdited], list[str]]:
    """What somebody has, back to its queues at once; with a word on what stays theirs."""
    edits, begun, by_hand = giving_back.started(work, login)
    warnings = []
    if begun:
        told = _("{refs}: {login} has begun to answer, so it stays with them.")
        warnings.append(told.format(refs=_refs(begun), login=login))
    if by_hand:
        told = _("{refs}: no queue hands that out, so it stays with {login}.")
        warnings.append(told.format(refs=_refs(by_hand), login=login))
    return edits, warnings


def _refs(refs: Collection[int]) -> str:
    shown = ", ".join(f"#{ref}" for ref in list(refs)[:REFS_TOLD])
    more = len(refs) - REFS_TOLD
    return shown + (" " + ngettext("and {n} more", "and {n} more", more).format(n=more) if more > 0 else "")


class Requeued:
    """Tickets that are put into another queue, by a change that names no assignee: whoever has one
    and does not serve its new queue loses it. A queue that nobody serves takes it from nobody."""

    def __init__(self, work: Work, changes: Mapping[str, Value]) -> None:
        self._queue = changes.get("queue") if "assignee" not in changes else None
        self._lost: dict[str, list[int]] = {}
        self._members: Collection[str] = ()
        if self._queue:
            found = next((queue.id for queue in work.facts.queues() if queue.name == self._queue), None)
            self._members = work.facts.memberships().get(found or 0, {})
            self._closed = {column.id for column in work.facts.columns() if column.stage is Stage.DONE}

    def with_assignee(self, ticket: Ticket, wanted: Mapping[str, Value]) -> Mapping[str, Value]:
        """The changes of one ticket, with what they mean for its assignee."""
        login = ticket.assignee
        if not self._members or login is None or login in self._members or ticket.queue == self._queue:
            return wanted
        if ticket.archived is not None or ticket.column in self._closed:
            return wanted
        self._lost.setdefault(login, []).append(ticket.ref)
        return {**wanted, "assignee": None}

    def warnings(self) -> list[str]:
        """A word on those who lost tickets."""
        told = _("{refs}: {login} does not serve {queue}.")
        return [
            told.format(refs=_refs(refs), login=login, queue=self._queue) for login, refs in sorted(self._lost.items())
        ]


def for_new(work: Work, values: Mapping[str, Value], stage: Stage) -> list[str]:
    """As ``by_hand``, of a new ticket."""
    login = values.get("assignee")
    return by_hand(work, str(login), 1) if login and stage is not Stage.DONE else []


def for_edited(work: Work, edits: Iterable[e.TicketEdited]) -> list[str]:
    """As ``by_hand``, of what tickets become."""
    arriving: dict[str, list[int]] = {}
    for edit in edits:
        if edit.field == "assignee" and edit.after is not None:
            arriving.setdefault(str(edit.after), []).append(edit.ticket)
    return [
        word
        for login, refs in arriving.items()
        for word in by_hand(work, login, assigning.open_of(work.connection, refs))
    ]


def by_hand(work: Work, login: str, arriving: int) -> list[str]:
    """A word where somebody is given tickets who is away or has enough."""
    if not arriving:
        return []
    there = work.facts.availability([login]).get(login)
    away = there is not None and there.state is not Availability.AVAILABLE
    told = [_("{login} is {state}.").format(login=login, state=there.state.label)] if there and away else []
    return [*told, *over_limit(work, login, arriving)]


def over_limit(work: Work, login: str, arriving: int) -> list[str]:
    """A word where somebody gets more tickets than their limit of today."""
    person = work.facts.person(login)
    rules = assignment.rules_of(work)
    limit = assigning.limit(person.ticket_limit, person.ramp, rules) if person is not None else rules.limit or None
    if limit is None:
        return []
    count = assigning.loads(work.connection, [login], rules).get(login, 0) + arriving
    if count <= limit:
        return []
    return [_("{login} is over the limit: {n} of {limit}.").format(login=login, n=count, limit=limit)]
