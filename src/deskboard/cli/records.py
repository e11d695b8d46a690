"""A ticket as the command line writes it: the JSON object, and the columns of a list.

Invariant: the names are those of PRODUCT §6 and stay the same for ever; scripts lean on them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import datetime, tzinfo

from deskboard.cli.render import Col, Styled
from deskboard.domain import times
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Priority, Stage, Status
from deskboard.domain.readmodels import TicketRow
from deskboard.l10n import _

DEFAULT_COLUMNS = ("ref", "title", "column", "priority", "status", "assignee", "due", "tags")
NAME_CELLS = 20
"""Names and tags get no more room than this on a terminal: the title wants it."""
SPARE: Mapping[str, int] = {"tags": 3, "status": 2, "column": 1}
"""What a narrow terminal does without, the highest first: titles must be legible."""

PRIORITY_STYLE: Mapping[str, str] = {Priority.CRITICAL: "bold red", Priority.HIGH: "yellow", Priority.LOW: "dim"}
DUE_STYLE: Mapping[str, str] = {"overdue": "bold red", "soon": "yellow"}


def ticket_record(row: TicketRow) -> dict[str, object]:
    """The JSON object of a ticket in a list."""
    return {
        "ref": row.ref,
        "title": row.title,
        "description": row.description,
        "board": row.board,
        "column": row.column,
        "stage": row.stage,
        "priority": row.priority,
        "status": row.status,
        "type": row.type,
        "queue": row.queue,
        "assignee": row.assignee,
        "requester": row.requester,
        "tags": row.tags,
        "due": row.due,
        "impact": row.impact,
        "urgency": row.urgency,
        "created": row.created,
        "updated": row.updated,
        "first_response": row.first_response,
        "resolved": row.resolved,
        "archived": row.archived is not None,
        "archived_at": row.archived,
        "checklist": {"total": row.steps_total, "done": row.steps_done},
        "comments": row.comments,
        "attachments": row.attachments,
        "trashed": row.trashed is not None,
        "template": row.template,
        "fields": dict(row.answers),
        "origin": row.origin,
        "version": row.version,
        "merged_into": row.merged_into,
        "watchers": row.watchers,
        "wake": row.wake,
        "priority_by_hand": row.priority_by_hand,
    }


def shown_time(moment: datetime | None, now: datetime, zone: tzinfo, exact: bool) -> str:
    """A past time for people: relative, or exact where the settings say so."""
    if moment is None:
        return ""
    return times.exact(moment, zone) if exact else times.ago(moment, now)


def shown_due(row: TicketRow, now: datetime, zone: tzinfo, exact: bool) -> Styled:
    """A due time for people. What is done is overdue no more."""
    if row.due is None:
        return Styled("")
    if row.stage is Stage.DONE:
        return Styled(times.exact(row.due, zone), "dim")
    chip = times.due_chip(row.due, now, zone)
    return Styled(times.exact(row.due, zone) if exact else chip.text, DUE_STYLE.get(chip.state, ""))


def shown_wake(row: TicketRow, now: datetime, zone: tzinfo, exact: bool) -> str:
    """When it comes back, for people."""
    if row.wake is None:
        return ""
    return times.exact(row.wake, zone) if exact else times.wake_word(row.wake, now, zone)


def ticket_columns(now: datetime, zone: tzinfo, exact: bool) -> dict[str, Col[TicketRow]]:
    """Every column that a list can have, by name."""

    def ago(name: str, heading: str) -> Col[TicketRow]:
        def shown(row: TicketRow) -> Styled:
            return Styled(shown_time(getattr(row, name), now, zone, exact))

        return Col(name, heading, lambda row: getattr(row, name), shown)

    def plain(name: str, heading: str) -> Col[TicketRow]:
        return Col(name, heading, lambda row: getattr(row, name), most=NAME_CELLS, spare=SPARE.get(name, 0))

    def steps(row: TicketRow) -> str:
        return f"{row.steps_done}/{row.steps_total}" if row.steps_total else ""

    columns: tuple[Col[TicketRow], ...] = (
        Col("ref", _("Ref"), lambda row: row.ref, lambda row: Styled(f"#{row.ref}", "bold")),
        Col("title", _("Title"), lambda row: row.title, flexible=True),
        Col("description", _("Description"), lambda row: row.description, flexible=True),
        plain("board", _("Board")),
        plain("column", _("Column")),
        plain("stage", _("Stage")),
        Col("priority", _("Priority"), lambda row: row.priority, _shown_priority),
        Col("status", _("Status"), lambda row: row.status, _shown_status, spare=SPARE["status"]),
        plain("type", _("Type")),
        plain("queue", _("Queue")),
        plain("assignee", _("Assignee")),
        plain("requester", _("Requester")),
        Col("tags", _("Tags"), lambda row: row.tags, _shown_tags, most=NAME_CELLS, spare=SPARE["tags"]),
        Col("due", _("Due"), lambda row: row.due, lambda row: shown_due(row, now, zone, exact)),
        plain("impact", _("Impact")),
        plain("urgency", _("Urgency")),
        ago("created", _("Created")),
        ago("updated", _("Updated")),
        ago("first_response", _("First response")),
        ago("resolved", _("Resolved")),
        Col("archived", _("Archived"), lambda row: row.archived is not None),
        Col("checklist", _("Steps"), steps),
        plain("comments", _("Comments")),
        plain("attachments", _("Attachments")),
        plain("template", _("Template")),
        plain("origin", _("Origin")),
        plain("version", _("Version")),
        Col(
            "watchers",
            _("Watchers"),
            lambda row: row.watchers,
            lambda row: Styled(" ".join(row.watchers)),
            most=NAME_CELLS,
        ),
        Col("wake", _("Asleep until"), lambda row: row.wake, lambda row: Styled(shown_wake(row, now, zone, exact))),
    )
    return {column.name: column for column in columns}


def _shown_priority(row: TicketRow) -> Styled:
    return Styled("" if row.priority is Priority.NORMAL else row.priority, PRIORITY_STYLE.get(row.priority, ""))


def _shown_tags(row: TicketRow) -> Styled:
    return Styled(" ".join(row.tags), "cyan")


def _shown_status(row: TicketRow) -> Styled:
    return Styled("" if row.status is Status.NORMAL else row.status)


def chosen(columns: Mapping[str, Col[TicketRow]], names: str | None) -> list[Col[TicketRow]]:
    """The columns of a comma-separated list of names. BadInput: one is unknown."""
    found = []
    for name in names.replace(" ", "").split(",") if names else DEFAULT_COLUMNS:
        if name not in columns:
            close = difflib.get_close_matches(name, columns, n=1)
            hint = _("Did you mean “{name}”?").format(name=close[0]) if close else ""
            known = _("Columns are: {names}.").format(names=", ".join(columns))
            raise BadInput(_("A list has no column “{name}”.").format(name=name), hint or known)
        # What was asked for by name is shown, however narrow the terminal.
        found.append(columns[name]._replace(spare=0) if names else columns[name])
    return found
