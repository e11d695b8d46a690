"""Going on with a query that is being typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.query.completing import complete

NAMES = {
    "queue": ("network", "network core", "Konten", "수리", "\x1b[2Jevil"),
    "tag": ("vpn", "vista"),
    "assignee": ("ann", "bob"),
}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("queue:kon", "queue:Konten "),
        ("is:open -queue:수", "is:open -queue:수리 "),
        ('queue:"network ', 'queue:"network core" '),
        ("queue:mine,kon", "queue:mine,Konten "),
        ("queue:ne", "queue:network"),
        ("tag:#vp", "tag:vpn "),
        ("assignee:@b", "assignee:bob "),
        ("qu", "queue:"),
        ("(vpn OR is:over", "(vpn OR is:overdue "),
        ("sort:-prio", "sort:-priority "),
        ("priority>=cri", "priority>=critical "),
        ("queue:evil", "queue:evil"),
        ("colour:re", "colour:re"),
        ('"qu', '"qu'),
        ("queue:kon ", "queue:kon "),
    ],
)
def test_the_word_before_the_cursor_goes_on_as_far_as_one_is_meant(typed: str, text: str) -> None:
    made = complete(typed, len(typed), NAMES)
    assert (made.text, made.place) == (text, len(text))


def test_what_it_could_be_is_told_and_what_stands_behind_stays() -> None:
    assert complete("queue:", 6, NAMES).choices == ("network", "network core", "Konten", "수리", "mine", "none")
    assert complete("tag:v", 5, NAMES) == ("tag:v", 5, ("vpn", "vista"))
    assert complete("queue:kon sort:due", 9, NAMES) == ("queue:Konten sort:due", 12, ())
    assert complete("(queue:kon)", 10, NAMES).text == "(queue:Konten)"


@given(st.text(max_size=30), st.integers(0, 30))
def test_nothing_breaks_it_and_nothing_behind_the_cursor_changes(text: str, place: int) -> None:
    made = complete(text, min(place, len(text)), NAMES)
    assert made.text.endswith(text[place:]) and 0 <= made.place <= len(made.text)
    assert "\x1b[2J" not in made.text or "\x1b[2J" in text
