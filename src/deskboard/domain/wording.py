"""What happened, in words: events, results of commands, and a ticket's timeline.

Invariant: everything that comes from data is made safe here; what these functions return is
one line and can be shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from deskboard.domain import events as e
from deskboard.domain import explaining, links, structure
from deskboard.domain.attachments import size_words
from deskboard.domain.difference import difference
from deskboard.domain.events import Event, Value
from deskboard.domain.fields import FIELDS
from deskboard.domain.model import CommentKind, Status
from deskboard.domain.readmodels import ColumnName, Comment, Done, Entry, TicketPage
from deskboard.domain.text import safe
from deskboard.domain.times import exact
from deskboard.l10n import _, ngettext

BETWEEN = " · "
"""Between the sentences of one line."""


BROUGHT_ABOUT = frozenset({"first_response", "watchers"})
"""Fields that a comment changes in the same moment: told after it."""


def timeline(page: TicketPage) -> list[Comment | Entry]:
    """Comments and history of a ticket in one list, oldest first. Of one moment what happened stands
    before what was said, and that before what it brought about."""

    def order(line: Comment | Entry) -> tuple[datetime, int]:
        if isinstance(line, Comment):
            return line.at, 1
        return line.at, 2 if isinstance(line.event, e.TicketEdited) and line.event.field in BROUGHT_ABOUT else 0

    return sorted([*page.history, *page.comments], key=order)


# ---- one event


FOLLOWING = frozenset({"priority_by_hand", "resolved", "first_response"})
"""Fields that change because of others: not worth a word beside those."""
TOLD = 3
"""Events of one ticket that a summary names."""


def summary(events: Sequence[Event], columns: Mapping[int, str], zone: tzinfo) -> str:
    """What happened, in one line; empty when it was not the same on every ticket."""
    by_ticket: dict[int | None, list[Event]] = {}
    for event in events:
        by_ticket.setdefault(getattr(event, "ticket", None), []).append(event)
    told = {_told(run, columns, zone) for run in by_ticket.values()}
    return told.pop() if len(told) == 1 else ""


def _told(events: Sequence[Event], columns: Mapping[int, str], zone: tzinfo) -> str:
    if isinstance(events[0], e.TicketAdded | e.TicketImported | e.TicketRemoved):
        return describe(events[0], columns, zone)
    going = {event.field for event in events if isinstance(event, e.TicketEdited)} & {"trashed", "merged_into"}
    quiet = FOLLOWING | {"archived"} if going else FOLLOWING
    named = [event for event in events if not (isinstance(event, e.TicketEdited) and event.field in quiet)] or events
    words = [describe(event, columns, zone) for event in named[:TOLD]]
    return ", ".join(words) + (" …" if len(named) > TOLD else "")


def describe(event: Event, columns: Mapping[int, str], zone: tzinfo) -> str:
    """One event in one line, without who and when: ``priority: normal → high``. ``columns``
    names the columns that places refer to. What cannot be told, whoever put it into the log,
    stands in the way of nothing else."""
    try:
        return _described(event, columns, zone)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        return _unreadable()


def _unreadable() -> str:
    return _("an entry that cannot be read")


def _described(event: Event, columns: Mapping[int, str], zone: tzinfo) -> str:
    if isinstance(event, e.Unreadable):
        return _unreadable()
    if isinstance(event, e.TicketEdited):
        return _edited(event, zone)
    if isinstance(event, e.TicketMoved):
        return _moved(event, columns)
    if isinstance(event, e.TicketAdded | e.TicketImported | e.TicketRemoved):
        return _came_or_went(event, columns)
    if isinstance(event, e.StepAdded | e.StepRemoved | e.StepEdited):
        return _step(event, zone)
    if isinstance(event, e.CommentAdded | e.CommentRemoved | e.CommentEdited):
        return _comment(event)
    if isinstance(event, e.AttachmentAdded | e.AttachmentRemoved):
        return _file(event)
    if isinstance(event, e.TicketPurged):
        return _("purged for good")
    if isinstance(event, e.LinkAdded | e.LinkRemoved | e.PartsLeft | e.PartsCame):
        return links.describe(event)
    return structure.describe(event, columns)


def _came_or_went(event: e.TicketAdded | e.TicketImported | e.TicketRemoved, columns: Mapping[int, str]) -> str:
    if isinstance(event, e.TicketRemoved):
        return _("addition undone")
    place = event.values.get("column")
    column = _column(place, columns) if isinstance(place, int | str) else _("the board")
    sentence = _("imported into {column}") if isinstance(event, e.TicketImported) else _("added to {column}")
    return sentence.format(column=column)


def _column(column: int | str, columns: Mapping[int, str]) -> str:
    """The name of a column, which a past from elsewhere names itself."""
    return safe(column if isinstance(column, str) else columns.get(column, _("a removed column")))


def places(event: e.TicketMoved, columns: Mapping[int, str]) -> tuple[str, str]:
    """The names of the columns a ticket came from and went to; with those of their boards where
    it went to another one."""
    before, after = (
        place.column if isinstance(place.column, str) else columns.get(place.column, _("a removed column"))
        for place in (event.before, event.after)
    )
    if isinstance(before, ColumnName) and isinstance(after, ColumnName) and before.board != after.board:
        whole = _("{board} › {column}")
        return whole.format(board=before.board, column=before), whole.format(board=after.board, column=after)
    return before, after


def _moved(event: e.TicketMoved, columns: Mapping[int, str]) -> str:
    before, after = map(safe, places(event, columns))
    if event.before.column == event.after.column:
        return _("moved within {column}").format(column=after)
    return _("moved: {before} → {after}").format(before=before, after=after)


def _edited(event: e.TicketEdited, zone: tzinfo) -> str:
    field, before, after = event.field, event.before, event.after
    if field == "description":
        if not before or not after:
            return _("description removed") if before else _("description added")
        return _with_difference(_("description changed"), str(before), str(after))
    if field == "tags":
        return _("tags: {changes}").format(changes=_came_and_went(before, after))
    if field == "answers":
        return _answers(before, after)
    if field == "wake":
        return _("asleep until {when}").format(when=shown(field, after, zone)) if after else _("asleep no more")
    if field in ("archived", "trashed", "resolved", "first_response", "priority_by_hand"):
        return _turned(field, bool(after))
    if field == "merged_into":
        return links.merged(before, after)
    if field == "watchers":
        return _("watchers: {changes}").format(changes=_came_and_went(before, after))
    label = FIELDS[field].label if field in FIELDS else safe(field)
    sentence = _("{field}: {before} → {after}").format(
        field=label, before=shown(field, before, zone), after=shown(field, after, zone)
    )
    return BETWEEN.join(filter(None, (sentence, explaining.reason(event))))


def _with_difference(sentence: str, before: str, after: str) -> str:
    """The sentence and where the two texts differ, in short; the whole of both is in the log."""
    told = difference(before, after)
    return _("{change}: {difference}").format(change=sentence, difference=told) if told else sentence


def _turned(field: str, on: bool) -> str:
    """A fact that is either there or not."""
    words = {
        "archived": (_("archived"), _("restored from the archive")),
        "trashed": (_("put into the trash"), _("restored from the trash")),
        "resolved": (_("resolved"), _("reopened")),
        "first_response": (_("first response given"), _("first response undone")),
        "priority_by_hand": (_("priority set by hand"), _("priority follows impact and urgency")),
    }
    return words[field][not on]


def _came_and_went(before: Value, after: Value) -> str:
    old = set(before) if isinstance(before, tuple) else set()
    new = set(after) if isinstance(after, tuple) else set()
    changes = [f"+{word}" for word in sorted(new - old)] + [f"-{word}" for word in sorted(old - new)]
    return safe(" ".join(changes))


def _answers(before: Value, after: Value) -> str:
    """What changed in the answers to a form, by the keys of its fields."""
    old, new = (dict(value) if isinstance(value, tuple) else {} for value in (before, after))
    changes = [
        _("{field}: {before} → {after}").format(
            field=safe(key), before=safe(old.get(key) or _("none")), after=safe(new.get(key) or _("none"))
        )
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    return BETWEEN.join(changes)


def shown(field: str, value: Value, zone: tzinfo) -> str:
    """The value of a field as a person reads it, in one line."""
    if value is None or value in ("", ()):
        return _("none")
    if isinstance(value, datetime):
        return exact(value, zone)
    if isinstance(value, tuple):
        return safe(" ".join(value))
    if field == "status" and value in set(Status):
        return Status(str(value)).label
    return safe(str(value))


def _step(event: e.StepAdded | e.StepRemoved | e.StepEdited, zone: tzinfo) -> str:
    if isinstance(event, e.StepAdded | e.StepRemoved):
        sentence = _("step added: {text}") if isinstance(event, e.StepAdded) else _("step removed: {text}")
        whose = [f"@{safe(event.assignee)}"] if event.assignee else []
        due = [exact(event.due, zone)] if event.due else []
        return BETWEEN.join([sentence.format(text=safe(event.text)), *whose, *due])
    before, after = shown(event.field, event.before, zone), shown(event.field, event.after, zone)
    sentence = {
        "done": _("step ticked") if event.after else _("step unticked"),
        "rank": _("step moved"),
        "assignee": _("step assigned: {before} → {after}"),
        "due": _("step due: {before} → {after}"),
    }.get(event.field, _("step: {before} → {after}"))
    called = [f"“{safe(event.called)}”"] if event.called else []
    return BETWEEN.join([sentence.format(before=before, after=after), *called])


def _comment(event: e.CommentAdded | e.CommentRemoved | e.CommentEdited) -> str:
    if isinstance(event, e.CommentEdited):
        sentence = _("comment corrected") if event.marked else _("correction of a comment undone")
        return _with_difference(sentence, event.before, event.after)
    reply = event.kind == CommentKind.REPLY
    if isinstance(event, e.CommentAdded):
        return _("public reply written") if reply else _("internal note written")
    return _("public reply undone") if reply else _("internal note undone")


def _file(event: e.AttachmentAdded | e.AttachmentRemoved) -> str:
    sentence = _("file attached: {name} ({size})")
    if isinstance(event, e.AttachmentRemoved):
        sentence = _("file removed: {name} ({size})")
    return sentence.format(name=safe(event.name), size=size_words(event.size))


# ---- one command


def done(result: Done) -> str:
    """The result of a command in one line, with new people, warnings and refusals."""
    refused = [_("#{ref} refused: {reason}").format(ref=ref, reason=safe(reason)) for ref, reason in result.refused]
    if len(refused) > 1:
        refs = ", ".join(f"#{ref}" for ref, _reason in result.refused[:3]) + ("…" if len(refused) > 3 else "")
        refused = [_("{n} refused ({refs}): {reason}").format(n=len(refused), refs=refs, reason=_reasons(result))]
    return BETWEEN.join([headline(result), *map(safe, result.warnings), *refused])


def _reasons(result: Done) -> str:
    """The first of the reasons; an ellipsis if there are others."""
    reasons = list(dict.fromkeys(safe(reason) for _ref, reason in result.refused))
    return reasons[0] + (" …" if len(reasons) > 1 else "")


def headline(result: Done) -> str:
    """The result of a command in one line, without warnings and refusals."""
    about_people = result.name in ("AddPerson", "EditPerson", "RemovePerson", "EditTeam", "SetAvailability")
    new = [] if about_people or result.mode != "do" else [safe(login) for login in result.people]
    people = [_("new: {people}").format(people=", ".join(new))] if new else []
    return BETWEEN.join([_headline(result), *people, *handed_out(result)])


def handed_out(result: Done) -> list[str]:
    """What the desk gave to whom because of a change: each ticket, or how many."""
    given = result.assigned
    if len(given) > TOLD:
        people = len({login for _ref, login in given})
        told = ngettext("{tickets} handed out to {n} person", "{tickets} handed out to {n} people", people)
        return [told.format(tickets=_number(len(given)), n=people)]
    return [f"#{ref} → @{safe(login)}" for ref, login in given]


def _headline(result: Done) -> str:
    if result.mode != "do":
        return _reversed(result)
    if result.name == "ImportTickets":
        return _imported(result)
    what = safe(result.what)
    if result.command is None:
        return _("Nothing changed.")
    if result.name == "AssignTickets":
        return _("Handed out: {tickets}").format(tickets=_tickets(result.refs))
    if result.name == "AddTicket":
        return _("Added {tickets}: {title}").format(tickets=_tickets(result.created), title=what)
    if result.name == "TakeNext":
        return _("{tickets} is yours: {what}").format(tickets=_tickets(result.refs), what=what)
    if result.name in ("AddView", "EditView", "RemoveView"):
        return what
    if result.name == "MergeTicket":
        return _("{tickets}: {what}").format(tickets=_tickets(result.refs[:-1]), what=what)
    if result.name == "SplitComment":
        return _("Added {tickets}: {title}").format(tickets=_tickets(result.created), title=what)
    if result.name in ("AddPerson", "AddBoard", "AddColumn", "AddTemplate", "AddType", "AddQueue"):
        return _("Added: {name}").format(name=what)
    if result.name in ("RemoveTemplate", "RemoveType"):
        return _("Removed: {name}").format(name=what)
    if result.name == "EditTemplate":
        return _("Changed: {name}").format(name=what)
    if result.name in structure.CHANGES:
        return _("{change}.").format(change=what)
    return _("{tickets}: {what}").format(tickets=_tickets(result.refs), what=what)


def _tickets(refs: tuple[int, ...]) -> str:
    if len(refs) == 1:
        return f"#{refs[0]}"
    return ngettext("{n} ticket", "{n} tickets", len(refs)).format(n=len(refs))


def _imported(result: Done) -> str:
    if not result.created:
        return _("Nothing new: {tickets} there already.").format(tickets=_number(result.skipped))
    sentence = _("Imported {tickets} from {source}.")
    if result.skipped:
        sentence = _("Imported {tickets} from {source}; {others} there already.")
    return sentence.format(
        tickets=_number(len(result.created)), source=safe(result.what), others=_number(result.skipped)
    )


def _number(n: int) -> str:
    return ngettext("{n} ticket", "{n} tickets", n).format(n=n)


def _reversed(result: Done) -> str:
    sentence = _("Undone on {tickets}: {change}") if result.mode == "undo" else _("Done again on {tickets}: {change}")
    about_structure = result.name in structure.CHANGES
    if not result.refs or about_structure:
        sentence = _("Undone: {change}") if result.mode == "undo" else _("Done again: {change}")
    change = result.what or _change(result.name)
    return sentence.format(change=change, tickets=_tickets(result.refs))


def _change(name: str) -> str:
    """What kind of change a command is, by the name of its class."""
    changes = {
        "AddTicket": _("new ticket"),
        "EditTicket": _("edit"),
        "MoveTicket": _("move"),
        "ShiftTicket": _("move"),
        "ArchiveTicket": _("archiving"),
        "ArchiveResolved": _("archiving"),
        "RestoreTicket": _("restoring"),
        "WakeTickets": _("waking"),
        "AddStep": _("new step"),
        "EditStep": _("edit of a step"),
        "TickStep": _("tick"),
        "MoveStep": _("move of a step"),
        "RemoveStep": _("removal of a step"),
        "AddComment": _("comment"),
        "EditComment": _("correction of a comment"),
        "AttachFiles": _("attaching"),
        "RemoveAttachments": _("removal of a file"),
        "TrashTicket": _("putting into the trash"),
        "ImportTickets": _("import"),
        "LinkTickets": _("link"),
        "UnlinkTickets": _("removal of a link"),
        "MergeTicket": _("merge"),
        "SplitComment": _("new ticket"),
        "TakeNext": _("taking the next one"),
    }
    return changes.get(name) or structure.CHANGES.get(name) or _("change")
