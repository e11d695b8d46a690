"""One row of a spreadsheet as a ticket.

Invariant: a cell that is no field of a ticket, or is not understood as one, stands in the
description as ``Header: value``; only a date that cannot be read costs the row.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from deskboard.domain.commands.imports import SourcePerson, SourceTicket
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Stage
from deskboard.domain.text import clean_line, safe
from deskboard.l10n import _, ngettext
from deskboard.transfer import cells as words
from deskboard.transfer import fit
from deskboard.transfer.decoding import repaired
from deskboard.transfer.findings import Findings
from deskboard.transfer.stages import guess_stage

_WORDS = re.compile(r"[\s,;]+")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
"""How a spreadsheet-safe export writes a cell that begins like a formula."""

_CHOICES = {
    "priority": words.priority,
    "type": words.ticket_type,
    "impact": words.level,
    "urgency": words.level,
}
_TIMES = ("created", "updated", "first_response", "resolved", "due", "wake")


class Layout(NamedTuple):
    """What the columns of one file mean. ``fields``: field → index; ``kept``: indexes of the
    columns that go into the description; ``month_first``: how 3/4/2026 is read; ``is_ours``:
    we wrote the file, so every cell is taken as it stands."""

    headers: Sequence[str]
    fields: Mapping[str, int]
    kept: Sequence[int]
    month_first: bool
    zone: tzinfo
    is_ours: bool = False


class Row(NamedTuple):
    """A ticket, the people its row names, the stage its row gives its column and the board it
    is on (if any)."""

    ticket: SourceTicket
    people: tuple[SourcePerson, ...]
    stage: Stage | None
    board: str | None = None


def _codes(n: int) -> str:
    return ngettext(
        "{n} value was not understood (a number, or a word Deskboard does not know): it stands in the description.",
        "{n} values were not understood (numbers, or words Deskboard does not know): they stand in the descriptions.",
        n,
    ).format(n=n)


def _repeated(n: int) -> str:
    return ngettext(
        "{n} row has the id of an earlier row: it became a ticket of its own.",
        "{n} rows have the id of an earlier row: they became tickets of their own.",
        n,
    ).format(n=n)


class Origins:
    """Names for the rows of one file, the same each time it is read.

    An id is joined with a digest of the headers, for two help desks both have a ticket 1.
    Equal rows, or rows with equal ids, are told apart by counting.
    """

    def __init__(self, headers: Sequence[str]) -> None:
        self._file = _digest(headers)[:8]
        self._met: dict[str, int] = {}

    def name(self, key: str, cells: Sequence[str], findings: Findings) -> str:
        origin = f"csv:{self._file}:{key}" if key else f"csv:{_digest(cells)[:32]}"
        times = self._met[origin] = self._met.get(origin, 0) + 1
        if times == 1:
            return origin
        if key:
            findings.count(_repeated)
        return f"{origin}#{times}"


def _digest(cells: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(cells).encode(errors="surrogatepass")).hexdigest()


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, layout: Layout, findings: Findings) -> None:
        self._layout = layout
        self._findings = findings
        self._origins = Origins(layout.headers)
        self._labels = [f"{clean_line(header)[:100] or '?'}: " for header in layout.headers]

    def read(self, number: int, cells: Sequence[str]) -> Row:
        """The row as a ticket. BadInput: a date that cannot be read, or a text too large."""
        ours = self._layout.is_ours
        cells = [unguarded(cell) for cell in cells] if ours else _plain(cells)
        told = {field: cells[index] for field, index in self._layout.fields.items() if cells[index]}
        notes: list[str] = []
        fields: dict[str, Value] = {**self._times(told), **self._choices(told, notes)}
        column, status = self._stand(told, notes)
        if status:
            fields["status"] = status
        person = _known if ours else fit.person
        people = {key: person(told[key], role) for key, role in _ROLES.items() if key in told}
        fields |= {key: person.login for key, person in people.items() if person}
        split = (lambda cell: cell.split(" ")) if ours else _WORDS.split
        if "tags" in told:
            fields["tags"] = fit.tags(split(told["tags"]), self._findings)
        if "watchers" in told:
            watching = (person(login, "agent") for login in split(told["watchers"]))
            fields["watchers"] = tuple(found.login for found in watching if found)
        if "queue" in told:
            fields["queue"] = fit.name(told["queue"], "")
        notes += [self._labels[index] + cells[index] for index in self._layout.kept if cells[index]]
        heading = self._heading(number, told)
        fields["description"] = fit.description(heading.overflow, told.get("description", ""), "\n".join(notes))
        origin = clean_line(told.get("origin", ""))[:200] or self._origin(told, cells)
        ticket = SourceTicket(origin, heading.title, {k: v for k, v in fields.items() if v}, column or None)
        board = clean_line(cells[self._layout.headers.index("board")]) or None if ours else None
        return Row(ticket, tuple(filter(None, people.values())), _stage(told) if "stage" in told else None, board)

    def _heading(self, number: int, told: Mapping[str, str]) -> fit.Heading:
        title, body = told.get("title", ""), told.get("description", "")
        instead = clean_line(told.get("id", ""))[:100] or _("Row {n}").format(n=number)
        return fit.heading(title, body, instead, self._findings, number)

    def _origin(self, told: Mapping[str, str], cells: Sequence[str]) -> str:
        return self._origins.name(clean_line(told.get("id", ""))[:64], cells, self._findings)

    def _times(self, told: Mapping[str, str]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for field in _TIMES:
            if text := told.get(field):
                found[field] = self._time(field, text)
        if archived := told.get("archived"):
            flag = words.truth(archived)
            latest = found.get("updated") or found.get("resolved") or found.get("created")
            if flag is None or (flag and not latest):
                found["archived"] = self._time("archived", archived)
            elif flag:
                found["archived"] = latest
        return found

    def _time(self, field: str, text: str) -> datetime:
        layout = self._layout
        found = words.moment(text, layout.zone, layout.month_first, end_of_day=field == "due")
        if not found:
            header = safe(layout.headers[layout.fields[field]])[:40]
            raise BadInput(_("{header}: “{text}” is no date.").format(header=header, text=safe(text)[:40]))
        return found

    def _choices(self, told: Mapping[str, str], notes: list[str]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for field, understand in _CHOICES.items():
            if text := told.get(field):
                found[field] = value = understand(text)
                if not value:
                    self._keep(field, text, notes)
        return found

    def _keep(self, field: str, text: str, notes: list[str]) -> None:
        self._findings.count(_codes)
        notes.append(self._labels[self._layout.fields[field]] + text)

    def _stand(self, told: Mapping[str, str], notes: list[str]) -> tuple[str, str | None]:
        """The column and the status. A lone "status" says where the ticket stands in its old
        program, so it names a column unless it is only one of our labels."""
        state = told.get("status", "")
        status = words.status(state) if state else None
        column = fit.name(told.get("column", ""), "")
        if "column" not in self._layout.fields and state:
            column = fit.name(state, "")
            if not status and not guess_stage(column):
                self._keep("status", state, notes)
        elif state and not status:
            self._keep("status", state, notes)
        return column, status


_ROLES = {"assignee": "agent", "requester": "requester"}
"""What people become who are named in these columns and not known yet."""


def _known(login: str, role: str) -> SourcePerson:
    """A person as our own export names one."""
    return SourcePerson(login, "", None, role)


def _stage(told: Mapping[str, str]) -> Stage | None:
    stage = told.get("stage", "").lower()
    return Stage(stage) if stage in list(Stage) else None


def _plain(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row without guards against formulas, in one encoding, trimmed."""
    whole = "".join(cells)
    if not whole.isascii():
        cells = [repaired(cell) for cell in cells]
    cells = [cell.strip() for cell in cells]
    return [unguarded(cell) for cell in cells] if "'" in whole else cells


def unguarded(cell: str) -> str:
    """The cell as it was before an export guarded it against being run as a formula."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
