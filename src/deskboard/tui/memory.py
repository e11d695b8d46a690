"""What a person chose while the board was open, in a small file for each database and person: the
board they looked at, and how dense its cards are.

Invariant: it is worth nothing beside the work; a file that cannot be read or written is passed
over in silence.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from deskboard.paths import make_parent
from deskboard.tui import drafts

SIZE_MAX = 10_000
"""Bytes: more was not written by this program."""


class Memory(NamedTuple):
    """``board`` is an id. ``density`` holds as long as the configuration says what it said when
    it was chosen (``over``): whoever changes the configuration means it."""

    board: int | None = None
    density: str = ""
    over: str = ""


def file_for(database: str, login: str) -> Path:
    """Where it is kept, whether there is any or not."""
    beside = drafts.file_for(database, login)
    return beside.parent.with_name("boards") / beside.name


def read(path: Path) -> Memory:
    """What was chosen the last time; nothing where that cannot be told."""
    with suppress(OSError, ValueError, TypeError, RecursionError):
        with path.open("rb") as file:
            found = json.loads(file.read(SIZE_MAX))
        board, density, over = found["board"], found["density"], found["over"]
        is_board = board is None or (type(board) is int and board > 0)
        if is_board and isinstance(density, str) and isinstance(over, str):
            return Memory(board, density, over)
    return Memory()


def write(path: Path, memory: Memory) -> None:
    """Keep it for the next time, readable by its owner only."""
    part = path.with_name(f".{os.getpid()}.part")
    with suppress(OSError):
        make_parent(path)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            json.dump(memory._asdict(), file)
        part.replace(path)
