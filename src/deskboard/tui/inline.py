"""Emphasis, code and links inside a line of Markdown.

Invariant: no letter that says something is lost. Of a link both its text and its address are
shown; a mark that closes nothing stands as it was written.
"""

from __future__ import annotations

import re

from rich.style import Style

from deskboard.domain.mentions import MENTION
from deskboard.tui.themes import Pens

Piece = tuple[str, Style]

BOLD, ITALIC, STRUCK, UNDER = Style(bold=True), Style(italic=True), Style(strike=True), Style(underline=True)

# Every alternative stops at the next mark of its own kind, so that none looks far for an end
# that never comes.
_MARKS = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|(?<![\w_])__(?P<strong>[^_\s](?:[^_]*[^_\s])?)__(?!\w)"
    r"|(?<![\w*])\*(?P<italic>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<slanted>[^_\s](?:[^_]*[^_\s])?)_(?!\w)"
    r"|~~(?P<struck>[^~\s](?:[^~]*[^~\s])?)~~"
    r"|!?\[(?P<text>[^\[\]]+)\]\((?P<address>[^()\s]+)\)"
    r"|(?P<bare>https?://[^\s<>()\[\]]+)"
    r"|\\(?P<escaped>[\\`*_~#|\[\]>-])"
)
_MANNERS = {"bold": BOLD, "strong": BOLD, "italic": ITALIC, "slanted": ITALIC, "struck": STRUCK}


def pieces(text: str, pens: Pens, base: Style, people: frozenset[str] = frozenset()) -> list[Piece]:
    """The line in pieces, each with its style. Mentions of ``people`` stand out."""
    found: list[Piece] = []
    end = 0
    for match in _MARKS.finditer(text):
        if match.start() > end:
            found += _with_mentions(text[end : match.start()], pens, base, people)
        found += _marked(match, pens, base)
        end = match.end()
    if end < len(text):
        found += _with_mentions(text[end:], pens, base, people)
    return found


def _with_mentions(text: str, pens: Pens, base: Style, people: frozenset[str]) -> list[Piece]:
    found: list[Piece] = []
    start = 0
    for match in MENTION.finditer(text) if people and "@" in text else ():
        if match[1].lower() in people:
            found += [(text[start : match.start()], base), (match[0], pens.accent)]
            start = match.end()
    return [piece for piece in (*found, (text[start:], base)) if piece[0]]


def _marked(match: re.Match[str], pens: Pens, base: Style) -> list[Piece]:
    kind = match.lastgroup or ""
    said = match.group(kind)
    if kind in _MANNERS:
        return [(said, base + _MANNERS[kind])]
    if kind == "code":
        return [(said, pens.tag)]
    if kind == "bare":
        return [(said, pens.accent + UNDER)]
    if kind == "address":
        name = match.group("text")
        return [(name, pens.accent + UNDER), *([(f" ({said})", pens.dim)] if said != name else [])]
    return [(said, base)]
