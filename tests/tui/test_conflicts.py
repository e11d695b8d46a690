"""Two people change the same on the board: the second one sees both and chooses; nothing is lost."""

from __future__ import annotations

import pytest
from textual.events import Key

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.tui.drafts import Draft
from tests.tui.conftest import Seat, Sit, until

BASE = "One\ntwo\nthree\nfour\nfive"


@pytest.fixture
def based(desk: Desk, tickets: dict[str, int]) -> None:
    """The ticket under the cursor has a description of five lines."""
    desk.do(c.EditTicket((tickets["Laptop"],), {"description": BASE}))


async def both_set(seat: Seat, bob: Desk, mine: str) -> None:
    """Ann sets a status while bob sets ``blocked``; her Enter is still to come."""
    await seat.press("s")
    bob.do(c.EditTicket((seat.ref,), {"status": "blocked"}))
    await seat.settle()
    seat.screen.prompt.value = mine


async def both_write(seat: Seat, bob: Desk, theirs: str, mine: str) -> None:
    """Ann's description is sent after bob's, of which she saw nothing."""
    await seat.press("e")
    seat.screen.area.text = mine
    bob.do(c.EditTicket((seat.ref,), {"description": theirs}))
    await seat.press("f2")


async def put_aside_goes_first(seat: Seat, bob: Desk) -> None:
    """A text that was put aside is taken up, and bob changes the same line before it is sent."""
    seat.program.drafts.put_aside(seat.ref, Draft(BASE.replace("two", "Ann's two")))
    await seat.press("d", "enter")
    assert "Ann's two" in seat.screen.area.text
    bob.do(c.EditTicket((seat.ref,), {"description": BASE.replace("two", "Bob's two")}))
    await seat.press("f2")


