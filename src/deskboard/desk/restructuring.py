"""Whether a change of boards, columns, people or settings can be taken back, and what follows from it.

Invariant: what others have put into a board or column since, or made of it, is not lost.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from deskboard.desk import requeueing
from deskboard.desk.handlers import limits, named, resolving
from deskboard.domain import events as e
from deskboard.domain import template_records
from deskboard.domain.errors import Conflict, DeskboardError
from deskboard.domain.model import Role, Stage, Ticket
from deskboard.domain.text import fold
from deskboard.l10n import _, ngettext
from deskboard.store.facts import ColumnFact
from deskboard.store.people import PersonFact
from deskboard.store.work import Work

View = e.ViewAdded | e.ViewRemoved | e.ViewEdited
Form = e.TemplateAdded | e.TemplateRemoved | e.TemplateEdited | e.TypeAdded | e.TypeRemoved
Furniture = (
    e.BoardAdded | e.BoardRemoved | e.BoardEdited | e.ColumnAdded | e.ColumnRemoved | e.ColumnEdited | View | Form
)
Member = e.PersonAdded | e.PersonRemoved | e.PersonEdited | e.SettingEdited
Structure = Member | Furniture | requeueing.Queueing
"""Events that are about no ticket."""


def in_the_way(work: Work, event: e.Event, events: Sequence[e.Event]) -> Conflict | None:
    """Why a person, board or column cannot come, go or change now: something else has come to
    need it, or to stand in its place. ``events`` are all that are to happen."""
    if isinstance(event, Member):
        return _member(work, event)
    if isinstance(event, e.BoardAdded | e.BoardRemoved | e.BoardEdited):
        return _board(work, event)
    if isinstance(event, e.ColumnAdded):
        return _name_taken(event.name, work.facts.columns(event.board))
    if isinstance(event, e.ColumnRemoved):
        return _column_removed(work, event, events)
    if isinstance(event, e.ColumnEdited):
        return _column_edited(work, event)
    if isinstance(event, View):
        return _view(work, event)
    if isinstance(event, Form):
        return _form(work, event)
    if isinstance(event, requeueing.Queueing):
        return requeueing.in_the_way(work, event)
    return None


def _member(work: Work, event: Member) -> Conflict | None:
    """Whether a person or a setting is no longer as the change left it, or is needed; or whether
    whoever takes the change back may do so no more, being no admin by now."""
    facts = work.facts
    if isinstance(event, e.SettingEdited):
        now = facts.settings().get(event.name)
        return _if(now != event.before, _("The setting {name} has been changed since.").format(name=event.name))
    found, is_admin = facts.person(event.login), facts.role(work.who.login) is Role.ADMIN
    changed = _("{name} has been changed since.").format(name=event.login)
    if isinstance(event, e.PersonAdded):
        may = event.role == Role.REQUESTER or is_admin or (event.role != Role.ADMIN and named.may_bring_in(work))
        known = _if(found, _("{name} is known already.").format(name=event.login))
        return known or _if(not may, _("Only an admin adds members by now."))
    if isinstance(event, e.PersonRemoved):
        if facts.is_mentioned(event.login) or requeueing.is_engaged(work, event.login):
            return Conflict(_("{name} is needed by now.").format(name=event.login))
        if found is None or found != PersonFact(event.login, event.name, event.email, Role(event.role), None):
            return Conflict(changed)
    elif found is None or getattr(found, event.field) != event.before:
        return Conflict(changed)
    elif found.role is not Role.REQUESTER and not is_admin:
        return Conflict(_("Only an admin changes members."))
    return _last_admin(work, event)


def _last_admin(work: Work, event: e.PersonRemoved | e.PersonEdited) -> Conflict | None:
    if isinstance(event, e.PersonEdited):
        stays = {"role": event.after == Role.ADMIN, "left": event.after is None}.get(event.field, True)
        if stays:
            return None
    last = work.facts.admins() == [event.login]
    return _if(last, _("{name} is the only admin of this desk by now.").format(name=event.login))


def _if(holds: object, reason: str) -> Conflict | None:
    return Conflict(reason) if holds else None


def _name_taken(name: str, others: Collection[ColumnFact]) -> Conflict | None:
    taken = any(fold(other.name) == fold(name) for other in others)
    return _if(taken, _("There is another column “{name}” by now.").format(name=name))


def _board(work: Work, event: e.BoardAdded | e.BoardRemoved | e.BoardEdited) -> Conflict | None:
    boards = {ident: name for name, ident in work.facts.boards().items()}
    if isinstance(event, e.BoardRemoved):
        if work.facts.columns(event.board) or len(boards) == 1:
            return Conflict(_("The board {name} is needed by now.").format(name=event.name))
        return _if(boards.get(event.board) != event.name, _changed(work, "board.edited", event.board, event.name))
    name = event.name if isinstance(event, e.BoardAdded) else str(event.after)
    others = [known for ident, known in boards.items() if ident != event.board]
    if any(fold(known) == fold(name) for known in others):
        return Conflict(_("There is another board “{name}” by now.").format(name=name))
    if isinstance(event, e.BoardEdited):
        return _if(boards.get(event.board) != event.before, _changed(work, "board.edited", event.board, name))
    return None


def _column_removed(work: Work, event: e.ColumnRemoved, events: Sequence[e.Event]) -> Conflict | None:
    held = len(work.facts.held([event.column]))
    if held:
        told = ngettext("{name} holds {n} ticket by now.", "{name} holds {n} tickets by now.", held)
        return Conflict(told.format(name=event.name, n=held), _("Remove it instead, and say where they go."))
    columns = work.facts.columns(event.board)
    instead = any(
        (isinstance(other, e.ColumnAdded) and other.board == event.board)
        or (isinstance(other, e.BoardRemoved) and other.board == event.board)
        for other in events
    )
    if len(columns) == 1 and not instead:
        return Conflict(_("{name} is the only column of its board by now.").format(name=event.name))
    found = next((column for column in columns if column.id == event.column), None)
    same = found is not None and (found.name, found.stage, found.limit, found.hard) == (
        event.name, event.stage, event.limit, event.hard,
    )  # fmt: skip
    return _if(not same, _changed(work, "column.edited", event.column, event.name))


def _column_edited(work: Work, event: e.ColumnEdited) -> Conflict | None:
    column = work.facts.column(event.column)
    if column is None:
        return Conflict(_("That column does not exist any more."))
    if getattr(column, event.field) != event.before:
        return Conflict(_changed(work, "column.edited", event.column, column.name, event.field))
    if event.field == "name":
        others = [other for other in work.facts.columns(column.board) if other.id != column.id]
        return _name_taken(str(event.after), others)
    return None


def _changed(work: Work, kind: str, ident: int, name: str, field: str = "") -> str:
    """Who changed a board or column since, and when."""
    for data, actor, at in work.facts.last_structural(kind, 50):
        event = e.load(kind, None, data)
        if isinstance(event, e.BoardEdited | e.ColumnEdited) and event[0] == ident and field in ("", event.field):
            return _("{who} has changed {name} since, {ago}.").format(who=actor, name=name, ago=named.ago(work, at))
    return _("{name} has been changed since.").format(name=name)


def still_meant(work: Work, events: Sequence[e.Event]) -> list[e.Event]:
    """The events, without what a column's new stage made of tickets that have moved on since."""
    staged = {event.column for event in events if isinstance(event, e.ColumnEdited) and event.field == "stage"}
    if not staged:
        return list(events)
    tickets = work.facts.tickets(event.ticket for event in events if isinstance(event, e.TicketEdited))

    def is_meant(event: e.Event) -> bool:
        if not isinstance(event, e.TicketEdited):
            return True
        ticket = tickets.get(event.ticket)
        return ticket is not None and ticket.column in staged and getattr(ticket, event.field) == event.before

    return [event for event in events if is_meant(event)]


