"""What cards say of time, all of them as of one moment.

Invariant: each due date is worked out once a moment, however often its card is painted.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from deskboard.domain.readmodels import Card
from deskboard.domain.times import Chip, due_chip, wake_word


class Chips:
    """As of ``now`` in ``zone``."""

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        self._now, self._zone = now, zone
        self._known: dict[datetime, Chip] = {}

    def of(self, card: Card) -> Chip | None:
        """What is done is due no more."""
        chip = self._due(card.due) if card.due is not None and not card.done else None
        if card.wake is None:
            return chip
        return (chip or Chip("", ""))._replace(asleep=wake_word(card.wake, self._now, self._zone))

    def _due(self, due: datetime) -> Chip:
        if due not in self._known:
            self._known[due] = due_chip(due, self._now, self._zone)
        return self._known[due]
