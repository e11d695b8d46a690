"""One run of the command line: its options, settings, output and desk, each made when needed.

Invariant: nothing is opened, read or imported before a command asks for it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from deskboard import config, identity
from deskboard.cli.render import Output
from deskboard.domain.errors import DeskboardError, Unavailable
from deskboard.domain.model import Channel, Identity
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

OpenBoard = Callable[["Callable[[], Desk]", config.Loaded, str | None, str], int]
"""Opens the board and returns the exit code: (how to open the desk, settings with their origins,
board, query)."""


class Session:
    """``flags``: the global options that were given, by name."""

    def __init__(self, open_board: OpenBoard, env: Mapping[str, str], flags: dict[str, str | bool]) -> None:
        self._open_board = open_board
        self.env = env
        self.flags = flags

    def flag(self, name: str) -> str | None:
        """A global option with a value, if it was given."""
        value = self.flags.get(name)
        return value if isinstance(value, str) else None

    @cached_property
    def loaded(self) -> config.Loaded:
        return config.load({name: self.flag(name) for name in ("config", "db", "user")}, self.env)

    def use(self, db: str) -> None:
        """Work on another database from here on, as if --db had named it."""
        self.flags["db"] = db
        self.loaded = config.load({name: self.flag(name) for name in ("config", "db", "user")}, self.env)

    @property
    def db_is_missing(self) -> bool:
        """Whether the database would have to be made first. A server's is never missing."""
        # Not Path.exists, which raises where one may not look.
        return "://" not in self.settings.db and not os.path.exists(self.settings.db)  # noqa: PTH110

    @property
    def settings(self) -> config.Settings:
        return self.loaded.settings

    @cached_property
    def output(self) -> Output:
        return Output.of(self.flags, self.env, sys.stdout, sys.stderr)

    @contextmanager
    def desk(self, *, create: bool = False, returning: bool = True) -> Iterator[Desk]:
        """The desk, closed afterwards. ``create``: make the database when it is missing, and
        say so. Not ``returning``: whoever asks is not back by asking; the command itself may say so."""
        is_new = create and self.db_is_missing
        with self.opened(Channel.CLI, create=create) as desk:
            if is_new:
                self.output.tell(_("Made a new database at {path}.").format(path=self.settings.db))
            with suppress(Unavailable):
                # Reading must go on where writing cannot; the next one wakes them.
                desk.wake_due()
            if returning and self._is_by_hand:
                self._come_back(desk)
            yield desk

    @property
    def _is_by_hand(self) -> bool:
        """Whether a person runs this, and no timer or script elsewhere. (A change counts wherever
        it comes from: the desk sees to that.)"""
        return self.output.err.isatty() or (sys.stdin is not None and sys.stdin.isatty())

    def _come_back(self, desk: Desk) -> None:
        """Whom the desk had found idle is there again, and is told what they missed. That it
        cannot be written down keeps nobody from reading."""
        from deskboard.domain.idleness import told

        with suppress(DeskboardError):
            back = desk.returned()
            if back is not None:
                self.output.tell(told(back, desk.now(), desk.zone))

    def opened(self, channel: Channel, *, create: bool) -> Desk:
        """The desk, opened for whoever runs the program."""
        from deskboard.desk.desk import Desk

        if not gc.isenabled():
            gc.freeze()  # what was imported stays: no need to look through it ever again
            gc.enable()
        who = Identity(identity.of_this_process(self.settings.user, self.settings.db), channel)
        return Desk.open(self.settings.db, who, create=create, stale_days=self.settings.stale_days)

    def show_board(self, board: str | None, query: str) -> int:
        """Open the board and stay until the person leaves it; returns the exit code."""
        if self.flags.get("no_color"):
            os.environ["NO_COLOR"] = "1"  # where the board looks for it
        return self._open_board(lambda: self.opened(Channel.BOARD, create=True), self.loaded, board, query)
