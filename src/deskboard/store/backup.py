"""Copies of a SQLite database, and putting one back.

Invariants: a copy is consistent however many people write meanwhile (SQLite's backup API, never
a file copy) and has been checked before it gets its name; putting one back never destroys the
database it replaces, and whenever it is interrupted a whole database has the name.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from deskboard.domain.errors import BadInput, DeskboardError, NotFound, Unavailable
from deskboard.l10n import _
from deskboard.store.engine import APPLICATION_ID, BUSY_SECONDS
from deskboard.store.schema import HEAD
from deskboard.store.sharing import BACKUPS, COMPANIONS, REPLACED, share_like
from deskboard.store.sqlite import sqlite3

KEPT = 5
"""How many of the backups that are taken before migrations stay."""


def stamp(now: datetime) -> str:
    """A time for a file name, in UTC: ``20260131-170000``."""
    return now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")


def back_up(database: Path, target: Path, *, overwrite: bool = False, like: Path | None = None) -> int:
    """Write a checked copy of ``database`` to ``target``, readable by its owner only, or by whoever
    may read ``like``; returns its size in bytes.

    NotFound: no database. BadInput: ``target`` exists and not ``overwrite``. Unavailable: the
    database is damaged or cannot be read, or the copy cannot be written.
    """
    if not database.exists():
        raise NotFound(
            _("There is no database at {path}.").format(path=database), _("Create it with `deskboard init`.")
        )
    if target.exists() and (not overwrite or target.samefile(database)):
        raise BadInput(_("{path} exists already.").format(path=target), _("Name another file, or add --force."))
    with told(target), _draft(target) as draft:
        _copy(database, draft)
        _check(draft, "quick_check", database)
        if like is not None:
            _make_like(draft, like)
        _sync(draft)
        if overwrite:
            draft.replace(target)
        else:
            _name(draft, target)
        _sync(target.parent)
    return target.stat().st_size


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A private file beside ``target`` to write a database into; it gets the name when all has
    gone well, and is gone otherwise. BadInput: ``target`` exists. Unavailable: no such directory."""
    if target.exists():
        raise BadInput(_("{path} exists already.").format(path=target), _("Name a new file."))
    with told(target), _draft(target) as draft:
        yield draft
        with closing(sqlite3.connect(draft)) as written:
            written.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _check(draft, "quick_check", target)
        _sync(draft)
        _name(draft, target)
        _sync(target.parent)


def restore(source: Path, database: Path, now: datetime) -> Path | None:
    """Put the backup ``source`` in the place of ``database``. Returns where the old one was kept;
    None: there was none.

    NotFound: no such file. BadInput: it is damaged or not a Deskboard database. Unavailable:
    it is of a newer version, somebody has the database open, or the files cannot be written.
    """
    if not source.is_file():
        raise NotFound(_("There is no file at {path}.").format(path=source))
    if database.exists() and source.samefile(database):
        raise BadInput(_("{path} is the database itself.").format(path=source), _("Name a backup."))
    with told(database), _draft(database) as draft:
        _take(source, draft)
        aside = None
        if database.exists():
            _make_like(draft, database)
            _sync(draft)
            aside = _exchange(draft, database, now)
        else:
            _sync(draft)
            draft.replace(database)
        _sync(database.parent)
    return aside


def folder_of(database: Path) -> Path:
    """Where the backups that the program makes by itself lie."""
    return database.with_name(f"{database.name}{BACKUPS}")


def before_migration(database: str | Path, now: datetime | None = None) -> Path:
    """A backup in the directory ``NAME.backups`` beside the database; the last ``KEPT`` stay."""
    database = Path(database)
    folder = folder_of(database)
    with told(folder):
        make_folder(folder, database)
        target = folder / f"{stamp(now or datetime.now(UTC))}.db"
        back_up(database, target, overwrite=True, like=database)
        for old in sorted(folder.glob("????????-??????.db"))[:-KEPT]:
            old.unlink()
    return target


