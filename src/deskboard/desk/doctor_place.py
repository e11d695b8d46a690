"""Where a database lies: its mode and directory, who gets to it, and the file system.

Invariant: nothing is changed; what is wrong comes with the command that mends it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from deskboard import restricted
from deskboard.desk import sharing as shared
from deskboard.desk.finding import Finding, State
from deskboard.l10n import _
from deskboard.store import mounts
from deskboard.store import sharing as modes


def shut(path: Path) -> Finding | None:
    """Where one may not even look: at the file, or for it. None: one may."""
    try:
        if not path.exists() or os.access(path, os.R_OK):
            return None
    except PermissionError:
        pass
    said = _("You may not open {path}.").format(path=path)
    advice = _("Ask its owner to let you in; a group shares it after `deskboard init --shared-group GROUP`.")
    return Finding("database", State.TODO, said, advice)


def mode(path: Path) -> Finding:
    """Nobody else reads it; whoever shares it by group can write beside it too."""
    file, folder = modes.standing(path), modes.standing(path.parent)
    if file.mode & 0o007:
        said = _("Everybody on this machine can reach {path} (mode {mode:o}).").format(path=path, mode=file.mode)
        return Finding("file mode", State.TODO, said, _("Run `chmod o-rwx '{path}'`.").format(path=path))
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        said = _("You may not write {path} or its directory.").format(path=path)
        return Finding("file mode", State.TODO, said, _("Join the group of the file, or ask its owner."))
    half = file.mode & 0o060 and not (file.mode & 0o020 and modes.is_shared(folder, file.gid))
    if half:
        said = _("The file is shared with a group (mode {mode:o}), but its directory is not.").format(mode=file.mode)
        advice = _("Run `deskboard init --shared-group {group}`, or `chmod 660 '{path}'` and `chmod 2770 '{folder}'`.")
        group = modes.name_of(file.gid)
        return Finding("file mode", State.TODO, said, advice.format(group=group, path=path, folder=path.parent))
    return Finding("file mode", State.OK, _("Mode {mode:o}.").format(mode=file.mode))


def sharing(path: Path) -> Iterator[Finding]:
    """Of a shared file: who shares it, whether they all get to it, and what lies beside it."""
    file = modes.standing(path)
    if file.mode & 0o060 != 0o060:
        return
    group = modes.name_of(file.gid)
    wrong = [shared.told(obstacle, group) for obstacle in modes.obstacles(path, file.gid)]
    amiss = modes.amiss(path)
    if amiss:
        names = ", ".join(one.name for one in amiss)
        said = _("Not everybody in the group {group} can use what lies beside the database: {names}.")
        advice = _("Run `deskboard init --shared-group {group}` as their owner, or with sudo.").format(group=group)
        yield Finding("sharing", State.TODO, said.format(group=group, names=names), advice)
    for advice in wrong:
        yield Finding("sharing", State.TODO, _("Shared with the group {group}.").format(group=group), advice)
    if not wrong and not amiss:
        yield Finding("sharing", State.OK, _("Shared with the group {group}.").format(group=group))


def account(path: Path) -> Iterator[Finding]:
    """Under --restricted: whether callers have no way to the file but this program."""
    if not restricted.is_on():
        return
    import deskboard

    program = Path(deskboard.__file__).parent
    open_ones = [path] if modes.standing(path).mode & 0o077 else []
    open_ones += [place for place in (path.parent, program) if modes.standing(place).mode & 0o022]
    for place in open_ones:
        said = _("Others than this account can change {path}, and so get around --restricted.").format(path=place)
        yield Finding("account", State.TODO, said, _("Run `chmod go-rwx '{path}'`.").format(path=place))
    if not open_ones:
        yield Finding("account", State.OK, _("Callers reach the database through this program only."))


def mount(path: Path, table: str) -> Finding:
    """Whether several machines could have it open."""
    kind = mounts.kind_of(mounts.place_of(path), table)
    if kind in mounts.NETWORK:
        return Finding(
            "file system",
            State.TODO,
            _("The database lies on a network file system ({kind}), where it can be damaged.").format(kind=kind),
            _("Move it to a local disk, or use PostgreSQL for a team on several machines."),
        )
    return Finding("file system", State.OK, _("Local ({kind}).").format(kind=kind or _("unknown kind")))
