"""Writing tickets out: whole as JSON Lines, as a table of fields as CSV, as Markdown to read.

Invariant: memory does not grow with the number of tickets.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO

from deskboard.desk.desk import Desk
from deskboard.domain import template_records
from deskboard.domain.errors import BadInput
from deskboard.domain.model import TicketType
from deskboard.domain.query.tree import Is, Query
from deskboard.domain.readmodels import Attendance, Content
from deskboard.l10n import _
from deskboard.transfer import attachments, markdown, records

KINDS = ("json", "csv", "markdown")
Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is in all."""

COLUMNS = (
    *("ref", "title", "description", "board", "column", "stage", "priority", "status", "type", "queue", "assignee"),
    *("requester", "tags", "due", "impact", "urgency", "created", "updated", "first_response", "resolved", "archived"),
    *("steps_done", "steps_total", "comments", "origin", "watchers", "wake"),
)
"""The header of a CSV export. Names never change; new ones come at the end."""

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What makes a spreadsheet take a cell for a formula, and run it; or what was guarded already,
so that every cell can be read back as it was."""


def export(desk: Desk, query: Query | None, kind: str, out: IO[str], progress: Progress | None = None) -> int:
    """Write the tickets a query means (None: all, the archive included, the trash only as JSON) to
    ``out``; returns how many. ``kind`` is one of ``KINDS``, else BadInput. For CSV, open files with ``newline=""``.
    """
    if kind not in KINDS:
        raise BadInput(
            _("There is no export to “{kind}”.").format(kind=kind[:20]),
            _("There are: {kinds}.").format(kinds=", ".join(KINDS)),
        )
    write = {"json": _to_json, "csv": _to_csv, "markdown": markdown.write}[kind]
    total = _count(desk, query, trash=kind == "json") if progress else 0
    done = 0
    for done in write(desk, query, out):
        if progress:
            progress(done, max(total, done))
    return done


def _count(desk: Desk, query: Query | None, trash: bool) -> int:
    if query:
        return desk.count(query)
    return desk.count() + desk.count(Query(Is("archived"))) + (desk.count(Query(Is("trashed"))) if trash else 0)


def _to_json(desk: Desk, query: Query | None, out: IO[str]) -> Iterator[int]:
    out.write(records.dump(records.header(desk.database_id, desk.now(), desk.last_ref())) + "\n")
    for name in desk.boards():
        out.write(records.dump(records.board_record(desk.board(name))) + "\n")
    there = desk.whereabouts()
    for person in desk.people(left=True):
        out.write(records.dump(records.person_record(person, there.get(person.login, Attendance()))) + "\n")
    for queue in desk.served():
        out.write(records.dump(records.queue_record(queue)) + "\n")
    for chosen in desk.settings().values():
        if chosen.stored:
            out.write(records.dump({"setting": {"name": chosen.name, "value": chosen.value}}) + "\n")
    for name in desk.types():
        if name not in list(TicketType):
            out.write(records.dump({"type": {"name": name}}) + "\n")
    for template in desk.templates():
        out.write(records.dump({"template": template_records.record(template)}) + "\n")
    for view in desk.views():
        out.write(records.dump(records.view_record(view, desk.who.login)) + "\n")
    done = 0
    for item in desk.whole_with_files(query):
        if isinstance(item, Content):
            out.write(attachments.content_line(item) + "\n")
        else:
            out.write(records.dump(records.ticket_record(item, desk.database_id)) + "\n")
            done += 1
            yield done


def _to_csv(desk: Desk, query: Query | None, out: IO[str]) -> Iterator[int]:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for done, page in enumerate(desk.whole(query), 1):
        values = {**page.row._asdict(), "origin": records.origin(page, desk.database_id)}
        writer.writerow([guarded(_cell(values[name])) for name in COLUMNS])
        yield done


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run as a formula; our own
    import takes it away again. Tickets come from strangers, spreadsheets obey their cells."""
    return f"'{cell}" if FORMULA.match(cell) else cell
