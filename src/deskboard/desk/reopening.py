"""Opening the database again, when another file has its name.

Invariant: what is opened is the same desk, at today's schema; anything else is refused with the
reason, and the desk stays closed to changes until it is right again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from deskboard.desk import founding
from deskboard.domain.errors import Unavailable
from deskboard.domain.model import Identity
from deskboard.l10n import _
from deskboard.store import schema
from deskboard.store.changes import Watch
from deskboard.store.engine import open_engine


def reopen(engine: Engine, who: Identity, clock: Callable[[], datetime], database_id: str) -> tuple[Engine, Watch]:
    """The database anew, watched from now on. Unavailable: there is none, or it is another
    desk's."""
    fresh = open_engine(engine.url.database or "", create=False)
    try:
        if schema.version(fresh) is None:
            raise Unavailable(_("An empty file was put in the place of the database."), _("Restore a backup."))
        schema.bring_up(fresh, lambda connection: None)
        found = founding.join(fresh, who, clock)
        if found != database_id:
            raise Unavailable(
                _("The database of another desk has its name now."), _("Leave the board and open it again.")
            )
        return fresh, Watch(fresh)
    except BaseException:
        fresh.dispose()
        raise
