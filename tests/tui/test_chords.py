"""Keys one after the other, clashes, and the hint of what may follow."""

from __future__ import annotations

from deskboard.tui.chords import Chords
from deskboard.tui.intents import BOARD, JAMO, keymap, told
from tests.tui.conftest import Sit

GO = {"ticket.assign_me": ("g a",), "ticket.due": ("g d",), "cursor.first": ("g g",)}


def test_one_key_after_the_other_is_one_meaning() -> None:
    tables, clashes = keymap(GO)
    assert clashes == []
    chords, table = Chords(), tables[BOARD]
    assert chords.take([table], "g", "g") is None and chords.begun == "g"
    assert [(key, intent.id) for key, intent in chords.following([table]) if key.isascii()] == [
        ("g", "cursor.first"),
        ("a", "ticket.assign_me"),
        ("d", "ticket.due"),
    ]
    found = chords.take([table], "a", "a")
    assert found is not None and found.id == "ticket.assign_me" and chords.begun == ""


def test_what_does_not_follow_ends_it_and_does_nothing() -> None:
    table = keymap(GO)[0][BOARD]
    for key in ("escape", "j"):
        chords = Chords()
        chords.take([table], "g", "g")
        assert chords.take([table], key, None) is None and chords.begun == ""


def test_with_a_korean_layout_they_work_too() -> None:
    table, chords = keymap(GO)[0][BOARD], Chords()
    assert chords.take([table], JAMO["g"], JAMO["g"]) is None
    found = chords.take([table], JAMO["d"], JAMO["d"])
    assert found is not None and found.id == "ticket.due"


def test_a_key_that_means_something_never_waits() -> None:
    tables, clashes = keymap({"ticket.assign_me": ("g a",)})
    assert [(clash.key, clash.first, clash.second) for clash in clashes if clash.scope == BOARD] == [
        ("g", "cursor.first", "ticket.assign_me")
    ]
    assert "g a" not in tables[BOARD] and tables[BOARD]["g"].id == "cursor.first"


def test_all_clashes_are_told() -> None:
    own = {"ticket.archive": ("j",), "ticket.tags": ("k",)}
    clashes = keymap(own)[1]
    text = told(clashes)
    assert " is set twice" in text and f"There are {len(clashes) - 1} more clashes: `deskboard keys`." in text
    assert told([]) == ""


async def test_the_first_key_shows_what_may_follow_and_esc_leaves(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(keys=GO) as seat:
        await seat.press("g")
        last = seat.text().splitlines()[-1]
        assert "g …" in last and "a Assign to me" in last and "Esc leaves" in last
        await seat.press("escape")
        assert "Enter open" in seat.text().splitlines()[-1]
        await seat.press("g", "a")
        assert seat.board.card.assignee == "ann" and "Enter open" in seat.text().splitlines()[-1]
        await seat.press("enter", "g")
        assert "Assign to me" in seat.text().splitlines()[-1]


async def test_a_key_that_was_lost_is_shown_nowhere(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit(keys={"filter.edit": ("j",)}) as seat:
        assert "j filter" not in seat.text() and "keeps it" in seat.text()
        await seat.press("question_mark")
        assert "(palette)" in next(line for line in seat.screen.sheet.text.splitlines() if line.endswith(" Filter"))
