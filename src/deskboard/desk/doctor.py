"""Whether everything Deskboard stands on is in order, and what to do where it is not.

Pure judgement over facts from ``store.health`` and the surroundings that are passed in.
Invariant: whatever is not in order comes with what to do about it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from deskboard.desk import doctor_place as place
from deskboard.desk.doctor_contents import CLOCK_SLACK, clock, ramps, schema
from deskboard.desk.finding import Finding, State, Surroundings
from deskboard.domain.errors import DeskboardError
from deskboard.l10n import _
from deskboard.store import daily, health, mounts, sqlite
from deskboard.store.engine import is_url
from deskboard.store.sqlite import sqlite3

__all__ = ["Finding", "State", "Surroundings", "clock", "examine", "mounted"]


MEGABYTE = 1024 * 1024
SPACE_WANTED = 100 * MEGABYTE
"""Below this much free space a backup or an import may fail."""
BACKUP_AGE = timedelta(days=2)
"""A newest backup that is older is worth a word."""


def mounted() -> str:
    """The table of what is mounted on this machine."""
    return mounts.read()


def examine(db: str, around: Surroundings) -> Iterator[Finding]:
    """All findings about the database ``db`` and its surroundings, one by one."""
    if is_url(db):
        from deskboard.desk import doctor_server

        yield from doctor_server.examine(db, around)
    else:
        yield from _file(Path(db).absolute(), around)
    yield from _terminal(around)


def _file(path: Path, around: Surroundings) -> Iterator[Finding]:
    if shut := place.shut(path):
        yield shut
        return
    if not path.exists():
        yield Finding(
            "database",
            State.TODO,
            _("There is no database at {path}.").format(path=path),
            _("Create it with `deskboard init`."),
        )
    else:
        yield _readable(path)
        yield place.mode(path)
        yield from place.sharing(path)
        yield from place.account(path)
    yield place.mount(path, around.mounts)
    yield sqlite_release(sqlite.version(), sqlite.origin())
    if path.exists():
        yield _integrity(path)
        yield _search(path)
        yield clock(_newest(path), around.now)
        yield from ramps(_ramps(path))
        yield _backups(path, around.now)
    yield _space(path)


def _readable(path: Path) -> Finding:
    try:
        kind = health.kind(path)
    except sqlite3.Error as error:
        return Finding(
            "database",
            State.TODO,
            _("{path} cannot be read: {reason}.").format(path=path, reason=error),
            _("See that you may read it; if it is damaged, `deskboard restore-backup FILE`."),
        )
    if not kind.ours:
        return Finding(
            "database",
            State.TODO,
            _("{path} is not a Deskboard database.").format(path=path),
            _("Name another file with --db or DESKBOARD_DB."),
        )
    return schema(kind.schema, str(path))


def sqlite_release(version: tuple[int, int, int], origin: str = "sqlite3") -> Finding:
    """Whether this SQLite has the WAL-reset bug, and how to get one without."""
    name = ".".join(map(str, version))
    whose = _("Python's own") if origin == "sqlite3" else origin
    if sqlite.has_wal_reset_bug(version):
        said = _("SQLite {version} ({whose}) has the WAL-reset bug: very rarely, two writers can damage the file.")
        advice = _(
            "Run `pipx inject deskboard pysqlite3`, or upgrade SQLite to 3.51.3 (3.50.7, 3.44.6);"
            " until then keep daily backups."
        )
        return Finding("sqlite", State.NOTE, said.format(version=name, whose=whose), advice)
    return Finding("sqlite", State.OK, _("SQLite {version} ({whose}).").format(version=name, whose=whose))


def _integrity(path: Path) -> Finding:
    try:
        problems = health.problems(path)
    except sqlite3.Error as error:
        problems = [str(error)]
    if problems:
        return Finding(
            "integrity",
            State.TODO,
            _("The database is damaged: {problems}.").format(problems="; ".join(problems)),
            _("Restore a backup with `deskboard restore-backup FILE`; the damaged one is kept aside."),
        )
    return Finding("integrity", State.OK, _("Whole."))


def _search(path: Path) -> Finding:
    try:
        whole = health.search_is_whole(path)
    except sqlite3.Error as error:
        return Finding(
            "search index",
            State.TODO,
            _("The search index cannot be checked: {reason}.").format(reason=error),
            _("Correct what is named above, then try again."),
        )
    if not whole:
        return Finding(
            "search index",
            State.TODO,
            _("The search index does not fit the tickets: searches may miss some."),
            _("Run `deskboard doctor --repair-search`."),
        )
    return Finding("search index", State.OK, _("Fits the tickets."))


def _newest(path: Path) -> datetime | None:
    try:
        return health.newest_event(path)
    except sqlite3.Error:
        return None


def _ramps(path: Path) -> dict[str, object]:
    try:
        return health.ramps(path)
    except sqlite3.Error:
        return {}


def _backups(path: Path, now: datetime) -> Finding:
    """How old the newest backup is that the program made by itself; each was checked when made."""
    try:
        newest = next((one for one in daily.backups(path) if one.made <= now + CLOCK_SLACK), None)
    except DeskboardError as error:
        return Finding("backups", State.NOTE, error.message, _("Ask for the right to read the directory."))
    advice = _("An open board makes one a day; without boards, let cron run `deskboard backup --auto`.")
    if newest is None:
        return Finding("backups", State.NOTE, _("There is no backup beside the database yet."), advice)
    said = _("The newest was checked and saved at {made:%Y-%m-%d %H:%M} UTC.").format(made=newest.made)
    return (
        Finding("backups", State.NOTE, said, advice)
        if now - newest.made > BACKUP_AGE
        else Finding("backups", State.OK, said)
    )


def _space(path: Path) -> Finding:
    folder = next(parent for parent in path.parents if parent.exists())
    free = shutil.disk_usage(folder).free
    wanted = max(SPACE_WANTED, 2 * path.stat().st_size if path.exists() else 0)
    said = _("{free:,} MB free in {folder}.").format(free=free // MEGABYTE, folder=folder)
    if free < wanted:
        advice = _("Free at least {wanted:,} MB: a backup needs the room.").format(wanted=wanted // MEGABYTE)
        return Finding("disk space", State.TODO, said, advice)
    return Finding("disk space", State.OK, said)


def _terminal(around: Surroundings) -> Iterator[Finding]:
    urgent = State.TODO if around.terminal else State.NOTE
    term = around.env.get("TERM", "")
    if term in ("", "dumb"):
        advice = _("The board needs a terminal; the commands (`deskboard list`) work without.")
        yield Finding("terminal", State.NOTE, _("TERM is “{term}”.").format(term=term), advice)
    elif "256color" in term or around.env.get("COLORTERM") or "direct" in term:
        yield Finding("terminal", State.OK, _("{term}, with colours.").format(term=term))
    else:
        advice = _("If yours can show more, set TERM to its 256-colour name, such as xterm-256color.")
        yield Finding("terminal", State.NOTE, _("{term}, with few colours.").format(term=term), advice)
    if around.encoding.lower().replace("-", "") == "utf8":
        yield Finding("locale", State.OK, around.encoding)
    else:
        said = _("Text is written as {encoding}, which lacks many letters.").format(encoding=around.encoding)
        yield Finding("locale", urgent, said, _("Set `LANG=C.UTF-8`, or `ascii = true` in the configuration."))
