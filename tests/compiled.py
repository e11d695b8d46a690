"""Statements compiled once for all the databases of a test run.

Every test opens databases of its own, and SQLAlchemy keeps what it has compiled by engine: compiling
the same statements for each was a third of what the tests cost. Invariant: what is shared was
compiled for the same kind of database, of the same version.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache


class Compiled(LRUCache[Any, Any]):
    """As an engine's own, under keys that begin with the kind of database in place of the engine's
    dialect."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_shared(key))

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_shared(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_shared(key), compiled)


def _shared(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *rest = key
    return (dialect.name, dialect.driver, dialect.server_version_info, *rest)


def share() -> None:
    """From now on, in this process."""
    kept = Compiled(2000)

    def shares(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)

    event.listen(Engine, "engine_connect", shares)
