"""A path to type, which Tab goes on with as far as only one is meant.

Invariant: names of files are shown safe, and those that could not be typed are not offered.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from textual import events

from deskboard.domain.text import clean_line, safe
from deskboard.l10n import _
from deskboard.tui.dialogs.line import LineDialog

OFFERED = 2_000
"""Names of a directory that are looked at: more are not completed."""


class PathDialog(LineDialog):
    """As ``LineDialog``, and Tab completes."""

    def __init__(self, heading: str, value: str, echo: Callable[[str], str], hint: str = "") -> None:
        super().__init__(heading, value, echo, hint)
        self.keys_line = _("Enter takes it · Tab completes · Esc leaves")

    def on_key(self, event: events.Key) -> None:
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._complete()

    def _complete(self) -> None:
        line = self.prompt.line
        found, names = completed(line)
        if found != line:
            self.prompt.value = found
            self.prompt.cursor_position = len(found)
        elif names:
            shown = "  ".join(map(safe, names[:8])) + (" …" if len(names) > 8 else "")
            self.answer.show([(shown, self.program.look.pens.dim)])


def completed(line: str) -> tuple[str, list[str]]:
    """The path as far as it can only mean one thing, and the names it could go on with."""
    folder, slash, begun = line.rpartition(os.sep)
    place = Path(folder + slash or ".").expanduser()
    names = []
    try:
        with os.scandir(place) as entries:
            for _n, entry in zip(range(OFFERED), entries, strict=False):
                name = entry.name
                hidden = name.startswith(".") and not begun.startswith(".")
                if name.startswith(begun) and not hidden and clean_line(name) == name == safe(name):
                    names.append(name + (os.sep if entry.is_dir() else ""))
    except (OSError, ValueError):
        return line, []
    names.sort()
    shortest = min(names, key=len, default=begun)
    while not all(name.startswith(shortest) for name in names):
        shortest = shortest[:-1]
    return folder + slash + shortest, names
