"""The way in: from a desk and settings to a running board, and out again with an exit code.

Invariant: Textual is imported only after the terminal was found fit and its switches are set;
the desk opens on its own thread, and nothing is imported by two threads at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from deskboard.tui import terminal
from deskboard.tui.bridge import Bridge
from deskboard.tui.intents import keymap

if TYPE_CHECKING:
    from deskboard.config import Loaded
    from deskboard.desk.desk import Desk
    from deskboard.tui.program import Program


def run(open_desk: Callable[[], Desk], loaded: Loaded, *, board: str | None = None, query: str = "") -> int:
    """Show the board until its user leaves; the exit code.

    DeskboardError: no terminal, unknown keys in the settings, or the desk cannot be opened.
    """
    settings = loaded.settings
    means = terminal.prepare(settings.theme, settings.ascii)
    keymap(settings.keys)
    # Both before the worker starts: Python 3.11 does not wait for a package that another thread
    # is importing when asked for one of its modules, and half-made packages break at random.
    import deskboard.desk.desk  # noqa: F401
    from deskboard.tui.program import Program

    bridge = Bridge(open_desk, watch=_still_there)
    bridge.start()
    try:
        program = Program(bridge, settings, means, board or settings.board, query, loaded)
        _heed_signals(program)
        try:
            code = program.run(mouse=settings.mouse)
        finally:
            # Its failure was told on the status line when it was there to be read.
            with suppress(OSError):
                program.drafts.save()
    finally:
        bridge.stop()
    if program.failure is not None:
        raise program.failure
    return code or program.return_code or 0


def _heed_signals(program: Program) -> None:
    """Whoever ends the program from outside costs nobody a word: what is being typed is written
    down first. A hang-up ends it at once, for the terminal is no more; a request to end gives
    the terminal back."""
    import asyncio
    import os
    import signal

    def hung_up(*_signal: object) -> None:
        try:
            program.drafts.save()
        finally:
            os._exit(129)

    def end() -> None:
        program.drafts.keep()
        program.exit(143)

    def asked_to_end(*_signal: object) -> None:
        try:
            # The loop sleeps, and wakes up by nothing less.
            asyncio.get_running_loop().call_soon_threadsafe(end)
        except RuntimeError:
            sys.exit(143)

    signal.signal(signal.SIGHUP, hung_up)
    signal.signal(signal.SIGTERM, asked_to_end)


def _still_there() -> bool:
    if terminal.is_gone():
        # The event loop would spin on a terminal that is no more; drafts are already written down.
        sys.stderr = None
        import os

        os._exit(129)
    return True
