"""``--restricted``: a caller works through a service account, and gets its desk and nothing else
of it: no file, no program, no settings.

This is the one place that decides. Whoever reads or writes a file that a caller names, starts a
program, or changes settings asks here first. Behind them stands a wall in the interpreter itself:
it starts no other program, whoever forgot to ask.

Invariant: once begun it lasts as long as the process.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path

from deskboard.domain.errors import NotAllowed
from deskboard.l10n import _

FLAG = "--restricted"
OPTIONS = ("db", "config", "user", "debug")
"""Global options that would lead to another database, or be somebody else."""
KEPT = re.compile(r"TERM|COLORTERM|NO_COLOR|COLUMNS|LINES|LANG|LANGUAGE|LC_[A-Z]+|TZ|SUDO_USER|SUDO_UID")
"""Variables of the caller that stay: what his terminal can, how he writes, and who sudo says he is."""
HARMLESS = re.compile(r"[\w.,:;@+=-]*|\w+(/[\w+-]+){1,2}", re.ASCII)
"""A value that names no file: without a slash, or with those of ``Europe/Vilnius``."""
NOTED = ("TMUX", "STY")
"""Variables of which only counts that they are set: how to write to a clipboard."""
STARTING = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"),
        *("pty.spawn", "webbrowser.open"),
    }
)
"""What the interpreter calls it when a program is about to start (its audit events)."""

_on = False


def asked(argv: Sequence[str]) -> bool:
    """Whether the flag stands anywhere: a caller cannot take away what sudo demands, and to give
    it once more does no harm."""
    return FLAG in argv


def begin(env: MutableMapping[str, str], home: Path) -> None:
    """Be restricted from here on. Of ``env`` stays what is harmless; ``home`` is the account's
    own, as the system has it, where its configuration lies."""
    global _on  # noqa: PLW0603 - a switch that no code can be without, and that only closes
    _on = True
    kept = cleaned(env)
    env.clear()
    env.update({**kept, "HOME": str(home), "PATH": "/usr/bin:/bin"})
    os.umask(0o077)
    # A path in the account's own configuration must not mean one that the caller stands in.
    os.chdir(home if home.is_dir() else "/")
    sys.addaudithook(_wall)


def cleaned(env: Mapping[str, str]) -> dict[str, str]:
    """The variables that stay."""
    kept = {name: value for name, value in env.items() if KEPT.fullmatch(name) and HARMLESS.fullmatch(value)}
    return kept | {name: "1" for name in NOTED if env.get(name)}


def home() -> Path:
    """The home of the account that runs the program, as the system has it."""
    import pwd

    try:
        return Path(pwd.getpwuid(os.geteuid()).pw_dir)
    except KeyError:
        return Path("/")


def is_on() -> bool:
    return _on


def why_not() -> str | None:
    """The reason that files, programs and settings are out of reach, or None: they are not."""
    return _("Switched off (--restricted): no files, programs or settings of this machine.") if _on else None


def need(instead: str = "") -> None:
    """NotAllowed: what comes now is switched off. ``instead``: what to do in its place."""
    reason = why_not()
    if reason is not None:
        raise NotAllowed(reason, instead)


def _wall(event: str, _args: tuple[object, ...]) -> None:
    if event in STARTING:
        need()
