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
from deskboard.domain.model import Availability, Stage, Status, Ticket
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
        nothing = (
            _("Nothing waits in your queues.") if mine else _("You serve no queue, and nothing waits outside of them.")
        )
        raise Refused(nothing, _("`deskboard queue list` says who serves which."))
    given = e.TicketEdited(found.ref, "assignee", None, login)
    ticket = work.facts.tickets([found.ref])[found.ref]
    told = over_limit(work, login, [ticket.status])
    return Decision([given], [found.ref], warnings=told, what=_taken(work, found, ticket))


def _taken(work: Work, found: Waiting, ticket: Ticket) -> str:
    """The ticket in a few words: what it is about, how much it matters, how long it has waited."""
    title = clip(ticket.title, TITLE_TOLD)
    passed = times.short(max((work.now - (found.waiting or found.started)).total_seconds(), times.MINUTE))
    sentence = _("{title} ({priority}, waited {time})")
    return sentence.format(title=title, priority=found.priority, time=passed)


def give_back(work: Work, login: str) -> tuple[list[e.TicketEdited], list[str]]:
    """What somebody has, back to its queues at once; with a word on what stays theirs."""
    edits, begun, by_hand = giving_back.started(work, login)
    warnings = []
    if begun:
        told = _("{refs}: {login} has begun to answer, so it stays with them.")
        warnings.append(told.format(refs=in_words(begun), login=login))
    if by_hand:
        told = _("{refs}: no queue hands that out, so it stays with {login}.")
        warnings.append(told.format(refs=in_words(by_hand), login=login))
    return edits, warnings


def in_words(refs: Collection[int]) -> str:
    shown = ", ".join(f"#{ref}" for ref in list(refs)[:REFS_TOLD])
    more = len(refs) - REFS_TOLD
    return shown + (" " + ngettext("and {n} more", "and {n} more", more).format(n=more) if more > 0 else "")


class Requeued:
    """Tickets that are put into another queue, by a change that names no assignee: whoever has one
    and does not serve its new queue loses it. A queue that nobody serves takes it from nobody."""

    def __init__(self, work: Work, changes: Mapping[str, Value]) -> None:
        self._queue = changes.get("queue") if "assignee" not in changes else None
        self._lost: dict[str, list[int]] = {}
        self._kept: dict[str, list[int]] = {}
        self._members: Collection[str] = ()
        if self._queue:
            found = next((queue.id for queue in work.facts.queues() if queue.name == self._queue), None)
            self._members = work.facts.memberships().get(found or 0, {})
            self._closed = {column.id for column in work.facts.columns() if column.stage is Stage.DONE}

    def with_assignee(
        self, ticket: Ticket, wanted: Mapping[str, Value], *, reassigned: bool = False
    ) -> Mapping[str, Value]:
        """The changes of one ticket, with what they mean for its assignee. ``reassigned``: somebody
        else decided who has it since it was looked at, and nobody has decided against that."""
        login = ticket.assignee
        if not self._members or login is None or login in self._members or ticket.queue == self._queue:
            return wanted
        if ticket.archived is not None or ticket.column in self._closed:
            return wanted
        if reassigned:
            self._kept.setdefault(login, []).append(ticket.ref)
            return wanted
        self._lost.setdefault(login, []).append(ticket.ref)
        return {**wanted, "assignee": None}

    def warnings(self) -> list[str]:
        """A word on those who lost tickets, and on those who keep what they were just given."""
        lost = _("{refs}: {login} does not serve {queue}.")
        kept = _("{refs}: {login} was given it meanwhile and keeps it, but does not serve {queue}.")
        return [
            told.format(refs=in_words(refs), login=login, queue=self._queue)
            for told, found in ((lost, self._lost), (kept, self._kept))
            for login, refs in sorted(found.items())
        ]


def for_new(work: Work, values: Mapping[str, Value], stage: Stage) -> list[str]:
    """As ``by_hand``, of a new ticket."""
    login = values.get("assignee")
    return by_hand(work, str(login), [Status(str(values["status"]))]) if login and stage is not Stage.DONE else []


def for_edited(work: Work, edits: Iterable[e.TicketEdited]) -> list[str]:
    """As ``by_hand``, of what tickets become."""
    arriving: dict[str, list[int]] = {}
    becoming: dict[int, Status] = {}
    for edit in edits:
        if edit.field == "assignee" and edit.after is not None:
            arriving.setdefault(str(edit.after), []).append(edit.ticket)
        elif edit.field == "status":
            becoming[edit.ticket] = Status(str(edit.after))
    told: list[str] = []
    for login, refs in arriving.items():
        found = assigning.open_of(work.connection, refs)
        told += by_hand(work, login, [becoming.get(ref, status) for ref, status in found.items()])
    return told


def by_hand(work: Work, login: str, arriving: Collection[Status]) -> list[str]:
    """A word where somebody is given open tickets, told by their status, who is away or has enough."""
    if not arriving:
        return []
    there = work.facts.availability([login]).get(login)
    away = there is not None and there.state is not Availability.AVAILABLE
    told = [_("{login} is {state}.").format(login=login, state=there.state.label)] if there and away else []
    return [*told, *over_limit(work, login, arriving)]


def over_limit(work: Work, login: str, arriving: Iterable[Status]) -> list[str]:
    """A word where somebody gets more tickets than their limit of today, of those that count."""
    person = work.facts.person(login)
    rules = assignment.rules_of(work)
    limit = assigning.limit(person.ticket_limit, person.ramp, rules) if person is not None else rules.limit or None
    more = sum(map(rules.counts, arriving))
    if limit is None or not more:
        return []
    count = assigning.loads(work.connection, [login], rules).get(login, 0) + more
    if count <= limit:
        return []
    return [_("{login} is over the limit: {n} of {limit}.").format(login=login, n=count, limit=limit)]
