"""Keys that wait for what the keys before them led to."""

from __future__ import annotations

import asyncio

import pytest

from deskboard.tui import typeahead
from tests.tui.conftest import Sit


async def test_an_earlier_wait_does_not_end_a_later_one(
    sit: Sit, tickets: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeahead, "AT_MOST", 0.6)
    async with sit() as seat:
        typing = seat.program.typing
        typing.hold()
        await asyncio.sleep(0.3)
        typing.release()
        typing.hold()
        await asyncio.sleep(0.4)
        assert typing._held, "the first wait would have ended by now, the second has not"
        await asyncio.sleep(0.5)
        assert not typing._held, "and it does not last for ever"
