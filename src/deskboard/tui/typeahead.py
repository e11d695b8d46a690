"""Keys that come faster than the screen can follow: over a slow line, from a script, a paste.

Invariant: a key is given to the widget that has the focus once everything the keys before it
led to has happened. So ``/vpn`` in one burst types ``vpn`` into the filter, and never runs
``v``, ``p`` and ``n`` as commands of the board.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.message_pump import MessagePump
from textual.timer import Timer

TypedEvent = events.Key | events.Paste
AT_MOST = 1.5
"""Seconds that keys wait for a line or a dialog to open, should it never do so."""
START_AT_MOST = 5.0
"""Seconds that they wait for the desk; then they can at least leave."""


class TypeAhead:
    """``forward`` gives an event to whoever has the focus; ``target`` says who that is."""

    def __init__(
        self,
        app: MessagePump,
        forward: Callable[[TypedEvent], Awaitable[None]],
        target: Callable[[], MessagePump],
    ) -> None:
        self._app = app
        self._forward = forward
        self._target = target
        self._ahead: deque[TypedEvent] = deque()
        # Until ``started`` there is nothing that a key could be meant for.
        self._starting = self._busy = self._held = self._handled = True
        self._timer: Timer | None = None

    async def take(self, event: TypedEvent) -> None:
        """An event from the keyboard."""
        if self._busy:
            self._ahead.append(event)
        else:
            self._busy = True
            await self._give(event)

    async def _give(self, event: TypedEvent) -> None:
        self._handled = False
        target = self._target()
        await self._forward(event)
        # In the same queue behind the key: called when the key has been handled.
        if not target.call_later(self._done):
            self._done()

    def _done(self) -> None:
        self._handled = True
        if not self._held:
            self._next()

    def _next(self) -> None:
        if self._ahead:
            self._app.call_later(self._give, self._ahead.popleft())
        else:
            self._busy = False

    def started(self) -> None:
        """The board is there: what was typed before it came is for it."""
        if self._starting:
            self._starting = False
            self.release()

    def hold(self) -> None:
        """What the key led to takes a while: the next ones wait for ``release``."""
        if not self._held:
            self._held = True
            self._timer = self._app.set_timer(AT_MOST, self.release)

    def forget(self) -> None:
        """Something came up that nobody expected: what was typed ahead is no answer to it."""
        self._ahead.clear()
        self.release()

    def release(self) -> None:
        """It has happened."""
        if self._held and not self._starting:
            self._held = False
            if self._timer is not None:
                # Else it would end a later wait before its time.
                self._timer.stop()
            if self._handled and self._busy:
                self._next()
