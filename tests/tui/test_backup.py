"""An open board makes today's backup by itself, and says so only when that fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from deskboard.store import backup, daily
from tests.tui.conftest import Seat


async def backed_up(seat: Seat) -> None:
    """Have the board look, as it does by itself a little after it opened, and wait for the end."""
    screen = seat.program.board_screen
    screen.back_up()
    if screen._backing_up is not None:
        await asyncio.to_thread(screen._backing_up.join)
    await seat.settle()


async def test_an_open_board_makes_a_backup_and_does_not_talk_about_it(sit, db: str) -> None:
    async with sit() as seat:
        before = seat.message
        await backed_up(seat)
        assert len(daily.backups(Path(db))) == 1
        await backed_up(seat)
        assert len(daily.backups(Path(db))) == 1
        assert seat.message == before


async def test_a_backup_that_fails_is_told_once_and_the_board_goes_on(sit, db: str) -> None:
    backup.folder_of(Path(db)).write_text("in the way")
    async with sit() as seat:
        await backed_up(seat)
        assert seat.message.startswith("Today's backup was not made: Cannot write")
        await seat.press("j")
        seat.program.say("something else")
        await backed_up(seat)
        assert seat.message == "something else"
        backup.folder_of(Path(db)).unlink()
        await backed_up(seat)
        assert len(daily.backups(Path(db))) == 1


async def test_what_nobody_foresaw_is_told_and_logged_and_the_board_goes_on(
    sit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise ValueError("no date")

    monkeypatch.setattr("deskboard.desk.backup.back_up_daily", fail)
    async with sit() as seat:
        await backed_up(seat)
        assert seat.message == "Today's backup was not made: ValueError('no date')"
        assert [record.message for record in caplog.records] == ["Today's backup failed"]
        await seat.press("j")


async def test_it_can_be_switched_off(sit, db: str) -> None:
    async with sit(backups=False) as seat:
        await backed_up(seat)
        assert daily.backups(Path(db)) == []
