"""Deciding about tickets: add, edit, tag, move, archive, restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import assigning, checklist, conflicts, limits, named, queues, resolving, snooze
from deskboard.desk.handlers.forms import Forms
from deskboard.desk.handlers.templates import known_type
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields, templates, times
from deskboard.domain.errors import BadInput, DeskboardError, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Place, Priority, Role, Stage, Status, Ticket, TicketType, proposed_priority
from deskboard.domain.ranking import between, many_between
from deskboard.l10n import _
from deskboard.store import links
from deskboard.store.facts import ColumnFact
from deskboard.store.work import Work

PEOPLE: Mapping[str, Role] = {"assignee": Role.AGENT, "requester": Role.REQUESTER}
"""The fields that name a person, and what somebody named there for the first time is."""

DEFAULTS: Mapping[str, Value] = {
    "description": "",
    "type": TicketType.SUPPORT,
    "priority": Priority.NORMAL,
    "priority_by_hand": False,
    "status": Status.NORMAL,
    "queue": None,
    "assignee": None,
    "requester": None,
    "due": None,
    "impact": None,
    "urgency": None,
    "tags": (),
    "watchers": (),
    "wake": None,
    "first_response": None,
    "resolved": None,
    "archived": None,
    "origin": None,
    "template": None,
    "answers": (),
}


def checked(work: Work, changes: Mapping[str, Value]) -> dict[str, Value]:
    """The changes as they can be stored. BadInput names the field that cannot."""
    return {name: _checked(work, name, value) for name, value in changes.items()}


def _checked(work: Work, name: str, value: Value) -> Value:
    if name == "answers":
        return templates.pairs(value)
    if name == "watchers":
        return named.logins(work, value)
    return named.person(work, value) if name in PEOPLE else fields.check(name, value)


def mentioned(values: Mapping[str, Value]) -> dict[str, Role]:
    """The people that the values name, each with what somebody new is. Strangers with a mail
    address watch as requesters."""
    found: dict[str, Role] = {}
    for field, role in PEOPLE.items():
        if values.get(field):
            found.setdefault(str(values[field]), role)
    watchers = values.get("watchers")
    for login in watchers if isinstance(watchers, tuple) else ():
        found.setdefault(login, Role.REQUESTER if "@" in login else Role.AGENT)
    return found


def newcomers(work: Work, values: Mapping[str, Value], *, new_people: bool = True) -> list[e.PersonAdded]:
    """People whom the values mention for the first time. Mistyped, unless ``new_people``."""
    return named.newcomers(work, mentioned(values), careful=not new_people)


def with_priority(values: dict[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """New values with the priority that impact × urgency propose, unless one was given."""
    if given.get("priority") is not None:
        return {**values, "priority_by_hand": True}
    proposed = proposed_priority(values["impact"], values["urgency"])  # type: ignore[arg-type]
    return {**values, "priority": proposed} if proposed else values


def add(work: Work, command: c.AddTicket) -> Decision:
    column = _entry_column(work, command)
    if limits.split(work, column, [None])[1]:
        raise limits.full(column)
    given, defaults, asked_steps = Forms(work).new(checked(work, command.fields), column.stage)
    inbox = queues.Named(work, careful=not command.new_people)
    values = with_priority({**DEFAULTS, **defaults, "title": fields.title(command.title), **given}, given)
    if values["wake"] is not None:
        snooze.check(values, given)
        values = {**values, "status": given.get("status", Status.ON_HOLD)}
    values |= {"column": column.id, "created": work.now, "queue": inbox.meant(values["queue"])}
    values["rank"] = between(None, work.facts.edge_rank(column.id))
    if column.stage is Stage.DONE:
        values["resolved"] = work.now
    ref = work.take("ticket")[0]
    steps = checklist.new_steps(work, ref, (*asked_steps, *command.steps), None, None)
    named_here = checklist.assignees(steps) | mentioned(values)
    people = named.newcomers(work, named_here, careful=not command.new_people)
    return Decision(
        [*people, *inbox.added, e.TicketAdded(ref, values), *steps],
        refs=[ref],
        created=[ref],
        people=[person.login for person in people],
        warnings=[
            *limits.warnings(work, column, 1),
            *inbox.warnings(),
            *assigning.for_new(work, values, column.stage),
        ],
        what=str(values["title"]),
    )


def _entry_column(work: Work, command: c.AddTicket) -> ColumnFact:
    if command.column is not None:
        return named.column(work, command.column)
    boards = work.facts.boards()
    columns = work.facts.columns(command.board if command.board is not None else next(iter(boards.values()), None))
    if not columns:
        raise Refused(_("The board has no columns."))
    return columns[0]


def edit(work: Work, command: c.EditTicket) -> Decision:
    changes = checked(work, command.changes)
    add_tags, remove_tags = fields.tags(command.add_tags), fields.tags(command.remove_tags)
    known_type(work, changes.get("type"))
    inbox = queues.Named(work, careful=not command.new_people)
    if "queue" in changes:
        changes["queue"] = inbox.meant(changes["queue"])
    add_watchers, remove_watchers = (
        named.logins(work, command.add_watchers),
        named.logins(work, command.remove_watchers),
    )
    snooze.check({"wake": None, "status": Status.ON_HOLD, **changes}, changes)
    good, refused = named.tickets(work, command.refs)
    forms, requeued = Forms(work), assigning.Requeued(work, changes)
    events: list[e.TicketEdited] = []
    refs: list[int] = []
    for ticket in good:
        since = conflicts.since(work, ticket, command.seen)
        conflict = conflicts.of_fields(work, ticket, since, changes)
        if conflict:
            refused.append((ticket.ref, conflict))
            continue
        try:
            wanted = forms.changed(ticket, conflicts.with_words_of_both(ticket, since, changes))
        except DeskboardError as error:
            refused.append((ticket.ref, error))
            continue
        wanted = _with_words(ticket, "tags", wanted, add_tags, remove_tags)
        wanted = _with_words(ticket, "watchers", wanted, add_watchers, remove_watchers)
        reassigned = conflicts.is_by_others(ticket, since, "assignee")
        edits = _edits(ticket, requeued.with_assignee(ticket, wanted, reassigned=reassigned))
        events += edits
        refs += [ticket.ref] if edits else []
    named_here = {"watchers": add_watchers, **changes}
    people = newcomers(work, named_here, new_people=command.new_people) if events else []
    signs = _("tags {words}").format(words=_signs(add_tags, remove_tags)) if add_tags or remove_tags else ""
    watched = _signs(add_watchers, remove_watchers)
    watched = _("watchers {words}").format(words=watched) if watched else ""
    what = ", ".join(filter(None, (_in_words(changes, work.zone), signs, watched)))
    # Fields in runs of their own are written together.
    events.sort(key=lambda event: event.field)
    logins = [person.login for person in people]
    told = [*(inbox.warnings() if events else ()), *requeued.warnings(), *assigning.for_edited(work, events)]
    new = inbox.added if events else []
    return Decision([*people, *new, *events], refs, refused, people=logins, warnings=told, what=what)


def _with_words(
    ticket: Ticket, field: str, changes: Mapping[str, Value], come: Sequence[str], go: Sequence[str]
) -> Mapping[str, Value]:
    """The changes with the tags, or the watchers, that come to and go from this ticket."""
    if not come and not go:
        return changes
    words = changes.get(field, getattr(ticket, field))
    assert isinstance(words, tuple)
    return {**changes, field: fields.check(field, tuple({*words, *come} - {*go}))}


def _signs(come: Sequence[str], go: Sequence[str]) -> str:
    return " ".join([f"+{word}" for word in come] + [f"-{word}" for word in go])


def _in_words(changes: Mapping[str, Value], zone: tzinfo) -> str:
    def one(name: str, value: Value) -> str:
        if name == "answers":
            return ", ".join(f"{key} {text or _('none')}" for key, text in templates.pairs(value))
        label = fields.FIELDS[name].label
        if name == "description":
            return label
        if name == "wake":
            return (
                _("asleep until {time}").format(time=times.exact(value, zone))
                if isinstance(value, datetime)
                else _("awake")
            )
        if name == "title":
            return _("title “{title}”").format(title=value)
        if isinstance(value, datetime):
            return f"{label} {times.exact(value, zone)}"
        shown = ", ".join(value) if isinstance(value, tuple) else value
        return f"{label} {shown if shown not in (None, '') else _('none')}"

    return ", ".join(one(name, value) for name, value in changes.items())


def _edits(ticket: Ticket, changes: Mapping[str, Value]) -> list[e.TicketEdited]:
    """What the changes come to on one ticket, the proposed priority included."""
    wanted: dict[str, Any] = dict(changes)
    if "priority" in wanted:
        wanted["priority_by_hand"] = True
    elif not ticket.priority_by_hand and wanted.keys() & {"impact", "urgency"}:
        proposed = proposed_priority(wanted.get("impact", ticket.impact), wanted.get("urgency", ticket.urgency))
        if proposed:
            wanted["priority"] = proposed
    if wanted.get("wake") is not None and "status" not in wanted and not ticket.status.may_sleep:
        wanted["status"] = Status.ON_HOLD
    if ticket.wake is not None and not Status(wanted.get("status", ticket.status)).may_sleep:
        wanted["wake"] = None
    return [
        e.TicketEdited(ticket.ref, field, before, after)
        for field, after in wanted.items()
        if (before := getattr(ticket, field)) != after
    ]


def move(work: Work, command: c.MoveTicket) -> Decision:
    target = named.column(work, command.column)
    good, refused = named.tickets(work, command.refs, on_board=True)
    columns = {column.id: column for column in work.facts.columns()}
    forms = Forms(work)
    moving: list[Ticket] = []
    for ticket in good:
        conflict: DeskboardError | None = conflicts.of_place(work, ticket, command.seen, target, columns)
        if conflict is None and target.stage is Stage.DONE and columns[ticket.column].stage is not Stage.DONE:
            conflict = forms.unsolved(ticket)
        if conflict:
            refused.append((ticket.ref, conflict))
        else:
            moving.append(ticket)
    arriving = [ticket for ticket in moving if ticket.column != target.id]
    _fitting, left_out = limits.split(work, target, arriving)
    refused += [(ticket.ref, limits.full(target)) for ticket in left_out]
    stopped = {ticket.ref for ticket in left_out}
    moving = [ticket for ticket in moving if ticket.ref not in stopped]
    arriving = [ticket for ticket in moving if ticket.column != target.id]
    anchored = command.above is not None or command.below is not None
    # Without a neighbour named, a ticket that stands in the column already stays where it is.
    placed = moving if anchored or command.bottom else arriving
    ranks = _ranks(work, command, target, [ticket.ref for ticket in placed])
    moves = [
        e.TicketMoved(ticket.ref, Place(ticket.column, ticket.rank), Place(target.id, rank))
        for ticket, rank in zip(placed, ranks, strict=True)
    ]
    resolutions = [
        edit for ticket in placed for edit in _resolution(work, ticket, columns[ticket.column].stage, target.stage)
    ]
    crossing = any(ticket.board != target.board for ticket in arriving)
    name = _on_board(work, target) if crossing else target.name
    return Decision(
        [*moves, *resolutions],
        [move.ticket for move in moves],
        refused,
        warnings=[*limits.warnings(work, target, len(arriving)), *_blocked(work, placed, target.stage)],
        what=_("to {column}").format(column=name) if arriving else _("within {column}").format(column=name),
    )


def _on_board(work: Work, column: ColumnFact) -> str:
    """The column with the name of its board."""
    boards = {ident: name for name, ident in work.facts.boards().items()}
    return _("{board} › {column}").format(board=boards[column.board], column=column.name)


def _ranks(work: Work, command: c.MoveTicket, target: ColumnFact, refs: Sequence[int]) -> list[str]:
    """Order keys for the tickets at the place the command names."""
    facts = work.facts
    anchor = command.above if command.above is not None else command.below
    if anchor is not None:
        beside = named.ticket(work, anchor)
        if beside.column != target.id:
            raise BadInput(_("#{ref} is not in {column}.").format(ref=anchor, column=target.name))
        other = facts.neighbour_rank(target.id, beside.rank, above=command.above is not None, without=refs)
        low, high = (other, beside.rank) if command.above is not None else (beside.rank, other)
        return many_between(low, high, len(refs))
    if command.bottom:
        return many_between(facts.edge_rank(target.id, last=True), None, len(refs))
    return many_between(None, facts.edge_rank(target.id), len(refs))


def _resolution(work: Work, ticket: Ticket, before: Stage, after: Stage) -> list[e.TicketEdited]:
    """A ticket is resolved when it enters a done column, and open again when it leaves."""
    if after is Stage.DONE and before is not Stage.DONE:
        return [e.TicketEdited(ticket.ref, "resolved", ticket.resolved, work.now)]
    if after is not Stage.DONE and ticket.resolved is not None:
        return [e.TicketEdited(ticket.ref, "resolved", ticket.resolved, None)]
    return []


def _blocked(work: Work, moving: Sequence[Ticket], target: Stage) -> list[str]:
    """A word on each ticket that gets done while others, not done with it, still block it."""
    finished = [ticket.ref for ticket in moving if ticket.resolved is None] if target is Stage.DONE else []
    found = links.open_blockers(work.connection, finished) if finished else {}
    waiting = {ref: [other for other in others if other not in finished] for ref, others in found.items()}
    return [
        _("#{ref} is still blocked by {others}.").format(ref=ref, others=", ".join(f"#{other}" for other in others))
        for ref, others in waiting.items()
        if others
    ]


def archive(work: Work, command: c.ArchiveTicket) -> Decision:
    good, refused = named.tickets(work, command.refs)
    events = [e.TicketEdited(t.ref, "archived", None, work.now) for t in good if t.archived is None]
    return Decision(events, [event.ticket for event in events], refused, what=_("to the archive"))


def restore(work: Work, command: c.RestoreTicket) -> Decision:
    good, refused = named.tickets(work, command.refs, in_trash=True, merged=True)
    buried = [ticket for ticket in good if ticket.merged_into is not None]
    refused += [(ticket.ref, gone) for ticket in buried if not ticket.trashed and (gone := named.merged_away(ticket))]
    returning = [ticket for ticket in good if ticket.archived is not None and ticket.merged_into is None]
    columns = {column.id: column for column in work.facts.columns()}
    warnings: list[str] = []
    for column in {columns[ticket.column] for ticket in returning if columns[ticket.column].limit is not None}:
        _fitting, left_out = limits.split(work, column, [t for t in returning if t.column == column.id])
        refused += [(ticket.ref, limits.full(column)) for ticket in left_out]
        stopped = {ticket.ref for ticket in left_out}
        returning = [ticket for ticket in returning if ticket.ref not in stopped]
        warnings += limits.warnings(work, column, sum(ticket.column == column.id for ticket in returning))
    untrashed = [ticket for ticket in (*returning, *buried) if ticket.trashed is not None]
    events = [e.TicketEdited(t.ref, "trashed", t.trashed, None) for t in untrashed]
    events += [e.TicketEdited(t.ref, "archived", t.archived, None) for t in returning]
    edits = [edit for t in returning for edit in resolving.entering(work, t.ref, t.resolved, columns[t.column].stage)]
    refs = list(dict.fromkeys(ticket.ref for ticket in (*returning, *untrashed)))
    what = _("back from the trash") if untrashed else _("back from the archive")
    return Decision([*events, *edits], refs, refused, warnings=warnings, what=what)


def archive_resolved(work: Work, command: c.ArchiveResolved) -> Decision:
    refs = work.facts.resolved_before(command.before)
    events = [e.TicketEdited(ref, "archived", None, work.now) for ref in refs]
    return Decision(events, refs, what=_("to the archive"))
