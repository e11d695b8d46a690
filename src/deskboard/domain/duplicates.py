"""How alike two titles are, to tell of a duplicate while its title is being typed.

Titles are alike when they share words, rare ones counting for more; Korean, Japanese and
Chinese are compared by pairs of characters. Invariant: one shared word makes no duplicate,
unless both titles are that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import NamedTuple

from deskboard.domain.search import words_of

MOST = 3
"""So many are told at most (PRODUCT §3)."""
WORDS_MAX = 12
"""Words of a title that are looked at: enough to know it by, and a bound on the work."""
COMMON = 0.3
"""A word that more than this share of the tickets have says nothing."""
FEW = 50
"""With fewer tickets than this no word is common."""
ALIKE = 0.55
"""From here on two titles are alike, where 1 is the same."""
OWN = 0.7
"""What the typed words count for, against those of the other title: who types has not ended."""


class Likely(NamedTuple):
    """An open ticket that may be about the same. ``requester`` None: nobody."""

    ref: int
    title: str
    requester: str | None


class Known(NamedTuple):
    """What the store knows about some words: tickets that hold several of them, how many
    tickets hold each, and how many there are in all."""

    candidates: Sequence[Likely]
    counts: Mapping[str, int]
    total: int


def words(title: str) -> tuple[str, ...]:
    """The words to compare a title by, each once, in order. The last may still be growing."""
    return tuple(dict.fromkeys(word for word in words_of(title).split() if len(word) > 1))[:WORDS_MAX]


def distinctive(found: Sequence[str], counts: Mapping[str, int], total: int) -> list[str]:
    """Those words that some tickets have and not too many, the rarest first."""
    most = total * COMMON if total >= FEW else total
    return sorted((word for word in found if 0 < counts.get(word, 0) <= most), key=lambda word: counts[word])


def likely(title: str, known: Known, but: Iterable[int] = (), most: int = MOST) -> tuple[Likely, ...]:
    """The candidates that are like the title, the likest first; of equals the newest."""
    wanted = words(title)
    telling = set(distinctive(wanted, known.counts, known.total))
    without = set(but)
    scored = [
        (_likeness(wanted, words(found.title), telling, known), found)
        for found in known.candidates
        if found.ref not in without
    ]
    alike = [(score, found) for score, found in scored if score >= ALIKE]
    return tuple(found for _score, found in sorted(alike, key=lambda pair: (-pair[0], -pair[1].ref))[:most])


def _likeness(wanted: Sequence[str], other: Sequence[str], telling: set[str], known: Known) -> float:
    """0 to 1: how much of the typed title, and how much of the other, they share."""
    last = wanted[-1] if wanted else ""
    shared = {word for word in wanted if word in other or (word == last and _begins(word, other))}
    if len(shared & telling) < 2 and not (shared and set(wanted) == set(other)):
        return 0.0
    own, others, both = (sum(_weight(word, known) for word in some) for some in (wanted, other, shared))
    return OWN * both / own + (1 - OWN) * min(1.0, both / others)


def _begins(word: str, other: Sequence[str]) -> bool:
    return any(longer.startswith(word) for longer in other)


def _weight(word: str, known: Known) -> float:
    """Rare words weigh more, but not without end: what nobody else wrote is often a number."""
    count = max(known.counts.get(word, known.total // 50), 1)
    return min(log(1 + known.total / count), 6.0) + 0.1
