"""The palette finds what can be done and what can be gone to, and goes there."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddBoard, AddTicket, AddView
from deskboard.tui.fuzzy import score
from tests.tui.conftest import Sit


def best(words: str, *texts: str) -> list[str]:
    """Those that match, the best first."""
    scored = sorted((how, n) for n, text in enumerate(texts) if (how := score(words, text)) is not None)
    return [texts[n] for _how, n in scored]


@pytest.mark.parametrize(
    ("words", "texts", "found"),
    [
        (
            "pri",
            ("Set a price", "Priority high", "Public reply in"),
            ["Priority high", "Set a price", "Public reply in"],
        ),
        ("note", ("Denote", "Internal note"), ["Internal note", "Denote"]),
        ("in", ("Assign", "Internal note"), ["Internal note", "Assign"]),
        ("ph", ("Priority high", "Alphabet"), ["Alphabet", "Priority high"]),
        ("archive rest", ("Archive", "Restore from the archive"), ["Restore from the archive"]),
        ("rfa", ("Set a far field", "Restore from the archive"), ["Restore from the archive"]),
        ("", ("anything",), ["anything"]),
        ("xyz", ("Priority",), []),
    ],
)
def test_what_fits_best_comes_first(words: str, texts: tuple[str, ...], found: list[str]) -> None:
    assert best(words, *texts) == found


async def ask(seat, text: str) -> None:
    await seat.press("colon")
    await seat.type(text)
    await seat.settle()


def shown(seat) -> str:
    return seat.screen.sheet.text


async def test_a_ref_offers_its_ticket_first(sit: Sit, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await ask(seat, f"#{tickets['Monitor']}")
        assert shown(seat).startswith(f"Tickets\n#{tickets['Monitor']} Monitor")
        await seat.press("enter")
        assert f"#{tickets['Monitor']} Monitor" in seat.text() and "Details" in seat.text()
        await seat.press("q")
        assert seat.screen is seat.program.screen_stack[0]


async def test_words_find_tickets_that_are_not_in_view(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    ref = desk.do(AddTicket("Scanner sulks", {"description": "It hums a waltz."})).created[0]
    async with sit(query="title:laptop") as seat:
        await ask(seat, "waltz")
        await seat.press("enter")
        assert f"#{ref} Scanner sulks" in seat.text()
        await ask(seat, "vpn down")
        await seat.press("enter")
        assert f"#{tickets['VPN down']} VPN down" in seat.text()
        await seat.press("q")
        assert f"#{ref} Scanner sulks" in seat.text(), "back where it was called from"


async def test_a_person_is_found_and_shown_with_his_work(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddTicket("For him", {"assignee": "ravi"}))
    async with sit() as seat:
        await seat.press("enter")
        await ask(seat, "ravi")
        await seat.press("enter")
        assert seat.screen is seat.program.screen_stack[0]
        assert seat.screen.query_text == "assignee:ravi" and seat.columns()["To Do"] == [7]


async def test_what_cannot_be_done_says_why_and_stands_last(sit: Sit) -> None:
    async with sit() as seat:
        await seat.press("colon")
        assert "There is no ticket here." in shown(seat)
        can_be_done = [item.selectable for item in seat.screen.rows("")]
        assert can_be_done == sorted(can_be_done, reverse=True) and not all(can_be_done)
        await ask(seat, "zzzz")
        assert "Nothing matches." in shown(seat)


async def test_a_setting_is_found_and_opened(sit: Sit) -> None:
    async with sit() as seat:
        await ask(seat, "densi")
        assert "density" in shown(seat)


async def test_markup_and_controls_in_titles_are_only_text(sit: Sit, desk: Desk) -> None:
    desk.do(AddTicket("Waltz [@click=app.quit]x[/] \u202egnp.exe"))
    async with sit() as seat:
        await ask(seat, "waltz")
        assert "[@click=app.quit]x[/]" in shown(seat) and "\u202e" not in shown(seat)


async def test_views_and_boards_are_found_and_shown(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(AddView("Cables", "title:monitor"))
    desk.do(AddBoard("Second desk"))
    async with sit() as seat:
        await ask(seat, "cables")
        await seat.press("enter")
        assert seat.screen.query_text == "title:monitor" and seat.columns()["Done"] == [tickets["Monitor"]]
        await ask(seat, "second desk")
        await seat.press("enter")
        assert seat.screen.head.name == "Second desk"
