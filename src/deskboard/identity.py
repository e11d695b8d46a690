"""Who is asking: the login name that the system vouches for, unless a person says otherwise.

Invariant: a login is what ``domain.fields.login`` lets through, so it equals the name that
tickets carry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from deskboard.domain import fields
from deskboard.domain.errors import BadInput
from deskboard.l10n import _


def login(configured: str | None, env: Mapping[str, str], uid: int, name_of: Callable[[int], str]) -> str:
    """The login of whoever runs the program: the configured one (flag, environment or file),
    else who called sudo, else the name of ``uid``. ``name_of`` turns a uid into a name and
    raises KeyError for one without.

    BadInput: the name cannot be a login.
    """
    name = configured if configured is not None else _vouched(env, uid, name_of)
    try:
        return fields.login(name)
    except BadInput as error:
        raise BadInput(error.message, _("Say who you are with --user or DESKBOARD_USER.")) from error


def _vouched(env: Mapping[str, str], uid: int, name_of: Callable[[int], str]) -> str:
    """sudo sets both SUDO_USER and SUDO_UID; a name that does not fit its uid is not sudo's."""
    caller, caller_uid = env.get("SUDO_USER", ""), env.get("SUDO_UID", "")
    if caller and caller_uid.isascii() and caller_uid.isdecimal() and _name(int(caller_uid), name_of) == caller:
        return caller
    return _name(uid, name_of)


def _name(uid: int, name_of: Callable[[int], str]) -> str:
    """A container's user often has no name: then the number stands in for it."""
    try:
        return name_of(uid)
    except (KeyError, OverflowError):
        return f"uid{uid}"


def on_server(configured: str | None) -> str:
    """The login that was configured, for a server to believe or not; empty: the server says.
    BadInput: the name cannot be a login."""
    return "" if configured is None else login(configured, {}, 0, str)


def of_this_process(configured: str | None) -> str:
    """``login`` for the process that runs."""
    import os
    import pwd

    return login(configured, os.environ, os.getuid(), lambda uid: pwd.getpwuid(uid).pw_name)
