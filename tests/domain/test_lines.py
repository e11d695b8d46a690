"""Two people change one text: what can be put together is, and no line of anybody goes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.lines import Pair, changes, merge, pairs

LINES = st.lists(st.sampled_from(("", "a", "b", "c", "d", "e", "f")), max_size=12)
TEXTS = LINES.map("\n".join)
MARKS = ("[theirs]", "[mine]", "[end]")


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "wanted", "clean"),
    [
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", True),
        ("a\nb\nc", "a\nb\nc\nd", "0\na\nb\nc", "0\na\nb\nc\nd", True),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd\ne", "a\nc\nd\ne", True),
        ("a\nb\nc", "a\nc", "a\nb\nC", "a\n[theirs]\nb\nC\n[mine]\nc\n[end]", False),
        ("a\nb\nc", "a\nB\nc", "a\nB\nc", "a\nB\nc", True),
        ("a", "mine", "theirs", "[theirs]\ntheirs\n[mine]\nmine\n[end]", False),
        ("", "mine", "theirs", "[theirs]\ntheirs\n[mine]\nmine\n[end]", False),
        ("a\nb", "a\nb\nmine", "a\nb\ntheirs", "a\nb\n[theirs]\ntheirs\n[mine]\nmine\n[end]", False),
        ("1\n2\n3\n4\n5", "1\n2\n5", "1\n2\n3\n4\nfive", "", False),
        ("a\nb\nc\nd", "d\na\nb\nc", "a\nb\nc\nd", "d\na\nb\nc", True),
    ],
)
def test_changes_apart_from_each_other_come_together(
    base: str, mine: str, theirs: str, wanted: str, clean: bool
) -> None:
    merged = merge(base, mine, theirs, MARKS)
    assert merged.clean == clean
    if clean or "[" in wanted:
        assert merged.text == wanted


@given(TEXTS, TEXTS)
def test_who_changed_nothing_takes_what_the_other_wrote(base: str, other: str) -> None:
    assert merge(base, base, other) == (other, True)
    assert merge(base, other, base) == (other, True)
    assert merge(base, other, other) == (other, True)


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_that_somebody_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    there = Counter(merge(base, mine, theirs, MARKS).text.split("\n"))
    old = Counter(base.split("\n"))
    for written in (mine, theirs):
        new = Counter(written.split("\n")) - old
        assert not {line for line, n in new.items() if there[line] < n}


@given(TEXTS, TEXTS, TEXTS)
def test_it_does_not_matter_who_was_first_where_nobody_has_to_choose(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs, MARKS), merge(base, theirs, mine, MARKS)
    assert one.clean == other.clean
    if one.clean:
        assert one.text == other.text


@given(TEXTS, TEXTS)
def test_changes_make_the_new_text_of_the_old(old: str, new: str) -> None:
    one, other = old.split("\n"), new.split("\n")
    made: list[str] = []
    at = 0
    for start, stop, first, last in changes(one, other):
        assert start >= at and (not made or start > at or at == 0)
        made += one[at:start] + other[first:last]
        at = stop
    assert made + one[at:] == other


@given(TEXTS, TEXTS)
def test_side_by_side_both_texts_stand_whole(left: str, right: str) -> None:
    found = pairs(left, right)
    assert [pair.left for pair in found if pair.left is not None] == left.split("\n")
    assert [pair.right for pair in found if pair.right is not None] == right.split("\n")
    assert all(pair.left is None or pair.right is None or pair.left == pair.right or pair.differs for pair in found)


def test_equal_lines_stand_in_a_row() -> None:
    assert pairs("a\nb\nc", "a\nx\ny\nc") == [Pair("a", "a"), Pair("b", "x"), Pair(None, "y"), Pair("c", "c")]


@pytest.mark.parametrize("line", ["", "same", "{n}"], ids=["blank", "one line again and again", "all different"])
def test_texts_of_any_kind_are_compared_in_no_time(line: str) -> None:
    """A quarter of a megabyte of nothing but line ends would take a naive comparison hours."""
    base = [line.format(n=n) for n in range(100_000)]
    mine, theirs = ["x", *base[:50_000], "y", *base[50_000:]], ["z", *base[::2], "end"]
    merged = merge("\n".join(base), "\n".join(mine), "\n".join(theirs))
    assert "\nz\n" in f"\n{merged.text}\n" and "\nx\n" in f"\n{merged.text}\n"
