"""Reading what ``task export`` writes: one JSON object for each task, in an array or one a line.

Tasks become tickets, annotations internal notes, a project a queue. Invariant: whatever a
ticket has no field for (attributes of the user's own included) stands in the description, and
a task's uuid makes a second import add nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TextIO

from deskboard.domain import fields
from deskboard.domain.commands.imports import ImportTickets, PastComment, PastEvent, SourceTicket
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import CommentKind, LinkKind, Priority, Status
from deskboard.domain.text import clean_line, safe
from deskboard.l10n import _, ngettext
from deskboard.transfer import fit, loose
from deskboard.transfer.loose import Json
from deskboard.transfer.objects import objects
from deskboard.transfer.sources import BATCH, Source

PRIORITIES = {"H": Priority.HIGH, "M": Priority.NORMAL, "L": Priority.LOW}
TODO, DOING, DONE = _("To Do"), _("Doing"), _("Done")
"""Names that mean a stage; the import finds the board's own column of that stage."""

_ELSEWHERE = frozenset(
    (
        *("id", "uuid", "status", "description", "annotations", "project", "priority", "tags", "due", "wait", "entry"),
        *("modified", "start", "end", "depends", "urgency", "imask", "mask", "parent", "rtype", "template", "last"),
    )
)
"""Attributes that have a place in the ticket, or that Taskwarrior reckons by itself."""

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _gone(n: int) -> str:
    return ngettext("{n} deleted task went to the archive.", "{n} deleted tasks went to the archive.", n).format(n=n)


def _recurring(n: int) -> str:
    return ngettext(
        "{n} pattern of a recurring task went to the archive; its tasks came as tickets.",
        "{n} patterns of recurring tasks went to the archive; their tasks came as tickets.",
        n,
    ).format(n=n)


class Tasks(Source):
    """A file that ``task export`` wrote."""

    kind = "taskwarrior"

    def _tickets(self) -> Iterator[ImportTickets]:
        found = self._read()
        while batch := tuple(islice(found, BATCH)):
            yield ImportTickets("taskwarrior", batch, self.board)
            self.rows.clear()
        self.read = self.size()

    def _open(self) -> TextIO:
        return self.path.open(encoding="utf-8-sig", errors="replace")

    def _read(self) -> Iterator[SourceTicket]:
        met: set[str] = set()
        waited_for: dict[str, list[str]] = {}
        """Task that is yet to come → those that wait for it: a link comes with the later of two."""
        with self._open() as file:
            for number, task in enumerate(objects(file), 1):
                self.read = min(file.buffer.tell(), self.size())
                try:
                    ticket = self._ticket(number, task)
                except BadInput as error:
                    self.findings.problem(number, error.message)
                    continue
                for _kind, other in ticket.links:
                    if other not in met:
                        waited_for.setdefault(other, []).append(ticket.origin)
                met.add(ticket.origin)
                blocking = tuple((str(LinkKind.BLOCKS), other) for other in waited_for.pop(ticket.origin, ()))
                self.rows[ticket.origin] = number
                yield ticket._replace(links=ticket.links + blocking)

    def _ticket(self, number: int, task: Json | None) -> SourceTicket:
        """The task as a ticket. BadInput: it is damaged, or no task."""
        if task is None:
            raise BadInput(_("This is damaged: it is no object of JSON."))
        key = loose.text(task, "uuid")
        if not UUID.fullmatch(key):
            raise BadInput(_("This is not a task: it has no uuid."))
        status = loose.text(task, "status")
        if status not in ("pending", "waiting", "completed", "deleted", "recurring"):
            raise BadInput(_("The status “{status}” is none of Taskwarrior's.").format(status=safe(status)[:40]))
        column = DONE if status == "completed" else DOING if status == "pending" and "start" in task else TODO
        heading = fit.heading(loose.text(task, "description"), "", _("Untitled task"), self.findings, number)
        values = self._values(task, status)
        values["description"] = fit.description(heading.overflow, "\n".join(_others(task)))
        links = tuple((str(LinkKind.BLOCKED_BY), _origin(uuid)) for uuid in _depends(task))
        return SourceTicket(
            origin=_origin(key),
            title=heading.title,
            fields={name: value for name, value in values.items() if value},
            column=column,
            comments=tuple(_notes(task)),
            history=tuple(_history(task, heading.title, column)),
            links=links,
        )

    def _values(self, task: Json, status: str) -> dict[str, Value]:
        created, end = _time(task, "entry"), _time(task, "end")
        updated = _time(task, "modified") or end or created
        values: dict[str, Value] = {
            "created": created or updated,
            "updated": updated,
            "due": _time(task, "due"),
            "queue": fit.name(loose.text(task, "project"), ""),
            "tags": fit.tags(loose.texts(task, "tags"), self.findings),
        }
        if priority := PRIORITIES.get(loose.text(task, "priority")):
            values |= {"priority": priority, "priority_by_hand": True}
        if status == "completed":
            values["resolved"] = end or updated
        elif status == "waiting" and (wake := _time(task, "wait")):
            values |= {"status": Status.ON_HOLD, "wake": wake}
        elif status in ("deleted", "recurring"):
            values["archived"] = end or updated or datetime(1970, 1, 1, tzinfo=UTC)
            self.findings.count(_gone if status == "deleted" else _recurring)
        return values


def _origin(uuid: str) -> str:
    return f"taskwarrior:{uuid.lower()}"


def _time(record: Json, key: str) -> datetime | None:
    """``20260131T120000Z``, or a time in ISO form. BadInput: neither."""
    text = loose.text(record, key)
    if not text:
        return None
    if found := _COMPACT.fullmatch(text):
        text = "{}-{}-{}T{}:{}:{}+00:00".format(*found.groups())
    moment = loose.parse_moment(text)
    if not moment:
        raise BadInput(_("{key}: “{text}” is no time.").format(key=key, text=safe(text)[:40]))
    return moment


def _depends(task: Json) -> list[str]:
    """The uuids of the tasks it waits for: a list, or with older versions a text with commas."""
    found = loose.texts(task, "depends") or loose.text(task, "depends").split(",")
    return [uuid for uuid in dict.fromkeys(part.strip() for part in found) if UUID.fullmatch(uuid)]


def _others(task: Json) -> Iterator[str]:
    """What has no field, as ``name: value``; times in a form people read."""
    for name, value in task.items():
        if name in _ELSEWHERE or isinstance(value, dict | list) or value in (None, ""):
            continue
        text = clean_line(str(value))
        if found := _COMPACT.fullmatch(text):
            text = "{}-{}-{} {}:{} UTC".format(*found.groups())
        yield f"- {clean_line(name)[:100]}: {text}"


def _notes(task: Json) -> Iterator[PastComment]:
    for note in loose.records(task, "annotations"):
        text = fields.long_text(loose.text(note, "description"))
        if text:
            at = _time(note, "entry") or _time(task, "modified") or _time(task, "entry")
            yield PastComment(CommentKind.NOTE, text, "", at or datetime(1970, 1, 1, tzinfo=UTC))


def _history(task: Json, title: str, column: str) -> Iterator[PastEvent]:
    """That it came, was begun and was done, with the times the task keeps of these."""
    where = TODO
    if came := _time(task, "entry"):
        yield PastEvent("ticket.added", {"values": {"title": title, "column": TODO}}, "", came)
    for key, to in (("start", DOING), ("end", DONE)):
        at = _time(task, key)
        if at and (to == column or (to == DOING and column == DONE)):
            places = {"before": {"column": where, "rank": ""}, "after": {"column": to, "rank": ""}}
            yield PastEvent("ticket.moved", places, "", at)
            where = to
