"""The window onto a column: the cursor is always in view, and stays on its ticket."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.model import Stage
from deskboard.domain.readmodels import Column, Page
from deskboard.tui.stack import Stack
from tests.tui.test_card import BARE, card


def page(refs: list[int], start: int = 0, total: int | None = None) -> Page:
    cards = tuple(card(f"Ticket {ref}", **{**BARE, "ref": ref}) for ref in refs)
    return Page(1, start, len(refs) if total is None else total, cards)


def stack(refs: list[int], rows: int = 5) -> Stack:
    made = Stack(Column(1, "To Do", Stage.TODO, None, len(refs), len(refs)))
    made.take(page(refs), rows)
    return made


def in_view(what: Stack, rows: int) -> bool:
    return what.total == 0 or what.top <= what.index < what.top + rows


def test_it_scrolls_by_half_a_page_when_the_cursor_leaves_the_view() -> None:
    what = stack(list(range(20)), rows=6)
    assert not what.move_to(5, 6) and what.top == 0
    assert what.move_to(6, 6) and what.top == 3
    assert what.move_to(2, 6) and what.top == 0


def test_the_cursor_stays_on_its_ticket_when_others_come_above_it() -> None:
    what = stack([1, 2, 3, 4], rows=5)
    what.move_to(2, 5)
    what.take(page([9, 8, 1, 2, 3, 4]), 5)
    assert what.current is not None and what.current.ref == 3


def test_the_view_stays_where_it_is_when_others_come_above_it() -> None:
    what = stack(list(range(30)), rows=5)
    what.move_to(20, 5)
    first = what.card(what.top)
    what.take(page([99, *range(30)]), 5)
    assert what.card(what.top) == first


def test_a_ticket_that_left_hands_the_cursor_to_the_nearest() -> None:
    what = stack([1, 2, 3], rows=5)
    what.move_to(1, 5)
    what.take(page([1, 3]), 5)
    assert what.current is not None and what.current.ref == 3
    what.take(page([1]), 5)
    assert what.current is not None and what.current.ref == 1
    what.take(page([]), 5)
    assert what.current is None and what.index == 0


def test_it_asks_for_more_before_the_edge_is_in_view() -> None:
    what = stack([])
    what.take(page(list(range(48)), total=500), 8)
    assert what.missing(8) is None
    what.move_to(45, 8)
    start = what.missing(8)
    assert start is not None and start + what.size(8) > 50
    what.move_to(499, 8)
    start = what.missing(8)
    assert start is not None and start + what.size(8) == 500


@given(
    count=st.integers(0, 60),
    rows=st.integers(1, 12),
    moves=st.lists(st.tuples(st.sampled_from(["move", "scroll", "take"]), st.integers(-70, 70)), max_size=30),
)
def test_the_cursor_is_always_on_a_card_in_view(count: int, rows: int, moves: list[tuple[str, int]]) -> None:
    what = stack(list(range(count)), rows)
    for kind, number in moves:
        if kind == "move":
            what.move_to(what.index + number, rows)
        elif kind == "scroll":
            what.scroll(number, rows)
        else:
            what.take(page(list(range(max(0, number)))), rows)
        assert in_view(what, rows) and 0 <= what.top <= max(0, what.total - rows)
        assert what.current is not None or what.total == 0
