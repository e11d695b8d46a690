"""Order keys: put something between two neighbours without renumbering the rest.

A key is an integer part and a fraction, in digits of base 62 (``0-9A-Za-z``), so that keys
sort as ASCII text. The first letter tells how long the integer part is (``a`` two
characters … ``z`` 27; downwards ``Z`` two … ``A`` 27); appending or prepending counts that
integer up or down and so grows a key only logarithmically. The fraction never ends in
``0``, or there would be no room below it. The scheme is that of David Greenspan,
"Implementing Fractional Indexing" (2020).

Invariant: ``a < between(a, b) < b`` in ASCII order, whatever valid ``a < b`` are.
"""

from __future__ import annotations

from itertools import count, pairwise

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FIRST = "a0"
"""The key of the only thing in an empty column."""

_BASE = len(DIGITS)
_SMALLEST = "A" + "0" * 26
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}


def between(a: str | None, b: str | None) -> str:
    """A key that sorts above ``a`` and below ``b``; None stands for the open end.

    ValueError: a key that is none, or ``a`` does not sort before ``b``.
    """
    if a is None:
        return FIRST if b is None else _before(b)
    if b is None:
        return _after(a)
    if a >= b:
        raise ValueError(f"order keys out of order: {a!r} is not before {b!r}")
    whole, low = _split(a)
    above, high = _split(b)
    if whole == above:
        return whole + _middle(low, high)
    following = _count_up(whole)
    if following is not None and following < b:
        return following
    return whole + _middle(low, "")


def many_between(a: str | None, b: str | None, n: int) -> list[str]:
    """``n`` keys in order between ``a`` and ``b``, evenly spread where both are given."""
    if n <= 0:
        return []
    if b is None:
        parts = [_split(between(a, None))]
        while len(parts) < n:
            parts.append(_following(*parts[-1]))
        return [whole + fraction for whole, fraction in parts]
    if a is None:
        keys = [_before(b)]
        while len(keys) < n:
            keys.append(_before(keys[-1]))
        keys.reverse()
        return keys
    if n <= 2:
        first = between(a, b)
        return [first, between(first, b)][:n]
    return _spread(a, b, n)


def _spread(a: str, b: str, n: int) -> list[str]:
    """Halve the gap, level by level, until there are enough keys; then take evenly from them."""
    keys = [a, b]
    while len(keys) - 2 < n:
        halves = [between(low, high) for low, high in pairwise(keys)]
        merged = [key for pair in zip(keys, halves, strict=False) for key in pair]
        keys = [*merged, b]
    inner = keys[1:-1]
    return [inner[index * len(inner) // n] for index in range(n)]


def _split(key: str) -> tuple[str, str]:
    """Integer part and fraction. ValueError: not a key."""
    size = _whole_size(key[:1])
    whole, fraction = key[:size], key[size:]
    if len(whole) != size or fraction.endswith("0") or not _VALUE.keys() >= set(key) or key == _SMALLEST:
        raise ValueError(f"not an order key: {key!r}")
    return whole, fraction


def _whole_size(head: str) -> int:
    if "a" <= head <= "z":
        return ord(head) - ord("a") + 2
    if "A" <= head <= "Z":
        return ord("Z") - ord(head) + 2
    raise ValueError(f"not an order key: it begins with {head!r}")


def _after(key: str) -> str:
    return "".join(_following(*_split(key)))


def _following(whole: str, fraction: str) -> tuple[str, str]:
    """The parts of the next key."""
    following = _count_up(whole)
    return (following, "") if following else (whole, _middle(fraction, ""))


def _before(key: str) -> str:
    whole, fraction = _split(key)
    if whole == _SMALLEST:
        return whole + _middle("", fraction)
    if fraction:
        return whole
    return _count_down(whole)


def _count_up(whole: str) -> str | None:
    """The next integer part; None above the largest there is."""
    head, digits = whole[0], whole[1:]
    kept = digits.rstrip("z")
    if kept:
        return head + kept[:-1] + DIGITS[_VALUE[kept[-1]] + 1] + "0" * (len(digits) - len(kept))
    if head == "Z":
        return FIRST
    if head == "z":
        return None
    head = chr(ord(head) + 1)
    return head + "0" * (_whole_size(head) - 1)


def _count_down(whole: str) -> str:
    """The integer part before this one, which is not the smallest. The smallest itself is
    no key without a fraction: nothing would fit below it."""
    head, digits = whole[0], whole[1:]
    kept = digits.rstrip("0")
    if kept:
        lower = head + kept[:-1] + DIGITS[_VALUE[kept[-1]] - 1] + "z" * (len(digits) - len(kept))
        return lower + DIGITS[_BASE // 2] if lower == _SMALLEST else lower
    head = "Z" if head == "a" else chr(ord(head) - 1)
    return head + "z" * (_whole_size(head) - 1)


def _middle(low: str, high: str) -> str:
    """A fraction between two fractions; an empty ``high`` stands for 1. ``low < high``."""
    digits: list[str] = []
    bounded = bool(high)
    for place in count():
        below = _VALUE[low[place]] if place < len(low) else 0
        above = _VALUE[high[place]] if bounded else _BASE
        if above - below > 1:
            digits.append(DIGITS[(below + above) // 2])
            break
        if bounded and above > below and place + 1 < len(high):
            digits.append(DIGITS[above])
            break
        digits.append(DIGITS[below])
        bounded = bounded and above == below
    return "".join(digits)