def make_folder(folder: Path, database: Path) -> None:
    """The directory of backups, open to those who share the database and to nobody else."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        share_like(database, folder)


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
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0] if ours else HEAD
            copy.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        raise _damaged(source, str(error)) from error
    except Unavailable as error:
        raise BadInput(error.message, _("Nothing was changed; try an older backup.")) from error
    if not ours:
        raise BadInput(_("{path} is not a Deskboard database.").format(path=source), _("Nothing was changed."))
    if found > HEAD:
        raise Unavailable(
            _("{path} was written by a newer Deskboard (schema {found}, this program knows {known}).").format(
                path=source, found=found, known=HEAD
            ),
            _("Upgrade this program; nothing was changed."),
        )


def _make_like(draft: Path, database: Path) -> None:
    """Mode and group of the database that is replaced: a shared one stays shared."""
    old = database.stat()
    with suppress(PermissionError):
        os.chown(draft, -1, old.st_gid)
        draft.chmod(old.st_mode & 0o777)


def _exchange(draft: Path, database: Path, now: datetime) -> Path:
    """Give the draft the database's name, in one step; returns the name the old one got before.
    When anything fails, everything is as it was."""
    with _alone(database):
        aside = _free_name(database, now)
        _also_name(database, aside)
        try:
            # Only a damaged database has any left, which must not be taken for the new one's.
            _rename_companions(database, aside)
            _sync(database.parent)
            draft.replace(database)
        except BaseException:
            _rename_companions(aside, database)
            aside.unlink()
            raise
    return aside


def _also_name(database: Path, aside: Path) -> None:
    """A second name for the database. FileExistsError."""
    try:
        os.link(database, aside)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (FAT): a copy, though reading the file ends our lock on it.
        try:
            shutil.copy2(database, aside)
            _sync(aside)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def _rename_companions(database: Path, other: Path) -> None:
    for ending in COMPANIONS:
        companion = database.with_name(database.name + ending)
        if companion.exists():
            companion.rename(other.with_name(other.name + ending))


def _free_name(database: Path, now: datetime) -> Path:
    base = f"{database.name}{REPLACED}{stamp(now)}"
    names = (database.with_name(base if not n else f"{base}-{n}") for n in range(1_000))
    return next(name for name in names if not name.exists())


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Hold the database with its write-ahead log folded in, and nobody else in it. SQLite lets us
    leave WAL only when nobody else has it open, which is just what must hold: they would go on
    writing into the old one. The old one stays out of WAL, so that SQLite refuses to write when
    somebody who waited for our lock goes on under a name that has become another file's.
    A damaged file is left as it is."""
    with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as held:
        locked = _lock(held)
        if not locked:
            held.close()  # or the log it has opened itself would look like one to keep
        try:
            yield
        except BaseException:
            if locked:
                _unlock(held)
            raise


def _lock(held: sqlite3.Connection) -> bool:
    """Lock out everybody; False: it is too damaged for that."""
    try:
        held.execute("SELECT count(*) FROM sqlite_master")
        held.execute("PRAGMA journal_mode = DELETE")
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            _unlock(held)
            raise Unavailable(
                _("Somebody has the board open."), _("Let everybody leave it, then restore again.")
            ) from error
        if "disk I/O" not in str(error):
            raise
        return False
    except sqlite3.DatabaseError:
        return False
    return True


def _unlock(held: sqlite3.Connection) -> None:
    """Let everybody in again, with a write-ahead log as before."""
    with suppress(sqlite3.Error):
        held.rollback()
        held.execute("PRAGMA journal_mode = WAL")


def _sync(path: Path) -> None:
    """See that a file, or the names in a directory, would survive a power cut."""
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    except OSError:
        # Some network file systems sync no directories; there is no other way to ask.
        if not path.is_dir():
            raise
    finally:
        os.close(place)


def _copy(database: Path, target: Path) -> None:
    with closing(_reader(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.execute("BEGIN")  # what is counted and what is copied are of one moment
        there = _counts(source)
        source.backup(copy)
        if _counts(copy) != there:
            raise Unavailable(_("The copy of {path} is not whole.").format(path=database), _("Try again."))
        # One file that can be carried about: its write-ahead log is folded in and gone.
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _counts(connection: sqlite3.Connection) -> dict[str, int] | None:
    """How many rows each table has; None: it is too damaged to say, which the check tells better."""
    try:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}
    except sqlite3.DatabaseError:
        return None


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
        for ending in ("", *COMPANIONS):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


@contextmanager
def told(target: Path) -> Iterator[None]:
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
