"""A real terminal for tests: a program on a pty, an emulated screen, and what it costs.

``Term`` starts a program, answers what it asks its terminal, keeps the screen as pyte sees it
and every byte that came. Invariant: nothing here sleeps for a fixed time to be right; what a
test needs to see is waited for, and the time-outs are only there to fail.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import combining

import pyte
from wcwidth import wcwidth

PATIENCE = 60.0
"""Seconds until something that should appear counts as missing: the machine may be busy."""
QUIET = 0.25
"""Seconds without a byte after which a program counts as done with a key."""
ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
"""What a terminal says when it is asked: its kind, the cursor's place, synchronised output."""


class Screen(pyte.Screen):
    """pyte's screen, deaf to the private sequences it would stumble over."""

    def select_graphic_rendition(self, *attributes: int, **private: bool) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)

    def draw(self, data: str) -> None:
        # pyte drops the rest of a text after a mark of no width that it cannot join.
        super().draw("".join(c for c in data if wcwidth(c) > 0 or combining(c)))

    def report_device_attributes(self, *_mode: int, **_private: bool) -> None: ...

    def report_device_status(self, *_mode: int, **_private: bool) -> None: ...

    def erase_in_display(self, how: int = 0, *_more: Any, **_private: bool) -> None:
        super().erase_in_display(how)

    @property
    def display(self) -> list[str]:
        """The lines as text. Half a wide character, where the other was overwritten, is a blank."""
        return ["".join(_visible(row)) for row in self.cells]

    @property
    def cells(self) -> list[list[str]]:
        """Row by row the content of each cell; the second half of a wide character is empty."""
        return [[self.buffer[y][x].data for x in range(self.columns)] for y in range(self.lines)]


def _visible(row: list[str]) -> Iterator[str]:
    wide = False
    for cell in row:
        if cell or not wide:
            yield cell or " "
        wide = bool(cell) and wcwidth(cell[0]) == 2


class Term:
    """``argv`` on a pty of ``size`` (columns, rows). ``env`` is the whole environment. As a
    context manager it ends the program. ``began`` and ``last``: when it was started, and when its
    last bytes came (``time.perf_counter``)."""

    live: dict[int, Term] = {}
    """Every open terminal by its descriptor: whoever waits reads all of them, as a program
    whose terminal nobody reads stands still."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
        before: Callable[[], object] = lambda: None,
    ) -> None:
        self.screen = Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.ended = False
        self.began = self.last = time.perf_counter()
        self.fd, child = os.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

        def take_terminal() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            # Whatever started the tests may ignore it, as a shell does for what runs behind it.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            before()

        self.process = subprocess.Popen(
            argv,
            stdin=child,
            stdout=child,
            stderr=child,
            env=dict(env),
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 - the tests have one thread when they start a program
        )
        os.close(child)
        os.set_blocking(self.fd, False)
        Term.live[self.fd] = self

    @property
    def pid(self) -> int:
        return self.process.pid

    def __enter__(self) -> Term:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        if Term.live.pop(self.fd, None) is not None:
            os.close(self.fd)
        self.ended = True

    # Reading

    def pump(self, timeout: float = 0.05) -> bool:
        """Read what all the terminals have; whether this one had anything."""
        ready, _, _ = select.select(list(Term.live), [], [], timeout)
        for fd in ready:
            Term.live[fd]._read()
        return self.fd in ready and not self.ended

    def _read(self) -> None:
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""  # Linux says EIO when the last process has closed its side
        if not data:
            Term.live.pop(self.fd, None)
            os.close(self.fd)
            self.ended = True
            return
        self.last = time.perf_counter()
        self.raw += data
        for question, answer in ANSWERS.items():
            if question in data:
                os.write(self.fd, answer)
        self._stream.feed(data)

    @property
    def text(self) -> str:
        """What stands on the screen, a line for each row."""
        return "\n".join(self.screen.display)

    @property
    def lines(self) -> list[str]:
        return list(self.screen.display)

    def wait(self, holds: Callable[[], object], what: str, timeout: float = PATIENCE) -> float:
        """Read until ``holds``; the seconds it took. AssertionError with the screen."""
        start = time.perf_counter()
        while not holds():
            if self.ended or time.perf_counter() - start > timeout:
                state = "the program has ended" if self.ended else f"not within {timeout:.0f} s"
                raise AssertionError(f"{what}: {state}. The screen:\n{self.text}")
            self.pump()
        return time.perf_counter() - start

    def wait_for(self, *texts: str, timeout: float = PATIENCE) -> float:
        """Read until all of these stand on the screen, a line broken at any blank."""

        def stand() -> bool:
            shown = self.text
            return all(text in shown or text in " ".join(shown.split()) for text in texts)

        return self.wait(stand, f"{texts} on the screen", timeout)

    def wait_without(self, *texts: str, timeout: float = PATIENCE) -> float:
        """Read until none of these stands on the screen any more."""
        return self.wait(lambda: not any(text in self.text for text in texts), f"{texts} off the screen", timeout)

    def settle(self, quiet: float = QUIET, timeout: float = PATIENCE) -> None:
        """Read until nothing has come, and the program wanted no processor, for ``quiet`` seconds:
        on a busy machine silence alone may only mean that it has to wait."""
        start = last = time.perf_counter()
        while not self.ended and time.perf_counter() - last < quiet:
            if self.pump(quiet / 8) or self.is_running:
                last = time.perf_counter()
            assert time.perf_counter() - start < timeout, f"never quiet. The screen:\n{self.text}"

    def exit_code(self, timeout: float = PATIENCE) -> int:
        """Read to the end and wait for the program; its exit code, negative for a signal."""
        start = time.perf_counter()
        while not self.ended and time.perf_counter() - start < timeout:
            self.pump()
        return self.process.wait(30)

    # Writing

    def send(self, keys: str | bytes) -> None:
        """Type these."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            _, writable, _ = select.select([], [self.fd], [], 0)
            if writable:
                data = data[os.write(self.fd, data[:1024]) :]
            self.pump(0)

    def press(self, *keys: str | bytes) -> None:
        """Type keys one after the other, each once the program is done with the one before."""
        for key in keys:
            self.send(key)
            self.settle(0.1)

    def cost(self, keys: str | bytes, quiet: float = QUIET) -> int:
        """Type keys; the bytes the program wrote about them."""
        before = len(self.raw)
        self.send(keys)
        self.settle(quiet)
        return len(self.raw) - before

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    @property
    def is_running(self) -> bool:
        """Whether any of its threads works, or waits for its turn to."""
        return any(_state(task) in "RD" for task in Path(f"/proc/{self.pid}/task").glob("*"))

    # What it costs

    def cpu(self) -> float:
        """Seconds of processor time the program has used, all its threads together."""
        return sum(_thread_seconds(task) for task in Path(f"/proc/{self.pid}/task").iterdir())

    def peak_memory(self) -> float:
        """MiB it had in memory at most."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _state(task: Path) -> str:
    """The kernel's letter for what a thread does: R it runs, D it waits for a disk, S it sleeps."""
    try:
        return (task / "stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def _thread_seconds(task: Path) -> float:
    """To the nanosecond where the kernel keeps such books, else by ticks."""
    try:
        return int((task / "schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
