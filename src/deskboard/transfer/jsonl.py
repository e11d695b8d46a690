"""Reading our own export, one line at a time.

Invariant: a damaged line costs that line, and is reported by its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from deskboard.domain import fields, template_records
from deskboard.domain.commands.imports import (
    ImportTickets,
    SourceColumn,
    SourcePerson,
    SourceQueue,
    SourceTicket,
    SourceView,
)
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.templates import Template
from deskboard.l10n import _
from deskboard.transfer import attachments, loose
from deskboard.transfer.loose import Json
from deskboard.transfer.records import (
    FORMAT,
    read_columns,
    read_person,
    read_queue,
    read_setting,
    read_ticket,
    read_view,
)
from deskboard.transfer.sources import BATCH, Source

LINE_MAX = 32 * 1024 * 1024
"""Bytes of one line: a ticket with a history of many large descriptions fits many times."""
HELD_MAX = 16 * 1024 * 1024
"""Bytes of lines after which a batch is handed on even if it has few tickets."""


class JsonLines(Source):
    """A file that ``deskboard export --to json`` wrote."""

    kind = "json"

    def _tickets(self) -> Iterator[ImportTickets]:
        held = _Held(self.board)
        for number, line in self._lines():
            try:
                if line.startswith(attachments.MARK):
                    held.meet(attachments.met(self.path, self.read - len(line), line))
                else:
                    self._take(held, number, line)
            except _Newer:
                raise
            except BadInput as error:
                self.findings.problem(number, error.message)
            if held.is_full:
                yield from held.batches()
                self.rows.clear()
        yield from held.batches()

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """(number, line) of those that are not blank. A line that is too long comes empty."""
        with self.path.open("rb") as file:
            number = 0
            while line := file.readline(LINE_MAX):
                number += 1
                self.read += len(line)
                most = LINE_MAX
                if line.startswith(attachments.MARK) and len(line) == LINE_MAX:
                    most = attachments.LINE_MAX
                    line += (rest := file.readline(most - LINE_MAX))
                    self.read += len(rest)
                if len(line) == most:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(LINE_MAX)
                        self.read += len(line)
                    yield number, b""
                elif line.strip():
                    yield number, line

    def _take(self, held: _Held, number: int, line: bytes) -> None:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            raise BadInput(_("This line is damaged: it is not JSON.")) from None
        if not isinstance(record, dict):
            raise BadInput(_("This line is damaged: it holds no object."))
        if "deskboard" in record:
            _check_format(record)
            held.last_ref = max(held.last_ref, loose.whole(record, "last_ref") or 0)
        elif "board" in record:
            board = loose.record(record, "board")
            held.declare(fields.name(loose.text(board, "name")), read_columns(board))
        elif "person" in record:
            held.people.append(read_person(loose.record(record, "person")))
        elif "queue" in record:
            held.queues.append(read_queue(loose.record(record, "queue")))
        elif "setting" in record:
            held.settings |= read_setting(loose.record(record, "setting"))
        elif "view" in record:
            held.views.append(read_view(loose.record(record, "view")))
        elif "type" in record:
            held.types.append(fields.type_word(loose.text(loose.record(record, "type"), "name")))
        elif "template" in record:
            held.templates.append(template_records.read(loose.record(record, "template")))
        elif "ticket" in record:
            ticket = loose.record(record, "ticket")
            found = read_ticket(ticket, self.findings, held.take_files())
            held.add(loose.text(ticket, "board"), found, len(line))
            self.rows[found.origin] = number
        else:
            raise BadInput(_("This line holds nothing that Deskboard knows."))


def _check_format(record: Json) -> None:
    """Not a BadInput of one line: the rest of such a file would be misread."""
    version = record["deskboard"]
    if not isinstance(version, int) or version > FORMAT:
        raise _Newer(_("This file was written by a newer Deskboard."), _("Upgrade this program to import it."))


class _Newer(BadInput):
    """The whole file is beyond us."""


class _Held:
    """What was read and not yet handed on, by board."""

    def __init__(self, board: str | None) -> None:
        self._into = board
        self._columns: dict[str, tuple[SourceColumn, ...]] = {}
        self._untold: set[str] = set()
        self._tickets: dict[str, list[SourceTicket]] = {}
        self._size = 0
        self._count = 0
        self.people: list[SourcePerson] = []
        self.queues: list[SourceQueue] = []
        self.settings: dict[str, Value] = {}
        self.views: list[SourceView] = []
        self.types: list[str] = []
        self.templates: list[Template] = []
        self._files: dict[str, attachments.Place] = {}
        self.last_ref = 0

    def meet(self, file: attachments.Place) -> None:
        """A file of the next ticket."""
        self._files[file.digest] = file

    def take_files(self) -> attachments.Held:
        """The files that came since the last ticket: they are this one's."""
        files, self._files = self._files, {}
        return files

    def declare(self, board: str, columns: tuple[SourceColumn, ...]) -> None:
        name = self._into or board
        known = self._columns.get(name, ())
        self._columns[name] = (*known, *(c for c in columns if c.name not in {k.name for k in known}))
        self._untold.add(name)

    def add(self, board: str, ticket: SourceTicket, size: int) -> None:
        name = self._into or (fields.name(board) if board else "")
        self._tickets.setdefault(name, []).append(ticket)
        self._count += 1
        self._size += size

    @property
    def _is_more(self) -> bool:
        """Whether there is something besides boards and tickets."""
        return bool(self.people or self.queues or self.settings or self.views or self.types or self.templates)

    @property
    def is_full(self) -> bool:
        return self._count >= BATCH or self._size >= HELD_MAX

    def batches(self) -> Iterator[ImportTickets]:
        """What is held, board by board; boards without tickets as well, once."""
        names = [name for name in self._columns if name in self._untold or name in self._tickets]
        names += [name for name in self._tickets if name not in self._columns]
        for name in names:
            tickets = tuple(self._tickets.pop(name, ()))
            columns = self._columns.get(name, ())
            yield self._with_the_rest(ImportTickets("json", tickets, name or None, columns))
        if self._is_more:
            yield self._with_the_rest(ImportTickets("json", (), self._into))
        self._untold.clear()
        self._size = self._count = 0

    def _with_the_rest(self, batch: ImportTickets) -> ImportTickets:
        """The batch with whatever else was read, which is then no longer held."""
        batch = batch._replace(
            people=tuple(self.people),
            queues=tuple(self.queues),
            views=tuple(self.views),
            types=tuple(self.types),
            templates=tuple(self.templates),
            settings=dict(self.settings),
            last_ref=self.last_ref,
        )
        self.settings.clear()
        self.people, self.queues, self.views, self.types, self.templates = [], [], [], [], []
        return batch
