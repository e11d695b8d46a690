"""The board while its server is away: it says so, refuses what it cannot do, and comes back."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC

import pytest

from deskboard.config import Settings
from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddComment, AddTicket, EditTicket
from deskboard.domain.model import CommentKind, Priority
from deskboard.store import server
from deskboard.tui import bridge as bridges
from deskboard.tui.bridge import Bridge
from deskboard.tui.program import Program
from deskboard.tui.terminal import Means
from tests.conftest import SERVER
from tests.server import Wire, wired
from tests.tui.conftest import ANN, Seat, until

pytestmark = pytest.mark.skipif(not SERVER, reason="needs a server named by DESKBOARD_TEST_POSTGRES")
COMMIT = b"COMMIT\0"


@pytest.fixture
def db(server_url: str) -> str:
    return server_url


@pytest.fixture
def wire(db: str, desk: Desk) -> Iterator[Wire]:
    """A wire to a board with three tickets to do."""
    for title in ("Laptop", "VPN down", "Printer"):
        desk.do(AddTicket(title))
    with wired(db) as wire:
        yield wire


@asynccontextmanager
async def sitting(wire: Wire) -> AsyncIterator[Seat]:
    """Ann before the board, at the far end of the wire."""
    bridge = Bridge(lambda: Desk.open(wire.url, ANN, zone=UTC))
    bridge.start()
    program = Program(bridge, Settings(wire.url), Means("dark", False), None, "")
    try:
        async with program.run_test(size=(120, 40), notifications=True, tooltips=True) as pilot:
            seat = Seat(program, pilot)
            await seat.settle()
            yield seat
    finally:
        bridge.stop()


async def write(seat: Seat, text: str) -> None:
    """Type into the dialog for long texts."""
    seat.screen.focused.insert(text)
    await seat.pilot.pause()


async def test_a_lost_connection_is_told_until_it_is_back(wire: Wire, bob: Desk) -> None:
    async with sitting(wire) as seat:
        await seat.press("j")
        ref = seat.ref
        wire.cut()
        await until(seat, lambda: seat.message.startswith("No connection to the database since "))
        since = seat.message
        await seat.press("2")
        assert seat.message == since
        await seat.press("k", "j")
        assert seat.ref == ref and seat.message == since, "what is on the screen can be walked"
        bob.do(AddTicket("From Bob"))
        wire.mend()
        await until(seat, lambda: seat.message == "Connected again.")
        await until(seat, lambda: "From Bob" in seat.text())
        assert seat.ref == ref
        await seat.press("2")
        assert bob.ticket(ref or 0).row.priority is Priority.HIGH


async def test_a_text_that_could_not_be_sent_waits_as_a_draft(wire: Wire, bob: Desk) -> None:
    async with sitting(wire) as seat:
        ref = seat.ref or 0
        await seat.press("c")
        await write(seat, "Have you tried another cable?")
        wire.cut()
        await until(seat, lambda: seat.program.connection.lost)
        await seat.press("ctrl+s")
        await until(seat, lambda: "Your text is kept" in seat.message)
        assert seat.program.drafts[(ref, "reply")].text == "Have you tried another cable?"
        wire.mend()
        await until(seat, lambda: seat.message == "Connected again. Your last change was not saved.")
        assert not bob.ticket(ref).comments
        await seat.press("c", "ctrl+s")
        await until(seat, lambda: not seat.program.drafts)
        assert [said.text for said in bob.ticket(ref).comments] == ["Have you tried another cable?"]


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_reply_whose_answer_was_lost_is_not_sent_twice(
    wire: Wire, bob: Desk, arrives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.0)
    async with sitting(wire) as seat:
        ref = seat.ref or 0
        await seat.press("c")
        await write(seat, "Once")
        wire.cut_after, wire.cut_at, wire.deliver = b"INSERT INTO comment", COMMIT, arrives
        await seat.look()
        await seat.press("ctrl+s")
        await until(seat, lambda: seat.program.connection.lost)
        await seat.press("j")
        assert "to see whether your last change was saved" in seat.message
        monkeypatch.setattr(server, "PATIENCE", 30.0)
        wire.mend()
        await until(seat, lambda: seat.message.startswith("Connected again."))
        assert seat.message.endswith("was saved." if arrives else "was not saved.")
        assert len(bob.ticket(ref).comments) == arrives
        assert bool(seat.program.drafts) is not arrives


async def test_a_change_that_was_saved_before_the_line_broke_is_told_so(wire: Wire, bob: Desk) -> None:
    """The line breaks while the board is read again after the change."""
    async with sitting(wire) as seat:
        ref = seat.ref or 0
        seat.program.bridge.submit(
            lambda desk: (desk.do(AddComment((ref,), CommentKind.NOTE, "Noted")), wire.cut(), desk.ticket(ref))
        )
        await until(seat, lambda: seat.message.startswith("Saved, but no connection"))
        wire.mend()
        await until(seat, lambda: seat.message == "Connected again. Your last change was saved.")
        assert [said.text for said in bob.ticket(ref).comments] == ["Noted"]


async def test_an_open_ticket_is_read_again(wire: Wire, bob: Desk) -> None:
    async with sitting(wire) as seat:
        ref = seat.ref or 0
        await seat.press("enter")
        wire.cut()
        await until(seat, lambda: seat.program.connection.lost)
        bob.do(EditTicket((ref,), {"description": "Said meanwhile"}))
        wire.mend()
        await until(seat, lambda: "Said meanwhile" in seat.text())


async def test_a_blink_of_the_line_costs_nothing(wire: Wire, bob: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut and mended between two looks: the next one connects anew, and nobody need know."""
    monkeypatch.setattr(bridges, "LOOK_EVERY", 3600)
    async with sitting(wire) as seat:
        wire.cut()
        wire.mend()
        await seat.press("2")
        assert bob.ticket(seat.ref or 0).row.priority is Priority.HIGH
        assert seat.program.connection.lost is None


def test_a_board_whose_server_is_away_leaves_with_the_reason(wire: Wire, db: str) -> None:
    wire.cut()
    told = threading.Event()
    bridge = Bridge(lambda: Desk.open(wire.url, ANN))
    bridge.lost = lambda error: told.set() if "cannot be reached" in str(error) and error.exit_code == 5 else None
    bridge.start()
    bridge.attach(lambda act: act())
    assert told.wait(30)
    bridge.stop()
    wire.mend()
