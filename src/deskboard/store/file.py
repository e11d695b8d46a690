"""The file that has the database's name, and opening it.

Invariant: nothing is read from or written into a file that has lost its name, where nobody would
ever look for it; and a database that went never comes back empty.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from deskboard.domain.errors import Replaced, Unavailable
from deskboard.l10n import _
from deskboard.store.sqlite import sqlite3

Identity = tuple[int, int]
"""Device and inode: what a file is, whatever its name."""


def identity(path: Path) -> Identity:
    """Which file has the name. Unavailable: none has."""
    try:
        found = path.stat()
    except OSError as error:
        raise Unavailable(
            _("The database {path} is gone: {reason}.").format(path=path, reason=error.strerror),
            _("Bring it back, or put a backup in its place with `deskboard restore-backup`."),
        ) from error
    return found.st_dev, found.st_ino


def see_same(path: Path, seen: Identity) -> None:
    """Replaced: another file has its name now. Unavailable: none has."""
    if identity(path) != seen:
        raise Replaced(_("Another file was put in the place of the database."), _("Try again."))


def connect(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection to a file that is there. On a medium that nobody can write, SQLite cannot make
    its files beside the database, and needs none. Unavailable: there is no file."""
    identity(path)
    options = "mode=rw"
    with suppress(OSError):
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            options = "mode=ro&immutable=1"
    return sqlite3.connect(f"file:{quote(str(path))}?{options}", uri=True, timeout=timeout, check_same_thread=False)


def is_read_only(path: Path) -> bool:
    """Whether it is there, and not for us to write."""
    return path.exists() and not os.access(path, os.W_OK)
