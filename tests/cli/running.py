"""Runs the real entry point, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from deskboard.cli.border import run
from deskboard.config import Loaded, Settings


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[list[str]]:
        """The tab-separated lines."""
        return [line.split("\t") for line in self.out.splitlines()]

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, or not."""

    def __init__(self, tty: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    def written(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined]


class Program:
    """Runs ``deskboard`` on one database as one person."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.db = folder / "desk.db"
        self.env = {"DESKBOARD_DB": str(self.db), "DESKBOARD_USER": "ann", "DESKBOARD_CONFIG": os.devnull}
        self.opened: list[tuple[Settings, str | None, str]] = []
        self._monkeypatch = monkeypatch

    def __call__(self, *args: object, stdin: str = "", tty: bool = False, env: dict[str, str] | None = None) -> Ran:
        """In this process. ``tty``: standard output and error are terminals."""
        out, err = Terminal(tty), Terminal(tty)
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
            patch.setenv("COLUMNS", "100")
            patch.setenv("TERM", "xterm-256color")
            code = run([str(arg) for arg in args], {**self.env, **(env or {})}, self._open_board)
        return Ran(code, out.written(), err.written())

    def _open_board(self, open_desk: Callable[[], Any], loaded: Loaded, board: str | None, query: str) -> int:
        open_desk().close()
        self.opened.append((loaded.settings, board, query))
        return 0

    def process(self, *args: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
        """In a process of its own, with pipes."""
        return subprocess.run(
            self.command(*args), check=False, env={**os.environ, **self.env}, capture_output=True, **more
        )

    def command(self, *args: object) -> Sequence[str]:
        return [sys.executable, "-m", "deskboard", *map(str, args)]
