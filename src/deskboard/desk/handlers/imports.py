"""Deciding what to take in from elsewhere.

Invariant: a ticket whose origin is known is skipped, so that the same source twice adds
nothing the second time; and what a source says of the past is history, nothing to undo.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import boards, bringing, checklist, comments, queues, templates, tickets, together, views
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields, settings, template_records
from deskboard.domain.attachments import FILES_MAX, stored_name
from deskboard.domain.commands.imports import SourceColumn
from deskboard.domain.errors import BadInput, NotAllowed
from deskboard.domain.events import Value
from deskboard.domain.model import DEFAULT_BOARD, CommentKind, Role, Stage, TicketType
from deskboard.domain.ranking import many_between
from deskboard.domain.text import clean_line, fold
from deskboard.l10n import _
from deskboard.store.attachments import Blob
from deskboard.store.facts import LARGEST_ID, ColumnFact
from deskboard.store.log import Record
from deskboard.store.work import Work

TIMES = ("created", "updated", "resolved", "first_response", "archived", "trashed", "wake")
"""Fields that only an import may set."""


class _Lanes(NamedTuple):
    """The columns to import into, by folded name, and the events that make them."""

    by_name: dict[str, ColumnFact]
    first: ColumnFact
    events: list[e.Event]


def take_in(work: Work, command: c.ImportTickets) -> Decision:
    lanes = _lanes(work, command)
    known = work.facts.known_origins(ticket.origin for ticket in command.tickets)
    fresh = list({t.origin: t for t in command.tickets if t.origin not in known}.values())
    if command.keep_refs and 0 < command.last_ref < LARGEST_ID // 2:
        work.reserve("ticket", command.last_ref)
    refs = _refs(work, fresh, command.keep_refs)
    people = bringing.people(work, command, fresh)
    inbox, new_queues = bringing.inbox(work, command, fresh)
    kin = together.Kin(work, fresh, refs)
    added, past = _tickets(work, lanes, fresh, refs, kin, inbox)
    if not added and command.tickets:
        return Decision([], skipped=len(command.tickets))
    forms, left_out = _forms(work, command, fresh, inbox)
    return Decision(
        [
            *lanes.events,
            *people,
            *inbox.added,
            *bringing.members(work, inbox, new_queues, people),
            *_settings(work, command.settings),
            *views.brought(work, command.views),
            *forms,
            *added,
        ],
        refs,
        created=refs,
        people=[person.login for person in people if isinstance(person, e.PersonAdded)],
        warnings=[*left_out, *inbox.warnings({fields.name(queue.name) for queue in new_queues})],
        what=command.source,
        past=past,
        skipped=len(command.tickets) - len(fresh),
        blobs=[Blob(file.digest, file.size, file.read) for ticket in fresh for file in ticket.files],
    )


def _lanes(work: Work, command: c.ImportTickets) -> _Lanes:
    known = work.facts.boards()
    name = fields.name(command.board) if command.board else next(iter(known), DEFAULT_BOARD)
    wanted = _shapes(command.columns)
    board = next((ident for there, ident in known.items() if fold(there) == fold(name)), None)
    events: list[e.Event] = []
    if board is None and command.keep_refs and (board := _untouched(work, known)) is not None:
        events = [e.BoardEdited(board, "name", next(iter(known)), name)]
    if board is None:
        events = boards.new_board(work, name, wanted or boards.DEFAULT_COLUMNS)
        columns = [_fact(event) for event in events if isinstance(event, e.ColumnAdded)]
    else:
        changes, columns = _with_columns(work, board, work.facts.columns(board), wanted)
        events += changes
    if events and work.facts.role(work.who.login) is Role.AGENT:
        raise NotAllowed(
            _("This import would add a board or columns, and only an admin may do that."),
            _("Map its columns to those there are, or ask an admin."),
        )
    return _Lanes({fold(column.name): column for column in columns}, columns[0], events)


def _shapes(columns: Iterable[SourceColumn]) -> list[boards.Shape]:
    """The columns a source has, each name once: capitals and accents make no other column."""
    found: dict[str, boards.Shape] = {}
    for column in columns:
        name = fields.name(column.name)
        shape = (name, Stage(column.stage), column.limit, column.hard and column.limit is not None)
        found.setdefault(fold(name), shape)
    return list(found.values())


def _untouched(work: Work, known: Mapping[str, int]) -> int | None:
    """The one board of a new database, as it was made, or None: it gives way to the first board
    of a whole desk that is taken in."""
    if list(known) != [DEFAULT_BOARD]:
        return None
    board = known[DEFAULT_BOARD]
    columns = work.facts.columns(board)
    as_made = [(k.name, k.stage, k.limit, k.hard) for k in columns] == list(boards.DEFAULT_COLUMNS)
    return board if as_made and work.facts.is_empty([k.id for k in columns]) else None


def _with_columns(
    work: Work, board: int, columns: list[ColumnFact], wanted: Sequence[boards.Shape]
) -> tuple[list[e.Event], list[ColumnFact]]:
    """The columns of a board with those that are wanted: the untouched columns of an empty
    board give way to them, otherwise the missing ones are added at the right."""
    there = {fold(column.name) for column in columns}
    missing = [shape for shape in wanted if fold(shape[0]) not in there]
    events: list[e.Event] = []
    as_they_are = [(k.name, k.stage, k.limit, k.hard) for k in columns]
    if wanted and list(wanted) != as_they_are and work.facts.is_empty([k.id for k in columns]):
        events = [boards.removed(column) for column in columns]
        columns, missing = [], list(wanted)
    added = boards.new_columns(work, board, columns[-1].rank if columns else None, missing)
    return [*events, *added], [*columns, *map(_fact, added)]


def _fact(event: e.ColumnAdded) -> ColumnFact:
    return ColumnFact(event.column, event.board, event.name, Stage(event.stage), event.rank, event.limit, event.hard)


def _refs(work: Work, fresh: Sequence[c.SourceTicket], keep: bool) -> list[int]:
    """A ref for each ticket: its own where that is wanted and free, else the next one."""
    own = {ticket.ref for ticket in fresh if ticket.ref is not None and ticket.ref > 0} if keep else set()
    free = work.facts.free_refs(own) if own else set()
    if free:
        work.reserve("ticket", max(free))
    kept: list[int | None] = []
    for ticket in fresh:
        kept.append(ticket.ref if ticket.ref in free else None)
        free.discard(ticket.ref or 0)
    new = iter(work.take("ticket", kept.count(None)) if None in kept else ())
    return [ref if ref is not None else next(new) for ref in kept]


def _settings(work: Work, wanted: Mapping[str, Value]) -> list[e.SettingEdited]:
    """The settings of the desk that came along: an admin's import brings those that nobody has
    chosen here."""
    if not wanted or work.facts.role(work.who.login) is not Role.ADMIN:
        return []
    stored = work.facts.settings()
    return [e.SettingEdited(name, None, settings.checked(name, wanted[name])) for name in wanted if name not in stored]


def _forms(
    work: Work, command: c.ImportTickets, fresh: Iterable[c.SourceTicket], inbox: queues.Named
) -> tuple[list[e.TypeAdded | e.TemplateAdded], list[str]]:
    """The types and templates that come along, and what was left out of them. A type comes as a
    person does, with the ticket that has it; templates are for an admin to bring."""
    there = {*TicketType, *work.facts.types()}
    named_here = (str(ticket.fields.get("type") or "") for ticket in fresh)
    wanted = dict.fromkeys(name for name in (*command.types, *named_here) if name and name not in there)
    events: list[e.TypeAdded | e.TemplateAdded] = [e.TypeAdded(fields.type_word(name)) for name in wanted]
    left_out = []
    known = {fold(template.name): template for template in work.facts.templates()} if command.templates else {}
    for template in command.templates:
        same = known.get(fold(template.name))
        if same is None and work.facts.role(work.who.login) is Role.AGENT:
            left_out.append(_("The template “{name}” was left out: only an admin adds one.").format(name=template.name))
        elif same is None:
            found = template_records.read(template_records.record(template))
            found = found._replace(queue=inbox.meant(found.queue))
            known[fold(found.name)] = found
            if found.type not in there and found.type not in wanted:
                wanted[found.type] = None
                events.append(e.TypeAdded(found.type))
            events.append(templates.event_of(found))
        elif same != template:
            left_out.append(_("The template “{name}” is there already, and stays as it is.").format(name=same.name))
    return events, left_out


def _tickets(
    work: Work,
    lanes: _Lanes,
    fresh: Sequence[c.SourceTicket],
    refs: Sequence[int],
    kin: together.Kin,
    inbox: queues.Named,
) -> tuple[list[e.TicketImported], list[Record]]:
    homes = [lanes.by_name.get(fold(ticket.column or ""), lanes.first) for ticket in fresh]
    ranks = _ranks(work, homes)
    step_ids = iter(work.take("step", sum(len(ticket.steps) for ticket in fresh)))
    comment_ids = iter(work.take("comment", sum(len(ticket.comments) for ticket in fresh)))
    file_ids = iter(work.take("attachment", sum(len(ticket.files) for ticket in fresh)))
    added: list[e.TicketImported] = []
    past: list[Record] = []
    for ticket, ref, home in zip(fresh, refs, homes, strict=True):
        values = _values(work, ticket, home, next(ranks[home.id]))
        values["queue"] = inbox.meant(values["queue"])
        if ticket.steps:
            keys = many_between(None, None, len(ticket.steps))
            values["steps"] = tuple(
                (next(step_ids), checklist.step_text(step.text), key, step.done, *_told(step))
                for step, key in zip((c.SourceStep(*step) for step in ticket.steps), keys, strict=True)
            )
        if ticket.comments:
            values["comments"] = tuple(
                (
                    *(next(comment_ids), str(CommentKind(said.kind)), comments.comment_text(said.text)),
                    *(said.author or work.who.login, said.at),
                    *((True,) if said.edited else ()),
                )
                for said in ticket.comments
            )
        if ticket.files:
            values["attachments"] = tuple(
                (next(file_ids), stored_name(file.name), file.digest, file.size, file.author, file.at)
                for file in ticket.files[:FILES_MAX]
            )
        values |= kin.of(ticket, ref)
        added.append(e.TicketImported(ref, values))
        past += [
            Record(_past(ref, kin.told(event)), event.at, event.actor or work.who.login, True, event.undone)
            for event in ticket.history
        ]
    return added, past


def _told(step: c.SourceStep) -> tuple[Any, ...]:
    """Assignee and due date, where there is either."""
    if step.assignee is None and step.due is None:
        return ()
    return (fields.login(step.assignee) if step.assignee else None, step.due)


def _ranks(work: Work, homes: Sequence[ColumnFact]) -> dict[int, Any]:
    """For each column the order keys of the tickets that go to its end."""
    counts: dict[int, int] = {}
    for home in homes:
        counts[home.id] = counts.get(home.id, 0) + 1
    return {
        column: iter(many_between(work.facts.edge_rank(column, last=True), None, n)) for column, n in counts.items()
    }


def _values(work: Work, ticket: c.SourceTicket, home: ColumnFact, rank: str) -> dict[str, Any]:
    """All values of a ticket; what the source does not say has its default."""
    given = {name: value for name, value in ticket.fields.items() if name in fields.FIELDS or name == "answers"}
    told = {name: value for name, value in ticket.fields.items() if name in TIMES and isinstance(value, datetime)}
    checked = tickets.checked(work, given)
    values: dict[str, Any] = {**tickets.DEFAULTS, "title": fields.title(ticket.title), **checked}
    values = tickets.with_priority(values, given)
    if "priority_by_hand" in ticket.fields:
        values["priority_by_hand"] = bool(ticket.fields["priority_by_hand"])
    created = told.get("created", work.now)
    values |= {"created": created, "updated": created, **told}
    if values.get("archived") is None and (ticket.fields.get("archived") is True or "trashed" in told):
        values["archived"] = told.get("trashed", work.now)
    if home.stage is Stage.DONE and "resolved" not in ticket.fields:
        values["resolved"] = values["updated"]
    values |= {"column": home.id, "rank": rank, "origin": clean_line(ticket.origin)[:200]}
    return values


def _past(ref: int, past: c.PastEvent) -> e.Event:
    """A past event; its places keep the column's name as it was. BadInput: no such event."""
    data = dict(past.data)
    for side in ("before", "after"):
        place = data.get(side)
        if isinstance(place, Mapping):
            data[side] = (str(place.get("column", "")), str(place.get("rank", "")))
    try:
        event = e.from_data(past.kind, ref, data)
        e.from_data(past.kind, ref, json.loads(e.dump(event)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            _("The history of a ticket holds something that is no event: {kind}.").format(kind=past.kind[:40])
        ) from error
    return event
