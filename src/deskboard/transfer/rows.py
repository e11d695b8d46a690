"""The rows of a CSV file, broken ones included.

Invariant: one broken row costs one row. A quote that is never closed does not swallow what
follows it, and no row takes more than ``LINE_MAX`` characters of memory for long.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from deskboard.transfer.decoding import LINE_MAX

DELIMITERS = ",;\t|"
SAMPLE = 50
"""Lines looked at to find the delimiter."""


class _Feed:
    """Lines for the parser; remembers those of the current row so that it can read them again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.row.append(line)
        return line

    def back_to_second_line(self) -> str:
        """The first line of the current row; the others will be read again."""
        first, *rest = self.row
        self._again.extendleft(reversed(rest))
        return first


def rows(lines: Iterator[str], delimiter: str) -> Iterator[list[str] | None]:
    """The cells of each row; an empty list for a blank row, None for one beyond repair."""
    csv.field_size_limit(LINE_MAX)
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.row.clear()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield _lenient(feed.back_to_second_line(), delimiter)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)


def _lenient(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line with stray quotes, if every quote at least has a partner."""
    if line.count('"') % 2:
        return None
    try:
        return next(csv.reader([line], delimiter=delimiter), None)
    except csv.Error:
        return None


def guess_delimiter(lines: Iterable[str]) -> str:
    """The delimiter with which most of the first lines have as many cells as the header."""
    sample = list(lines)[:SAMPLE]
    scores = {}
    for delimiter in DELIMITERS:
        widths = [len(cells) for cells in rows(iter(sample), delimiter) if cells]
        width = widths[0] if widths else 0
        scores[delimiter] = (widths.count(width), width) if width > 1 else (0, 0)
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])
