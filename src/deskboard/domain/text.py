"""Text from strangers: cleaned for the store, made safe for the screen, measured, searched.

Invariant: nothing that ``safe`` or ``safe_lines`` returns can move the cursor, hide, turn
round or repaint anything on a terminal, whatever went in. None of these functions ever
raises, and all take time in proportion to the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, combining, normalize

from deskboard.domain.widths import width

ELLIPSIS = "…"
TAB = 4
"""Cells between tab stops where text of several lines is shown."""
MARKS_SHOWN = 4
"""Marks drawn on one letter; Vietnamese and Hebrew need three."""
MARKS_KEPT = 30
"""Marks stored on one letter: the bound of Unicode's Stream-Safe Text (UAX 15), without
which normalizing takes time by the square."""

_DROP, _SPACE, _MARK, _PLAIN, _LINE = "x", "s", "m", ".", "n"

_INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LINE_ENDS = "\n\x85\u2028\u2029"
_SPACES = "\t\v\f\r\x1c\x1d\x1e\x1f"
_CONTROL = "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"


class _Kinds(dict[int, str]):
    """Code point → what to do with it when it is shown; worked out once for each."""

    def __missing__(self, code: int) -> str:
        if len(self) > 8192:
            self.clear()
        kind = self[code] = _kind(chr(code))
        return kind


def _kind(character: str) -> str:
    if character in _LINE_ENDS:
        return _LINE
    if character in _SPACES:
        return _SPACE
    if re.match(_CONTROL, character) or re.match(_INVISIBLE, character):
        return _DROP
    return _MARK if category(character) in ("Mn", "Me") or combining(character) else _PLAIN


_kinds = _Kinds()
_TO_DROP = f"{_DROP}+"
_TOO_MANY = f"(?<={_MARK}{{{MARKS_SHOWN}}}){_MARK}+"
_STACKED = f"(?<={_MARK}{{{MARKS_KEPT}}}){_MARK}+"
_BLANKS = " {2,}"


def _without(text: str, kinds: str, pattern: str) -> str:
    """``text`` less what stands where ``pattern`` matches in ``kinds`` (of equal length)."""
    pieces, start = [], 0
    for match in re.finditer(pattern, kinds):
        pieces.append(text[start : match.start()])
        start = match.end()
    return "".join((*pieces, text[start:]))


# ---- what is stored


_STORE_LINE = str.maketrans(dict.fromkeys(_LINE_ENDS + _SPACES, " "))
_STORE_TEXT = str.maketrans({"\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\v": "\n", "\f": "\n"})
_STRAY = "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\U000e0000-\U000e007f]"


def clean_line(text: str) -> str:
    """One line as it is stored: NFC, no controls, white space trimmed and in single blanks."""
    if not (text.isascii() and text.isprintable()):
        text = _compose(re.sub(_STRAY, "", text.translate(_STORE_LINE)))
    return re.sub(_BLANKS, " ", text).strip() if "  " in text else text.strip()


def clean_text(text: str) -> str:
    """Text of several lines as it is stored: NFC, lines ended by ``\\n``, tabs kept, no other
    controls, no blank lines around it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if not (plain.isascii() and plain.replace("\n", "").replace("\t", "").isprintable()):
        plain = _compose(re.sub(_STRAY, "", plain.translate(_STORE_TEXT)))
    return plain.rstrip().lstrip("\n")


def _compose(text: str) -> str:
    return text if text.isascii() else normalize("NFC", _unstacked(text))


def _unstacked(text: str) -> str:
    kinds = text.translate(_kinds)
    return _without(text, kinds, _STACKED) if _MARK * (MARKS_KEPT + 1) in kinds else text


# ---- what is shown


def safe(text: str) -> str:
    """One line for the screen. Breaks and tabs become blanks; what is invisible goes."""
    if text.isascii() and text.isprintable():
        return text
    return _shown(text.replace("\r\n", "\n")).replace("\n", " ").strip()


def safe_lines(text: str) -> str:
    """Several lines for the screen, tabs expanded, lines ended by ``\\n``."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in plain:
        plain = "\n".join(line.expandtabs(TAB) for line in plain.split("\n"))
    if plain.isascii() and plain.replace("\n", "").isprintable():
        return plain
    return _shown(plain)


def _shown(text: str) -> str:
    kinds = text.translate(_kinds)
    if _DROP in kinds:
        text, kinds = _without(text, kinds, _TO_DROP), kinds.replace(_DROP, "")
    if _MARK * (MARKS_SHOWN + 1) in kinds:
        text, kinds = _without(text, kinds, _TOO_MANY), re.sub(_TOO_MANY, "", kinds)
    if _LINE in kinds or _SPACE in kinds:
        text = text.translate(_SHOWN_BREAKS)
    return text


_SHOWN_BREAKS = str.maketrans(dict.fromkeys(_LINE_ENDS, "\n") | dict.fromkeys(_SPACES, " "))


# ---- how wide it is


def cells(text: str) -> int:
    """Terminal cells of one line of safe text. Marks take none, Hangul and emoji two."""
    return len(text) if text.isascii() else _cells(text)


@lru_cache(2048)
def _short_cells(text: str) -> int:
    return sum(map(width, text))


def _cells(text: str) -> int:
    return _short_cells(text) if len(text) < 256 else sum(map(width, text))


def clip(text: str, size: int) -> str:
    """``text`` in at most ``size`` cells; what is cut off is shown by ``…``. A wide character
    or a letter with its marks is kept whole or left out."""
    if len(text) <= size and text.isascii():
        return text
    if size <= 0:
        return ""
    if text.isascii():
        return text[: size - 1] + ELLIPSIS
    if len(text) <= 4 * size and cells(text) <= size:
        return text
    return _clipped(text, size)


def _clipped(text: str, size: int) -> str:
    used = fits = 0
    for index, character in enumerate(text):
        used += width(character)
        if used > size:
            return text[:fits] + ELLIPSIS
        if used < size:
            fits = index + 1
    return text


def pad(text: str, size: int) -> str:
    """``text`` in exactly ``size`` cells: clipped, then filled with blanks."""
    clipped = clip(text, size)
    return clipped + " " * (size - cells(clipped))


# ---- how it is searched


_WORDS = r"[^\W_]+"
_DIACRITICS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"


def fold(text: str) -> str:
    """``text`` for comparing: small letters, no accents (``Slaptažodis`` → ``slaptazodis``);
    Hangul stays in syllables. Fold both what is searched and what is searched for."""
    if text.isascii():
        return text.lower()
    bare = re.sub(_DIACRITICS, "", normalize("NFKD", _unstacked(text)).lower().replace("ς", "σ"))
    return normalize("NFC", normalize("NFKD", bare))


def search_words(text: str) -> list[str]:
    """The words of ``text``, folded: its runs of letters and digits, as FTS5's unicode61
    splits them."""
    return re.findall(_WORDS, fold(text))
