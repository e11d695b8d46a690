"""On what kind of file system a path lies, and which of them a database cannot live on.

Invariant: a database is neither made nor opened where several hosts could mount it; what cannot
be told counts as local.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from deskboard.domain.errors import Refused
from deskboard.l10n import _

TABLE = Path("/proc/self/mounts")

NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "coda", "9p", "ceph", "davfs"),
        *("glusterfs", "lustre", "gpfs", "beegfs", "orangefs", "pvfs2", "panfs", "gfs2", "ocfs2"),
        *("vboxsf", "vmhgfs", "prl_fs"),  # a folder of the host, lent to a virtual machine
        *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs", "fuse.davfs2", "fuse.rclone"),
        *("fuse.s3fs", "fuse.gcsfuse", "fuse.juicefs", "fuse.smbnetfs", "fuse.nfs", "fuse.lizardfs", "fuse.mfs"),
        *("fuse.moosefs", "fuse.curlftpfs", "fuse.vmhgfs-fuse", "fuse.beegfs", "fuse.gvfsd-fuse", "fuse.goofys"),
    }
)
"""Kinds of file system that several hosts can mount: SQLite's write-ahead log needs one host."""


def read() -> str:
    """The table of what is mounted; nothing where the system has none to read (macOS)."""
    try:
        return TABLE.read_bytes().decode(errors="surrogateescape")
    except OSError:
        return ""


def kind_of(path: Path, mounts: str) -> str:
    """The kind of file system that holds ``path``, which has no links in it any more; empty: not
    known. ``mounts``: the text of /proc/self/mounts. Of two on one point the later one holds: so
    an automounter gives way to what it mounted."""
    best, found = "", ""
    for line in mounts.split("\n"):
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        # The table writes a space as \040 and so on, byte by byte.
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), parts[1])
        inside = point == "/" or str(path) == point or str(path).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, parts[2]
    return found


def place_of(path: Path) -> Path:
    """Where a path really leads: its links followed, and of what does not exist yet the nearest
    directory that does."""
    real = path.absolute().resolve()
    return next((place for place in (real, *real.parents) if os.path.exists(place)), real)  # noqa: PTH110


def refuse_network(path: Path, mounts: str | None = None) -> None:
    """Refused: a database at ``path`` would lie on a network file system. ``mounts``: as for
    ``kind_of``; None: those of this machine."""
    place = place_of(path)  # looking there makes an automounter mount it
    kind = kind_of(place, read() if mounts is None else mounts)
    if kind in NETWORK:
        raise Refused(
            _("{path} lies on a network file system ({kind}), where SQLite can damage the database.").format(
                path=path, kind=kind
            ),
            _("Put it on a disk of this machine (--db or DESKBOARD_DB), or use PostgreSQL for several machines."),
        )
