"""Requests about the trash. What lies there is brought back by ``RestoreTicket``."""

from __future__ import annotations

from typing import NamedTuple


class TrashTicket(NamedTuple):
    """Put tickets into the trash: nothing shows them any more, but for ``is:trashed``."""

    refs: tuple[int, ...]


class PurgeTickets(NamedTuple):
    """Remove tickets in the trash for good, with their parts and their past; None: all that
    lie there. It cannot be undone."""

    refs: tuple[int, ...] | None = None
