"""Keeping the database safe: copies, putting one back, and bringing it to today's schema.

The door for callers who may not know the store. Invariant: only SQLite files are touched; a
PostgreSQL server has tools of its own, and the refusal names them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from deskboard.domain.errors import Refused
from deskboard.l10n import _
from deskboard.store import backup
from deskboard.store.engine import is_url


def back_up(db: str, target: Path | None, now: datetime, *, overwrite: bool = False) -> tuple[Path, int]:
    """Copy the database ``db`` to ``target`` (None: a dated file in the working directory);
    returns where, and its size in bytes.

    Refused: PostgreSQL. Else as ``store.backup.back_up``.
    """
    if is_url(db):
        raise Refused(_("PostgreSQL makes its own backups."), _("Use `pg_dump --format=custom`."))
    target = target or Path(f"deskboard-{backup.stamp(now)}.db")
    return target, backup.back_up(Path(db), target, overwrite=overwrite)


def restore(source: Path, db: str, now: datetime) -> Path | None:
    """Put ``source`` in the place of ``db``; returns where the old database was kept, None when
    there was none.

    Refused: PostgreSQL. Else as ``store.backup.restore``.
    """
    if is_url(db):
        raise Refused(_("PostgreSQL restores its own backups."), _("Use `pg_restore`."))
    return backup.restore(source, Path(db), now)
