"""What full-text search sees: words folded the same way when stored and when asked for.

Words are lower case without accents; a run of Korean, Japanese or Chinese becomes its
overlapping pairs of characters, so that a word is found inside a longer one and two syllables
are enough. Invariant: whatever ``words_of`` makes of a text, ``terms_of`` makes of a query.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from deskboard.domain.text import search_words

_CJK = re.compile("([\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+)")


class Term(NamedTuple):
    """Words that must stand one after the other; ``prefix``: the last may go on."""

    words: tuple[str, ...]
    prefix: bool


def _pieces(word: str) -> list[tuple[str, bool]]:
    """(piece, is it CJK) of one folded word."""
    if word.isascii():
        return [(word, False)]
    return [(piece, bool(_CJK.match(piece))) for piece in _CJK.split(word) if piece]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def words_of(text: str) -> str:
    """The words of a text for the index, separated by spaces. The last character of a CJK run
    stands alone as well, so that every single character is the beginning of some word."""
    if text.isascii():
        return " ".join(search_words(text))
    words: list[str] = []
    for word in search_words(text):
        for piece, cjk in _pieces(word):
            words += [*_pairs(piece), piece[-1]] if cjk and len(piece) > 1 else [piece]
    return " ".join(words)


def terms_of(text: str, exact: bool) -> list[Term]:
    """What to look for: each word by its beginning, or (``exact``) the words as a phrase."""
    groups = [
        Term(tuple(_pairs(piece)) if cjk else (piece,), (not cjk or len(piece) == 1) and not exact)
        for word in search_words(text)
        for piece, cjk in _pieces(word)
    ]
    if not exact or not groups or any(_CJK.match(term.words[0]) for term in groups):
        return groups
    return [Term(tuple(word for term in groups for word in term.words), False)]
