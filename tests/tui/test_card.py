"""How cards are drawn: golden text, and what must hold for every card."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from deskboard.domain.model import Priority, Status
from deskboard.domain.readmodels import Card
from deskboard.domain.times import Chip
from deskboard.tui.card import CURSOR, DENSITIES, FLASH, PLAIN, Look, card_lines, progress, text_of, wrap
from deskboard.tui.themes import ASCII, UNICODE, pens

PENS = pens("dark")


def card(title: str = "VPN down for finance", **given_: object) -> Card:
    """A card with everything on it, unless told otherwise."""
    values: dict = {
        "ref": 142,
        "title": title,
        "column": 1,
        "rank": "a0",
        "priority": Priority.CRITICAL,
        "status": Status.NEEDS_REVIEW,
        "type": "incident",
        "assignee": "ann",
        "due": datetime(2026, 1, 31, tzinfo=UTC),
        "done": False,
        "steps_done": 2,
        "steps_total": 3,
        "comments": 4,
        "attachments": 0,
        "tags": ("mail", "vpn"),
        "version": 1,
    }
    return Card(**{**values, **given_})


BARE = {
    "priority": Priority.NORMAL,
    "status": Status.NORMAL,
    "assignee": None,
    "steps_total": 0,
    "comments": 0,
    "tags": (),
}
DUE = Chip("due 2h", "soon")


def drawn(
    what: Card, density: str = "normal", width: int = 38, chip: Chip | None = DUE, ascii_only: bool = False
) -> list[str]:
    look = Look(density, PENS, ASCII if ascii_only else UNICODE)
    return [line.rstrip() for line in text_of(card_lines(what, look, width, chip)).split("\n")]


def test_normal_card_has_title_marks_and_people() -> None:
    assert drawn(card()) == [
        "#142 VPN down for finance",
        "▲ critical  due 2h  needs review",
        "@ann  ▰▰▱ 2/3  ✎4  #mail  #vpn",
    ]


def test_a_long_title_takes_two_lines_and_the_details_share_one() -> None:
    title = "Printer on floor 3 is jammed again and beeps at everybody who walks past"
    assert drawn(card(title)) == [
        "#142 Printer on floor 3 is jammed",
        "again and beeps at everybody who walk…",
        "▲C  due 2h  needs review  @ann  ✎4",
    ]


def test_roomy_card_gives_tags_their_own_line() -> None:
    assert drawn(card(), "roomy") == [
        "#142 VPN down for finance",
        "▲ critical  due 2h  needs review",
        "@ann  ▰▰▱ 2/3  ✎4",
        "#mail  #vpn",
        "",
    ]


def test_compact_card_is_one_line_with_due_and_assignee_if_there_is_room() -> None:
    assert drawn(card(), "compact", 60) == ["#142 ▲C VPN down for finance" + " " * 20 + "due 2h  @ann"]
    assert drawn(card(), "compact", 30) == ["#142 ▲C VPN down for …  due 2h"]
    assert drawn(card(), "compact", 24, Chip("due Tue", "later")) == ["#142 ▲C VPN down for fi…"]


LATE = Chip("overdue 2d", "overdue", brief="!2d")


def test_what_presses_is_told_on_every_compact_card() -> None:
    assert drawn(card(), "compact", 60, LATE)[0].endswith("overdue 2d  @ann")
    assert drawn(card(), "compact", 38, LATE) == ["#142 ▲C VPN down for finan…  !2d  @ann"]
    assert drawn(card(), "compact", 28, LATE) == ["#142 ▲C VPN down for f…  !2d"]
    assert drawn(card(), "compact", 22) == ["#142 ▲C VPN d…  due 2h"]


@pytest.mark.parametrize("login", ["ann", "konstantin.von.und.zu"])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("chip", [None, DUE, LATE])
@pytest.mark.parametrize("width", [22, 24, 38, 98])
def test_every_card_tells_its_priority_its_due_date_and_whose_it_is(
    login: str, status: Status, chip: Chip | None, width: int
) -> None:
    title = "Printer on floor 3 is jammed again and beeps at everybody who walks past and stops only when it is fed"
    what = card(title if width < 90 else 2 * title, assignee=login, status=status, blocked=True)
    last = drawn(what, width=width, chip=chip)[-1]
    assert "▲" in last and f"@{login[:3]}" in last
    assert chip is None or chip.text in last or chip.brief in last


def test_less_is_told_before_the_assignee_is_left_out() -> None:
    title = "Printer on floor 3 is jammed again and beeps at everybody who walks past"
    lines = {
        (Status.WAITING, 24): "△H  !2d  waiting  @lena",
        (Status.NEEDS_REVIEW, 24): "△H  !2d  review  @lena",
        (Status.IN_PROGRESS, 24): "△H  overdue 2d  @lena",
        (Status.WAITING, 38): "△H  overdue 2d  waiting  @lena  ✎4",
    }
    for (status, width), line in lines.items():
        what = card(title, status=status, priority=Priority.HIGH, assignee="lena")
        assert drawn(what, width=width, chip=LATE)[-1] == line


def test_a_bare_card_says_nothing_more_than_its_title() -> None:
    assert drawn(card(**BARE), chip=None) == ["#142 VPN down for finance", "", ""]


def test_ascii_card() -> None:
    assert drawn(card(), ascii_only=True) == [
        "#142 VPN down for finance",
        "!! critical  due 2h  needs review",
        "@ann  [##-] 2/3  c:4  #mail  #vpn",
    ]


@pytest.mark.parametrize(
    ("done", "total", "text"),
    [
        (0, 3, "▱▱▱ 0/3"),
        (2, 3, "▰▰▱ 2/3"),
        (3, 3, "▰▰▰ 3/3"),
        (99, 100, "▰▰▰▰▱ 99/100"),
        (1, 100, "▱▱▱▱▱ 1/100"),
        (1, 1, "▰ 1/1"),
    ],
)
def test_progress_is_full_only_when_all_is_done(done: int, total: int, text: str) -> None:
    assert progress(done, total, UNICODE) == text


def test_priority_due_and_status_are_told_in_words_and_not_by_colour_alone() -> None:
    for priority, word in ((Priority.CRITICAL, "critical"), (Priority.HIGH, "high"), (Priority.LOW, "low")):
        assert word in "\n".join(drawn(card(priority=priority)))
    assert "overdue 3d" in "\n".join(drawn(card(), chip=Chip("overdue 3d", "overdue")))


def test_the_cursor_changes_only_the_title_lines() -> None:
    look = Look("normal", PENS, UNICODE)
    plain, cursor = (card_lines(card(), look, 38, DUE, state) for state in (PLAIN, CURSOR))
    assert text_of(plain) == text_of(cursor)
    assert plain[0] != cursor[0] and plain[1:] == cursor[1:]


def test_hostile_titles_are_shown_without_their_controls() -> None:
    text = "\n".join(drawn(card("\x1b[31mred\x07 \u202eevil [bold]x[/] \r\nnext")))
    assert text.isprintable() is False and "\x1b" not in text and "\u202e" not in text and "\r" not in text
    assert "[bold]x[/]" in text.replace("\n", " ")


@given(
    title=st.text(min_size=1, max_size=200),
    tags=st.lists(st.text("abc가\u0301", min_size=1, max_size=20), max_size=6).map(tuple),
    width=st.integers(8, 120),
    density=st.sampled_from(DENSITIES),
    state=st.sampled_from([PLAIN, CURSOR, FLASH]),
    bare=st.booleans(),
)
def test_every_line_is_exactly_as_wide_as_asked(
    title: str, tags: tuple[str, ...], width: int, density: str, state: str, bare: bool
) -> None:
    look = Look(density, PENS, UNICODE)
    what = card(title, **BARE) if bare else card(title, tags=tags)
    lines = card_lines(what, look, width, None if bare else DUE, state)
    assert len(lines) == look.lines
    for line in lines:
        assert line and sum(cell_len(segment.text) for segment in line) == width


@given(text=st.text(max_size=300), width=st.integers(2, 60), lines=st.integers(1, 4))
def test_wrapping_never_exceeds_its_room(text: str, width: int, lines: int) -> None:
    from deskboard.domain.text import safe

    wrapped = wrap(safe(text), width, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(cell_len(line) <= width for line in wrapped)
