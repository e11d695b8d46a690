"""What the tests on terminals share: a database of one's own and the program on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from deskboard.desk import demo
from deskboard.desk.desk import Desk
from deskboard.domain.model import Channel, Identity
from tests.cli import somebody
from tests.terminal.term import Term

PROGRAM = (sys.executable, "-m", "deskboard")
Ran = subprocess.CompletedProcess[bytes]


class Site:
    """A folder with a database, and ways to run the program on it. ``env``: the whole
    environment that programs get."""

    def __init__(self, folder: Path, terms: ExitStack) -> None:
        self.folder = folder
        self.db = folder / "desk.db"
        self.config = folder / "config.toml"
        self.config.touch()  # without one the board would welcome its user
        self._terms = terms
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TZ": "Europe/Vilnius",
            "DESKBOARD_DB": str(self.db),
            "DESKBOARD_USER": "ann",
            "DESKBOARD_CONFIG": str(self.config),
        }

    def run(self, *args: str | bytes, env: dict[str, str] | None = None, stdin: bytes = b"") -> Ran:
        """The program in a pipe, to its end."""
        return subprocess.run(
            [*PROGRAM, *args],
            env={**self.env, **(env or {})},
            input=stdin,
            capture_output=True,
            check=False,
            timeout=120,
        )

    def cli(self, *args: str, env: dict[str, str] | None = None, stdin: str = "") -> str:
        """What it said on standard output; it must have gone well. In this process, but in the
        surroundings of one of its own: to start one takes half a second of the processor."""
        surroundings = {**self.env, **(env or {})}
        with pytest.MonkeyPatch.context() as patch:
            for name in os.environ:
                patch.delenv(name)
            for name, value in surroundings.items():
                patch.setenv(name, value)
            time.tzset()
            ran = somebody.one(list(args), surroundings, stdin)
        time.tzset()
        assert ran.code == 0, ran.err
        return ran.out

    def records(self, *args: str) -> list[dict[str, Any]]:
        """Its JSON Lines."""
        return [json.loads(line) for line in self.cli(*args, "--json").splitlines()]

    def term(
        self,
        *args: str,
        size: tuple[int, int] = (120, 40),
        env: dict[str, str] | None = None,
        argv: tuple[str, ...] = PROGRAM,
        before: Callable[[], object] = lambda: None,
    ) -> Term:
        """The program on a terminal."""
        return self._terms.enter_context(Term([*argv, *args], {**self.env, **(env or {})}, size, before))

    def board(self, *args: str, ready: str = "Done", **more: Any) -> Term:
        """The board on a terminal, drawn and at rest."""
        term = self.term(*args, **more)
        term.wait_for(ready, "Enter open")
        term.settle()
        return term

    def desk(self, login: str = "ann") -> Desk:
        """The desk in this process."""
        return Desk.open(str(self.db), Identity(login, Channel.CLI))

    def headings(self) -> tuple[str, ...]:
        """How the headings of the board begin: ``To Do 27``."""
        with self.desk() as desk:
            return tuple(f"{column.name} {column.total}" for column in desk.board().columns)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """No database yet."""
    with ExitStack() as terms:
        yield Site(tmp_path, terms)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with 100 believable tickets."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Desk.open(str(path), Identity("ann", Channel.CLI)) as desk:
        demo.fill(desk, 100, seed=1)
        desk.archive_old(14)  # as the board does when it opens
    return path


@pytest.fixture
def demo_site(site: Site, demo_file: Path) -> Site:
    """A copy of the demo board."""
    shutil.copy(demo_file, site.db)
    return site
