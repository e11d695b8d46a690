"""Long texts as lines: the Markdown people write in tickets, painted plainly.

Headings, lists, quotes, fenced code, bold and code are drawn; links and everything else
stand as they were written, so that nobody is shown a text other than the real one.
Invariant: the time is proportional to the length, and no line is wider than asked.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from rich.segment import Segment
from rich.style import Style

from deskboard.domain.mentions import MENTION
from deskboard.domain.text import cells, safe_lines
from deskboard.tui.card import Line
from deskboard.tui.themes import Glyphs, Pens

_HEADING = re.compile(r"#{1,6} +(.*)")
_ITEM = re.compile(r"(\s{0,12})(?:[-*+]|(\d{1,4}[.)])) +(?:\[([ xX])\] +)?(.*)")
_QUOTE = re.compile(r"((?:> ?)+)(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_INLINE = re.compile(r"(\*\*[^*]+\*\*|`[^`]+`)")
_BLANKS = re.compile(r"( +)")
BOLD = Style(bold=True)


def render(text: str, width: int, pens: Pens, glyphs: Glyphs, people: Container[str] = ()) -> list[Line]:
    """The text as lines of at most ``width`` cells (width ≥ 10). Mentions of ``people`` stand out."""
    out: list[Line] = []
    inline = _Inline(pens, people)
    fence = ""
    for line in safe_lines(text).split("\n"):
        mark = _FENCE.match(line.strip())
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
        elif fence:
            out += _fill([(line, pens.tag)], width, "  ", "  ", pens.faint)
        else:
            out += _block(line, width, pens, glyphs, inline)
    return out


def _block(line: str, width: int, pens: Pens, glyphs: Glyphs, inline: _Inline) -> list[Line]:
    """One line of the source as a heading, an item, a quote or plain text."""
    if match := _HEADING.fullmatch(line):
        return _fill([(match.group(1), pens.head)], width)
    if match := _ITEM.fullmatch(line):
        indent, number, tick, rest = match.groups()
        box = "" if tick is None else f"{glyphs.unticked if tick == ' ' else glyphs.ticked} "
        lead = f"{indent}{number or glyphs.bullet} {box}"
        return _fill(inline.pieces(rest, pens.plain), width, lead, " " * cells(lead), pens.dim)
    if match := _QUOTE.fullmatch(line):
        lead = "| " * min(4, match.group(1).count(">"))
        return _fill(inline.pieces(match.group(2), pens.dim), width, lead, lead, pens.faint)
    return _fill(inline.pieces(line, pens.plain), width)


class _Inline:
    """What stands out within a line: bold, code, and mentions of somebody known."""

    def __init__(self, pens: Pens, people: Container[str]) -> None:
        self._pens = pens
        self._people = people

    def pieces(self, text: str, base: Style) -> list[tuple[str, Style]]:
        found = []
        for part in _INLINE.split(text):
            if len(part) > 4 and part.startswith("**") and part.endswith("**"):
                found.append((part[2:-2], base + BOLD))
            elif len(part) > 2 and part.startswith("`") and part.endswith("`"):
                found.append((part[1:-1], self._pens.tag))
            elif part:
                found += self._with_mentions(part, base)
        return found

    def _with_mentions(self, text: str, base: Style) -> list[tuple[str, Style]]:
        found, start = [], 0
        for match in MENTION.finditer(text):
            if match[1].lower() in self._people:
                found += [(text[start : match.start()], base), (match[0], self._pens.accent)]
                start = match.end()
        return [piece for piece in (*found, (text[start:], base)) if piece[0]]


def _fill(
    pieces: list[tuple[str, Style]], width: int, first: str = "", rest: str = "", lead: Style | None = None
) -> list[Line]:
    """The pieces word by word into lines; ``first`` and ``rest`` stand before them."""
    lines: list[Line] = []
    head = first
    line: list[Segment] = [Segment(head, lead)] if head else []
    used = cells(head)
    for word, style in _words(pieces, max(1, width - max(cells(first), cells(rest)))):
        size = cells(word)
        if used + size > width and used > cells(head):
            lines.append(tuple(line))
            head, line, used = rest, [Segment(rest, lead)] if rest else [], cells(rest)
            if word.isspace():
                continue
        line.append(Segment(word, style))
        used += size
    return [*lines, tuple(line)]


def _words(pieces: list[tuple[str, Style]], width: int) -> Iterator[tuple[str, Style]]:
    """Words and the blanks between them; a word wider than a line is cut into pieces."""
    for text, style in pieces:
        for word in _BLANKS.split(text):
            if word:
                for part in _chunks(word, width):
                    yield part, style


def _chunks(word: str, width: int) -> Iterator[str]:
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
