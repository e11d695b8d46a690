"""Keys that come faster than the screen can follow: over a slow line, from a script, a paste.

Invariant: a key is given to the widget that has the focus once everything the keys before it
led to has happened. So ``/vpn`` in one burst types ``vpn`` into the filter, and never runs
``v``, ``p`` and ``n`` as commands of the board.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from textual import events
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widget import Widget

TypedEvent = events.Key | events.Paste
AT_MOST = 10.0
"""Seconds that keys wait for the desk, a line or a dialog to open, should it never do so. On a busy machine
some take seconds to open, and a key let go before its time is a command to the board behind."""


class TypeAhead:
    """``target`` says who has the focus."""

    def __init__(
        self,
        app: MessagePump,
        target: Callable[[], Widget],
    ) -> None:
        self._app = app
        self._target = target
        self._ahead: deque[TypedEvent] = deque()
        # Until ``started`` there is nothing that a key could be meant for.
        self._starting = self._busy = self._held = self._handled = True
        self._timer: Timer | None = None

    def take(self, event: TypedEvent) -> None:
        """An event from the keyboard."""
        if self._busy:
            self._ahead.append(event)
        else:
            self._busy = True
            self._give(event)

    def _give(self, event: TypedEvent) -> None:
        self._handled = False
        target = self._target()
        # What App.on_event does besides (key bindings that go before the focus, tooltips, maximized
        # widgets) is nothing that this program has.
        target._forward_event(event)
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
