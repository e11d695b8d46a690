"""Keeping the database safe: copies, putting one back, and bringing it to today's schema.

The door for callers who may not know the store. Invariant: only SQLite files are touched; a
PostgreSQL server has tools of its own, and the refusal names them.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from deskboard.domain.errors import DeskboardError, NotAllowed, Refused
from deskboard.domain.permissions import whom
from deskboard.domain.readmodels import Backup
from deskboard.domain.team import SERVING
from deskboard.l10n import _
from deskboard.store import backup, daily, mounts
from deskboard.store.engine import is_url, open_engine, reading
from deskboard.store.facts import Facts


def permit(db: str, login: str) -> None:
    """NotAllowed: ``login`` only looks at the desk, and a backup is all of it. Who works there may,
    and so may an account that is nobody there: cron's, which can read the file."""
    path = _file(db)
    if not path.exists():
        return
    engine = open_engine(str(path), create=False)
    try:
        with reading(engine) as connection:
            standing = Facts(connection).standing_of(login)
    except DeskboardError:
        return  # it cannot be read: the copy will say why
    finally:
        engine.dispose()
    if standing is not None and (standing.left or standing.role not in SERVING):
        raise NotAllowed(
            _("Only agents and admins make backups: the whole desk leaves with one."),
            _("Ask one of them, or export tickets with `deskboard export`."),
        )


def back_up(db: str, target: Path | None, now: datetime, *, overwrite: bool = False) -> tuple[Path, int]:
    """Copy the database ``db`` to ``target`` (None: a dated file in the working directory);
    returns where, and its size in bytes.

    Refused: PostgreSQL. Else as ``store.backup.back_up``.
    """
    database = _file(db)
    target = target or Path(f"deskboard-{backup.stamp(now)}.db")
    return target, backup.back_up(database, target, overwrite=overwrite)


def back_up_daily(db: str, now: datetime, days: int, weeks: int) -> Backup | None:
    """Make today's backup beside the database if it is due, and take away those in excess; None:
    it is not due. Refused: PostgreSQL. Unavailable: it could not be made."""
    return daily.make(_file(db), now, days, weeks)


def backups(db: str) -> list[Backup]:
    """The backups that the program made by itself, newest first. Refused: PostgreSQL."""
    return daily.backups(_file(db))


def _file(db: str) -> Path:
    if is_url(db):
        raise Refused(_("PostgreSQL makes its own backups."), _("Use `pg_dump --format=custom`."))
    return Path(db).absolute()


def restore(source: Path, db: str, login: str, now: datetime) -> Path | None:
    """Put ``source`` (a path, or the name of one of ``backups``) in the place of ``db``; returns
    where the old database was kept, None when there was none.

    NotAllowed: ``login`` is no admin of the desk there, nor the process the file's owner.
    Refused: PostgreSQL, or ``db`` lies on a network file system. Else as ``store.backup.restore``.
    """
    if is_url(db):
        raise Refused(_("PostgreSQL restores its own backups."), _("Use `pg_restore`."))
    mounts.refuse_network(Path(db))
    _permit(Path(db), login)
    kept = backup.folder_of(Path(db)) / source
    if daily.NAME.fullmatch(str(source)) and not source.exists() and kept.exists():
        source = kept
    return backup.restore(source, Path(db), now)


def _permit(path: Path, login: str) -> None:
    """NotAllowed unless what is there may be replaced: a restored file belongs to whoever restored
    it, and who owns the file may say who they are."""
    if not path.exists() or os.geteuid() in (0, path.stat().st_uid):
        return
    engine = open_engine(str(path), create=False)
    try:
        with reading(engine) as connection:
            admins = Facts(connection).admins()
    except DeskboardError:
        admins = []  # it cannot even be read: a thing for its owner
    finally:
        engine.dispose()
    if login not in admins:
        raise NotAllowed(
            _("Only an admin of the desk, or the owner of its file, puts a backup in its place."),
            _("Ask {admins}.").format(admins=whom(tuple(admins))),
        )