def following(work: Work, events: Sequence[e.Event]) -> list[e.Event]:
    """What the tickets need that stand in columns whose stage was just changed back: they may
    have come after the change. And so for what hangs on queues and people."""
    changed = [event for event in events if isinstance(event, e.ColumnEdited) and event.field == "stage"]
    edits = [edit for event in changed for edit in resolving.standing(work, event.column, Stage(str(event.after)))]
    return [*edits, *requeueing.following(work, events)]


def overflowing(
    work: Work, events: Sequence[e.Event], tickets: dict[int, Ticket], refused: Collection[int]
) -> dict[int, DeskboardError]:
    """ref → why a ticket cannot come back to where it was: the column has a hard limit and is
    full by now. A column that comes back itself takes all that it had."""
    new = {event.column for event in events if isinstance(event, e.ColumnAdded)}
    columns = {column.id: column for column in work.facts.columns() if column.hard and column.id not in new}
    arriving: dict[int, list[int]] = {}
    leaving: dict[int, int] = {}
    for event in events if columns else ():
        ref, before, after = _crossing(event, tickets)
        if ref is not None and ref not in refused and before != after:
            arriving.setdefault(after or 0, []).append(ref)
            leaving[before or 0] = leaving.get(before or 0, 0) + 1
    found: dict[int, DeskboardError] = {}
    for ident, column in columns.items():
        _fitting, left_out = limits.split(work, column, arriving.get(ident, []), leaving.get(ident, 0))
        found |= {ref: limits.full(column) for ref in left_out}
    return found


