"""The Team page: seeing who has how much to do, finding people, and changing several at once."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Availability, Membership, QueueMode, Role
from deskboard.domain.readmodels import Changes, TeamLine
from tests.tui.conftest import BOB, Seat, Sit, until

P, S = Membership.PRIMARY, Membership.SECONDARY


@pytest.fixture
def crew(desk: Desk) -> Desk:
    """Ann the admin; bob and carol, who serve network; dana. Two tickets of bob's, two that wait."""
    desk.do(c.AddQueue("network", QueueMode.BALANCED))
    desk.do(c.AddQueue("web", QueueMode.MANUAL))
    for login in ("bob", "carol", "dana"):
        desk.do(c.AddPerson(login))
    desk.do(c.EditPerson("carol", {"name": "김캐럴"}))
    network, web = (queue.id for queue in desk.queue_lines())
    desk.do(c.EditTeam(("bob", "carol"), {"limit": 2}, {network: P}))
    desk.do(c.EditTeam(("bob",), {}, {web: S}))
    desk.do(c.SetAvailability(Availability.AWAY, "carol"))
    for title in ("Router", "Switch", "Cable", "Proxy"):
        desk.do(c.AddTicket(title, {"queue": "network"}))
    return desk


def of(desk: Desk, login: str) -> TeamLine:
    return next(line for line in desk.team() if line.person.login == login)


def shown(seat: Seat) -> list[str]:
    return [line.person.login for line in seat.screen.shown]


def row(seat: Seat, login: str) -> str:
    return next(line for line in seat.text().splitlines() if login in line.split()[:3])


async def test_the_team_is_seen_searched_filtered_and_sorted(sit: Sit, crew: Desk) -> None:
    async with sit() as seat:
        await seat.press("T")
        assert "4 people · 3 available · 1 away · 2 wait in queues" in seat.text()
        assert all(told in row(seat, "bob") for told in ("available", "2/2", "network, web*"))
        assert all(told in row(seat, "carol") for told in ("김캐럴", "away since", "0/2"))
        await seat.press("/")
        await seat.type("netw")
        assert shown(seat) == ["bob", "carol"] and "2 of 4 people" in seat.text()
        await seat.type("ork away")
        await seat.press("enter")
        assert shown(seat) == ["carol"]
        await seat.press("escape")
        assert len(shown(seat)) == 4
        await seat.press("f", "r")
        assert shown(seat) == ["ann", "dana"] and "free hands" in seat.text()
        await seat.press("escape", "s", "l")
        assert shown(seat)[0] == "bob" and "by load" in seat.text()
        await seat.press("escape")
        assert seat.screen is seat.program.board_screen


async def test_several_are_changed_by_one_command_with_a_preview_and_one_undo(sit: Sit, crew: Desk) -> None:
    async with sit() as seat:
        await seat.press("T", "g", "j", "space", "V")  # bob is marked; the range goes on to carol
        assert list(seat.screen.marked) == ["bob", "carol"]
        await seat.press("e", "enter")
        assert "Nothing is to be changed yet" in seat.text()
        await seat.press("5", "enter", "j", "j", "space", "j", "j", "space", "space")
        told = seat.text()
        assert "Edit bob, carol" in told and "secondary" in told
        assert any("bob" in line and "2/2 → 2/5" in line for line in told.splitlines())
        of_carol = next(line for line in told.splitlines() if "0/2 → 2/5" in line)
        assert all(word in of_carol for word in ("carol", "away → available", "+web*", "gets #3 #4"))
        assert of(crew, "carol").limit == 2, "so far it is a preview"
        await seat.press("enter")
        assert [of(crew, login).limit for login in ("bob", "carol")] == [5, 5]
        assert of(crew, "carol").availability is Availability.AVAILABLE
        assert of(crew, "carol").queues == (("network", P), ("web", S))
        assert "5" in row(seat, "carol") and "0 wait in queues" in seat.text()
        await seat.press("u")
        assert [of(crew, login).limit for login in ("bob", "carol")] == [2, 2]
        assert of(crew, "carol").queues == (("network", P),) and "Undone" in seat.message


async def test_what_cannot_be_is_said_before_it_is_done(sit: Sit, crew: Desk) -> None:
    crew.do(c.AddPerson("vera", role=Role.VIEWER))
    crew.do(c.AddTicket("Of the time when she was an agent", {"assignee": "vera"}))
    async with sit(size=(80, 24)) as seat:
        await seat.press("T", "g", "j", "j")
        assert "김캐럴  queues: network" in seat.text(), "what a narrow line has no room for"
        await seat.press("G", "e", "5", "enter")
        assert "vera is viewer" in seat.screen.answer.text
        await seat.press("backspace")
        assert seat.screen.is_empty and not seat.screen.answer.text.strip()
        await seat.press("j", "space")
        await seat.type("2:2099-12-31")
        await seat.press("enter")
        assert seat.screen.command.changes["ramp"].endswith(":2099-12-31")
        await seat.press("escape")
        assert of(crew, "vera").ramp is None


async def test_news_show_and_the_cursor_stays_on_its_person(sit: Sit, crew: Desk) -> None:
    async with sit() as seat:
        await seat.press("T", "s", "l", "g")
        assert seat.screen.member.person.login == "bob"
        crew.do(c.EditTeam(("bob",), {"limit": 20}))
        crew.do(c.AddPerson("aaron"))
        await until(seat, lambda: "4/20" in row(seat, "bob") and "aaron" in shown(seat))
        assert seat.screen.member.person.login == "bob"


async def test_an_agent_looks_and_sets_only_their_own_availability(sit: Sit, crew: Desk) -> None:
    async with sit(who=BOB) as seat:
        await seat.press("T")
        assert seat.screen.member.person.login == "bob", "the cursor begins on oneself"
        await seat.press("e")
        assert "Only an admin" in seat.message and seat.screen.sheet
        await seat.press("@")
        await seat.type("away")
        await seat.press("enter")
        assert of(crew, "bob").availability is Availability.AWAY
        await seat.press("j", "@")
        assert "Only an admin" in seat.message
        await seat.press("k", "enter")
        assert seat.screen is seat.program.board_screen and "assignee:bob" in seat.text()


async def test_help_and_palette_know_the_page(sit: Sit, crew: Desk) -> None:
    async with sit() as seat:
        await seat.press("T", "?")
        assert "Edit: limit, ramp, queues" in seat.text() and "Move the ticket" not in seat.text()
        await seat.press("q", ":")
        await seat.type("mark all")
        await seat.press("enter")
        assert len(seat.screen.marked) == 4
        await seat.press("escape", "q")
        assert seat.screen is seat.program.board_screen


async def test_marks_go_with_whoever_goes(sit: Sit, crew: Desk) -> None:
    async with sit() as seat:
        await seat.press("T", "*")
        crew.do(c.RemovePerson("dana"))
        seat.program.changed(Changes(0, frozenset(), True))
        await until(seat, lambda: "dana" not in seat.screen.marked)
        assert "3 marked" in seat.text()
