"""How well a text answers what was typed.

Invariant: what matches a run of letters at the beginning of a word is better than any letters
strewn over the text, and the time is bounded by the length of the two.
"""

from __future__ import annotations

TEXT_MAX = 200
"""Characters of a text that are looked at."""
STREWN = 40
"""The score from which on letters are matched one by one."""
APART = 1_000_000


def score(words: str, text: str) -> int | None:
    """None: not at all; else smaller is better, 0 the best. Case does not matter. All that was
    typed in one piece, best at the beginning of the text, then of a word; each typed word
    somewhere; the letters in order, where beginnings of words and runs cost least."""
    typed, text = words.casefold().strip(), text[:TEXT_MAX].casefold()
    if not typed:
        return 0
    place = _found(typed, text)
    if place is not None:
        return place
    parts = typed.split()
    places = [_found(part, text) for part in parts]
    if len(parts) > 1 and None not in places:
        return 25 + max(place for place in places if place is not None) // 2
    strewn = _strewn("".join(parts), text)
    return STREWN + strewn if strewn is not None else None


def _found(typed: str, text: str) -> int | None:
    """Whether the text holds what was typed in one piece, and how prominently."""
    if text.startswith(typed):
        return 0
    place = text.find(typed)
    start = place
    while place >= 0:
        if not text[place - 1].isalnum():
            return 1
        place = text.find(typed, place + 1)
    return 20 if start >= 0 else None


def _strewn(typed: str, text: str) -> int | None:
    """The least cost of matching letter by letter. A letter next to the one before is free, at
    the beginning of a word it costs 1, anywhere else what lies between."""
    rest = iter(text)
    if not all(letter in rest for letter in typed):
        return None
    starts = [at == 0 or not text[at - 1].isalnum() for at in range(len(text))]
    costs = [(1 if starts[at] else 3 + at) if letter == typed[0] else APART for at, letter in enumerate(text)]
    for wanted in typed[1:]:
        best, following = APART, []
        for at, letter in enumerate(text):
            cost = APART
            if letter == wanted:
                cost = min(costs[at - 1] if at else APART, best + (1 if starts[at] else 2))
            following.append(cost)
            # What was matched further back costs more with every letter in between.
            best = min(best + 1, costs[at])
        costs = following
    found = min(costs)
    return found if found < APART else None
