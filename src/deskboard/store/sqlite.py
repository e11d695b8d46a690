"""Which SQLite the program works with: Python's own, or a fixed one that is installed beside it.

Everybody takes ``sqlite3`` from here. Invariant: one process uses one SQLite library; two of
them on one file would drop each other's locks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskboard.domain.errors import Unavailable
from deskboard.l10n import _

__all__ = ["has_wal_reset_bug", "origin", "require", "sqlite3", "version"]

WAL_RESET_FIXED = (3, 51, 3)
WAL_RESET_BACKPORTS = frozenset({(3, 44, 6), (3, 50, 7)})
"""Versions without the WAL-reset bug, in which two connections that write and checkpoint at the
same moment can damage the file (https://sqlite.org/wal.html#walresetbug)."""
NEEDED = (3, 35, 0)
"""The first with RETURNING, which we use."""


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    return (3, 7, 0) <= version < WAL_RESET_FIXED and version not in WAL_RESET_BACKPORTS


if TYPE_CHECKING:
    import sqlite3
else:

    def _best():
        """The package that the extra ``sqlite`` installs, where it has the better SQLite. Python's
        own is not loaded to compare when that one is known to be sound: each costs milliseconds."""
        try:
            import pysqlite3.dbapi2 as beside
        except ImportError:
            import sqlite3 as own

            return own
        if not has_wal_reset_bug(beside.sqlite_version_info):
            return beside
        import sqlite3 as own

        return beside if beside.sqlite_version_info > own.sqlite_version_info else own

    sqlite3 = _best()


def version() -> tuple[int, int, int]:
    return sqlite3.sqlite_version_info


def origin() -> str:
    """The package that brings the SQLite in use: ``sqlite3`` (Python's own) or ``pysqlite3``."""
    return sqlite3.Connection.__module__.partition(".")[0]


def require(found: tuple[int, int, int] | None = None) -> None:
    """Unavailable: this SQLite is too old for what the program asks of it."""
    found = found or version()
    if found < NEEDED:
        name, needed = ".".join(map(str, found)), ".".join(map(str, NEEDED[:2]))
        raise Unavailable(
            _("SQLite {found} is too old; Deskboard needs {needed} or newer.").format(found=name, needed=needed),
            _("Install a newer one with `pipx inject deskboard pysqlite3`, or use a newer Python."),
        )
