"""Order keys: always room between two neighbours, and keys stay short."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.ranking import DIGITS, between, many_between


def test_the_first_key_has_room_on_both_sides() -> None:
    first = between(None, None)
    assert between(None, first) < first < between(first, None)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 4)), max_size=120))
def test_insertions_anywhere_keep_the_order(insertions: list[tuple[int, int]]) -> None:
    keys: list[str] = []
    for where, number in insertions:
        at = where % (len(keys) + 1)
        low, high = keys[at - 1] if at else None, keys[at] if at < len(keys) else None
        keys[at:at] = many_between(low, high, number)
        assert all(one < other for one, other in pairwise(keys))
    assert keys == sorted(keys, key=str.encode)


def test_ten_thousand_appends_stay_short() -> None:
    last, first = between(None, None), between(None, None)
    for _ in range(10_000):
        after, before = between(last, None), between(None, first)
        assert after > last and before < first
        last, first = after, before
    assert len(last) <= 4 and len(first) <= 4


def test_a_hundred_thousand_at_once() -> None:
    keys = many_between(None, None, 100_000)
    assert keys == sorted(set(keys)) and len(keys) == 100_000
    assert max(map(len, keys)) <= 5
    above = many_between(None, keys[0], 100_000)
    assert above == sorted(set(above)) and above[-1] < keys[0] and max(map(len, above)) <= 5


@pytest.mark.parametrize("number", [1, 2, 3, 7, 1000])
def test_many_between_two_neighbours(number: int) -> None:
    keys = many_between("a0", "a1", number)
    assert len(keys) == number
    assert ["a0", *keys, "a1"] == sorted({"a0", *keys, "a1"})
    assert max(map(len, keys)) <= 6


@pytest.mark.parametrize("below", [True, False])
def test_the_same_spot_a_thousand_times(below: bool) -> None:
    low, high = "a0", "a1"
    for _ in range(1000):
        key = between(low, high)
        assert low < key < high
        low, high = (low, key) if below else (key, high)
    assert len(key) <= 2 + 1000 / 5


def test_the_same_spot_ten_thousand_times_does_not_recurse() -> None:
    low, high = "a0", "a1"
    for _ in range(10_000):
        low = between(low, high)
    assert low < high


@pytest.mark.parametrize(
    ("low", "high"), [("a1", "a0"), ("a0", "a0"), ("", "a1"), ("a0", "b"), ("a10", None), ("ä0", None)]
)
def test_what_is_no_order_is_refused(low: str | None, high: str | None) -> None:
    with pytest.raises(ValueError, match="order key"):
        between(low, high)


def test_digits_sort_as_ascii() -> None:
    assert "".join(sorted(DIGITS)) == DIGITS
