"""The lines of a text file in whatever encoding a spreadsheet wrote it.

Invariant: a line longer than ``LINE_MAX`` comes in pieces, so no file can fill the memory,
and a byte that fits no encoding never ends the reading.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TextIO

LINE_MAX = 1024 * 1024
"""Characters. The largest description that fits a ticket is a quarter of this."""

WESTERN = "cp1252"
"""What Windows programs write in Western Europe; the superset of Latin-1 that has “ ” and €."""

_BYTE = re.compile("[\udc80-\udcff]")
"""A byte that was no UTF-8, as Python keeps it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def guess_encoding(head: bytes) -> str:
    """The encoding of a file that begins like this."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    strange = [c for c in text if c > "\x7f"]
    broken = sum("\udc80" <= c <= "\udcff" for c in strange)
    return WESTERN if broken > len(strange) // 2 else "utf-8"


def errors_for(encoding: str) -> str:
    """How bytes that do not fit are read: in UTF-8 they are kept for ``repaired``."""
    return "surrogateescape" if encoding.startswith("utf-8") else "replace"


def repaired(text: str) -> str:
    """Text from a UTF-8 file in which single bytes were of another encoding: those bytes as
    ``WESTERN``. Text without such bytes comes back as it is."""
    return _BYTE.sub(lambda found: bytes((ord(found[0]) - 0xDC00,)).decode(WESTERN, "replace"), text)


def lines(file: TextIO) -> Iterator[str]:
    """The lines of a file with their ends; over-long ones in pieces."""
    while line := file.readline(LINE_MAX):
        yield line
