"""How answers leave: a table on a terminal, tab-separated lines in a pipe, or JSON Lines.

Invariant: no byte of anybody's data leaves as a control character or as markup. On a terminal
values are shortened and dressed for people; in lines and JSON they are whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TextIO, TypeVar

from deskboard.domain.text import cells, safe, safe_lines

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")
Record = Mapping[str, object]

TABLE, LINES, JSON = "table", "lines", "json"
GAP = 2
"""Cells between two columns on a terminal."""
CHUNK = 500
"""Rows in one table: a longer list begins to show before it has been read whole."""


class Styled(NamedTuple):
    """A value for people, with a Rich style."""

    text: str
    style: str = ""


class Col(NamedTuple, Generic[T]):
    """A column: its ``name`` in JSON and --columns; ``value`` is whole, ``shown`` is for people
    (None: the value as it is). ``flexible``: it gives way when the terminal is narrow; ``most``:
    the widest it gets on a terminal, in cells; ``spare``: above 0 it is left out where there is
    no room, the highest first."""

    name: str
    heading: str
    value: Callable[[T], object]
    shown: Callable[[T], Styled] | None = None
    flexible: bool = False
    most: int | None = None
    spare: int = 0


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC: ``2026-01-31T17:00:00Z``."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def one_line(value: object) -> str:
    """A whole value as one line of text without tabs; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ",".join(one_line(part) for part in value)
    return safe(str(value))


def _json_value(value: object) -> object:
    return iso(value) if isinstance(value, datetime) else str(value)


def to_json(record: Record) -> str:
    """One object on one line, in ASCII: whatever it holds leaves escaped."""
    return json.dumps(record, default=_json_value)


class Output:
    """Where answers go. ``mode`` is one of table, lines, json."""

    def __init__(self, mode: str, color: bool, out: TextIO, err: TextIO) -> None:
        self.mode = mode
        self.color = color
        self.out = out
        self.err = err

    @classmethod
    def of(cls, flags: Mapping[str, object], env: Mapping[str, str], out: TextIO, err: TextIO) -> Output:
        """As the options, NO_COLOR and the kind of ``out`` ask."""
        mode = TABLE if out.isatty() else LINES
        if flags.get("plain"):
            mode = LINES
        if flags.get("json"):
            mode = JSON
        return cls(mode, not (flags.get("no_color") or env.get("NO_COLOR")), out, err)

    @property
    def is_watched(self) -> bool:
        """Whether a person reads what is told beside the data."""
        return self.mode != JSON and self.err.isatty()

    def tell(self, message: str) -> None:
        """A word to the person, beside the data."""
        self.err.write(safe(message) + "\n")

    def line(self, *values: object) -> None:
        """Values on one line: tab-separated, or with spaces between for people."""
        between = " " if self.mode == TABLE else "\t"
        self.out.write(between.join(one_line(value) for value in values) + "\n")

    def text(self, text: str) -> None:
        """Text of several lines, for people."""
        self.out.write(safe_lines(text) + "\n")

    def json(self, record: Record) -> None:
        self.out.write(to_json(record) + "\n")

    def rows(self, columns: Sequence[Col[T]], items: Iterable[T], record: Callable[[T], Record]) -> None:
        """Items one a line, in the mode there is. ``record`` makes the JSON object."""
        if self.mode == TABLE:
            self._tables(columns, iter(items))
            return
        for item in items:
            if self.mode == JSON:
                self.json(record(item))
            else:
                self.out.write("\t".join([one_line(column.value(item)) for column in columns]) + "\n")

    def console(self) -> Console:
        """Rich's console on stdout, which takes no text for markup."""
        from rich.console import Console

        return Console(file=self.out, no_color=not self.color, markup=False, highlight=False, emoji=False)

    def _tables(self, columns: Sequence[Col[T]], items: Iterator[T]) -> None:
        console = self.console()
        while chunk := list(islice(items, CHUNK)):
            console.print(self._table(columns, chunk, console.width))

    def _table(self, columns: Sequence[Col[T]], items: Sequence[T], room: int) -> Any:
        """A table of the columns that hold anything, as far as there is room."""
        from rich.table import Table
        from rich.text import Text

        cells = [[_for_people(column, item) for item in items] for column in columns]
        kept = [
            (column, shown) for column, shown in zip(columns, cells, strict=True) if any(cell.text for cell in shown)
        ]
        kept = _fitting(kept, room)
        headed = any(column.heading for column, _shown in kept)
        table = Table(box=None, pad_edge=False, header_style="bold", show_header=headed)
        for column, _shown in kept:
            # Rich narrows the columns that may wrap first; their cells are cut all the same.
            fixed = not column.flexible
            table.add_column(Text(column.heading), no_wrap=fixed, overflow="ellipsis", max_width=column.most)
        for row in zip(*(shown for _column, shown in kept), strict=True):
            table.add_row(*(Text(safe(cell.text), cell.style, no_wrap=True, overflow="ellipsis") for cell in row))
        return table


def _fitting(kept: list[tuple[Col[T], list[Styled]]], room: int) -> list[tuple[Col[T], list[Styled]]]:
    """The columns without those that would take the room that the flexible ones need: two
    fifths of it, or what they hold if that is less."""

    def wanted(column: Col[T], shown: Sequence[Styled]) -> int:
        widest = max(cells(column.heading), *(cells(cell.text) for cell in shown))
        return min(widest, max(24, room * 2 // 5) if column.flexible else column.most or widest)

    while sum(wanted(*each) + GAP for each in kept) - GAP > room:
        spare = max(kept, key=lambda each: each[0].spare)
        if not spare[0].spare:
            break
        kept = [each for each in kept if each is not spare]
    return kept


def _for_people(column: Col[T], item: T) -> Styled:
    return column.shown(item) if column.shown else Styled(one_line(column.value(item)))
