"""Runs the board on a database: ``python -m tests.tui.start FILE [theme] [ascii]``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deskboard.config import Loaded, Settings
from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import Channel, Identity
from deskboard.tui.app import run


def main(db: str, *options: str) -> int:
    def open_desk():
        from deskboard.desk.desk import Desk

        return Desk.open(db, Identity("ann", Channel.BOARD))

    settings = Settings(db, ascii="ascii" in options, theme=next(iter(set(options) - {"ascii"}), "dark"))
    try:
        return run(open_desk, Loaded(settings, {}, Path(os.devnull)))
    except DeskboardError as error:
        print(error, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
