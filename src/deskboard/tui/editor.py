"""A text in the user's own editor.

Invariant: the text stands in a file that only its owner may read, and the file is gone
afterwards, however the editor ends.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from deskboard import restricted
from deskboard.domain.text import clean_text


def command() -> list[str]:
    """The editor's command, from VISUAL or EDITOR, else vi."""
    try:
        return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        return []


def edit(app: App[int], text: str) -> str | None:
    """The text after editing; None when the editor could not be run or reported failure. NotAllowed."""
    restricted.need()
    argv = command()
    if not argv:
        return None
    handle, name = tempfile.mkstemp(suffix=".md", prefix="deskboard-")  # made with mode 0600
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with app.suspend():
            ran = _run([*argv, name])
        after = _read(path, text)
        # What was saved counts, also when the editor ended badly afterwards.
        return after if ran or after != text else None
    except (OSError, SuspendNotSupported):
        return None
    finally:
        path.unlink(missing_ok=True)


def _run(argv: list[str]) -> bool:
    """Whether the editor ran and ended well. Nothing may be raised while the terminal is the
    editor's: the board would not get it back."""
    try:
        return subprocess.run(argv, check=False).returncode == 0
    except OSError:
        return False


def _read(path: Path, before: str) -> str:
    """What the editor saved; editors end a file with a newline, which is no change."""
    after = clean_text(path.read_bytes().decode("utf-8", errors="replace"))
    return before if after.rstrip("\n") == before.rstrip("\n") else after.rstrip("\n")
