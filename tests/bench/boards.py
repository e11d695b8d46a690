"""Twenty people with a board open, five of whom nobody sees work all the time.

Run by itself (``python -m tests.bench --only boards``): it takes the whole machine for minutes.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from tests.bench.measure import environment, small_board
from tests.terminal.crowd import Toll, at_work, cursor, differing, open_boards
from tests.terminal.term import Term

IDLE_BEFORE = 5.0
"""Seconds that boards are left alone before they count as idle."""


class Found(NamedTuple):
    """What came of it: the ``toll`` of the work, a line of each board that ended ``otherwise`` than
    a fresh one with that of the fresh one, how many cursors ``strayed`` from their ticket; and in an
    idle minute after it the bytes of all and the processor seconds of the median and of the most
    expensive board."""

    toll: Toll
    otherwise: list[tuple[str, str]]
    strayed: int
    idle_bytes: int
    idle_cpu: float
    idle_most: float


def boards(folder: Path, number: int, writers: int, seconds: float, idle: float) -> Found:
    """``number`` boards, and writers of two changes a second each."""
    db = small_board(folder)
    env = {**environment(db)}
    (folder / "none.toml").touch()  # a board without a configuration would welcome its user
    pause = 0.5
    with ExitStack() as ended:
        terms = open_boards(env, [f"agent{n}" for n in range(number)], keep=ended)
        before = [cursor(term) for term in terms]
        toll = at_work(str(db), writers, round(seconds / pause), pause, terms)
        strayed = sum(cursor(term) != ref for term, ref in zip(terms, before, strict=True))
        size, spent = _idle(terms, idle)
        (fresh,) = open_boards(env, ["agent0"], keep=ended)
        otherwise = differing(terms, fresh)
    return Found(toll, otherwise, strayed, size, statistics.median(spent), max(spent))


def _idle(terms: list[Term], seconds: float) -> tuple[int, list[float]]:
    """Bytes of all boards, and processor seconds of each, while nothing is changed."""
    terms[0].settle(IDLE_BEFORE)
    sizes, cpus, end = [len(term.raw) for term in terms], [term.cpu() for term in terms], time.monotonic() + seconds
    while time.monotonic() < end:
        terms[0].pump(0.5)
    size = sum(len(term.raw) - before for term, before in zip(terms, sizes, strict=True))
    return size, [term.cpu() - before for term, before in zip(terms, cpus, strict=True)]
