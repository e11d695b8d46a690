"""The columns of a board, to be arranged.

Invariant: it makes commands and hands them to ``send``; what it shows is what the desk said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput
from deskboard.domain.model import LIMIT_MAX, Stage
from deskboard.domain.readmodels import BoardLine, ColumnLine
from deskboard.domain.text import pad, safe
from deskboard.l10n import _, ngettext
from deskboard.tui.dialogs.choose import ChooseDialog, Option
from deskboard.tui.dialogs.keyed import LEAVES, Deed, KeyedDialog
from deskboard.tui.dialogs.line import LineDialog
from deskboard.tui.widgets.sheet import Item

Send = Callable[[Command], None]
NAME = 32
"""Cells for the name of a column."""


def name_meaning(text: str) -> str:
    """What is typed as a name, or BadInput."""
    return safe(fields.name(text))


def limit_typed(text: str) -> tuple[int | None, bool]:
    """A limit and whether it is hard: ``5``, ``5 hard``, ``none``. BadInput."""
    words = text.lower().split()
    if words == ["none"]:
        return None, False
    hard = len(words) == 2 and words[1] == "hard"
    if not words or len(words) > 1 + hard or not (words[0].isascii() and words[0].isdecimal() and len(words[0]) < 10):
        raise BadInput(_("Write a number such as 5, or “5 hard”, or none."))
    if not 1 <= int(words[0]) <= LIMIT_MAX:
        raise BadInput(_("A limit is a whole number from 1 to {max}, or none.").format(max=f"{LIMIT_MAX:,}"))
    return int(words[0]), hard


def limit_meaning(text: str) -> str:
    limit, hard = limit_typed(text)
    if limit is None:
        return _("no limit")
    return _("no more than {n} come in").format(n=limit) if hard else _("a warning beyond {n}").format(n=limit)


class ColumnsDialog(KeyedDialog[None]):
    """The columns of the board with that id."""

    def __init__(self, boards: Sequence[BoardLine], board: int, send: Send) -> None:
        self._boards = boards
        self._board = board
        self._send = send
        super().__init__(_("Columns of {board}").format(board=self._line.name if self._line else ""), LEAVES)

    @property
    def _line(self) -> BoardLine | None:
        return next((line for line in self._boards if line.id == self._board), None)

    @property
    def _column(self) -> ColumnLine | None:
        columns = self._line.columns if self._line else ()
        return next((k for k in columns if self.sheet.item is not None and k.id == self.sheet.item.key), None)

    def show(self, boards: Sequence[BoardLine]) -> None:
        """Show them as they are now; a new column gets the cursor."""
        had = {column.id for column in self._line.columns} if self._line else set()
        self._boards = boards
        if self._line is None:
            self.dismiss(None)
            return
        new = [column.id for column in self._line.columns if column.id not in had]
        self.fill(at=new[0] if len(new) == 1 else None)

    def items(self) -> list[Item]:
        pens = self.program.look.pens
        heads = (_("Column"), _("Stage"), _("Tickets"), _("Limit"), _("Archived"))
        rows = [Item(((Segment(_cells(*heads), pens.dim),),), None, False)]
        for column in self._line.columns if self._line else ():
            limit = _("none") if column.limit is None else str(column.limit)
            if column.hard:
                limit = _("{limit} hard").format(limit=limit)
            over = column.limit is not None and column.tickets > column.limit
            style = pens.overdue if over else pens.plain
            archived = str(column.archived) if column.archived else ""
            text = _cells(safe(column.name), column.stage, str(column.tickets), limit, archived)
            rows.append(Item(((Segment(text, style),),), column.id))
        return rows

    def deeds(self) -> list[Deed]:
        return [
            Deed(("n",), _("add"), self._add),
            Deed(("e",), _("rename"), self._rename),
            Deed(("s",), _("stage"), self._stage),
            Deed(("#",), _("limit"), self._limit),
            Deed(("x",), _("hard"), self._hard),
            Deed(("J", "K"), _("order"), self._order),
            Deed(("backspace",), _("remove"), self._remove),
            Deed(("shift+down", "shift+up"), "", self._order),
        ]

    def _add(self, _key: str) -> None:
        def named(name: str | None) -> None:
            if name is not None:
                self.app.push_screen(self._stages(_("Stage of {name}").format(name=name), Stage.DOING), staged(name))

        def staged(name: str) -> Callable[[str | None], None]:
            def chosen(stage: str | None) -> None:
                if stage is not None:
                    self._send(c.AddColumn(self._board, name, Stage(stage)))

            return chosen

        self.app.push_screen(LineDialog(_("Name of the new column"), "", name_meaning), named)

    def _stages(self, heading: str, at: Stage) -> ChooseDialog:
        notes = {
            Stage.TODO: _("waits to be taken up"),
            Stage.DOING: _("is worked on"),
            Stage.DONE: _("is resolved"),
        }
        return ChooseDialog(heading, [Option(stage, stage, notes[stage]) for stage in Stage], at=at)

    def _edit(self, column: ColumnLine, field: str, value: str | int | bool | None) -> None:
        self._send(c.EditColumn(column.id, {field: value}, {field: getattr(column, field)}))

    def _rename(self, _key: str) -> None:
        if (column := self._column) is not None:
            self.app.push_screen(
                LineDialog(_("Rename the column"), column.name, name_meaning),
                lambda name: self._edit(column, "name", name) if name is not None else None,
            )

    def _stage(self, _key: str) -> None:
        if (column := self._column) is not None:
            self.app.push_screen(
                self._stages(_("Stage of {name}").format(name=column.name), column.stage),
                lambda stage: self._edit(column, "stage", stage) if stage is not None else None,
            )

    def _limit(self, _key: str) -> None:
        if (column := self._column) is None:
            return
        now = _("none") if column.limit is None else f"{column.limit}{' hard' if column.hard else ''}"

        def typed(text: str | None) -> None:
            if text is not None:
                limit, hard = limit_typed(text)
                was = {"limit": column.limit, "hard": column.hard}
                self._send(c.EditColumn(column.id, {"limit": limit, "hard": hard}, was))

        heading = _("How many tickets may stand in {name}?").format(name=column.name)
        hint = _("now: {limit}").format(limit=now)  # typing replaces it, as in any list of settings
        self.app.push_screen(LineDialog(heading, "", limit_meaning, hint), typed)

    def _hard(self, _key: str) -> None:
        if (column := self._column) is not None:
            self._edit(column, "hard", not column.hard)

    def _order(self, key: str) -> None:
        if (column := self._column) is not None:
            self._send(c.MoveColumn(column.id, 1 if key in ("J", "shift+down") else -1))

    def _remove(self, _key: str) -> None:
        if (column := self._column) is None:
            return
        n = column.tickets + column.archived
        if not n or self._line is None or len(self._line.columns) == 1:
            self._send(c.RemoveColumn(column.id))
            return
        heading = ngettext("Where does the {n} ticket of {name} go?", "Where do the {n} tickets of {name} go?", n)
        self.app.push_screen(
            ChooseDialog(heading.format(n=n, name=column.name), homes(self._boards, self._board, {column.id})),
            lambda into: self._send(c.RemoveColumn(column.id, int(into))) if into is not None else None,
        )


def homes(boards: Sequence[BoardLine], board: int, without: set[int]) -> list[Option]:
    """The columns where tickets could go instead: those of their own board first."""
    found = []
    for line in sorted(boards, key=lambda line: line.id != board):
        for column in line.columns:
            name = safe(column.name)
            label = name if line.id == board else _("{board} › {column}").format(board=safe(line.name), column=name)
            if column.id not in without:
                found.append(Option(str(column.id), label, column.stage))
    return found


def _cells(name: str, stage: str, tickets: str, limit: str, archived: str) -> str:
    return f"{pad(name, NAME)} {pad(stage, 6)} {tickets:>7}  {pad(limit, 9)} {archived:>8}"
