"""A real desk on a real file, and the board on top of it."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from deskboard.config import Settings
from deskboard.desk.desk import Desk
from deskboard.domain.commands import AddTicket
from deskboard.domain.model import Channel, Identity
from deskboard.tui import bridge as bridges
from deskboard.tui.bridge import Bridge
from deskboard.tui.program import Program
from deskboard.tui.screens.board import BoardScreen
from deskboard.tui.terminal import Means

ANN = Identity("ann", Channel.BOARD)
BOB = Identity("bob", Channel.CLI)


async def at_rest(_least: float = 0, _most: float = 0) -> None:
    """Wait until every task waits for something: a key, the worker, a timer."""
    end = time.monotonic() + 30
    while True:
        await asyncio.sleep(0)
        if not asyncio.get_running_loop()._ready:  # type: ignore[attr-defined]
            return
        assert time.monotonic() < end, "it never comes to rest"


@pytest.fixture(autouse=True)
def rest_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual takes a process for idle that used little of the processor for a while. On a busy
    machine that is one which did not get its turn, and on any other it is a while lost at each key."""
    monkeypatch.setattr("textual.app.wait_for_idle", at_rest)
    monkeypatch.setattr("textual.pilot.wait_for_idle", at_rest)


class Seat:
    """A person in front of the running board."""

    def __init__(self, program: Program, pilot: Pilot[int]) -> None:
        self.program = program
        self.pilot = pilot

    @property
    def screen(self) -> Any:
        return self.program.screen

    @property
    def board(self) -> Any:
        screen = self.program.screen_stack[0]
        assert isinstance(screen, BoardScreen)
        return screen.board

    @property
    def ref(self) -> int | None:
        return self.board.card.ref if self.board.card is not None else None

    @property
    def message(self) -> str:
        return self.program.message.text

    async def settle(self) -> None:
        """Wait until the worker and the screen have nothing more to do."""
        bridge, is_quiet = self.program.bridge, False
        async with asyncio.timeout(60):
            while not is_quiet:
                landed = asyncio.Event()
                bridge.submit(lambda desk: None, lambda _none, event=landed: event.set())
                asked = bridge._count
                await landed.wait()
                await self.pilot.pause()
                await self.pilot.pause()  # what was painted may have led to more
                is_quiet = bridge._count == asked
                while self.program._resize_event is not None:  # Textual waits whether another size comes
                    is_quiet = False
                    await asyncio.sleep(0.01)
        assert not self.program.typing._held, "keys go on waiting, and nothing is to come any more"

    async def look(self) -> None:
        """See what others wrote, as the worker does by itself every now and then."""
        bridge = self.program.bridge
        bridge.submit(lambda desk: bridge._guard(bridge._look, desk, None))
        await self.settle()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type into the line that has the focus, letter by letter."""
        for char in text:
            self.screen.focused.insert_text_at_cursor(char)
            await self.pilot.pause()
        await self.settle()

    async def answer(self, text: str) -> None:
        """Type this in place of what stands in the line, and press Enter."""
        self.screen.focused.value = ""
        await self.type(text)
        await self.press("enter")

    def columns(self) -> dict[str, list[int]]:
        """Column → the refs that the board holds of it, in order."""
        return {stack.column.name: [card.ref for card in stack.page.cards] for stack in self.board.stacks}

    def text(self) -> str:
        """What stands on the screen."""
        strips = self.program.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def until(seat: Seat, holds: Callable[[], object]) -> None:
    """Wait until the board has looked and painted, and it holds."""
    end = time.monotonic() + 30
    while True:
        await seat.look()
        if holds():
            return
        assert time.monotonic() < end, f"never so. The screen:\n{seat.text()}"
        await asyncio.sleep(0.05)


Sit = Callable[..., AbstractAsyncContextManager[Seat]]


@pytest.fixture(autouse=True)
def drafts_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which drafts are kept, never the developer's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "deskboard" / "drafts"


@pytest.fixture(scope="session")
def founded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that ann has made today."""
    path = tmp_path_factory.mktemp("founded") / "desk.db"
    Desk.open(str(path), ANN, zone=UTC).close()
    return path


@pytest.fixture(scope="session")
def filled_file(founded_file: Path) -> Path:
    """The same with ``tickets``: a copy takes a moment, six tickets take a third of a test."""
    path = founded_file.with_name("filled.db")
    shutil.copy(founded_file, path)
    with Desk.open(str(path), ANN, zone=UTC) as desk:
        fill(desk)
    return path


@pytest.fixture
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    made = "filled_file" if "tickets" in request.fixturenames else "founded_file"
    return str(shutil.copy(request.getfixturevalue(made), tmp_path / "desk.db"))


@pytest.fixture
def desk(db: str) -> Iterator[Desk]:
    """Ann's desk: she is the admin."""
    with Desk.open(db, ANN, zone=UTC) as opened:
        yield opened


@pytest.fixture
def bob(desk: Desk, db: str) -> Iterator[Desk]:
    """Another process's desk."""
    with Desk.open(db, BOB, zone=UTC) as opened:
        yield opened


def fill(desk: Desk) -> None:
    columns = desk.board().columns
    for place, titles in enumerate((("Printer", "VPN down", "Laptop"), ("Mail bounces", "Slow Wi-Fi"), ("Monitor",))):
        for title in titles:
            desk.do(AddTicket(title, {}, columns[place].id))


@pytest.fixture
def tickets(desk: Desk) -> dict[str, int]:
    """Three tickets to do (3, 2, 1 from the top), two in work (5, 4), one done (6): they are in the
    database of every test that asks for them."""
    return {card.title: card.ref for column in desk.board().columns for card in desk.page(column.id).cards}


@pytest.fixture
def sit(db: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Sit:
    """Opens the board: ``async with sit() as seat``. It looks for what others wrote when it is
    told to (``look``, ``until``): else it might be before or after the next key."""
    monkeypatch.setattr(bridges, "LOOK_EVERY", 3600.0)

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 40), who: Identity = ANN, query: str = "", **settings: Any
    ) -> AsyncIterator[Seat]:
        chosen = Settings(db, **settings)
        bridge = Bridge(lambda: Desk.open(db, who, zone=UTC))
        bridge.start()
        program = Program(bridge, chosen, Means(chosen.theme, chosen.ascii), None, query)
        try:
            async with program.run_test(size=size, notifications=True, tooltips=True) as pilot:
                seat = Seat(program, pilot)
                await seat.settle()
                yield seat
        finally:
            bridge.stop()

    return opened


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)
