"""Who else is here, on the board, on a ticket, and while one writes; and what others see of me."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import CommentKind
from deskboard.domain.presence import Present, Whereabouts
from deskboard.tui.screens.ticket import TicketScreen
from tests.tui.conftest import Seat, Sit, until

pytestmark = pytest.mark.usefixtures("tickets")


def of_ann(desk: Desk) -> list[Present]:
    return [one for one in desk.presence.everybody() if one.login == "ann"]


def last_line(seat: Seat) -> str:
    return seat.text().splitlines()[-2]


async def test_the_board_tells_who_else_is_here_and_that_they_went(sit: Sit, bob: Desk) -> None:
    async with sit() as seat:
        bob.presence.be(Whereabouts(bob.board().id))
        await until(seat, lambda: last_line(seat).endswith("bob here"))
        bob.presence.leave()
        await until(seat, lambda: "here" not in last_line(seat))


async def test_my_other_board_is_nobody_else(sit: Sit, desk: Desk, bob: Desk) -> None:
    async with sit() as seat:
        desk.presence.be(Whereabouts(desk.board().id))
        bob.presence.be(Whereabouts(desk.board().id))
        await until(seat, lambda: "here" in last_line(seat))
        assert "ann" not in last_line(seat)


@pytest.mark.parametrize("width", [80, 40])
async def test_a_message_is_never_covered(sit: Sit, bob: Desk, width: int) -> None:
    async with sit(size=(width, 24)) as seat:
        bob.presence.be(Whereabouts(bob.board().id))
        await until(seat, lambda: last_line(seat).endswith("bob here"))
        seat.program.say("x" * (width - 16))
        await seat.settle()
        assert "x" * (width - 16) in last_line(seat) and "here" not in last_line(seat)
        seat.program.say("short")
        await seat.settle()
        assert "short" in last_line(seat) and last_line(seat).endswith("bob here")


async def test_others_see_where_i_am_and_what_i_write(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    name = bob.board().name
    async with sit() as seat:
        assert of_ann(bob) == [Present("ann", "", name)]
        ref = seat.ref
        await seat.press("c")
        assert of_ann(bob) == [Present("ann", "", name, ref, "reply")]
        await seat.press("escape", "enter")
        assert of_ann(bob) == [Present("ann", "", name, ref)]
        await seat.press("C")
        assert of_ann(bob) == [Present("ann", "", name, ref, "note")]
        await seat.press("escape", "e")
        assert of_ann(bob) == [Present("ann", "", name, ref, "edit")]
        await seat.press("escape", "question_mark")
        assert of_ann(bob) == [Present("ann", "", name, ref)]
        await seat.press("q", "q")
        assert of_ann(bob) == [Present("ann", "", name)]
    assert of_ann(bob) == []


async def test_what_is_written_in_the_editor_is_seen_too(sit: Sit, bob: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sit() as seat:
        with seat.program.company.writing(1, "edit"):
            await seat.settle()
            assert [(one.ticket, one.writing) for one in of_ann(bob)] == [(1, "edit")]
        await seat.settle()
        assert [(one.ticket, one.writing) for one in of_ann(bob)] == [(None, "")]


async def test_a_ticket_tells_who_is_on_it_and_who_writes(sit: Sit, bob: Desk) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("enter")
        before = seat.text().splitlines()
        bob.presence.be(Whereabouts(1, ref))
        await until(seat, lambda: "bob is here" in seat.text())
        after = seat.text().splitlines()
        assert len([line for line in range(len(before)) if before[line] != after[line]]) == 1, "one line, nothing moves"
        bob.presence.be(Whereabouts(1, ref, "reply"))
        await until(seat, lambda: "bob is writing a reply" in seat.text())
        bob.presence.be(Whereabouts(1, 99))
        await until(seat, lambda: seat.text().splitlines() == before)


async def test_a_ticket_that_is_opened_tells_at_once_who_is_on_it(sit: Sit, bob: Desk) -> None:
    async with sit() as seat:
        bob.presence.be(Whereabouts(1, seat.ref))
        await until(seat, lambda: "bob here" in last_line(seat))
        await seat.press("enter")
        assert isinstance(seat.screen, TicketScreen) and "bob is here" in seat.text()


@pytest.mark.parametrize("width", [120, 80, 40])
async def test_who_writes_the_same_is_told_in_the_heading(sit: Sit, bob: Desk, width: int) -> None:
    async with sit(size=(width, 24)) as seat:
        ref = seat.ref
        bob.presence.be(Whereabouts(1, ref, "reply"))
        await until(seat, lambda: "bob here" in last_line(seat))
        await seat.press("c")
        await until(seat, lambda: "bob is writing a reply too" in seat.text())
        assert f"#{ref}" in seat.text() or width < 80


async def test_what_i_am_typing_is_left_alone_when_somebody_begins_to_write(sit: Sit, bob: Desk) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("c")
        area = seat.screen.area
        area.insert("half a sen")
        area.move_cursor((0, 4))
        bob.presence.be(Whereabouts(1, ref, "reply"))
        await until(seat, lambda: "bob is writing a reply too" in seat.text())
        assert area.text == "half a sen" and area.cursor_location == (0, 4)
        assert area is seat.screen.area and area.has_focus
        bob.presence.be(Whereabouts(1, ref))
        await until(seat, lambda: "bob is writing" not in seat.text())
        assert "Public reply" in seat.text()


async def test_a_list_of_who_is_here_leads_to_their_tickets(sit: Sit, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        seat.screen.do_people_here()
        await seat.settle()
        assert "Nobody else" in seat.text()
        bob.presence.be(Whereabouts(1, tickets["VPN down"], "note"))
        await until(seat, lambda: "writing a note" in seat.text())
        await seat.press("enter")
        assert isinstance(seat.screen, TicketScreen) and "VPN down" in seat.text()


async def test_a_hostile_name_does_no_harm(sit: Sit, desk: Desk, bob: Desk) -> None:
    desk.do(c.AddPerson("eve", "[red]\u202eevil[/] " + "\x1b" * 3 + "n" * 80))
    bob.presence._seat = bob.presence._seat._replace(login="eve")
    async with sit() as seat:
        ref = seat.ref
        bob.presence.be(Whereabouts(1, ref, "reply"))
        await until(seat, lambda: "here" in last_line(seat))
        await seat.press("enter")
        assert "[red]" in seat.text() and "is writing a reply" in seat.text()
        await seat.press("c")
        assert "is writing a reply too" in seat.text()
        await seat.press("escape")
        seat.screen.do_people_here()
        await seat.settle()
        assert all(char.isprintable() or char == "\n" for char in seat.text())


@pytest.mark.parametrize(
    ("key", "quiet", "told", "sentence"),
    [
        ("c", {"title": "Other words"}, CommentKind.REPLY, "bob replied at"),
        ("e", CommentKind.REPLY, {"description": "Other words"}, "bob changed the text at"),
    ],
)
async def test_who_writes_is_told_quietly_what_others_did_to_it_meanwhile(
    sit: Sit,
    bob: Desk,
    key: str,
    quiet: dict[str, str] | CommentKind,
    told: dict[str, str] | CommentKind,
    sentence: str,
) -> None:
    def act(ref: int, what: dict[str, str] | CommentKind) -> None:
        bob.do(c.EditTicket((ref,), what) if isinstance(what, dict) else c.AddComment((ref,), what, "hello"))

    async with sit() as seat:
        ref = seat.ref
        assert "leaves, the text is kept" not in seat.text().splitlines()[-1]
        await seat.press(key, "x", "y")
        assert "Esc leaves, the text is kept" in seat.text().splitlines()[-1], "the keys of the box, not the board's"
        act(ref, quiet)
        act(ref, told)
        act(ref, told if isinstance(told, CommentKind) else {"title": "Another"})
        await until(seat, lambda: "(+1)" in seat.text())
        assert sentence in seat.text() or "bob changed the title at" in seat.text()
        await seat.press("z", "escape")
        assert any("xyz" in draft.title + draft.text for draft in seat.program.drafts.values()), (
            "what was typed is as it was"
        )
        assert "leaves, the text is kept" not in seat.text().splitlines()[-1]
