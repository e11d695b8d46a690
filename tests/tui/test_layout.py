"""A sheet of which only the lines in view are drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from deskboard.tui.layout import Item, Later, Layout

Wish = tuple[int, int]
"""How many lines an item has, and how many it is thought to have."""


def layout(wishes: list[Wish], drawn: list[int] | None = None) -> Layout:
    def item(place: int, real: int, guess: int) -> Item:
        def draw() -> list[tuple[Segment, ...]]:
            if drawn is not None:
                drawn.append(place)
            return [(Segment(f"{place}.{y}"),) for y in range(real)]

        return Item((), place, False, Later(guess, draw))

    return Layout([item(place, *wish) for place, wish in enumerate(wishes)])


def text(layout: Layout, line: int) -> str:
    return "".join(segment.text for segment in layout.line(line)[1])


def test_only_what_is_in_view_is_drawn() -> None:
    drawn: list[int] = []
    long = layout([(10, 10)] * 1000, drawn)
    long.draw(0, 40, 0)
    assert drawn == [0, 1, 2, 3]
    assert long.total == 10_000


def test_the_end_is_reached_without_drawing_the_middle() -> None:
    drawn: list[int] = []
    long = layout([(1, 30)] * 1000, drawn)
    top = long.end(20)
    assert [text(long, top + y) for y in (0, 19)] == ["980.0", "999.0"]
    assert len(drawn) < 25


wishes = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=30)


@given(wishes=wishes, at=st.integers(0, 300), before=st.integers(0, 40), after=st.integers(1, 40))
def test_what_stands_at_the_top_stays_there(wishes: list[Wish], at: int, before: int, after: int) -> None:
    long = layout(wishes)
    top = long.draw(at % long.total, at % long.total + 1, at % long.total)
    if top < long.total:
        shown = text(long, top)
        top = long.draw(top - before, top + after, top)
        assert text(long, top) == shown


@given(wishes=wishes)
def test_drawn_whole_it_is_every_line_in_order(wishes: list[Wish]) -> None:
    found = ["".join(segment.text for segment in line) for line in layout(wishes).lines()]
    assert found == [f"{place}.{y}" for place, (real, _guess) in enumerate(wishes) for y in range(real)]
