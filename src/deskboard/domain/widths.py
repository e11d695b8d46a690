"""How many terminal cells one character takes: 0, 1 or 2.

Invariant: agrees with Rich (and so with Textual), which agrees with wcwidth for Unicode 17.
``unicodedata`` knows most of it; the tables below hold what an older ``unicodedata`` does
not know yet and what terminals do otherwise.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, east_asian_width

Range = tuple[int, int]


def _ranges(text: str) -> tuple[Range, ...]:
    pairs = (piece.partition("-") for piece in text.split())
    return tuple((int(first, 16), int(last or first, 16)) for first, _dash, last in pairs)


_VISIBLE_FORMAT = _ranges("ad 600-605 6dd 70f 890-891 8e2 110bd 110cd d800-dfff 303f")
"""Format characters that terminals draw, in one cell."""
_ZERO = _ranges(
    "897 cf3 ece 1160-11ff 1acf-1add 1ae0-1aeb 2065 3164 d7b0-d7ff ffa0 fff0-fff8 10d69-10d6d 10efa-10eff 11241"
    " 113b8-113c0 113c2 113c5 113c7-113ca 113cc-113d0 113d2 113e1-113e2 11b60-11b67 11f00-11f01 11f03"
    " 11f34-11f3a 11f3e-11f42 11f5a 13439-13440 13447-13455 1611e-1612f 1e08f 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3"
    " 1e6e6 1e6ee-1e6ef 1e6f5 1f3fb-1f3ff e0000 e0002-e001f e0080-e00ff e01f0-e0fff"
)
"""Hangul vowels and finals (drawn in the cells of their initial), skin tones, newer marks."""
_WIDE = _ranges(
    "2630-2637 268a-268f 2ffc-2fff 31e4-31e5 31ef 4dc0-4dff fa6e-fa6f fada-faff 16ff2-16ff6 187f8-187ff 18cff"
    " 18d09-18d1e 18d80-18df2 1b132 1b155 1d300-1d356 1d360-1d376 1f6d8 1f6dc 1fa75-1fa77 1fa87-1fa8a 1fa8e-1fa8f"
    " 1faad-1faaf 1fabb-1fabf 1fac6 1fac8 1facd-1facf 1fada-1fadc 1fadf 1fae8-1faea 1faef 1faf7-1faf8"
    " 2a6e0-2a6ff 2b739-2b73f 2b81e-2b81f 2cea2-2ceaf 2ebe1-2f7ff 2fa1e-2fffd 3134b-3fffd"
)

_NO_WIDTH = frozenset({"Mn", "Me", "Mc", "Cf", "Zl", "Zp"})


def _among(code: int, ranges: tuple[Range, ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


@lru_cache(4096)
def width(character: str) -> int:
    """The cells of one character by itself; 0 for controls and marks."""
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0 or _among(code, _ZERO):
        return 0
    if _among(code, _VISIBLE_FORMAT):
        return 1
    if _among(code, _WIDE):
        return 2
    kind = category(character)
    if kind in _NO_WIDTH:
        return 0
    return 2 if kind != "Cn" and east_asian_width(character) in "WF" else 1
