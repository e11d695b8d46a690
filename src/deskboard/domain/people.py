"""Telling a mistyped login from somebody new, and a mistyped queue from a new one.

Invariant: a name that is somebody's, or a queue's, is never taken for a slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from deskboard.domain.fields import NOTHING
from deskboard.domain.query.tree import Special
from deskboard.domain.text import fold

NO_QUEUE = NOTHING | {special.value for special in Special}
"""What stands for no queue, or for more than one, wherever a queue is named: none is called that."""
_LIKE = 0.75
"""From here on two logins count as nearly the same: ``annn`` and ``ann``, not ``bob`` and ``rob``."""


def nearest_login(login: str, known: Iterable[str]) -> str | None:
    """The known login that this one, which is nobody's, was probably meant to be. Of mail
    addresses at one place only what stands before the @ is compared: the rest is alike anyway."""
    from difflib import SequenceMatcher

    name, at, place = login.partition("@")
    best, likeness = None, _LIKE
    for other in known:
        other_name, other_at, other_place = other.partition("@")
        pair = (name, other_name) if place == other_place else (login, other)
        if at != other_at:
            continue
        matcher = SequenceMatcher(None, *pair)
        if matcher.quick_ratio() >= likeness and (ratio := matcher.ratio()) >= likeness:
            best, likeness = other, ratio
    return best


def nearest_queue(name: str, known: Iterable[str]) -> str | None:
    """The known queue that this name, which is no queue's, was probably meant to be. Queues that
    are told apart by a number (``line 1``, ``line 2``) are not mistyped."""
    from difflib import SequenceMatcher

    best, likeness, wanted = None, _LIKE, fold(name)
    for other in known:
        if re.findall(r"\d+", wanted) != re.findall(r"\d+", other):
            continue
        ratio = SequenceMatcher(None, wanted, fold(other)).ratio()
        if ratio >= likeness:
            best, likeness = other, ratio
    return best
