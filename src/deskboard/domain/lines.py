"""Texts line by line: where two differ, and what two people made of one put together.

Invariant: no line that somebody wrote is missing from what is put together, and however the
texts are made, comparing them takes little more time than reading them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SMALL = 200
"""Lines up to which those that repeat are compared as well; its cost grows with the square."""

Block = tuple[int, int, int]
"""Where a run of equal lines begins in the one and the other, and how long it is."""


class Change(NamedTuple):
    """Lines ``start`` to ``stop`` of the old text became ``first`` to ``last`` of the new."""

    start: int
    stop: int
    first: int
    last: int


class Merged(NamedTuple):
    """``clean``: no line was changed by both, so that nobody has to choose."""

    text: str
    clean: bool


class Pair(NamedTuple):
    """What stands side by side; None: there is no such line on that side."""

    left: str | None
    right: str | None

    @property
    def differs(self) -> bool:
        return self.left != self.right


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What turns the old lines into the new ones, in order and apart from each other."""
    found, at, to = [], 0, 0
    for start, first, size in [*_joined(_equal(old, new, 0, 0)), (len(old), len(new), 0)]:
        if start > at or first > to:
            found.append(Change(at, start, to, first))
        at, to = start + size, first + size
    return found


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Runs of equal lines that go on in one another as one."""
    start = first = size = 0
    for block in blocks:
        if (start + size, first + size) == block[:2]:
            size += block[2]
        else:
            if size:
                yield start, first, size
            start, first, size = block
    if size:
        yield start, first, size


def _equal(old: Sequence[str], new: Sequence[str], at: int, to: int) -> Iterator[Block]:
    """Runs of equal lines: what stands alone in both texts holds them together (patience diff)."""
    waiting: list[tuple[Sequence[str], Sequence[str], int, int] | Block] = [(old, new, at, to)]
    while waiting:
        task = waiting.pop()
        if len(task) == 3:
            yield task
            continue
        one, other, at, to = task
        most = min(len(one), len(other))
        head = next((n for n in range(most) if one[n] != other[n]), most)
        most -= head
        tail = next((n for n in range(most) if one[-1 - n] != other[-1 - n]), most)
        if tail:
            waiting.append((at + len(one) - tail, to + len(other) - tail, tail))
        inner, outer = one[head : len(one) - tail], other[head : len(other) - tail]
        if inner and outer:
            waiting += reversed(_between(inner, outer, at + head, to + head))
        if head:
            yield at, to, head


def _between(
    one: Sequence[str], other: Sequence[str], at: int, to: int
) -> list[tuple[Sequence[str], Sequence[str], int, int] | Block]:
    """The parts between the lines that stand alone; without any, what a slower look finds."""
    anchors = _anchors(one, other)
    if not anchors:
        if max(len(one), len(other)) > SMALL:
            return []
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        return [(at + block.a, to + block.b, block.size) for block in blocks if block.size]
    parts: list[tuple[Sequence[str], Sequence[str], int, int] | Block] = []
    place, twin = 0, 0
    for here, there in [*anchors, (len(one), len(other))]:
        parts.append((one[place:here], other[twin:there], at + place, to + twin))
        if here < len(one):
            parts.append((at + here, to + there, 1))
        place, twin = here + 1, there + 1
    return parts


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that stand once in either text, as many as are in the same order in both."""
    once, twins = Counter(one), Counter(other)
    where = {line: n for n, line in enumerate(other) if twins[line] == 1}
    found = [(n, where[line]) for n, line in enumerate(one) if once[line] == 1 and line in where]
    # The longest rising run of places: for each length the lowest end, and what came before it.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_here, there) in enumerate(found):
        length = bisect_left(ends, there)
        ends[length:] = [there, *ends[length + 1 :]] if length < len(ends) else [there]
        last[length:] = [n, *last[length + 1 :]] if length < len(last) else [n]
        before.append(last[length - 1] if length else -1)
    run, n = [], last[-1] if last else -1
    while n >= 0:
        run.append(found[n])
        n = before[n]
    return run[::-1]


def merge(base: str, mine: str, theirs: str, marks: tuple[str, str, str] = ("<<<", "===", ">>>")) -> Merged:
    """What two people made of ``base``, in one text. Where both changed the same lines, or lines
    that touch, both versions stand there, theirs first, between the three marks."""
    old, one, other = base.split("\n"), mine.split("\n"), theirs.split("\n")
    out: list[str] = []
    clean, at = True, 0
    for start, stop, my, their in _groups(changes(old, one), changes(old, other)):
        out += old[at:start]
        at = stop
        was, left, right = old[start:stop], one[slice(*my)], other[slice(*their)]
        if right in (left, was):
            out += left
        elif left == was:
            out += right
        else:
            clean = False
            out += [marks[0], *right, marks[1], *left, marks[2]]
    return Merged("\n".join([*out, *old[at:]]), clean)


Span = tuple[int, int]


def _groups(mine: Sequence[Change], theirs: Sequence[Change]) -> Iterator[tuple[int, int, Span, Span]]:
    """Changes of both sides that overlap or touch, together: which lines of the old text, and
    which of mine and theirs stand for them."""
    every = sorted([(change, 0) for change in mine] + [(change, 1) for change in theirs])
    shift = [0, 0]
    """How many lines further on each side is than the old text."""
    place = 0
    while place < len(every):
        start, stop = every[place][0][:2]
        begun = tuple(shift)
        while place < len(every) and every[place][0].start <= stop:
            change, side = every[place]
            stop = max(stop, change.stop)
            shift[side] = change.last - change.stop
            place += 1
        my, their = ((start + begun[side], stop + shift[side]) for side in (0, 1))
        yield start, stop, my, their


def pairs(left: str, right: str) -> list[Pair]:
    """The two texts side by side, equal lines in a row with each other."""
    one, other = left.split("\n"), right.split("\n")
    found: list[Pair] = []
    at = 0
    for start, stop, first, last in changes(one, other):
        found += [Pair(line, line) for line in one[at:start]]
        old, new = one[start:stop], other[first:last]
        rows = max(len(old), len(new))
        found += [Pair(old[n] if n < len(old) else None, new[n] if n < len(new) else None) for n in range(rows)]
        at = stop
    return found + [Pair(line, line) for line in one[at:]]
