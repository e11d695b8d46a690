"""Deciding about boards and columns."""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import NotFound, Refused
from deskboard.domain.model import Stage
from deskboard.domain.ranking import between, many_between
from deskboard.l10n import _
from deskboard.store.work import Work

DEFAULT_COLUMNS = ((_("To Do"), Stage.TODO), (_("Doing"), Stage.DOING), (_("Done"), Stage.DONE))


def new_board(work: Work, name: str, columns: tuple[tuple[str, Stage], ...] = DEFAULT_COLUMNS) -> list[e.Event]:
    """The events that make a board with its columns."""
    board = work.take("board")[0]
    ids = work.take("column", len(columns)) if columns else range(0)
    ranks = many_between(None, None, len(columns))
    added = [
        e.ColumnAdded(column, board, title, stage, rank)
        for column, (title, stage), rank in zip(ids, columns, ranks, strict=True)
    ]
    return [e.BoardAdded(board, name), *added]


def add_board(work: Work, command: c.AddBoard) -> Decision:
    name = fields.name(command.name)
    if name in work.facts.boards():
        raise Refused(_("There is a board “{name}” already.").format(name=name))
    return Decision(new_board(work, name), what=name)


def add_column(work: Work, command: c.AddColumn) -> Decision:
    name = fields.name(command.name)
    if command.board not in work.facts.boards().values():
        raise NotFound(_("That board does not exist."))
    columns = work.facts.columns(command.board)
    if any(column.name == name for column in columns):
        raise Refused(_("The board has a column “{name}” already.").format(name=name))
    rank = between(columns[-1].rank if columns else None, None)
    event = e.ColumnAdded(work.take("column")[0], command.board, name, command.stage, rank, command.limit)
    return Decision([event], what=name)
