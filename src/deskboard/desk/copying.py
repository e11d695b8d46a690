"""Copying a whole board to another database.

The door for callers who may not know the store. Invariant: only an admin of the board makes a
copy of it, for with it goes everything: the log, private views, the trash.
"""

from __future__ import annotations

from deskboard.domain.errors import NotAllowed
from deskboard.domain.model import Identity, Role
from deskboard.l10n import _
from deskboard.store import copying
from deskboard.store.copying import Copy, Differs
from deskboard.store.facts import Facts
from deskboard.store.pouring import Poured, Progress

__all__ = ["Copy", "Differs", "Poured", "copy"]


def copy(source: str, target: str, who: Identity, progress: Progress | None = None) -> Copy:
    """Copy the board at a path or URL to a new place. NotAllowed: ``who`` (with no login: the
    server's role) is no admin of it. Else as ``store.copying.copy``."""

    def permit(facts: Facts, server_role: str) -> None:
        standing = facts.standing_of(who.login or server_role)
        if standing is None or standing.role is not Role.ADMIN or standing.left:
            raise NotAllowed(
                _("Only an admin of the board may copy it: the whole desk leaves with a copy."),
                _("Ask an admin, or export tickets with `deskboard export`."),
            )

    return copying.copy(source, target, permit, progress or (lambda done, all_of_them: None))
