"""Opening a file of a stranger with the system's own program.

Invariant: the file lies in a directory that only its owner can enter, under a harmless name and
without the right to be run; its path is absolute, so it is never taken for an option; and what
was written is removed when the program ends.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from deskboard import files, restricted
from deskboard.domain.attachments import safe_name
from deskboard.domain.errors import Refused
from deskboard.domain.text import safe
from deskboard.l10n import _

OPENERS = ("open",) if sys.platform == "darwin" else ("xdg-open", "wslview")
RUNS = frozenset(
    (
        *("desktop", "sh", "bash", "zsh", "fish", "csh", "command", "tool", "terminal", "app", "workflow", "action"),
        *(
            "exe",
            "com",
            "bat",
            "cmd",
            "ps1",
            "vbs",
            "vbe",
            "js",
            "jse",
            "wsf",
            "msi",
            "scr",
            "pif",
            "lnk",
            "url",
            "hta",
        ),
        *(
            "jar",
            "jnlp",
            "run",
            "appimage",
            "deb",
            "rpm",
            "pkg",
            "dmg",
            "inetloc",
            "fileloc",
            "webloc",
            "py",
            "pl",
            "rb",
        ),
    )
)
"""Endings of what an opener may run, or follow elsewhere, and not show."""


def why_not(name: str, env: Mapping[str, str]) -> str | None:
    """The reason a file cannot be opened from here, or None."""
    if any(env.get(sign) for sign in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")):
        return _("This shell is remote: the file would open on the other machine.")
    if sys.platform != "darwin" and not (
        env.get("DISPLAY") or env.get("WAYLAND_DISPLAY") or env.get("WSL_DISTRO_NAME")
    ):
        return _("There is no desktop here to open files with.")
    if _opener() is None:
        return _("There is no {program} here to open files with.").format(program=OPENERS[0])
    if safe_name(name).rpartition(".")[2].lower() in RUNS:
        return _("{name} may be a program, and programs are not opened from here.").format(name=safe(name))
    return None


def _opener() -> str | None:
    return next((found for name in OPENERS if (found := shutil.which(name))), None)


def open_file(name: str, data: bytes) -> None:
    """Hand the file to the opener and do not wait for it. Refused: it cannot be written or
    there is no opener. NotAllowed."""
    restricted.need()
    opener = _opener()
    if opener is None:
        raise Refused(_("There is no {program} here to open files with.").format(program=OPENERS[0]))
    folder = Path(tempfile.mkdtemp(prefix="deskboard-")).absolute()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = folder / safe_name(name)
    files.write(place, data, private=True)
    silent = subprocess.DEVNULL
    try:
        subprocess.Popen([opener, str(place)], stdin=silent, stdout=silent, stderr=silent, start_new_session=True)
    except OSError as error:
        raise Refused(_("{program} does not start: {reason}.").format(program=opener, reason=error.strerror)) from None
