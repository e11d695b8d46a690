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

TRIES = 50
PAUSE = 0.01
"""How often, and how many seconds apart, to ask whether the terminal is ours again."""


class Driver(LinuxDriver):
    """LinuxDriver gives up for good when the terminal is not ours at the first look after SIGCONT,
    and starts a second reader when it was never stopped by ctrl+z."""

    def _sigcont_application(self, *_: object) -> None:
        if not self._auto_restart:
            return  # another program, an editor, has the terminal
        if not self._must_signal_resume:
            loop = asyncio.get_running_loop()
            asyncio.run_coroutine_threadsafe(self._app._post_message(self.SignalResume()), loop)
            return
        for _try in range(TRIES):
            if self._is_foreground():
                self.resume_application_mode()
                if not self._must_signal_resume:
                    return
            time.sleep(PAUSE)
        os.kill(os.getpid(), signal.SIGSTOP)

    def _is_foreground(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return True  # no terminal to share
