"""The one path of every change: load, permit, decide, apply and record, in one transaction.

Invariant: nothing is written but events that a handler (or undo) returned, under the command
they came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import HANDLERS
from deskboard.desk.reactions import assignment, returning
from deskboard.domain.commands import AssignTickets, Command, ImportTickets
from deskboard.domain.errors import BadInput, NotAllowed
from deskboard.domain.idleness import told
from deskboard.domain.model import Role
from deskboard.domain.permissions import Standing, decide
from deskboard.domain.readmodels import Done
from deskboard.l10n import _
from deskboard.store import log
from deskboard.store.work import Work


def carry_out(work: Work, command: Command) -> Done:
    """Do what the command asks, inside the unit of work. NotAllowed, NotFound, BadInput,
    Conflict, Refused: nothing was done."""
    permit(work, type(command))
    if isinstance(command, ImportTickets) and command.into is not None:
        _check_continued(work, command.into)
    return as_permitted(work, command)


def _check_continued(work: Work, command_id: int) -> None:
    """BadInput unless an import may go on in that command: my own, and it stands."""
    last = log.to_undo(work.connection, work.who.login)
    if last is None or (last.id, last.name) != (command_id, ImportTickets.__name__):
        raise BadInput(_("This import cannot go on: something else came between."), _("Start it again."))


def as_permitted(work: Work, command: Command) -> Done:
    """Do what the command asks without looking at the role: for what the desk does by itself.
    What waits is handed out by the desk, whoever asks for it: that is nobody's to undo."""
    if isinstance(command, AssignTickets):
        work = work.as_desk()
    decision = HANDLERS[type(command)](work, command)
    name = type(command).__name__
    command_id = None
    if decision.events:
        command_id = (command.into if isinstance(command, ImportTickets) else None) or work.begin(name)
        work.keep(decision.blobs)
        cause = command.cause if isinstance(command, AssignTickets) else None
        work.carry_out(command_id, decision.events, decision.past, None if cause is None else str(cause))
    result = done(name, command_id, decision, work.warnings)
    if isinstance(command, AssignTickets):
        return result._replace(assigned=assignment.told(decision.events))
    return followed(work, result)


def followed(work: Work, result: Done) -> Done:
    """What was done, with what the desk did because of it: whoever asked is back if they were away
    by themselves, and what waits is handed out. Not after a part of an import: only the next one may
    bring what people have already. Whoever imports asks for it at the end. Whom a server lets write
    comments only leaves it to the next of the others."""
    if work.comments_only:
        return result
    back = returning.come_back(work, result.command)
    if (result.name, result.mode) == (ImportTickets.__name__, "do"):
        return result._replace(warnings=(*result.warnings, *([told(back.found, work.now, work.zone)] if back else [])))
    cause = back.command if back is not None and result.command is None else result.command
    outcome = assignment.react(work, cause, result.mode)
    warnings = (*result.warnings, *outcome.warnings, *([told(back.found, work.now, work.zone)] if back else []))
    return result._replace(assigned=outcome.assigned, warnings=warnings)


def permit(work: Work, command: type) -> None:
    """NotAllowed when the role of whoever asks does not permit the command."""
    reason = decide(work.facts.standing_of(work.who.login) or Standing(Role.REQUESTER), command)
    if reason:
        raise NotAllowed(reason)


def done(name: str, command_id: int | None, decision: Decision, warnings: Sequence[str] = ()) -> Done:
    """What a decision came to. When the one ticket asked for was refused, its reason is
    raised: one ticket fails loudly, many report one by one."""
    refused = decision.refused
    if len(refused) == 1 and not decision.events and not decision.refs:
        raise refused[0][1]
    return Done(
        name,
        command_id,
        tuple(decision.refs),
        tuple((ref, str(error)) for ref, error in refused),
        tuple(decision.created),
        tuple(decision.people),
        (*decision.warnings, *warnings),
        decision.what,
        decision.skipped,
        max((error.exit_code for _ref, error in refused), default=0),
    )
