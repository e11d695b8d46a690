"""The boards: one to go to, or to be renamed or removed.

Invariant: it makes commands and hands them to ``send``; it gives back the board to go to.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from deskboard.domain import commands as c
from deskboard.domain.readmodels import BoardLine
from deskboard.domain.text import pad, safe
from deskboard.l10n import _, ngettext
from deskboard.tui.dialogs.choose import ChooseDialog
from deskboard.tui.dialogs.columns import Send, homes, name_meaning
from deskboard.tui.dialogs.keyed import LEAVES, Deed, KeyedDialog
from deskboard.tui.dialogs.line import LineDialog
from deskboard.tui.widgets.sheet import Item

NAME = 36
"""Cells for the name of a board."""
DIGITS = "123456789"


class BoardsDialog(KeyedDialog[int]):
    """``board`` is the id of the one that is shown; ``denied``: why this person may only look."""

    def __init__(self, boards: Sequence[BoardLine], board: int, denied: str | None, send: Send) -> None:
        super().__init__(_("Boards"), LEAVES)
        self._boards = boards
        self._board = board
        self._denied = denied
        self._send = send

    def first_key(self) -> object:
        return self._board

    @property
    def _line(self) -> BoardLine | None:
        return next((k for k in self._boards if self.sheet.item is not None and k.id == self.sheet.item.key), None)

    def show(self, boards: Sequence[BoardLine]) -> None:
        """Show them as they are now; a new board gets the cursor."""
        had = {line.id for line in self._boards}
        self._boards = boards
        new = [line.id for line in boards if line.id not in had]
        self.fill(at=new[0] if len(new) == 1 else None)

    def items(self) -> list[Item]:
        pens = self.program.look.pens
        rows = [Item(((Segment(_cells("", _("Board"), _("Tickets"), _("Archived")), pens.dim),),), None, False)]
        for number, line in enumerate(self._boards, 1):
            key = str(number) if number <= len(DIGITS) else ""
            archived = str(line.archived) if line.archived else ""
            text = _cells(key, safe(line.name), str(line.tickets), archived)
            here = _("you are here") if line.id == self._board else ""
            rows.append(Item(((Segment(text, pens.plain), Segment(f"  {here}", pens.dim)),), line.id))
        return rows

    def deeds(self) -> list[Deed]:
        return [
            Deed(("enter",), _("goes there"), lambda _key: self._go_to(self._line)),
            Deed(("n",), _("add"), self._add, self._denied),
            Deed(("e",), _("rename"), self._rename, self._denied),
            Deed(("backspace",), _("remove"), self._remove, self._denied),
            Deed(tuple(DIGITS), "", self._number),
        ]

    def _number(self, key: str) -> None:
        """A number goes to the board that has it."""
        if int(key) <= len(self._boards):
            self._go_to(self._boards[int(key) - 1])

    def _go_to(self, line: BoardLine | None) -> None:
        if line is not None:
            self.program.typing.hold()
            self.dismiss(line.id)

    def _add(self, _key: str) -> None:
        self.app.push_screen(
            LineDialog(_("Name of the new board"), "", name_meaning),
            lambda name: self._send(c.AddBoard(name)) if name is not None else None,
        )

    def _rename(self, _key: str) -> None:
        if (line := self._line) is not None:
            self.app.push_screen(
                LineDialog(_("Rename the board"), line.name, name_meaning),
                lambda name: self._send(c.RenameBoard(line.id, name, line.name)) if name is not None else None,
            )

    def _remove(self, _key: str) -> None:
        if (line := self._line) is None:
            return
        n = line.tickets + line.archived
        if not n or len(self._boards) == 1:
            self._send(c.RemoveBoard(line.id))
            return
        heading = ngettext("Where does the {n} ticket of {name} go?", "Where do the {n} tickets of {name} go?", n)
        others = homes(self._boards, self._board, {column.id for column in line.columns})
        self.app.push_screen(
            ChooseDialog(heading.format(n=n, name=line.name), others),
            lambda into: self._send(c.RemoveBoard(line.id, int(into))) if into is not None else None,
        )


def _cells(key: str, name: str, tickets: str, archived: str) -> str:
    return f"{key:>1} {pad(name, NAME)} {tickets:>7}  {archived:>8}"