async def test_three_long_titles_can_all_be_read_before_one_is_chosen(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    long = "{} of the printer on floor three that beeps at everybody who walks past, and at those who only stand {}"
    base, theirs, mine = (long.format(word, word) for word in ("Noise", "Silence", "Music"))
    desk.do(c.EditTicket((tickets["Laptop"],), {"title": base}))
    async with sit(size=(80, 24)) as seat:
        await seat.press("e")
        seat.screen.prompt.value = mine
        bob.do(c.EditTicket((seat.ref,), {"title": theirs}))
        await seat.press("f2")
        shown = seat.text()
        assert all(f"stand {word}" in shown for word in ("Noise", "Silence", "Music"))
        assert "the other stays in the history" in shown


async def test_a_priority_that_somebody_else_set_is_asked_about(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_set(seat, bob, "waiting for r")
        await seat.press("enter", "enter")
        shown = seat.text()
        assert "bob set it to blocked" in shown and "You want waiting for requester" in shown
        assert "Before both it was normal." in shown
        await seat.press("escape")
        assert desk.ticket(ref).row.status == "blocked" and "stays as it is" in seat.message


@pytest.mark.parametrize(("keys", "wanted"), [(("enter",), "blocked"), (("j", "enter"), "ready")])
async def test_the_choice_is_one_key_away(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int], keys: tuple[str, ...], wanted: str
) -> None:
    async with sit(size=(80, 24)) as seat:
        ref = seat.ref
        await both_set(seat, bob, "ready")
        await seat.press("enter")
        await seat.press(*keys)
        assert desk.ticket(ref).row.status == wanted


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_changes_apart_are_both_taken(
    sit: Sit, desk: Desk, bob: Desk, based: None, size: tuple[int, int]
) -> None:
    async with sit(size=size) as seat:
        ref = seat.ref
        await both_write(seat, bob, BASE.replace("One", "Bob's one"), BASE.replace("five", "Ann's five"))
        shown = seat.text()
        assert "Bob's one" in shown and "Take both" in shown
        if size[0] < 100:
            assert "Ann's five" not in shown
            await seat.press("tab")
        assert "Ann's five" in seat.text()
        await seat.press("enter")
        assert desk.ticket(ref).row.description == "Bob's one\ntwo\nthree\nfour\nAnn's five"
        assert not seat.program.drafts.waiting()


async def test_the_same_line_is_put_together_by_hand(sit: Sit, desk: Desk, bob: Desk, based: None) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_write(seat, bob, BASE.replace("two", "Bob's two"), BASE.replace("two", "Ann's two"))
        assert "Take both" not in seat.text()
        await seat.press("enter")
        both = seat.screen.area.text
        assert both.split("\n")[1:6] == [
            "----- bob wrote: -----",
            "Bob's two",
            "----- I wrote: -----",
            "Ann's two",
            "-----",
        ]
        await seat.press("escape")
        assert desk.ticket(ref).row.description == BASE.replace("two", "Bob's two")
        await seat.press("e")
        assert seat.screen.area.text == both
        seat.screen.area.text = BASE.replace("two", "Our two")
        await seat.press("f2")
        assert desk.ticket(ref).row.description == BASE.replace("two", "Our two")
        assert not seat.program.drafts.waiting()


async def test_another_edit_that_waits_is_not_lost_when_put_together_by_hand(
    sit: Sit, desk: Desk, bob: Desk, based: None
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("e")
        seat.screen.prompt.value = "Ann's title"
        seat.screen.area.text = "An edit that waits"
        await seat.press("escape")
        await put_aside_goes_first(seat, bob)
        await seat.press("enter")
        both = seat.screen.area.text
        assert "Bob's two" in both and "Ann's two" in both and seat.screen.prompt.value == "Ann's title"
        await seat.press("escape")
        waiting = {key[1].split(" ")[0]: draft.text for key, (draft, _at) in seat.program.drafts.waiting().items()}
        assert waiting == {"edit": both, "aside": "An edit that waits"}
        await seat.press("e", "f2")
        assert (desk.ticket(ref).row.title, desk.ticket(ref).row.description) == ("Ann's title", both)


async def test_what_was_put_aside_does_not_go_over_a_text_that_came_later(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_write(seat, bob, "Bob's", "Ann's")
        await seat.press("j", "j", "enter")
        assert [kind.split(" ")[0] for _ref, kind in seat.program.drafts.waiting()] == ["aside"]
        bob.do(c.EditTicket((ref,), {"description": "Never seen by Ann"}))
        await seat.press("d", "enter", "f2")
        await until(seat, lambda: "Never seen by Ann" in seat.text() and "two versions" in seat.text())
        assert desk.ticket(ref).row.description == "Never seen by Ann"


async def test_a_title_that_waits_alone_goes_along_and_leaves_nothing_aside(
    sit: Sit, desk: Desk, bob: Desk, based: None
) -> None:
    async with sit() as seat:
        await seat.press("e")
        seat.screen.prompt.value = "Ann's title"
        await seat.press("escape")
        await put_aside_goes_first(seat, bob)
        await seat.press("enter")
        assert seat.screen.prompt.value == "Ann's title"
        await seat.press("escape")
        assert [kind for _ref, kind in seat.program.drafts.waiting()] == ["edit"]


async def test_mine_may_replace_theirs_which_stays_in_the_history(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_write(seat, bob, "Bob's", "Ann's")
        await seat.press("j", "enter")
        assert desk.ticket(ref).row.description == "Ann's"
        await seat.press("u")
        assert desk.ticket(ref).row.description == "Bob's"


async def test_when_theirs_is_kept_mine_waits_among_the_drafts(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_write(seat, bob, "Bob's", "Ann's")
        await seat.press("j", "j", "enter")
        assert desk.ticket(ref).row.description == "Bob's" and "waits among the drafts" in seat.message
        await seat.press("e")
        assert seat.screen.area.text == "Bob's"
        await seat.press("escape")
        assert [draft.text for draft, _at in seat.program.drafts.waiting().values()] == ["Ann's"]


async def test_what_was_left_is_asked_again_and_others_are_noticed_meanwhile(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_write(seat, bob, "Bob's", "Ann's")
        await seat.press("escape")
        assert "kept" in seat.message
        bob.do(c.EditTicket((ref,), {"description": "Bob's second"}))
        await seat.press("e")
        assert "Bob's second" in seat.text() and "Ann's" in seat.text()
        bob.do(c.EditTicket((ref,), {"description": "Bob's third"}))
        await seat.press("j", "enter")
        assert "Bob's third" in seat.text(), "what was not shown is not overwritten"
        await seat.press("j", "enter")
        assert desk.ticket(ref).row.description == "Ann's"


async def test_title_and_description_are_asked_about_one_after_the_other(
    sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]
) -> None:
    async with sit() as seat:
        ref = seat.ref
        await seat.press("e")
        seat.screen.prompt.value = "Ann's title"
        seat.screen.area.text = "Ann's"
        bob.do(c.EditTicket((ref,), {"title": "Bob's title", "description": "Bob's"}))
        await seat.press("f2")
        assert "(1 of 2)" in seat.text() and "Bob's title" in seat.text()
        await seat.press("j", "enter")
        assert "(2 of 2)" in seat.text()
        await seat.press("j", "j", "enter")
        row = desk.ticket(ref).row
        assert (row.title, row.description) == ("Ann's title", "Bob's")


async def test_hostile_texts_stay_texts(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        hostile = "[bold]x[/]\t\x9b31m\u202eevil\n" + "\u0301" * 300 + "한국어" * 100
        await both_write(seat, bob, hostile, "Ann's\n" + "word " * 200)
        shown = seat.text()
        assert "[bold]x[/]" in shown and "\x9b" not in shown and "\u202e" not in shown
        await seat.press("tab", "tab", "space", "G", "g")


async def test_keys_typed_ahead_are_no_answer(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_set(seat, bob, "ready")
        for key in ("enter", "j", "enter"):
            seat.program.post_message(Key(key, "j" if key == "j" else "\r"))
        await until(seat, lambda: "You want ready" in seat.text())
        assert desk.ticket(ref).row.status == "blocked"


async def test_a_click_decides(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        await both_write(seat, bob, "Bob's", "Ann's")
        await seat.pilot.click(seat.screen.choices, offset=(3, 1))
        await seat.settle()
        assert desk.ticket(ref).row.description == "Ann's"


async def test_steps_and_answers_are_asked_about_too(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        ref = seat.ref
        desk.do(c.AddStep(ref, ("Call", "Order")))
        first, second = (step.id for step in desk.ticket(ref).steps)
        await seat.press("enter", "tab", "e")
        bob.do(c.EditStep(ref, first, "Call the vendor"))
        seat.screen.prompt.value = "Write @ann"
        await seat.press("enter")
        assert "bob set it to Call the vendor" in seat.text()
        await seat.press("j", "enter")
        step = desk.ticket(ref).steps[0]
        assert (step.text, step.assignee) == ("Write", "ann") and not seat.program.drafts.waiting()
        await seat.press("j", "e")
        bob.do(c.RemoveStep(ref, (second,)))
        seat.screen.prompt.value = "Order paper"
        await seat.press("enter")
        assert "kept" in seat.message
        assert [draft.text for draft, _at in seat.program.drafts.waiting().values()] == ["Order paper"]
