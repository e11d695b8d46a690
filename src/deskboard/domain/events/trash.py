"""The one fact that nothing takes back."""

from __future__ import annotations

from typing import NamedTuple


class TicketPurged(NamedTuple):
    """A ticket was removed for good, and what the log told of it. No words of it remain."""

    ticket: int

    def inverse(self) -> TicketPurged:
        """A purge has no way back: it stays what it is, and no undo asks for it."""
        return self