def _crossing(event: e.Event, tickets: dict[int, Ticket]) -> tuple[int | None, int | None, int | None]:
    """The ticket that an event brings into a column or takes out of it, from where and where to."""
    if isinstance(event, e.TicketMoved):
        ticket = tickets.get(event.ticket)
        if ticket is not None and ticket.archived is None:
            return event.ticket, int(event.before.column), int(event.after.column)
    elif isinstance(event, e.TicketEdited) and event.field == "archived":
        ticket = tickets.get(event.ticket)
        if ticket is not None and event.after is None:
            return event.ticket, None, ticket.column
        if ticket is not None:
            return event.ticket, ticket.column, None
    elif isinstance(event, e.TicketAdded):
        column = event.values.get("column")
        return event.ticket, None, column if isinstance(column, int) else None
    return None, None, None


def _view(work: Work, event: View) -> Conflict | None:
    """Whether a view is no longer as the change left it, or its name is taken."""
    views = {view.id: view for view in work.facts.views()}
    found = views.get(event.view)
    if isinstance(event, e.ViewAdded):
        taken = any((view.name, view.owner) == (event.name, event.owner) for view in views.values())
        stands = found is None and not taken
    elif isinstance(event, e.ViewRemoved):
        stands = found is not None and tuple(found) == tuple(event)
    else:
        stands = found is not None and getattr(found, event.field) == event.before
    return _if(not stands, _("The view has been changed since."))


def _form(work: Work, event: Form) -> Conflict | None:
    """Whether a template or type is no longer as the change left it, or is in use."""
    if isinstance(event, e.TypeAdded):
        return _if(event.name in work.facts.types(), _("There is a type “{name}” by now.").format(name=event.name))
    if isinstance(event, e.TypeRemoved):
        used = work.facts.has_type(event.name)
        return _if(used, _("Tickets or templates are of the type “{name}” by now.").format(name=event.name))
    found = next((template for template in work.facts.templates() if template.name == event.name), None)
    there = template_records.dump(found) if found is not None else None
    wanted = None
    if not isinstance(event, e.TemplateAdded):
        wanted = event.data if isinstance(event, e.TemplateRemoved) else event.before
    return _if(there != wanted, _("The template “{name}” has been changed since.").format(name=event.name))
