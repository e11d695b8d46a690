"""The connection to a PostgreSQL server: how it is made, how it is lost, and what became of a
change whose answer was lost with it.

Invariant: nothing here does a change a second time. Whether a commit went through is asked of
the server by the number of its transaction; until the server has said, nobody claims either.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, RootTransaction, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from deskboard.domain.errors import BadInput, Unavailable, Unreachable, Unsettled
from deskboard.l10n import _

SECONDS = {
    "connect_timeout": 10,
    "keepalives_idle": 15,  # a firewall forgets what is silent; a dead line shows within 30 s
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""What libpq is told, unless the URL or its environment say otherwise."""
UNANSWERED = 15_000
"""Milliseconds until data that the network does not take counts as lost (libpq's
``tcp_user_timeout``): without it a statement on a dead line hangs for a quarter of an hour."""
PAUSES = (1, 2, 4, 8, 15)
"""Seconds between attempts to reach a server that is away."""
PATIENCE = 5.0
"""Seconds in which we try to find out what became of a commit."""


def open_engine(db: str) -> Engine:
    """An engine for a postgresql:// URL. BadInput: it is none; Unavailable: psycopg is missing."""
    try:
        url = make_url(db.replace("postgres:", "postgresql:", 1) if db.startswith("postgres:") else db)
    except (ArgumentError, ValueError) as error:
        raise BadInput(_("That is no URL of a database."), _("Write postgresql://USER@HOST/NAME.")) from error
    # A pooling proxy gives every transaction another session, which knows none of the statements
    # that were prepared in the one before.
    options: dict[str, int | None] = {"prepare_threshold": None, "tcp_user_timeout": UNANSWERED, **SECONDS}
    if "PGCONNECT_TIMEOUT" in os.environ:
        del options["connect_timeout"]
    options = {name: value for name, value in options.items() if name not in url.query}
    try:
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=options)
    except ImportError as error:
        hint = _("Install it with `pipx inject deskboard 'psycopg[binary]'`.")
        raise Unavailable(_("PostgreSQL needs the package psycopg."), hint) from error
    event.listen(engine, "do_connect", Door().connect)
    return engine


class Door:
    """Attempts to connect, and the pauses between those that fail: whoever asks meanwhile gets
    the last answer again, at once. No key and no look waits for a server that is known to be
    away."""

    def __init__(self) -> None:
        self._failures = 0
        self._shut_until = 0.0
        self._said: Exception | None = None

    def connect(self, dialect: Any, _record: object, args: Sequence[Any], named: dict[str, Any]) -> Any:
        if self._said is not None and monotonic() < self._shut_until:
            raise self._said.with_traceback(None)
        try:
            made = dialect.connect(*args, **named)
        except dialect.dbapi.OperationalError as error:
            self._shut_until = monotonic() + PAUSES[min(self._failures, len(PAUSES) - 1)]
            self._failures += 1
            self._said = error
            raise
        self._failures, self._said = 0, None
        return made


def commit(engine: Engine, turn: RootTransaction, transaction: str) -> None:
    """Commit; when the answer is lost, find out what became of it.

    Unreachable: nothing was saved. Unsettled: the server could not be asked yet."""
    try:
        turn.commit()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        saved = settle(engine, transaction)
        if saved is None:
            raise Unsettled(transaction) from error
        if not saved:
            raise Unreachable(_("The connection to the database was lost; nothing was saved.")) from error


def settle(engine: Engine, transaction: str) -> bool | None:
    """Whether a transaction was saved. None: the server could not say in time, since it is away,
    or because it has not noticed yet that we have gone."""
    end = monotonic() + PATIENCE
    while True:
        try:
            with engine.connect() as connection:
                found = connection.execute(
                    text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": transaction}
                ).scalar_one()
        except DBAPIError:
            found = "in progress"
        if found != "in progress":
            return {"committed": True, "aborted": False}.get(found)
        if monotonic() > end:
            return None
        sleep(0.2)
