"""What a program wrote to its terminal, taken apart: text, controls, escape sequences.

Invariant: every byte belongs to exactly one part, so that what is not known is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_PART = re.compile(
    r"(?P<csi>\x1b\[[0-?]*[ -/]*[@-~])"
    r"|(?P<osc>\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))"
    r"|(?P<string>\x1b[PX^_].*?\x1b\\)"
    r"|(?P<escape>\x1b[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<broken>.)",
    re.DOTALL,
)
COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}
"""SGR codes that choose a colour; 39 and 49 go back to the terminal's own."""

INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Characters that turn, hide or break a line of text. The joiners of emoji are not among them:
they come back when somebody types one."""


class Part(NamedTuple):
    """``kind``: csi, osc, string, escape, control, text or broken."""

    kind: str
    value: str


def parts(raw: bytes | bytearray) -> Iterator[Part]:
    """The parts of a program's output. UnicodeDecodeError: it is not UTF-8."""
    for found in _PART.finditer(bytes(raw).decode()):
        yield Part(found.lastgroup or "", found.group())


def colours(raw: bytes | bytearray) -> set[int]:
    """The SGR codes that choose a colour."""
    used: set[int] = set()
    for kind, value in parts(raw):
        if kind == "csi" and value.endswith("m") and value[2:3] not in "?>":
            codes = [int(code or 0) for code in re.split("[;:]", value[2:-1])]
            used |= _chosen(codes)
    return used


def _chosen(codes: list[int]) -> set[int]:
    """The colour codes among those of one SGR, without the operands of 38 and 48."""
    found: set[int] = set()
    place = 0
    while place < len(codes):
        if codes[place] in COLOURS:
            found.add(codes[place])
        if codes[place] in (38, 48):
            place += 2 if codes[place + 1 : place + 2] == [5] else 4
        place += 1
    return found
