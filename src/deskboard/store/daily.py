"""The backups that are made by themselves: one a day, of which some stay.

Invariant: one process at a time makes them or takes old ones away; whatever has a name here has
been checked; and the one that was just made is never taken away.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deskboard.domain.errors import NotFound, Unavailable
from deskboard.domain.readmodels import Backup
from deskboard.l10n import _
from deskboard.store import backup

DUE_AFTER = timedelta(hours=22)
"""Age of the newest one from which the next is due: less than a day, or a cron job that starts a
second earlier than yesterday would leave one out."""
CLOCK_SLACK = timedelta(minutes=5)
"""One that is further ahead of the clock was made while the clock was wrong, and does not count."""
NAME = re.compile(r"(?P<daily>daily-)?(?P<made>[12]\d{7}-\d{6})\.db")
"""Those before a migration have no word in front."""


def backups(database: Path) -> list[Backup]:
    """Those that there are, newest first."""
    found = []
    with backup.told(backup.folder_of(database)), suppress(FileNotFoundError):
        for entry in os.scandir(backup.folder_of(database)):
            made = _made(entry.name)
            if made is not None and entry.is_file(follow_symlinks=False):
                kind = "daily" if entry.name.startswith("daily-") else "migration"
                found.append(Backup(entry.name, entry.path, made, kind, entry.stat().st_size))
    return sorted(found, key=lambda one: (one.made, one.name), reverse=True)


def _made(name: str) -> datetime | None:
    """When a backup of this name was made; None: it is the name of something else."""
    parts = NAME.fullmatch(name)
    if parts is None:
        return None
    try:
        return datetime.strptime(parts["made"], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None  # digits, but no date


def is_due(database: Path, now: datetime) -> bool:
    """Whether the newest daily backup is too old, or there is none."""
    made = [one.made for one in backups(database) if one.kind == "daily" and one.made <= now + CLOCK_SLACK]
    return not made or now - made[0] > DUE_AFTER


def make(database: Path, now: datetime, days: int, weeks: int) -> Backup | None:
    """Make today's if it is due, and take away those that are in excess; None: it is not due, or
    somebody else is at it. Unavailable: no room, or as ``store.backup.back_up``."""
    if not database.exists():
        raise NotFound(
            _("There is no database at {path}.").format(path=database), _("Create it with `deskboard init`.")
        )
    if not is_due(database, now):
        return None
    folder = backup.folder_of(database)
    with backup.told(folder):
        backup.make_folder(folder, database)
        with _turn(folder) as is_ours:
            # Somebody may have made it while we looked.
            if not is_ours or not is_due(database, now):
                return None
            _sweep(folder)
            _see_room(database, folder)
            target = folder / f"daily-{backup.stamp(now)}.db"
            size = backup.back_up(database, target, like=database)
            made = Backup(target.name, str(target), now.replace(microsecond=0), "daily", size)
            dailies = [one for one in backups(database) if one.kind == "daily"]
            for name in excess({one.name: one.made for one in dailies}, days, weeks, {made.name}):
                (folder / name).unlink(missing_ok=True)
    return made


def excess(made: dict[str, datetime], days: int, weeks: int, but: Collection[str] = ()) -> list[str]:
    """Those that may go: all but the newest of each of the last ``days`` days and ``weeks`` weeks
    that have one. Days on which nobody worked count for nothing."""
    newest_first = sorted(made, key=lambda name: (made[name], name), reverse=True)
    by_day = _first_of([(made[name].date(), name) for name in newest_first], days)
    by_week = _first_of([(made[name].isocalendar()[:2], name) for name in newest_first], weeks)
    return [name for name in newest_first if name not in by_day | by_week | set(but)]


def _first_of(pairs: Sequence[tuple[object, str]], most: int) -> set[str]:
    first: dict[object, str] = {}
    for span, name in pairs:
        first.setdefault(span, name)
    return set(list(first.values())[:most])


@contextmanager
def _turn(folder: Path) -> Iterator[bool]:
    """Whether it is our turn. The system ends the lock of a process that is killed."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with suppress(OSError):
            os.fchmod(descriptor, 0o600 | (folder.stat().st_mode & 0o060))
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Take away what a process that was killed had begun; it is our turn, so nobody is at it."""
    for part in folder.glob(".daily-*.part*"):
        part.unlink(missing_ok=True)


def _see_room(database: Path, folder: Path) -> None:
    """A backup must not be what fills the disk."""
    wanted, free = 2 * database.stat().st_size, shutil.disk_usage(folder).free
    if free < wanted:
        raise Unavailable(
            _("There is no room for today's backup: {free:,} MB free, {wanted:,} MB wanted.").format(
                free=free >> 20, wanted=(wanted >> 20) + 1
            ),
            _("Free some space in {folder}.").format(folder=folder),
        )
