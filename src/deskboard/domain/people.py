"""Telling a mistyped login from somebody new.

Invariant: a login that is somebody's is never taken for a slip.
"""

from __future__ import annotations

from collections.abc import Iterable

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
