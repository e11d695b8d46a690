"""The list of queues: arranged from the keyboard, and a way to what waits in them."""

from __future__ import annotations

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Membership, QueueMode, Role
from deskboard.domain.readmodels import Changes
from tests.tui.conftest import BOB, Seat, Sit, until

P, S = Membership.PRIMARY, Membership.SECONDARY


def queues(desk: Desk) -> list[tuple[str, QueueMode]]:
    return [(line.name, line.mode) for line in desk.queue_lines()]


async def fill(seat: Seat, text: str) -> None:
    seat.screen.focused.value = ""
    await seat.type(text)
    await seat.press("enter")


async def test_queues_are_added_served_ordered_renamed_and_undone(sit: Sit, desk: Desk) -> None:
    for login in ("bob", "carol"):
        desk.do(c.AddPerson(login))
    async with sit(size=(80, 24)) as seat:
        await seat.press("Q")
        assert "There are no queues yet" in seat.text()
        for name in ("네트워크", "web"):
            await seat.press("n")
            await fill(seat, name)
            await seat.press("enter")  # the mode that is proposed: balanced
        assert queues(desk) == [("네트워크", QueueMode.BALANCED), ("web", QueueMode.BALANCED)]
        await seat.press("m")
        below, above = (screen.query_one("#box").region for screen in seat.program.screen_stack[-2:])
        assert above == below, "edge on edge"
        await seat.press("j", "p", "j", "s")
        assert desk.queue_lines()[1].members == (("bob", P), ("carol", S))
        await seat.press("u")
        assert desk.queue_lines()[1].members == (("bob", P),)
        await seat.press("k", "backspace", "escape", "K")
        assert [name for name, _mode in queues(desk)] == ["web", "네트워크"]
        await seat.press("o")
        await seat.type("round")
        await seat.press("enter", "e")
        await fill(seat, "[bold]web\\")
        assert queues(desk)[0] == ("[bold]web\\", QueueMode.ROUND_ROBIN)
        assert "[bold]web\\" in seat.text() and "nobody" in seat.text()


async def test_a_queue_shows_its_tickets_and_hands_them_on_when_it_goes(sit: Sit, desk: Desk, bob: Desk) -> None:
    for name in ('net "A"', "web"):
        desk.do(c.AddQueue(name))
    desk.do(c.EditPerson("bob", {"role": Role.ADMIN}))
    desk.do(c.AddTicket("Router", {"queue": 'net "A"'}))
    desk.do(c.AddTicket("Shop", {"queue": "web"}))
    async with sit() as seat:
        await seat.press("Q", "enter")
        assert sum(len(refs) for refs in seat.columns().values()) == 1 and "Router" in seat.text()
        (first, *_others) = desk.queue_lines()
        bob.do(c.EditQueue(first.id, {"name": "second line"}))
        await until(seat, lambda: '/queue:"second line"' in seat.text())
        assert "Router" in seat.text(), "the filter goes with the new name"
        bob.undo()
        await until(seat, lambda: "second line" not in seat.text())
        await seat.press("Q", "backspace")
        assert 'Where does the 1 open ticket of net "A" go' in seat.text()
        await seat.type("web")
        await seat.press("enter")
        assert queues(desk) == [("web", QueueMode.MANUAL)] and desk.ticket(1).row.queue == "web"
        await seat.press("u")
        assert len(queues(desk)) == 2 and desk.ticket(1).row.queue == 'net "A"'


async def test_others_may_look_and_see_the_news(sit: Sit, desk: Desk, bob: Desk) -> None:
    desk.do(c.AddQueue("network"))
    async with sit(who=BOB) as seat:
        await seat.press("Q")
        assert "Grey keys: Only an admin" in seat.screen.answer.text
        await seat.press("n")
        assert seat.screen.answer.text.strip() == "Only an admin may do this."
        desk.do(c.AddQueue("web"))
        seat.program.changed(Changes(0, frozenset(), True))
        await until(seat, lambda: "web" in seat.screen.sheet.text)
        await seat.press("m", "p")
        assert "Only an admin" in seat.screen.answer.text and not desk.queue_lines()[0].members
