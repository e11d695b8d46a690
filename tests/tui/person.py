"""A person at the far end of a line: the real program on a real pty, its bytes counted."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]


class Person:
    """Starts the board and keeps what it wrote: ``raw`` as bytes, ``text`` as a screen."""

    def __init__(self, db: str, *options: str, size: tuple[int, int] = (120, 40), **env: str) -> None:
        columns, rows = size
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        argv = [sys.executable, "-m", "tests.tui.start", db, *options]
        surroundings = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLORTERM")}
        self.pid, self._line = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execvpe(argv[0], argv, {**surroundings, "TERM": "xterm-256color", "TZ": "UTC", **env})
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def _read(self, seconds: float) -> bool:
        """Read what comes within so long; False when the program is gone or silent."""
        if not select.select([self._line], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._line, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def wait_for(self, words: str, seconds: float = 30) -> float:
        """Seconds until the words stand on the screen."""
        start = time.perf_counter()
        while words not in self.text:
            self._read(0.05)
            assert time.perf_counter() - start < seconds, f"no {words!r} on:\n{self.text}"
        return time.perf_counter() - start

    def quiet(self, seconds: float = 0.3, most: float = 30) -> None:
        """Wait until nothing has come for so long."""
        end, last = time.perf_counter() + most, time.perf_counter()
        while time.perf_counter() < end and time.perf_counter() - last < seconds:
            if self._read(0.05):
                last = time.perf_counter()

    def press(self, keys: str) -> int:
        """Press keys; how many bytes came back."""
        before = len(self.raw)
        os.write(self._line, keys.encode())
        self.quiet()
        return len(self.raw) - before

    def ended(self, seconds: float = 30) -> int | None:
        """The exit status once the program has ended, as waitpid gives it; None: it goes on."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if self._line >= 0:
                self._read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return status
        return None

    def hang_up(self) -> None:
        """Cut the line."""
        os.close(self._line)
        self._line = -1

    def leave(self) -> None:
        if self._line >= 0:
            os.close(self._line)
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
