"""Deciding about many tickets that each go to the column beside their own.

Invariant: what a move into a column checks (limits, the archive) is checked here as well, for
``tickets.move`` decides about each column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import limits, named, tickets
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import Refused
from deskboard.l10n import _
from deskboard.store.facts import ColumnFact
from deskboard.store.work import Work


def shift(work: Work, command: c.ShiftTicket) -> Decision:
    good, refused = named.tickets(work, command.refs, on_board=True)
    beside = _beside(work.facts.columns(), command.by)
    arriving: dict[int, list[int]] = {}
    for ticket in good:
        target = beside.get(ticket.column)
        if target is None:
            reason = Refused(_("There is no column further that way."))
            refused.append((ticket.ref, reason))
        else:
            arriving.setdefault(target, []).append(ticket.ref)
    decided = [tickets.move(work, c.MoveTicket(tuple(refs), column)) for column, refs in arriving.items()]
    events: list[e.Event] = [event for decision in decided for event in decision.events]
    # Moves stand together, and what follows from them, so that each is written in one go.
    events.sort(key=lambda event: not isinstance(event, e.TicketMoved))
    what = _("one column to the right") if command.by > 0 else _("one column to the left")
    return Decision(
        events,
        [ref for decision in decided for ref in decision.refs],
        [*refused, *(refusal for decision in decided for refusal in decision.refused)],
        warnings=_over_limit(work, [event for event in events if isinstance(event, e.TicketMoved)]),
        what=what,
    )


def _over_limit(work: Work, moves: Sequence[e.TicketMoved]) -> list[str]:
    """A word for each column that ends up fuller than its limit: what leaves it makes room."""
    change = Counter(move.after.column for move in moves)
    change.subtract(move.before.column for move in moves)
    fuller = [column for column in work.facts.columns() if change[column.id] > 0]
    return [warning for column in fuller for warning in limits.warnings(work, column, change[column.id])]


def _beside(columns: Sequence[ColumnFact], by: int) -> dict[int, int]:
    """column → the column that many places to its right on the same board."""
    found: dict[int, int] = {}
    for place, column in enumerate(columns):
        other = place + by
        if 0 <= other < len(columns) and columns[other].board == column.board:
            found[column.id] = columns[other].id
    return found
