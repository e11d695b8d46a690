"""Long texts as lines: the Markdown people write in tickets, painted plainly.

Headings, lists, quotes, code, tables, rules, links and emphasis are drawn; everything else
stands as it was written. A link shows where it leads, so that nobody is shown a text other than
the real one. Invariant: the time is proportional to the length, no line is wider than asked, and
a long text is cut into passages that are drawn one by one, when they come into view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate, chain

from rich.segment import Segment
from rich.style import Style

from deskboard.domain.text import cells, safe_lines
from deskboard.tui import tables
from deskboard.tui.card import Line
from deskboard.tui.inline import Piece, pieces
from deskboard.tui.themes import Glyphs, Pens

_HEADING = re.compile(r"(#{1,6}) +(.*?)(?: +#+)? *")
_ITEM = re.compile(r"(\s{0,24})(?:[-*+]|(\d{1,4}[.)])) +(?:\[([ xX])\] +)?(.*)")
_QUOTE = re.compile(r"((?:> ?)+)(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
_BLANKS = re.compile(r"( +)")
_INDENT_MAX = 12
"""Cells that a nested item or an indented line is moved to the right at most."""
LINES, CHARACTERS = 60, 4000
"""A passage has no more lines of source than this, and no line more characters."""


class Passage:
    """Some lines of a text. ``fence``: the mark of the code block that it begins in."""

    def __init__(self, source: list[str], fence: str, width: int, painter: _Painter) -> None:
        self._source, self._fence, self._width, self._painter = source, fence, width, painter

    @property
    def guess(self) -> int:
        """About how many lines it will take."""
        return len(self._source) + sum(map(len, self._source)) // self._width

    @cached_property
    def lines(self) -> list[Line]:
        return list(self._painter.paint(self._source, self._fence))


@lru_cache(maxsize=8)
def passages(
    text: str, width: int, pens: Pens, glyphs: Glyphs, people: frozenset[str] = frozenset()
) -> tuple[Passage, ...]:
    """The text cut into passages whose lines are at most ``width`` cells wide (width ≥ 10). The
    same text gives the same passages again, those that were drawn still drawn. Mentions of
    ``people`` stand out."""
    painter = _Painter(width, pens, glyphs, people)
    source = safe_lines(text).split("\n")
    if max(map(len, source)) > CHARACTERS:
        source = [part for line in source for part in _parts(line)]
    found, fence, start = [], "", 0
    fenced = "```" in text or "~~~" in text
    while start < len(source):
        stop = _stop(source, start)
        found.append(Passage(source[start:stop], fence, width, painter))
        if fenced:
            for line in source[start:stop]:
                fence = _fence_after(line, fence)
        start = stop
    return tuple(found)


def render(text: str, width: int, pens: Pens, glyphs: Glyphs, people: frozenset[str] = frozenset()) -> list[Line]:
    """The whole text as lines of at most ``width`` cells."""
    return list(chain.from_iterable(passage.lines for passage in passages(text, width, pens, glyphs, people)))


def _stop(source: list[str], start: int) -> int:
    """Where a passage may end: at the last blank line, or, in a long block, anywhere."""
    most = next(
        (n for n, size in enumerate(accumulate(map(len, source[start : start + LINES]))) if size > CHARACTERS), LINES
    )
    stop = start + max(1, most)
    if stop >= len(source):
        return len(source)
    for end in range(stop, start + most // 2, -1):
        if not source[end - 1]:
            return end
    return stop


def _parts(line: str) -> Iterator[str]:
    """A line that is very long in several."""
    while len(line) > CHARACTERS:
        cut = line.rfind(" ", CHARACTERS // 2, CHARACTERS) + 1 or CHARACTERS
        yield line[:cut]
        line = line[cut:]
    yield line


def _fence_after(line: str, fence: str) -> str:
    """The mark of the code block that is open after a line."""
    mark = _FENCE.match(line.strip())
    if mark is None or (fence and not mark.group(1).startswith(fence)):
        return fence
    return "" if fence else mark.group(1)


class _Painter:
    """One line of source after the other as lines to show."""

    def __init__(self, width: int, pens: Pens, glyphs: Glyphs, people: frozenset[str]) -> None:
        self._width, self._pens, self._glyphs, self._people = width, pens, glyphs, people

    def paint(self, source: list[str], fence: str) -> Iterator[Line]:
        at = 0
        while at < len(source):
            line = source[at]
            at += 1
            after = _fence_after(line, fence)
            if after != fence:
                fence = after
            elif fence:
                yield from _fill([(line, self._pens.tag)], self._width, "  ", "  ", self._pens.faint)
            elif "|" in line and (size := tables.size(source, at - 1)):
                yield from tables.paint(source[at - 1 : at - 1 + size], self._width, self._pens, self._glyphs)
                at += size - 1
            else:
                yield from self._block(line)

    def _block(self, line: str) -> list[Line]:
        """One line of the source as a heading, an item, a quote, a rule or plain text."""
        pens, width = self._pens, self._width
        if match := _HEADING.fullmatch(line):
            base = pens.head if len(match.group(1)) < 3 else pens.key
            return _fill(pieces(match.group(2), pens, base, self._people), width)
        if _RULE.fullmatch(line):
            return [(Segment(self._glyphs.rule * min(width, 24), pens.faint),)]
        if match := _ITEM.fullmatch(line):
            return self._item(*match.groups())
        if match := _QUOTE.fullmatch(line):
            lead = f"{self._glyphs.thumb} " * min(4, match.group(1).count(">"))
            return _fill(pieces(match.group(2), pens, pens.dim, self._people), width, lead, lead, pens.faint)
        text = line.lstrip(" ")
        indent = " " * min(_INDENT_MAX, width // 3, len(line) - len(text))
        return _fill(pieces(text, pens, pens.plain, self._people), width, indent, indent, pens.plain)

    def _item(self, indent: str, number: str | None, tick: str | None, rest: str) -> list[Line]:
        pens, glyphs = self._pens, self._glyphs
        done = tick is not None and tick != " "
        box = "" if tick is None else f"{glyphs.ticked if done else glyphs.unticked} "
        lead = f"{indent[: min(_INDENT_MAX, self._width // 3)]}{box or (number or glyphs.bullet) + ' '}"
        body = pieces(rest, pens, pens.dim if done else pens.plain, self._people)
        return _fill(body, self._width, lead, " " * cells(lead), pens.good if done else pens.accent)


def _fill(text: list[Piece], width: int, first: str = "", rest: str = "", lead: Style | None = None) -> list[Line]:
    """The pieces word by word into lines; ``first`` and ``rest`` stand before them."""
    lines: list[Line] = []
    head = first
    line: list[Segment] = [Segment(head, lead)] if head else []
    used = cells(head)
    for word, style in _words(text, max(1, width - max(cells(first), cells(rest)))):
        size = cells(word)
        if used + size > width and used > cells(head):
            lines.append(tuple(line))
            head, line, used = rest, [Segment(rest, lead)] if rest else [], cells(rest)
            if word.isspace():
                continue
        line.append(Segment(word, style))
        used += size
    return [*lines, tuple(line)]


def _words(text: list[Piece], width: int) -> Iterator[Piece]:
    """Words and the blanks between them; a word wider than a line is cut into pieces."""
    for part, style in text:
        for word in _BLANKS.split(part):
            if word:
                for chunk in chunks(word, width):
                    yield chunk, style


def chunks(word: str, width: int) -> Iterator[str]:
    """A word in pieces of at most ``width`` cells."""
    if cells(word) <= width:
        yield word
        return
    start = used = 0
    for place, char in enumerate(word):
        size = cells(char)
        if used + size > width and place > start:
            yield word[start:place]
            start, used = place, 0
        used += size
    yield word[start:]
