"""Sharing a database with a group of this host.

The door for callers who may not know the store. Invariant: nothing is made, and no mode is
changed, before everything that speaks against it has been looked at.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from deskboard.domain.errors import BadInput, Refused
from deskboard.l10n import _
from deskboard.store import health, mounts, sharing
from deskboard.store.engine import is_url
from deskboard.store.sqlite import sqlite3


class Shared(NamedTuple):
    """Where the database is, who shares it, and what still stands in the way."""

    path: Path
    group: str
    warnings: tuple[str, ...]


def share(db: str, group: str) -> Shared:
    """Make the file ``db``, which may not exist yet, one that the group shares.

    BadInput: it is a server's. Refused: it is another program's, lies on a network file system
    or among other things. Else as ``store.sharing``.
    """
    if is_url(db):
        raise BadInput(
            _("--shared-group is for a database in a file."),
            _("PostgreSQL knows its people by roles of its own."),
        )
    path = Path(db).absolute()
    if path.is_dir():
        raise BadInput(_("{path} is a directory.").format(path=path), _("Name a file in it with --db or DESKBOARD_DB."))
    mounts.refuse_network(path)
    found = sharing.group_named(group)
    if os.access(path, os.R_OK) and path.stat().st_size and not _is_ours(path):
        raise Refused(_("{path} is not a Deskboard database.").format(path=path), _("Nothing was changed."))
    real = sharing.share(path, found)
    return Shared(
        real, found.name, tuple(told(obstacle, found.name) for obstacle in sharing.obstacles(real, found.gid))
    )


def _is_ours(path: Path) -> bool:
    try:
        return health.kind(path).ours
    except sqlite3.Error:
        return False


def told(obstacle: sharing.Obstacle, group: str) -> str:
    """What is in the way, and what to do about it."""
    if obstacle.open:
        return _("Everybody may rename what is in {folder}, this database too: run `chmod o-w '{folder}'`.").format(
            folder=obstacle.folder
        )
    return _(
        "The group {group} cannot get through {folder}: run `chmod o+x '{folder}'`, or put the database elsewhere."
    ).format(group=group, folder=obstacle.folder)
