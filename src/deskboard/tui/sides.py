"""Two texts to compare, and what is made of both: from texts to lines. Pure.

Invariant: nothing of a text but stretches that are the same in both is left out, and where it is,
or where a text is too long to be shown, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style

from deskboard.domain import lines
from deskboard.domain.lines import Pair
from deskboard.domain.text import cells, pad, safe_lines
from deskboard.l10n import _, ngettext
from deskboard.tui.card import Line
from deskboard.tui.layout import Item
from deskboard.tui.themes import Glyphs, Pens

AROUND = 3
"""Equal lines that stay beside what differs."""
FOLDED = 12
"""Equal lines in a row from which on those in the middle are left out."""
ROWS = 3_000
"""Lines of the longer text that are shown at most."""
BETWEEN = " │ "


def marks(who: str) -> tuple[str, str, str]:
    """The lines that stand around what both have changed, where both texts are put together."""
    return (_("----- {who} wrote: -----").format(who=who), _("----- I wrote: -----"), "-----")


def beside(theirs: str, mine: str, width: int, pens: Pens, glyphs: Glyphs) -> list[Item]:
    """Their text on the left and mine on the right, what differs marked."""
    room = max(8, (width - 2 - cells(BETWEEN)) // 2)
    found: list[Line] = []
    for row in _folded(lines.pairs(theirs, mine)):
        if isinstance(row, int):
            found.append(_left_out(row, pens))
            continue
        style = (pens.status, pens.good) if row.differs else (pens.plain, pens.plain)
        halves = [wrapped(half, room) if half is not None else [] for half in row]
        for n, (left, right) in enumerate(zip_longest(*halves)):
            mark = glyphs.differs if row.differs and not n else " "
            found.append(
                (
                    Segment(pad(mark, 2), pens.accent),
                    Segment(pad(left or "", room), style[0]),
                    Segment(BETWEEN, pens.faint),
                    Segment(right or "", style[1]),
                )
            )
    return _items(found)


def one_of(text: str, other: str, width: int, pens: Pens, glyphs: Glyphs, style: Style) -> list[Item]:
    """One of the two texts, what differs from the other one marked."""
    found: list[Line] = []
    for row in _folded(lines.pairs(text, other)):
        if isinstance(row, int):
            found.append(_left_out(row, pens))
        elif row.left is not None:
            for n, part in enumerate(wrapped(row.left, max(8, width - 2))):
                mark = glyphs.differs if row.differs and not n else " "
                pen = style if row.differs else pens.plain
                found.append((Segment(pad(mark, 2), pens.accent), Segment(part, pen)))
    return _items(found)


def together(text: str, around: Sequence[str], width: int, pens: Pens) -> list[Item]:
    """Both texts put together, the marks ``around`` what both changed in a style of their own."""
    found: list[Line] = []
    for line in text.split("\n")[:ROWS]:
        pen = pens.accent if line in around else pens.plain
        found += [(Segment("  ", pens.plain), Segment(part, pen)) for part in wrapped(line, max(8, width - 2))]
    return _items(found)


def _items(found: list[Line]) -> list[Item]:
    return [Item((line,), n, False) for n, line in enumerate(found)]


def _left_out(n: int, pens: Pens) -> Line:
    told = ngettext("{n} line that is the same in both", "{n} lines that are the same in both", n).format(n=n)
    if n < 0:
        told = _("The rest is too long to be shown here.")
    return (Segment(f"  · {told}", pens.dim),)


def _folded(rows: Sequence[Pair]) -> Iterator[Pair | int]:
    """The rows, and how many were left out where many are equal; -1: all that follow."""
    start = shown = 0
    while start < len(rows):
        stop = start
        while stop < len(rows) and rows[stop].differs == rows[start].differs:
            stop += 1
        run = rows[start:stop]
        if not run[0].differs and len(run) >= FOLDED:
            head, tail = AROUND if start else 0, AROUND if stop < len(rows) else 0
            yield from run[:head]
            yield len(run) - head - tail
            run = run[len(run) - tail :]
        yield from run[: ROWS - shown]
        shown += len(run)
        if shown > ROWS:
            yield -1
            return
        start = stop


def wrapped(text: str, width: int) -> list[str]:
    """A line as it is shown, in as many as it needs; blanks at its beginning stay."""
    text = safe_lines(text).replace("\n", " ")
    found: list[str] = []
    at = 0
    while True:
        head = _fitting(text, at, width)
        if at + len(head) >= len(text):
            return [*found, head]
        cut = head.rfind(" ") + 1
        if cut <= width // 4 or text[at + len(head)] == " ":
            cut = len(head)
        found.append(head[:cut].rstrip())
        at += cut
        while at < len(text) and text[at] == " ":
            at += 1


def _fitting(text: str, at: int, width: int) -> str:
    """As much of the text from a place on as fits, at least one character."""
    part = text[at : at + width]
    if part.isascii():
        return part
    used = 0
    # Marks over letters take no cell, but only a few of them are let through by ``safe_lines``.
    for n, char in enumerate(text[at : at + 4 * width]):
        used += cells(char)
        if used > width:
            return text[at : at + max(1, n)]
    return text[at : at + 4 * width]
