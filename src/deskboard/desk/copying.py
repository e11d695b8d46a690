"""Copying a whole board to another database.

The door for callers who may not know the store. Invariant: only an admin of the board makes a
copy of it, for with it goes everything: the log, private views, the trash.
"""

from __future__ import annotations

from deskboard.desk import grants
from deskboard.domain.errors import NotAllowed
from deskboard.domain.model import Identity
from deskboard.l10n import _
from deskboard.store import copying
from deskboard.store.copying import Copy, Differs
from deskboard.store.engine import is_url, open_engine
from deskboard.store.facts import Facts
from deskboard.store.grants.server_role import server_role
from deskboard.store.pouring import Poured, Progress

__all__ = ["Copy", "Differs", "Poured", "copy"]


def copy(source: str, target: str, who: Identity, progress: Progress | None = None) -> Copy:
    """Copy the board at a path or URL to a new place. NotAllowed: ``who`` is no admin of it, or a
    server shows them less than all. Else as ``store.copying.copy``."""
    known = _known(source, who)

    def permit(facts: Facts) -> None:
        if known.login not in facts.admins():  # who has left is none any more
            raise NotAllowed(
                _("Only an admin of the board may copy it: the whole desk leaves with a copy."),
                _("Ask an admin, or export tickets with `deskboard export`. Who owns the tables says --user ADMIN."),
            )

    return copying.copy(source, target, permit, progress or (lambda done, all_of_them: None))


def _known(source: str, who: Identity) -> Identity:
    """Whoever asks, as a server knows them."""
    if not is_url(source):
        return who
    engine = open_engine(source, create=False)
    try:
        server = server_role(engine)
    finally:
        engine.dispose()
    if server is not None and server.is_bound:
        raise NotAllowed(
            _("The server does not show you the private views of others, so a copy would lack them."),
            _("Copy as {owner}, who owns the tables.").format(owner=server.owner),
        )
    return grants.identified(who, server)
