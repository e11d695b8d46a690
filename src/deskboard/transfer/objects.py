"""The objects of a JSON file, one at a time, whether it is an array or a sequence of them.

Invariant: however long the file is, no more than one object and a piece of the file are held;
a broken object costs itself, and reading goes on where the next one seems to begin.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

from deskboard.transfer.loose import Json

PIECE = 256 * 1024
"""Characters read at a time."""
OBJECT_MAX = 4 * 1024 * 1024
"""Characters of one object: many times the largest description with all its notes."""

NEAR = 64
"""Characters at the end of what was read: where the reader stumbles here, more may help."""

_BETWEEN = re.compile(r"[\s,\[\]]*")
_LIKELY = re.compile(r"\n\s*\{|\}\s*,\s*\{")
"""Where an object begins most likely: at the start of a line, or after another one."""


def objects(file: TextIO) -> Iterator[Json | None]:
    """Each object of the file; None for what is none, or broken."""
    decoder = json.JSONDecoder()
    text, at = "", 0
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text too
        if at == len(text):
            text, at = file.read(PIECE), 0
            if not text:
                return
            continue
        try:
            found, at = decoder.raw_decode(text, at)
            yield found if isinstance(found, dict) else None
            continue
        except json.JSONDecodeError as error:
            is_cut = error.msg.startswith("Unterminated") or len(text) - error.pos < NEAR
        except RecursionError:
            is_cut = False
        if is_cut and len(text) - at < OBJECT_MAX and (piece := file.read(PIECE)):
            text, at = text[at:] + piece, 0
            continue
        yield None
        while not (likely := _LIKELY.search(text, at + 1)) and (piece := file.read(PIECE)):
            text, at = text[max(at, len(text) - NEAR) :] + piece, 0
        if not likely:
            return
        at = likely.end() - 1
