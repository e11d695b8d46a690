"""Marks on the board: Space, a range, everything that matches.

Invariant: a mark stays while the board is read again and the filter changes, and goes when its
ticket can be seen no more.
"""

from __future__ import annotations

from collections.abc import Iterable

from deskboard.domain.query import Query
from deskboard.tui.marks import range_begins
from deskboard.tui.widgets.board import Board
from deskboard.tui.writing import WritingActions


class MarkActions(WritingActions):
    """Marks the cards of ``board``; ``stand`` shows how many there are."""

    board: Board
    filter: Query | None

    def stand(self) -> None:
        raise NotImplementedError

    @property
    def marks(self) -> tuple[int, ...]:
        return tuple(self.board.marked)

    def lose_marks(self, gone: Iterable[int]) -> None:
        """These can be seen no more."""
        for ref in gone:
            self.board.marked.pop(ref, None)

    def _show_marks(self) -> None:
        self.board.sync()
        self.stand()

    def do_mark_toggle(self) -> None:
        """Mark the card or take its mark away, and go on to the next."""
        if (card := self.board.card) is not None:
            self.board.marked.toggle(card.ref)
            self.board.touch()
            self.board.move_by(1)
            self.stand()

    def do_mark_range(self) -> None:
        """Mark from the card that was marked last to this one, in shown order."""
        card, head = self.board.card, self.board.head
        if card is None or head is None:
            return
        here, query, anchor = card.ref, self.filter, self.board.marked.anchor

        def found(shown: tuple[int, ...]) -> None:
            if not self.board.marked.stretch(here, shown, anchor):
                self.program.say(range_begins())
            self._show_marks()
            self.program.typing.release()

        self.program.typing.hold()  # the next key may change what is marked, or be about it
        self.program.bridge.submit(lambda desk: desk.shown(head.id, query, card.column), found)

    def do_mark_all(self) -> None:
        """Mark all that the filter leaves on this board; when all are marked, none."""
        head, query = self.board.head, self.filter
        if head is None:
            return

        def found(shown: tuple[int, ...]) -> None:
            self.board.marked.turn(shown)
            self._show_marks()
            self.program.typing.release()

        self.program.typing.hold()
        self.program.bridge.submit(lambda desk: desk.shown(head.id, query), found)

    def do_mark_clear(self) -> None:
        self.clear_marks()

    def clear_marks(self) -> None:
        self.board.marked.only(())
        self._show_marks()
