"""Handing out what waits in the queues, whenever something happened that could change who gets what.

Invariants: what the desk hands out is a command of its own, with the one that led to it as its cause;
it happens in the same transaction, so it is decided on what nobody else can change meanwhile; and
when it is done, nobody is left who could take a ticket that waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from deskboard.desk.reactions import giving_back
from deskboard.desk.reactions.triggers import matters
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.model import Stage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.store import assigning
from deskboard.store.assigning import Handed, Rules
from deskboard.store.work import Work

TOLD = 3
"""Tickets of which it is told one by one that nobody can take them."""


class Outcome(NamedTuple):
    """What was handed out, to whom; and what whoever asked should know."""

    assigned: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()


NOTHING = Outcome()


def react(work: Work, command_id: int | None, mode: str = "do") -> Outcome:
    """What follows from what happened so far. An undo gives nobody's tickets back to their queues:
    it puts back what was."""
    happened = list(work.happened)
    if command_id is None or not any(map(matters, happened)) or _stays(work, happened):
        return NOTHING
    queues = assigning.handed(work.connection)
    if not queues:
        return NOTHING
    desk, cause, log_id = work.as_desk(), str(command_id), None
    back = giving_back.because(work, happened, queues) if mode != "undo" else []
    if back:
        log_id = desk.begin(c.AssignTickets.__name__)
        desk.carry_out(log_id, back, cause=cause)
        queues = assigning.handed(work.connection)
    given = hand_out(work, queues)
    if given:
        desk.carry_out(log_id if log_id is not None else desk.begin(c.AssignTickets.__name__), given, cause=cause)
    about = {getattr(event, "ticket", None) for event in happened}
    return Outcome(told(given, about), tuple(_left_waiting(work, happened, given, queues)))


def _stays(work: Work, happened: Iterable[e.Event]) -> bool:
    """Whether tickets only went from one column to another that is as much done as the first."""
    telling = [event for event in happened if matters(event) or getattr(event, "field", "") == "resolved"]
    moves = [event for event in telling if isinstance(event, e.TicketMoved)]
    if len(moves) < len(telling):
        return False
    is_done: dict[int | str, bool] = {column.id: column.stage is Stage.DONE for column in work.facts.columns()}
    sides = [(is_done.get(move.before.column), is_done.get(move.after.column)) for move in moves]
    return all(before is after and before is not None for before, after in sides)  # None: the column is gone


def hand_out(work: Work, queues: Sequence[Handed]) -> list[e.TicketEdited]:
    """Who gets what waits in the queues, the most urgent first. Decides, and changes nothing."""
    busy = [queue for queue in queues if queue.waits]
    if not busy:
        return []
    from deskboard.domain.assignment import Queue, assign
    from deskboard.domain.model import Availability

    rules = rules_of(work)
    seats = assigning.seats(work.connection, {queue.id: queue.name for queue in busy}, rules)
    able = {
        name
        for seat in seats
        if seat.availability is Availability.AVAILABLE and (seat.limit is None or seat.open < seat.limit)
        for name in seat.queues
    }
    if not able:
        return []
    waiting = assigning.waiting(work.connection, able, rules)
    lines = [Queue(queue.name, queue.mode, place, queue.turn) for place, queue in enumerate(busy)]
    choices = assign(waiting, seats, lines, rules.order)
    return [e.TicketEdited(choice.ref, "assignee", None, choice.login, choice.why) for choice in choices]


def rules_of(work: Work) -> Rules:
    """What the desk has chosen, today."""
    return assigning.rules(work.facts.settings(), work.today)


def told(given: Iterable[e.Event], about: Collection[int | None] = ()) -> tuple[tuple[int, str], ...]:
    """What was handed out, to whom; first the tickets that it was about."""
    pairs = [(edit.ticket, str(edit.after)) for edit in given if isinstance(edit, e.TicketEdited) and edit.after]
    return tuple(sorted(pairs, key=lambda pair: pair[0] not in about))


def _left_waiting(
    work: Work, happened: Iterable[e.Event], given: Iterable[e.TicketEdited], queues: Iterable[Handed]
) -> list[str]:
    """A word on each ticket, of a few, that came into a queue and that nobody can take just now."""
    automatic = {queue.name: queue.id for queue in queues if queue.waits}
    came = {ref: name for event in happened for ref, name in _came(event) if name in automatic}
    for edit in given:
        came.pop(edit.ticket, None)
    left = [(ref, came[ref]) for ref in assigning.still_waiting(work.connection, came)[:TOLD]] if came else []
    if not left:
        return []
    served = assigning.served(work.connection, {automatic[name] for _ref, name in left})
    nobody = _("#{ref} waits in {queue}: nobody serves {queue} yet.")
    now = _("#{ref} waits in {queue}: nobody who serves it can take it just now.")
    return [(now if automatic[name] in served else nobody).format(ref=ref, queue=safe(name)) for ref, name in left]


def _came(event: e.Event) -> Iterator[tuple[int, str]]:
    """The ticket that the event puts into a queue, and the queue."""
    if isinstance(event, e.TicketAdded):
        yield event.ticket, str(event.values.get("queue"))
    elif isinstance(event, e.TicketEdited) and event.field == "queue":
        yield event.ticket, str(event.after)
