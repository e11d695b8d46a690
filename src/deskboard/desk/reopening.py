"""Opening the database again, when another file has its name.

Invariant: what is opened is the same desk, at today's schema; anything else is refused with the
reason, before anything is written into it, and the desk stays closed to changes until it is
right again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine, inspect, select

from deskboard.desk import founding
from deskboard.domain.errors import Unavailable
from deskboard.domain.model import Identity
from deskboard.l10n import _
from deskboard.store import schema
from deskboard.store.changes import Watch
from deskboard.store.engine import open_engine, reading
from deskboard.store.tables import meta


def reopen(engine: Engine, who: Identity, clock: Callable[[], datetime], database_id: str) -> tuple[Engine, Watch]:
    """The database anew, watched from now on. Unavailable: there is none, or it is another
    desk's."""
    fresh = open_engine(engine.url.database or "", create=False)
    try:
        if schema.version(fresh) is None:
            raise Unavailable(_("An empty file was put in the place of the database."), _("Restore a backup."))
        with reading(fresh) as connection:
            found = _id_of(connection)
        if found != database_id:
            raise Unavailable(
                _("The database of another desk has its name now."), _("Leave the board and open it again.")
            )
        schema.bring_up(fresh, lambda connection: None)
        founding.join(fresh, who, clock)
        return fresh, Watch(fresh)
    except BaseException:
        fresh.dispose()
        raise


def _id_of(connection: Connection) -> str | None:
    """The database's id, whatever its schema; None: it is no desk's."""
    if not inspect(connection).has_table(meta.name):
        return None
    return connection.execute(select(meta.c.value).where(meta.c.key == "database_id")).scalar_one_or_none()
