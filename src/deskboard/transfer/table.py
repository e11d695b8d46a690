"""Reading tickets from CSV files of any origin, one row at a time.

Invariant: every row becomes a ticket or a problem, and reading a file again gives the same
tickets with the same origins. No more than one batch of a file is held in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from itertools import groupby, islice
from typing import TextIO

from deskboard.domain.commands.imports import ImportTickets, SourceColumn, SourcePerson
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Stage
from deskboard.l10n import _
from deskboard.transfer.cells import order
from deskboard.transfer.decoding import errors_for, guess_encoding, lines
from deskboard.transfer.headers import match
from deskboard.transfer.row import Layout, Row, RowReader
from deskboard.transfer.rows import DELIMITERS, SAMPLE, guess_delimiter, rows
from deskboard.transfer.sources import BATCH, LOOK, Source
from deskboard.transfer.stages import guess_stage

OURS = frozenset({"ref", "title", "board", "column", "stage", "steps_done", "steps_total", "comments", "origin"})
"""Headers by which a file is known as our own export …"""
COUNTS = frozenset({"ref", "board", "stage", "steps_done", "steps_total", "comments"})
"""… and those of them that say nothing a description should hold."""

_DATES = ("created", "updated", "due", "resolved")


class Table(Source):
    """A CSV file."""

    kind = "csv"

    def __init__(
        self, path: str, board: str | None = None, mapping: Mapping[str, str] = {}, zone: tzinfo = UTC
    ) -> None:
        super().__init__(path, board)
        with self.path.open("rb") as file:
            self._encoding = guess_encoding(file.read(LOOK))
        with self._open() as text:
            sample = list(islice(lines(text), SAMPLE + 1))
        self._skip = int(bool(sample) and sample[0].lower().startswith("sep="))
        """Lines above the header: Excel's ``sep=;`` names the delimiter."""
        named = sample[0].strip()[4:5] if self._skip else ""
        self._delimiter = named if named and named in DELIMITERS else guess_delimiter(sample[self._skip :])
        first, *others = rows(iter(sample[self._skip :]), self._delimiter) if sample[self._skip :] else [None]
        headers = [cell.strip().lstrip("\ufeff") for cell in first or ()]
        if not any(headers):
            raise BadInput(_("{name} has no header row.").format(name=self.name))
        fields = match(headers, mapping)
        used = {*fields.values(), *(i for i, h in enumerate(headers) if h in COUNTS and set(headers) >= OURS)}
        kept = [index for index in range(len(headers)) if index not in used]
        is_ours = not mapping and set(headers) >= OURS
        self.layout = Layout(headers, fields, kept, _month_first(others, fields), zone, is_ours)

    def _open(self) -> TextIO:
        return self.path.open(encoding=self._encoding, errors=errors_for(self._encoding), newline="")

    def _tickets(self) -> Iterator[ImportTickets]:
        columns: dict[str | None, dict[str, SourceColumn]] = {}
        declared = "column" in self.layout.fields
        # Our own export names boards, one after another.
        for board, found in groupby(self._rows(), lambda row: self.board or row.board):
            there = columns.setdefault(board, {})
            while batch := list(islice(found, BATCH)):
                people: dict[str, SourcePerson] = {}
                for row in batch:
                    people |= {person.login: person for person in row.people}
                    if declared and row.ticket.column:
                        there.setdefault(row.ticket.column.casefold(), _column(row.ticket.column, row.stage))
                in_order = sorted(there.values(), key=lambda column: list(Stage).index(Stage(column.stage)))
                tickets = tuple(row.ticket for row in batch)
                yield ImportTickets("csv", tickets, board, tuple(in_order), tuple(people.values()))
                self.rows.clear()

    def _rows(self) -> Iterator[Row]:
        """The rows that can be tickets; the others become problems."""
        reader = RowReader(self.layout, self.findings)
        with self._open() as file:
            found = rows(lines(file), self._delimiter)
            for number, cells in enumerate(islice(found, 1 + self._skip, None), 2 + self._skip):
                self.read = file.buffer.tell()
                if cells is not None and not any(cells):
                    continue
                try:
                    row = reader.read(number, self._fitting(cells))
                except BadInput as error:
                    self.findings.problem(number, error.message)
                    continue
                self.rows[row.ticket.origin] = number
                yield row
        self.read = self.size()

    def _fitting(self, cells: list[str] | None) -> list[str]:
        """As many cells as there are headers. BadInput: there are others."""
        width = len(self.layout.headers)
        if cells is None:
            raise BadInput(_("A quotation mark is not closed, or a cell is too large."))
        if len(cells) < width or any(cells[width:]):
            raise BadInput(_("It has {n} cells, but the header has {width}.").format(n=len(cells), width=width))
        return cells[:width]


def _column(name: str, stage: Stage | None) -> SourceColumn:
    return SourceColumn(name, stage or guess_stage(name) or Stage.TODO)


def _month_first(sample: Sequence[list[str] | None], fields: Mapping[str, int]) -> bool:
    """Whether dates like 3/4/2026 have the month first, by those first rows that tell."""
    indexes = [fields[field] for field in _DATES if field in fields]
    told = Counter(order(cells[i]) for cells in sample if cells for i in indexes if i < len(cells))
    return told[True] > told[False]
