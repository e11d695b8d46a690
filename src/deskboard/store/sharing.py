"""One SQLite file that a group of people on one host shares: owner, group and modes.

SQLite makes its companions (``-wal``, ``-shm``) with the mode of the database, and the directory's
setgid bit gives them its group. So with the file at 0660 and the directory at 2770 nobody's umask
matters, and what a crash leaves behind can be taken up by the others.

Invariants: a file is never, not for a moment, open to more people than it ends up with; and a
directory that holds anything but one database and what belongs to it is not opened up.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from deskboard.domain.errors import NotFound, Refused, Unavailable
from deskboard.domain.text import safe
from deskboard.l10n import _

FILE_MODE, FOLDER_MODE = 0o660, 0o2770
COMPANIONS = ("-wal", "-shm", "-journal")
"""Endings of the files SQLite may keep beside a database; they belong to it alone."""
BACKUPS, REPLACED = ".backups", ".before-restore-"
BESIDE = (BACKUPS, REPLACED)
"""Endings and beginnings of endings of what the program itself puts beside a database."""
SHOWN = 3
"""Strangers in a directory that a message names."""


class Group(NamedTuple):
    """A group of this host."""

    name: str
    gid: int


class Standing(NamedTuple):
    """How a file or directory stands: mode without its type, ids of owner and group."""

    path: Path
    mode: int
    uid: int
    gid: int


def standing(path: Path) -> Standing:
    found = path.stat()
    return Standing(path, stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)


def name_of(gid: int) -> str:
    """The name of a group; its number where it has none."""
    import grp

    try:
        return grp.getgrgid(gid).gr_name
    except (KeyError, OverflowError):
        return str(gid)


def group_named(name: str) -> Group:
    """A group that I may give files to. NotFound: there is none; Refused: I am not in it."""
    import grp

    try:
        found = grp.getgrnam(name)
    except (KeyError, ValueError):
        raise NotFound(
            _("There is no group “{name}” on this machine.").format(name=name),
            _("An administrator makes it: `sudo groupadd NAME`, `sudo usermod -aG NAME LOGIN`."),
        ) from None
    if os.geteuid() != 0 and found.gr_gid not in {os.getegid(), *os.getgroups()}:
        import pwd

        me = pwd.getpwuid(os.geteuid()).pw_name
        hint = (
            _("You were put into it since you logged in: log in again.")
            if me in found.gr_mem
            else _("An administrator puts you in: `sudo usermod -aG {group} {login}`; then log in again.").format(
                group=name, login=me
            )
        )
        raise Refused(_("You are not in the group “{name}”.").format(name=name), hint)
    return Group(found.gr_name, found.gr_gid)


def share(database: Path, group: Group) -> Path:
    """Make a database (an empty file, if there is none) one that the group shares, with its
    directory and what lies beside it; returns where it really lies. Doing it again changes nothing.

    Refused: the directory holds other things, or something belongs to somebody else.
    Unavailable: the system does not let us.
    """
    database = database.absolute().resolve()
    folder = database.parent
    try:
        _share_folder(folder, database, group)
        if not database.exists():
            os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
        for path in _belongings(database):
            _give(path, group, FOLDER_MODE if path.is_dir() else FILE_MODE)
    except OSError as error:
        at = error.filename or database
        raise Unavailable(
            _("Cannot share {path}: {reason}.").format(path=at, reason=error.strerror),
            _("Do it as its owner, or with sudo."),
        ) from error
    return database


def share_like(database: Path, path: Path) -> None:
    """Let a copy, or a directory of copies, be reached by whom the database is shared with; with
    a private database it stays private. OSError."""
    shared = standing(database)
    if shared.mode & 0o060 == 0o060:
        mode = FOLDER_MODE if path.is_dir() else FILE_MODE
        if standing(path)[1::2] != (mode, shared.gid):
            _give(path, Group(name_of(shared.gid), shared.gid), mode)


def is_shared(folder: Standing, gid: int) -> bool:
    """Whether a directory passes its group on, and lets it make files."""
    return folder.gid == gid and folder.mode & 0o2070 == 0o2070


def _share_folder(folder: Path, database: Path, group: Group) -> None:
    for missing in reversed([place for place in (folder, *folder.parents) if not place.exists()]):
        missing.mkdir(mode=0o700)
        _give(missing, group, FOLDER_MODE)
    now = standing(folder)
    if is_shared(now, group.gid) and not now.mode & 0o1002:
        return
    strangers = [path.name for path in sorted(folder.iterdir()) if not _is_of(path, database)]
    if strangers:
        names = ", ".join(safe(name) for name in strangers[:SHOWN]) + (" …" if len(strangers) > SHOWN else "")
        raise Refused(
            _("{folder} holds other things too ({names}), which must not be shared along.").format(
                folder=folder, names=names
            ),
            _("Give the database a directory of its own: `deskboard --db {place} init --shared-group {group}`.").format(
                place=f"/srv/{group.name}/{database.name}", group=group.name
            ),
        )
    _give(folder, group, FOLDER_MODE)


def _is_of(path: Path, database: Path) -> bool:
    rest = path.name.removeprefix(database.name)
    return path.name.startswith(database.name) and (rest in ("", *COMPANIONS) or rest.startswith(BESIDE))


def _belongings(database: Path) -> Iterator[Path]:
    """The database, its companions, and the copies the program made of it."""
    for path in sorted(database.parent.iterdir()):
        if _is_of(path, database) and not path.is_symlink():
            yield path
            if path.is_dir():
                yield from (copy for copy in sorted(path.iterdir()) if copy.is_file() and not copy.is_symlink())


def amiss(database: Path) -> Sequence[Path]:
    """What lies beside a shared database and is not shared with its group."""
    gid = standing(database).gid
    return [
        path
        for path in _belongings(database)
        if path.exists() and (standing(path).gid != gid or standing(path).mode & 0o060 != 0o060)
    ]


def _give(path: Path, group: Group, mode: int) -> None:
    """Group and mode, through a handle that no link can lead elsewhere. Refused: it is another's."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(handle)
        if (stat.S_IMODE(found.st_mode), found.st_gid) == (mode, group.gid):
            return
        if os.geteuid() not in (0, found.st_uid):
            raise Refused(
                _("{path} belongs to {owner}.").format(path=path, owner=_owner(found.st_uid)),
                _("Let its owner do it, or an administrator with sudo."),
            )
        if found.st_gid != group.gid:
            # Closed to the old group before the new one comes.
            os.fchmod(handle, mode & 0o700)
            os.fchown(handle, -1, group.gid)
        os.fchmod(handle, mode)
        if stat.S_IMODE(os.fstat(handle).st_mode) != mode:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(path))
    finally:
        os.close(handle)


def _owner(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"


class Obstacle(NamedTuple):
    """A directory above the database that is in the way. ``open``: strangers may rename what is
    in it, and so put another database in the place of this one; else the group cannot get through."""

    folder: Path
    open: bool


def obstacles(database: Path, gid: int) -> Sequence[Obstacle]:
    """What is wrong with the directories above that of a shared database, from the top. Where
    an access list says more than the mode, the mode is not judged."""
    found = []
    for folder in reversed(database.absolute().resolve().parent.parents):
        now = standing(folder)
        if now.mode & 0o002 and not now.mode & stat.S_ISVTX:
            found.append(Obstacle(folder, open=True))
        through = now.mode & 0o010 if now.gid == gid else now.mode & 0o001
        if not through and not _has_access_list(folder):
            found.append(Obstacle(folder, open=False))
    return found


def _has_access_list(folder: Path) -> bool:
    try:
        return "system.posix_acl_access" in os.listxattr(folder)
    except (OSError, AttributeError):
        return False
