"""Who is asking: the login name that the system vouches for, unless a person says otherwise and
may.

Invariants: a login is what ``domain.fields.login`` lets through, so it equals the name that
tickets carry; and nobody acts under another name who could not write whatever they like into
the database anyway.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from deskboard.domain import fields
from deskboard.domain.errors import BadInput, NotAllowed
from deskboard.l10n import _

ROOT = 0


class Process(NamedTuple):
    """What the system says of the process that runs. ``name_of`` turns a uid into a name and
    raises KeyError for one without; ``owner`` is the uid that owns the file of the database.
    None: it is still to be made, or a server has it."""

    env: Mapping[str, str]
    uid: int
    name_of: Callable[[int], str]
    owner: int | None = None


def login(configured: str | None, process: Process) -> str:
    """The login of whoever runs the program: the configured one (flag, environment or file)
    where that is theirs to say, else who called sudo, else the name of the uid.

    BadInput: the name cannot be a login. NotAllowed: the system says they are somebody else.
    """
    caller = _caller_of_sudo(process)
    vouched = caller or _name(process)
    if configured is None:
        return _checked(vouched)
    wanted = _checked(configured)
    if wanted != vouched.lower() and not _may_choose(process, caller):
        raise NotAllowed(
            _("You are {vouched} here, so the system says; only the owner of the database may act as {wanted}.").format(
                vouched=vouched, wanted=wanted
            ),
            _("Leave out --user, DESKBOARD_USER and `user` in the configuration."),
        )
    return wanted


def _checked(name: str) -> str:
    try:
        return fields.login(name)
    except BadInput as error:
        raise BadInput(error.message, _("Say who you are with --user or DESKBOARD_USER.")) from error


def _may_choose(process: Process, caller: str | None) -> bool:
    """Whether the name one gives is taken: of whoever owns the database or is root without sudo
    between, who could write any name into it; and of a uid without a name, as a container's,
    about whom the system says nothing. On a server the role one connects as decides."""
    if process.owner is None:
        return True
    return caller is None and (process.uid in (ROOT, process.owner) or not _has_name(process))


def _caller_of_sudo(process: Process) -> str | None:
    """sudo sets both SUDO_USER and SUDO_UID; a name that does not fit its uid is not sudo's. And
    anybody can set both: they count where one has come to another's rights by sudo, root's or
    those of the service account that owns the database, not for a member of its group."""
    caller, uid = process.env.get("SUDO_USER", ""), process.env.get("SUDO_UID", "")
    trusted = process.owner is None or process.uid in (ROOT, process.owner)
    if trusted and caller and uid.isascii() and uid.isdecimal() and _name_of(int(uid), process) == caller:
        return caller
    return None


def _name(process: Process) -> str:
    return _name_of(process.uid, process)


def _name_of(uid: int, process: Process) -> str:
    """A container's user often has no name: then the number stands in for it."""
    try:
        return process.name_of(uid)
    except (KeyError, OverflowError):
        return f"uid{uid}"


def _has_name(process: Process) -> bool:
    try:
        process.name_of(process.uid)
    except (KeyError, OverflowError):
        return False
    return True


def of_this_process(configured: str | None, db: str) -> str:
    """``login`` for the process that runs, on the database at a path or URL. On a server it is
    the name that was given, for the server to believe or not; empty: the server says."""
    if "://" in db:
        return "" if configured is None else _checked(configured)
    import pwd

    return login(configured, Process(os.environ, os.geteuid(), lambda uid: pwd.getpwuid(uid).pw_name, _owner(db)))


def _owner(path: str) -> int | None:
    """The uid that owns the file, None without one. Of a file that cannot even be looked at it
    is certain that somebody else has it."""
    try:
        return Path(path).stat().st_uid
    except FileNotFoundError:
        return None
    except OSError:
        return ROOT
