"""Textual's driver for our terminal, with a way back from ctrl+z that cannot be missed.

Invariant: a program that was stopped and goes on in the foreground paints again; one that goes on
in the background stops again, as every full-screen program does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time

from textual.drivers.linux_driver import LinuxDriver

FRAME_BEGINS, FRAME_ENDS = "\x1b[?2026h", "\x1b[?2026l"
"""Around what a terminal that can should show at once."""
TRIES = 50
PAUSE = 0.01
"""How often, and how many seconds apart, to ask whether the terminal is ours again."""


class Driver(LinuxDriver):
    """LinuxDriver comes back when it handles SIGCONT. The kernel may hand that signal to another
    thread, and Python's main thread, asleep in its selector, then hears of it too late or never.
    What comes after the stop is certain to run."""

    _stopped = False
    _frame: list[str] | None = None

    def write(self, data: str) -> None:
        # A frame comes in three parts; each one written would wake the thread that writes.
        if self._frame is None and data != FRAME_BEGINS:
            super().write(data)
            return
        self._frame = [*(self._frame or ()), data]
        if data == FRAME_ENDS:
            whole, self._frame = "".join(self._frame), None
            super().write(whole)

    def stop_application_mode(self) -> None:
        # A signal may come in the middle of a frame: the way out of the screen must not wait for its end.
        if self._frame is not None:
            self.write(FRAME_ENDS)
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        mine = self._auto_restart  # else another program, an editor, has the terminal
        if mine:
            self.suspend_application_mode()
        self._stopped = True
        while True:
            os.kill(os.getpid(), signal.SIGSTOP)
            if not mine or self._is_foreground():
                break
        self._stopped = False
        if mine:
            self.resume_application_mode()
            self._repaint()

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart and not self._stopped:
            self._repaint()

    def _repaint(self) -> None:
        loop = asyncio.get_running_loop()
        asyncio.run_coroutine_threadsafe(self._app._post_message(self.SignalResume()), loop)

    def _is_foreground(self) -> bool:
        """Whether the terminal is ours; the shell may give it a moment after it woke us."""
        for _try in range(TRIES):
            try:
                if os.tcgetpgrp(self.fileno) == os.getpgrp():
                    return True
            except OSError:
                return True  # no terminal to share
            time.sleep(PAUSE)
        return False
