"""Deciding who does what, where the queues have a say: what waits is handed out, or taken; what
somebody had goes back; and a word where somebody gets more than their limit.

Invariant: a limit, or somebody's being away, refuses nothing that a person decides.
"""

from __future__ import annotations

from collections.abc import Collection

from deskboard.desk.decision import Decision
from deskboard.desk.reactions import assignment, giving_back
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import Refused
from deskboard.domain.model import Availability
from deskboard.l10n import _, ngettext
from deskboard.store import assigning
from deskboard.store.work import Work

REFS_TOLD = 5


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
    return Decision([given], [found.ref], warnings=over_limit(work, login, 1), what=_("yours now"))


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


def by_hand(work: Work, login: str | None, arriving: int) -> list[str]:
    """A word where somebody is given tickets who is away or has enough."""
    if login is None or not arriving:
        return []
    warnings = []
    there = work.facts.availability([login]).get(login)
    if there is not None and there.state is not Availability.AVAILABLE:
        warnings.append(_("{login} is {state}.").format(login=login, state=there.state.label))
    return [*warnings, *over_limit(work, login, arriving)]


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
