"""Hearing of what others wrote on a PostgreSQL server, by LISTEN, without asking.

A transaction-pooling proxy accepts LISTEN and then delivers nothing. So a listener is trusted
only once it has heard its own greeting, which comes by another connection.
Invariant: looking asks the server nothing and never waits.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, text

CHANNEL = "deskboard"
GREETING = "hello "
DEAF_AFTER = 5.0
"""Seconds without an answer to the greeting after which listening is given up."""
SAFETY = 15.0
"""Seconds between two looks into the log while nothing is heard."""


def announce(connection: Connection, what: str = "") -> None:
    """Wake everybody who listens, once the transaction is committed. They are told its last
    event, so that whoever has seen that need not look; or ``what`` else there is to look at."""
    payload = "CAST(:what AS text)" if what else "(SELECT CAST(max(id) AS text) FROM event)"
    connection.execute(text(f"SELECT pg_notify('{CHANNEL}', {payload})"), {"what": what} if what else {})


class Listener:
    """One connection that listens. ``last``: the newest event that whoever asks has seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._line: Any = None
        self._heard = False
        self._deaf = False
        self._due = 0.0

    def stirs(self, last: int) -> bool:
        """Whether it is time to look into the log: something new was heard of, or nothing can
        be heard. DBAPIError: the server cannot be reached."""
        if self._line is None and not self._deaf:
            self._open()
        told = self._told()
        self._heard = self._heard or self._greeting in told
        if self._line is not None and not self._heard and monotonic() > self._opened + DEAF_AFTER:
            self._deaf = True
            self._stop_listening()
        if any(_is_new(payload, last) for payload in told):
            self.look_again()
        return not self._heard or monotonic() > self._due

    def look_again(self) -> None:
        """The next look goes into the log, whatever is heard: I wrote something myself."""
        self._due = 0.0

    def looked(self) -> None:
        """The log was read: until something new is heard, that will do for a while."""
        self._due = monotonic() + SAFETY

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _open(self) -> None:
        line = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        driver = line.connection.driver_connection
        line.detach()
        line.exec_driver_sql(f"LISTEN {CHANNEL}")
        self._line = driver
        self._greeting = GREETING + uuid4().hex
        self._heard = False
        with self._engine.begin() as connection:
            connection.execute(text(f"SELECT pg_notify('{CHANNEL}', :greeting)"), {"greeting": self._greeting})
        self._opened = monotonic()

    def _stop_listening(self) -> None:
        if self._line is None:
            return
        # Behind a proxy the session goes on without us, most likely the one that began to listen.
        with suppress(self._engine.dialect.loaded_dbapi.Error):
            self._line.execute("UNLISTEN *")
        self.close()

    def _told(self) -> list[str]:
        """The payloads that have come since."""
        if self._line is None:
            return []
        try:
            return [notice.payload for notice in self._line.notifies(timeout=0)]
        except self._engine.dialect.loaded_dbapi.Error:
            # Cut: whatever was announced meanwhile is in the log, and the next look listens again.
            self.close()
            self._heard = False
            return []

    _greeting = ""
    _opened = 0.0


def _is_new(payload: str, last: int) -> bool:
    if payload.startswith(GREETING):
        return False
    return not payload.isdecimal() or int(payload) > last
