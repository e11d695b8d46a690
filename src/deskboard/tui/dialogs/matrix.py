"""Impact and urgency at once, on the square that says which priority they propose.

Invariant: the priority in each field of the square is the domain's, never a copy of the rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from deskboard.domain.model import Level, proposed_priority
from deskboard.domain.text import pad
from deskboard.l10n import _
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.row import Piece, Row

if TYPE_CHECKING:
    from textual.widget import Widget

LEVELS = tuple(Level)
LABEL, FIELD = 16, 12
"""Cells for the name of a line, and for a field of the square."""
Pair = tuple[str | None, str | None]
MOVES = {"h": (0, -1), "left": (0, -1), "l": (0, 1), "right": (0, 1)}
MOVES |= {"k": (-1, 0), "up": (-1, 0), "j": (1, 0), "down": (1, 0)}
JAMO = {"ㅗ": "h", "ㅣ": "l", "ㅏ": "k", "ㅓ": "j"}


class MatrixDialog(Dialog[Pair]):
    """Gives back impact and urgency, (None, None) to empty both. ``by_hand``: the priority was
    set by hand, and stays."""

    def __init__(self, heading: str, impact: str | None, urgency: str | None, by_hand: str | None) -> None:
        super().__init__(heading, _("Arrows move · Enter sets both · Backspace empties both · Esc leaves"))
        self._at = [self._place(impact), self._place(urgency)]
        self._by_hand = by_hand

    @staticmethod
    def _place(level: str | None) -> int:
        return LEVELS.index(Level(level)) if level else 1

    def parts(self) -> list[Widget]:
        self.lines = [Row(self.program.look.pens) for _n in range(len(LEVELS) + 3)]
        return list(self.lines)

    def on_mount(self) -> None:
        self._paint()
        self.program.typing.release()

    @property
    def chosen(self) -> tuple[Level, Level]:
        """Impact and urgency under the cursor."""
        return LEVELS[self._at[0]], LEVELS[self._at[1]]

    def _paint(self) -> None:
        pens, glyphs = self.program.look.pens, self.program.look.glyphs
        head: list[Piece] = [(pad("", LABEL), pens.dim)]
        head += [(pad(_("urgency {level}").format(level=level), FIELD + 3), pens.dim) for level in LEVELS]
        rows = [head, *(self._line(n) for n in range(len(LEVELS)))]
        impact, urgency = self.chosen
        words = _("impact {impact}, urgency {urgency}: priority {priority}").format(
            impact=impact, urgency=urgency, priority=proposed_priority(impact, urgency)
        )
        if self._by_hand:
            words = _("impact {impact}, urgency {urgency}; priority stays {priority}, set by hand").format(
                impact=impact, urgency=urgency, priority=self._by_hand
            )
        rows += [[("", pens.plain)], [(f"{glyphs.arrow} ", pens.dim), (words, pens.good)]]
        for row, pieces in zip(self.lines, rows, strict=True):
            row.show(pieces)

    def _line(self, number: int) -> list[Piece]:
        pens = self.program.look.pens
        line: list[Piece] = [(pad(_("impact {level}").format(level=LEVELS[number]), LABEL), pens.dim)]
        for place, level in enumerate(LEVELS):
            priority = proposed_priority(LEVELS[number], level)
            style = pens.cursor if [number, place] == self._at else getattr(pens, str(priority), pens.plain)
            line += [(pad(f" {priority}", FIELD), style), ("   ", pens.plain)]
        return line

    def on_key(self, event: events.Key) -> None:
        key = JAMO.get(event.character or "", event.key)
        if key in MOVES:
            for axis, by in enumerate(MOVES[key]):
                self._at[axis] = max(0, min(len(LEVELS) - 1, self._at[axis] + by))
            self._paint()
        elif key == "enter":
            self.dismiss((str(self.chosen[0]), str(self.chosen[1])))
        elif key in ("backspace", "delete"):
            self.dismiss((None, None))
        elif key == "escape":
            self.leave()
        else:
            return
        event.stop()
