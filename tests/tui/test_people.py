"""The list of people on the board, and what an admin's decision does to boards that are open."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import get_args

import pytest

from deskboard.config import Loaded
from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Availability, Role
from deskboard.domain.permissions import decide
from deskboard.domain.readmodels import Changes
from tests.tui.conftest import BOB, Seat, Sit, until


def person(desk: Desk, login: str) -> tuple[str, str | None, Role] | None:
    return next((found[1:4] for found in desk.people() if found.login == login), None)


def line_of(seat: Seat, login: str) -> str:
    return next(line for line in seat.text().splitlines() if f" {login} " in line or f"▌{login} " in line)


async def test_people_are_added_named_promoted_and_removed(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    async with sit() as seat:
        await seat.press("P", "n")
        await seat.answer("bob")
        await seat.press("enter")  # the role that is proposed: agent
        assert person(desk, "bob") == ("", None, Role.AGENT)
        await seat.press("e")
        await seat.answer("Bob Baker <bob@example.org>")
        await seat.press("r")
        await seat.type("admin")
        await seat.press("enter")
        assert person(desk, "bob") == ("Bob Baker", "bob@example.org", Role.ADMIN)
        assert all(word in line_of(seat, "bob") for word in ("Bob Baker", "admin", "bob@example.org"))
        await seat.press("backspace")
        assert person(desk, "bob") is None
        await seat.press("u")
        assert person(desk, "bob") is not None and "Undone" in seat.screen.answer.text


async def test_the_tickets_of_who_goes_are_handed_on(sit: Sit, desk: Desk, tickets: dict[str, int]) -> None:
    desk.do(c.AddPerson("bob"))
    desk.do(c.EditTicket((1, 2), {"assignee": "bob"}))
    desk.do(c.SetAvailability(Availability.AWAY_REASSIGN, "bob"))
    async with sit(size=(80, 24)) as seat:
        await seat.press("P", "j")
        assert " away " in line_of(seat, "bob")
        await seat.press("backspace")
        assert "Who gets the 2 open tickets of bob?" in seat.text()
        await seat.press("escape")
        assert person(desk, "bob") is not None, "Esc leaves everything as it is"
        await seat.press("backspace")
        await seat.type("ann")
        await seat.press("enter")
        assert desk.ticket(1).row.assignee == "ann" and "2 tickets to ann" in seat.screen.answer.text
        assert "bob" not in "".join(seat.text().splitlines()[3:12])
        await seat.press("a")
        assert "bob" not in [p.login for p in desk.people()]
        await seat.press("enter")
        assert seat.screen is seat.program.screen_stack[0] and "assignee:ann" in seat.text()


async def test_the_only_admin_stays_and_that_is_said(sit: Sit, desk: Desk) -> None:
    async with sit() as seat:
        await seat.press("P", "backspace")
        assert "only admin" in seat.screen.answer.text
        await seat.press("r", "down", "enter")
        assert "only admin" in seat.screen.answer.text and desk.role is Role.ADMIN


async def test_others_may_look_and_are_told_why_no_more(sit: Sit, desk: Desk, bob: Desk) -> None:
    async with sit(who=BOB) as seat:
        await seat.press("P", "e")
        assert "Only an admin" in seat.screen.answer.text
        await seat.press("backspace")
        assert len(desk.people()) == 2
        await seat.press("n")
        await seat.answer("maria@example.org")
        assert "works on tickets" not in seat.text(), "an agent adds requesters alone"
        await seat.press("enter")
        assert person(desk, "maria@example.org") == ("", "maria@example.org", Role.REQUESTER)


async def test_a_new_role_shows_on_an_open_board(sit: Sit, desk: Desk, bob: Desk, tickets: dict[str, int]) -> None:
    async with sit(who=BOB) as seat:
        ref = seat.ref
        desk.do(c.EditPerson("bob", {"role": Role.VIEWER}))
        seat.program.changed(Changes(0, frozenset(), True))
        await seat.settle()
        await seat.press("2")
        assert "your role is viewer" in seat.message and seat.ref == ref
        await seat.press(":")
        await seat.type("priority high")
        assert "your role is viewer" in seat.text()
        await seat.press("escape", "escape")
        desk.do(c.EditSettings({"viewers_comment": True}))
        seat.program.changed(Changes(0, frozenset(), True))
        await seat.settle()
        await seat.press("C")
        assert seat.screen is not seat.program.screen_stack[0], "the note can be written"


async def test_ones_own_new_role_shows_at_once(sit: Sit, desk: Desk) -> None:
    desk.do(c.AddPerson("bob", role=Role.ADMIN))
    async with sit() as seat:
        await seat.press("P", "r")
        await seat.type("viewer")
        await seat.press("enter", "n")
        assert "your role is viewer" in seat.screen.answer.text
        await seat.press("escape", "n")
        assert "your role is viewer" in seat.message


async def test_who_is_removed_does_not_go_on_looking(sit: Sit, desk: Desk, bob: Desk) -> None:
    async with sit(who=BOB) as seat:
        desk.do(c.RemovePerson("bob"))
        seat.program.changed(Changes(0, frozenset(), True))
        async with asyncio.timeout(30):
            while seat.program.failure is None:
                await asyncio.sleep(0.01)
        assert "no member of this desk any more. Ask ann." in str(seat.program.failure)
        assert seat.program.failure.exit_code == 6


async def settings(seat: Seat, file: Path, name: str) -> None:
    seat.program.loaded = Loaded(seat.program.settings, {}, file)
    await seat.press("comma")
    await seat.settle()
    while seat.screen.setting_name != name:
        await seat.press("j")


async def test_the_settings_of_the_desk_stand_below_ones_own(sit: Sit, desk: Desk, tmp_path: Path) -> None:
    async with sit() as seat:
        await settings(seat, tmp_path / "c.toml", "viewers_comment")
        assert "For everybody at this desk" in seat.text()
        await seat.press("space")
        assert desk.settings()["viewers_comment"].value is True and "this desk" in line_of(seat, "viewers_comment")
        await seat.press("backspace", "k", "enter")
        assert not desk.settings()["viewers_comment"].stored
        await seat.type("nobody")
        await seat.press("enter")
        assert desk.settings()["join_as"].value == "nobody" and "join_as is now nobody" in seat.text()
        assert not (tmp_path / "c.toml").exists(), "nothing of it is in one's own file"


async def test_only_admins_turn_the_settings_of_the_desk(sit: Sit, desk: Desk, bob: Desk, tmp_path: Path) -> None:
    async with sit(who=BOB) as seat:
        await settings(seat, tmp_path / "c.toml", "viewers_comment")
        assert "Only an admin may do this." in seat.text()
        await seat.press("enter", "space", "backspace")
        assert not desk.settings()["viewers_comment"].stored


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT, Role.VIEWER])
async def test_every_key_and_the_palette_follow_the_role(
    sit: Sit, desk: Desk, tickets: dict[str, int], role: Role
) -> None:
    """What a role may not do is greyed with its reason in the palette and in the help, and a key
    says the reason and does nothing."""
    desk.do(c.AddPerson("bob", role=role))
    before = len(desk.history(limit=None))
    async with sit(who=BOB) as seat:
        for screen_key in ("escape", "enter"):
            await seat.press(screen_key)
            screen = seat.screen
            for intent in screen.intents():
                reason = decide(role, intent.command) if intent.command is not None else None
                if reason is None:
                    assert "role" not in (why := screen.why_not(intent) or "") and "admin" not in why, intent.id
                    continue
                assert screen.why_not(intent) == reason, intent.id
                screen.perform(intent)
                assert seat.message == reason and seat.screen is screen, intent.id
            await seat.press(":")
            greyed = {intent.id for intent, why in seat.screen._intents if why and ("role" in why or "admin" in why)}
            await seat.press("escape")
            denied = {i.id for i in screen.intents() if i.command is not None and decide(role, i.command)}
            assert greyed == denied
        assert len(desk.history(limit=None)) == before
        assert seat.program.denied == {k: why for k in get_args(c.Command) if (why := decide(role, k))}


async def test_a_long_list_begins_with_its_heading(sit: Sit, desk: Desk) -> None:
    for number in range(30):
        desk.do(c.AddPerson(f"user{number:02}", role=Role.AGENT))
    async with sit() as seat:
        await seat.press("P")
        await until(seat, lambda: "Active" in seat.text())
        await seat.press("G")
        await until(seat, lambda: "Active" not in seat.text())
        await seat.press("g")
        await until(seat, lambda: "Active" in seat.text())
