"""The cards of one column as the board holds them: a window onto them, a place and a cursor.

Invariant: ``0 <= top <= index < top + rows`` whenever the column has cards and ``rows`` fit
into the view; only the cards in ``page`` are known, and ``card`` says None for the others.
"""

from __future__ import annotations

from deskboard.domain.readmodels import Card, Column, Page

WINDOW = 48
"""Cards read at once for a column: a tall view and a page above and below it."""


class Stack:
    """``top`` is the index of the first card in view, ``index`` that of the cursor."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.page = Page(column.id, 0, column.hits, ())
        self.top = 0
        self.index = 0

    @property
    def total(self) -> int:
        return self.page.total

    def card(self, index: int) -> Card | None:
        """The card at that index, or None when there is none or it is not read yet."""
        place = index - self.page.start
        return self.page.cards[place] if 0 <= place < len(self.page.cards) else None

    @property
    def current(self) -> Card | None:
        return self.card(self.index)

    def find(self, ref: int) -> int | None:
        """The index of a ticket among the cards that are read."""
        for place, card in enumerate(self.page.cards):
            if card.ref == ref:
                return self.page.start + place
        return None

    def move_to(self, index: int, rows: int) -> bool:
        """Put the cursor on a card; True when the view had to scroll, by half a page at least."""
        self.index = max(0, min(index, self.total - 1))
        return self._reveal(rows)

    def _reveal(self, rows: int) -> bool:
        before, half = self.top, max(1, rows // 2)
        if self.index < self.top:
            self.top = min(self.index, self.top - half)
        elif self.index >= self.top + rows:
            self.top = max(self.index - rows + 1, self.top + half)
        self.top = max(0, min(self.top, self.total - rows))
        return self.top != before

    def scroll(self, by: int, rows: int) -> bool:
        """Scroll the view by cards and take the cursor along; True when anything moved."""
        before = self.top
        self.top = max(0, min(self.top + by, self.total - rows))
        self.index = max(self.top, min(self.index, self.top + rows - 1, max(0, self.total - 1)))
        return self.top != before

    def missing(self, rows: int) -> int | None:
        """Where to begin the next window when the view is within half a page of the edge of
        what is read; None while there is enough."""
        first, last = self.page.start, self.page.start + len(self.page.cards)
        margin = max(1, rows // 2)
        short_above = first > 0 and self.top - margin < first
        short_below = last < self.total and self.top + rows + margin > last
        if not (short_above or short_below):
            return None
        start = max(0, min(self.top + rows // 2 - self.size(rows) // 2, self.total - self.size(rows)))
        return start if start != first or not self.page.cards else None

    @staticmethod
    def size(rows: int) -> int:
        """How many cards to read at once for a view of that many."""
        return max(WINDOW, 4 * rows)

    def take(self, page: Page, rows: int, hold: int | None = None) -> None:
        """Show what was read anew. The cursor stays on ticket ``hold`` (None: on the one it is
        on), else on the nearest; the view stays on its first card, unless it is at the top."""
        hold = hold if hold is not None else (self.current.ref if self.current else None)
        anchor = self.card(self.top) if self.top else None
        self.page = page
        if anchor is not None and (place := self.find(anchor.ref)) is not None:
            self.top = place
        place = self.find(hold) if hold is not None else None
        self.index = place if place is not None else max(0, min(self.index, page.total - 1))
        self.top = max(0, min(self.top, page.total - rows))
        self._reveal(rows)
