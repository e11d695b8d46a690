"""Where two texts differ, in a few words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.difference import LONGEST, difference
from deskboard.domain.text import cells, safe


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("short", "long", "“short” → “long”"),
        ("hello", "hello world", "“hello” → “hello world”"),
        ("", "now there is one", "none → “now there is one”"),
        ("was there", "", "“was there” → none"),
        ("ask for the old one today", "ask for the new one today", "“ask for the old…” → “ask for the new…”"),
        ("one " * 50 + "two", "one " * 50 + "three", "“…one one one one one two” → “…one one one one one three”"),
        ("프린터가 인식되지 않습니다", "프린터가 잘 인식되지 않습니다", "“프린터가…” → “프린터가 잘…”"),
        ("line\n\none", "line\n\ntwo", "“line one” → “line two”"),
        ("x" * 300, "y" * 300, "“" + "x" * 59 + "…” → “" + "y" * 59 + "…”"),
        ("two  blanks", "two blanks", ""),
        ("same", "same", ""),
    ],
)
def test_the_part_that_changed_is_told(before: str, after: str, told: str) -> None:
    assert difference(before, after) == told


@given(st.text(), st.text(), st.text(), st.text())
def test_it_is_one_short_safe_line(lead: str, old: str, new: str, trail: str) -> None:
    told = difference(lead + old + trail, lead + new + trail)
    assert told == safe(told)
    assert "\n" not in told
    assert cells(told) <= 2 * (LONGEST + 4) + 3
