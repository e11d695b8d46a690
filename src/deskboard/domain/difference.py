"""Where two texts differ, in a few words: for lines that tell a change.

Invariant: what is returned is safe to show and one line; it takes time in proportion to the texts.
"""

from __future__ import annotations

from deskboard.domain.text import ELLIPSIS, clip, safe
from deskboard.l10n import _

LONGEST = 60
"""Cells of each of the two."""
AROUND = 20
"""Characters of what stayed that are shown before the difference, so that one sees where it is."""
READ = 8 * LONGEST
"""Characters looked at from there on: what has no width must not hide a long text."""


def difference(before: str, after: str) -> str:
    """``“…to the printer” → “…to both printers”``: what was there and what is, from a word before the
    difference to one after it. Empty: only blanks and what has no width differ."""
    start = _alike(before, after)
    start = _after_blank(before, start - AROUND) if start > AROUND else 0
    old, new = before[start:], after[start:]
    end = _from_blank(old, _alike(old[::-1], new[::-1]))
    shown = [_part(text, start > 0, end) for text in (old, new)]
    if shown[0] == shown[1]:
        return ""
    return _("{before} → {after}").format(before=shown[0], after=shown[1])


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def _after_blank(text: str, place: int) -> int:
    """Where the word begins that the place lies in; the place itself in a very long one."""
    near = max(0, place - AROUND)
    blank = max(text.rfind(" ", near, place), text.rfind("\n", near, place))
    return blank + 1 if blank >= 0 else place


def _from_blank(text: str, end: int) -> int:
    """How many of the last characters, of those that are alike, begin with a blank."""
    tail = text[len(text) - end :]
    blanks = [place for place in (tail.find(" "), tail.find("\n")) if place >= 0]
    return end - min(blanks) if blanks else 0


def _part(text: str, cut: bool, end: int) -> str:
    words = " ".join(safe(text[: len(text) - end][:READ]).split())
    if not words and not cut and not end:
        return _("none")
    return "“" + (ELLIPSIS if cut else "") + clip(words, LONGEST) + (ELLIPSIS if end else "") + "”"
