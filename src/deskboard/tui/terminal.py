"""The terminal the board is about to use: whether it will do, and how Textual should treat it.

Invariant: this module imports no Textual, and ``prepare`` runs before anything does, because
Textual reads its environment switches once, at import.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import MutableMapping
from typing import NamedTuple, TextIO

from deskboard.domain.errors import DeskboardError
from deskboard.l10n import _

SWITCHES = {
    "TEXTUAL_ANIMATIONS": "none",  # every frame of an animation is bytes on the line
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",  # its key reports lose the text of input methods
}
POOR = ("linux", "vt100", "vt220", "ansi", "cons25")
"""Terminals whose fonts lack the symbols of the board."""


class Means(NamedTuple):
    """What the terminal can show: ``theme`` to use and whether to keep to ``ascii``."""

    theme: str
    ascii: bool


def check(environ: MutableMapping[str, str], *streams: TextIO) -> None:
    """DeskboardError: there is no terminal, or none that can move its cursor."""
    hint = _("Every command works without one: `deskboard list`, `deskboard --help`.")
    if not all(stream.isatty() for stream in streams):
        raise DeskboardError(_("The board needs a terminal."), hint)
    if environ.get("TERM", "dumb") in ("dumb", "unknown"):
        raise DeskboardError(_("The board needs a terminal that can move its cursor (TERM is “dumb”)."), hint)


def means(environ: MutableMapping[str, str], theme: str, ascii_only: bool) -> Means:
    """The theme and symbols to use, given the ones that were asked for."""
    term = environ.get("TERM", "")
    rich_in_colour = (
        environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
        or environ.get("TEXTUAL_COLOR_SYSTEM", "") in ("256", "truecolor")
        or "256color" in term
        or "direct" in term
        or "kitty" in term
    )
    if "NO_COLOR" in environ or not rich_in_colour:
        theme = "ansi"
    return Means(theme, ascii_only or term in POOR)


def prepare(theme: str, ascii_only: bool) -> Means:
    """Check the terminal and set the switches; to be called before Textual is imported."""
    check(os.environ, sys.stdin, sys.stdout, sys.stderr)  # Textual paints on standard error
    for name, value in SWITCHES.items():
        os.environ.setdefault(name, value)
    # Under nohup the signal is ignored; the board would then outlive its terminal.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    found = means(os.environ, theme, ascii_only)
    if found.theme == "ansi":
        # Textual decides by its first theme whether NO_COLOR means no colour or shades of grey.
        os.environ["TEXTUAL_THEME"] = "ansi-dark"
    return found


def is_gone() -> bool:
    """Whether the terminal has been taken away from under the program."""
    import termios

    try:
        termios.tcgetattr(0)
    except (termios.error, OSError, ValueError):
        return True
    return False
