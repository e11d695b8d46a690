"""Copies of a SQLite database, and putting one back.

Invariants: a copy is consistent however many people write meanwhile (SQLite's backup API, never
a file copy) and has been checked before it gets its name; putting one back never destroys the
database it replaces.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from deskboard.domain.errors import BadInput, DeskboardError, NotFound, Unavailable
from deskboard.l10n import _
from deskboard.store.engine import APPLICATION_ID, BUSY_SECONDS

KEPT = 5
"""How many of the backups that are taken before migrations stay."""


def stamp(now: datetime) -> str:
    """A time for a file name, in UTC: ``20260131-170000``."""
    return now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")


def back_up(database: Path, target: Path, *, overwrite: bool = False) -> int:
    """Write a checked copy of ``database`` to ``target``, readable by its owner only; returns
    its size in bytes.

    NotFound: no database. BadInput: ``target`` exists and not ``overwrite``. Unavailable: the
    database is damaged or cannot be read, or the copy cannot be written.
    """
    if not database.exists():
        raise NotFound(
            _("There is no database at {path}.").format(path=database), _("Create it with `deskboard init`.")
        )
    if target.exists() and (not overwrite or target.samefile(database)):
        raise BadInput(_("{path} exists already.").format(path=target), _("Name another file, or add --force."))
    with _told(target), _draft(target) as draft:
        _copy(database, draft)
        _check(draft, "quick_check", database)
        if overwrite:
            draft.replace(target)
        else:
            _name(draft, target)
    return target.stat().st_size


def restore(source: Path, database: Path, now: datetime) -> Path | None:
    """Put the backup ``source`` in the place of ``database``. Returns where the old one was kept;
    None: there was none.

    NotFound: no such file. BadInput: it is damaged or not a Deskboard database. Unavailable:
    somebody has the database open, or the files cannot be written.
    """
    if not source.is_file():
        raise NotFound(_("There is no file at {path}.").format(path=source))
    if database.exists() and source.samefile(database):
        raise BadInput(_("{path} is the database itself.").format(path=source), _("Name a backup."))
    with _told(database), _draft(database) as draft:
        _take(source, draft)
        aside = None
        if database.exists():
            _make_like(draft, database)
            aside = _set_aside(database, now)
        draft.replace(database)
    return aside


def before_migration(database: str | Path, now: datetime | None = None) -> Path:
    """A backup in the directory ``NAME.backups`` beside the database; the last ``KEPT`` stay."""
    database = Path(database)
    folder = database.with_name(f"{database.name}.backups")
    with _told(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"{stamp(now or datetime.now(UTC))}.db"
        back_up(database, target, overwrite=True)
        for old in sorted(folder.glob("????????-??????.db"))[:-KEPT]:
            old.unlink()
    return target


def _name(draft: Path, target: Path) -> None:
    """Give the draft its name, never over a file that came meanwhile. FileExistsError."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (FAT): the check at the start has to do.
        draft.replace(target)


def _take(source: Path, draft: Path) -> None:
    """Copy a backup into ``draft`` and see that it is whole and ours."""
    try:
        _copy(source, draft)
        _check(draft, "integrity_check", source)
        with closing(sqlite3.connect(draft)) as copy:
            ours = copy.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            ours = ours and copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'ticket'").fetchone()[0]
            copy.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        raise _damaged(source, str(error)) from error
    except Unavailable as error:
        raise BadInput(error.message, _("Nothing was changed; try an older backup.")) from error
    if not ours:
        raise BadInput(_("{path} is not a Deskboard database.").format(path=source), _("Nothing was changed."))


def _make_like(draft: Path, database: Path) -> None:
    """Mode and group of the database that is replaced: a shared one stays shared."""
    old = database.stat()
    with suppress(PermissionError):
        os.chown(draft, -1, old.st_gid)
        draft.chmod(old.st_mode & 0o777)


def _set_aside(database: Path, now: datetime) -> Path:
    """Rename the database, with what belongs to it, out of the way."""
    _close_for_everybody(database)
    aside = _free_name(database, now)
    for ending in ("-wal", "-shm", "-journal"):
        companion = database.with_name(database.name + ending)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + ending))
    database.rename(aside)
    return aside


def _free_name(database: Path, now: datetime) -> Path:
    base = f"{database.name}.before-restore-{stamp(now)}"
    names = (database.with_name(base if not n else f"{base}-{n}") for n in range(1_000))
    return next(name for name in names if not name.exists())


def _close_for_everybody(database: Path) -> None:
    """Fold the write-ahead log into the file. SQLite lets us leave WAL only when nobody else has
    the database open, which is just what must hold: they would go on writing into the old one.
    A damaged file is set aside as it is."""
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Unavailable(
                _("Somebody has the board open."), _("Let everybody leave it, then restore again.")
            ) from error
    except sqlite3.DatabaseError:
        return


def _copy(database: Path, target: Path) -> None:
    with closing(_reader(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # One file that can be carried about: its write-ahead log is folded in and gone.
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _reader(database: Path) -> sqlite3.Connection:
    """A connection that cannot write. A WAL database in a directory that cannot be written opens
    only as immutable, which is right for a backup that lies still."""
    address = f"file:{quote(str(database.absolute()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if "unable to open" not in str(error) and "readonly" not in str(error):
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


def _check(copy: Path, pragma: str, database: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        said = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
    if said != "ok":
        raise Unavailable(
            _("{path} is damaged: {reason}.").format(path=database, reason=" ".join(said.split())),
            _("Restore a backup with `deskboard restore-backup FILE`."),
        )


def _damaged(path: Path, reason: str) -> BadInput:
    return BadInput(
        _("{path} is not a whole database: {reason}.").format(path=path, reason=reason),
        _("Nothing was changed; try an older backup."),
    )


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """An empty private file beside ``target``, gone afterwards if nobody renamed it."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        yield draft
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Turns what the system says into what a person can use."""
    try:
        yield
    except DeskboardError:
        raise
    except FileExistsError as error:
        raise BadInput(
            _("{path} exists already.").format(path=target), _("Name another file, or add --force.")
        ) from error
    except OSError as error:
        raise Unavailable(_("Cannot write {path}: {reason}.").format(path=target, reason=error.strerror)) from error
    except sqlite3.Error as error:
        raise Unavailable(
            _("The copy failed: {reason}.").format(reason=error), _("`deskboard doctor` says what to do.")
        ) from error
