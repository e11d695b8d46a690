"""Marks on the board: Space, a range, everything that matches.

Invariant: a mark names a ticket, never a row; it stays while the board is read again and the
filter changes, and goes when its ticket can be seen no more.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskboard.domain.query import Query
from deskboard.l10n import _
from deskboard.tui.widgets.board import Board
from deskboard.tui.writing import WritingActions


class MarkActions(WritingActions):
    """Marks the cards of ``board``; ``stand`` shows how many there are."""

    board: Board
    filter: Query | None
    _anchor: int | None = None
    """The ticket that was marked last: where a range begins."""

    def stand(self) -> None:
        raise NotImplementedError

    @property
    def marks(self) -> tuple[int, ...]:
        return tuple(self.board.marked)

    def lose_marks(self, gone: Iterable[int]) -> None:
        """These can be seen no more."""
        for ref in gone:
            self.board.marked.pop(ref, None)

    def _mark(self, refs: Iterable[int]) -> None:
        self.board.mark(refs)
        self.stand()

    def do_mark_toggle(self) -> None:
        """Mark the card or take its mark away, and go on to the next."""
        card = self.board.card
        if card is None:
            return
        marked = self.board.marked
        if card.ref in marked:
            del marked[card.ref]
            self._anchor = None
        else:
            marked[card.ref] = None
            self._anchor = card.ref
        self.board.touch()
        self.board.move_by(1)
        self.stand()

    def do_mark_range(self) -> None:
        """Mark from the card that was marked last to this one, in shown order."""
        card, head = self.board.card, self.board.head
        if card is None or head is None:
            return
        here, anchor, query = card.ref, self._anchor, self.filter

        def found(shown: tuple[int, ...]) -> None:
            if anchor is None or anchor not in self.board.marked or not {anchor, here} <= set(shown):
                self._mark([*self.marks, here])
                self._anchor = here
                self.program.say(_("The range begins here: go to its other end and press V again."))
                return
            first, last = sorted((shown.index(anchor), shown.index(here)))
            self._mark([*self.marks, *shown[first : last + 1]])
            self._anchor = here

        self.program.bridge.submit(lambda desk: desk.shown(head.id, query, card.column), found)

    def do_mark_all(self) -> None:
        """Mark all that the filter leaves on this board; when all are marked, none."""
        head, query = self.board.head, self.filter
        if head is None:
            return

        def found(shown: tuple[int, ...]) -> None:
            marked = self.board.marked
            if shown and all(ref in marked for ref in shown):
                self.clear_marks()
            else:
                self._mark([*self.marks, *shown])

        self.program.bridge.submit(lambda desk: desk.shown(head.id, query), found)

    def do_mark_clear(self) -> None:
        self.clear_marks()

    def clear_marks(self) -> None:
        self._anchor = None
        self._mark(())
