"""The tables of Markdown, painted: columns of equal width, their text wrapped inside them.

Invariant: nothing of a cell is cut off, and no line is wider than asked; a table of more columns
than fit is left as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.segment import Segment

from deskboard.domain.text import cells, pad
from deskboard.tui.card import Line, wrap
from deskboard.tui.themes import Glyphs, Pens

_RULER = re.compile(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *")
_BAR = re.compile(r"(?<!\\)\|")
BETWEEN = 2
"""Cells between two columns."""
NARROWEST = 4
ROWS_MAX = 200
"""Lines of one cell, and of the table, that are drawn at most."""


def size(source: Sequence[str], at: int) -> int:
    """How many lines of the source from ``at`` on make a table; 0: none begins there."""
    if at + 1 >= len(source) or "|" not in source[at + 1] or not _RULER.fullmatch(source[at + 1][:400]):
        return 0
    end = at + 2
    while end < len(source) and "|" in source[end]:
        end += 1
    return end - at


def _row(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)]


def paint(source: Sequence[str], width: int, pens: Pens, glyphs: Glyphs) -> Iterator[Line]:
    """The lines of a table whose second line is its ruler."""
    right = [cell.endswith(":") and not cell.startswith(":") for cell in _row(source[1])]
    rows = [_row(line) for line in (source[0], *source[2:])]
    count = max(map(len, rows))
    widths = _fit([max(cells(row[n]) if n < len(row) else 0 for row in rows) for n in range(count)], width)
    if widths is None:
        for line in source:
            for text in wrap(line, width, ROWS_MAX):
                yield (Segment(text, pens.plain),)
        return
    for number, row in enumerate(rows):
        yield from _paint_row(row, widths, right, pens, heading=number == 0)
        if number == 0:
            yield (Segment((" " * BETWEEN).join(glyphs.rule * size for size in widths), pens.faint),)


def _paint_row(
    row: Sequence[str], widths: Sequence[int], right: Sequence[bool], pens: Pens, *, heading: bool
) -> Iterator[Line]:
    style = pens.key if heading else pens.plain
    wrapped = [wrap(cell, size, ROWS_MAX) for cell, size in zip(row, widths, strict=False)]
    for y in range(max(map(len, wrapped))):
        line = []
        for n, (lines, size) in enumerate(zip(wrapped, widths, strict=False)):
            text = lines[y] if y < len(lines) else ""
            if n < len(right) and right[n]:
                text = " " * (size - cells(text)) + text
            line.append(pad(text, size))
        yield (Segment((" " * BETWEEN).join(line).rstrip(), style),)


def _fit(wanted: list[int], width: int) -> list[int] | None:
    """The widths of the columns in all the room there is: what is narrow keeps its width, the
    others share the rest evenly. None: too many columns."""
    room = width - BETWEEN * (len(wanted) - 1)
    if room < NARROWEST * len(wanted):
        return None
    widths = [max(1, size) for size in wanted]
    left, open_ = room, sorted(range(len(widths)), key=lambda n: widths[n])
    while open_:
        share = left // len(open_)
        place = open_.pop(0)
        widths[place] = min(widths[place], share)
        left -= widths[place]
    return widths
