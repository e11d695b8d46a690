"""Boards and their columns: listed, added, arranged, removed.

Invariant: a column is named by its name on a board, or by ``Board/Column``.
"""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.nouns import Noun
from deskboard.cli.params import column_at
from deskboard.cli.render import Col, Styled
from deskboard.cli.results import report, settle
from deskboard.domain import commands
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import LIMIT_MAX, Stage
from deskboard.domain.readmodels import BoardLine, ColumnLine
from deskboard.domain.text import clean_line
from deskboard.l10n import _

COLUMN_EXAMPLES = """\b
deskboard column add Review --stage doing --limit 5 --hard
deskboard column edit Review --name 'Peer review' --limit none
deskboard column move Review left
deskboard column remove Review --into Doing"""
BOARD_EXAMPLES = """\b
deskboard board add Projects
deskboard move 142 Projects/Doing
deskboard board remove Projects --into 'Help desk/To Do'"""

board = Noun("board", epilog=BOARD_EXAMPLES)
column = Noun("column", epilog=COLUMN_EXAMPLES)
ON_BOARD = click.Option(["--board", "on"], metavar="NAME", help=_("The board it is on."))
INTO = click.Option(["--into"], metavar="COLUMN", help=_("Where its tickets go, such as Doing or Projects/Doing."))
STAGE = click.Option(["--stage"], metavar="STAGE", help=_("One of: {names}.").format(names=", ".join(Stage)))
LIMIT = click.Option(["--limit"], metavar="N|none", help=_("How many tickets it should hold at most."))
HARD = click.Option(["--hard/--soft"], default=None, help=_("Whether the limit forbids or only warns."))


def _do(command: Command, unchanged: str = "") -> None:
    with session().desk() as desk:
        report(session().output, desk.do(command), unchanged)


# ---- boards


@board.command("list", cls=DeskCommand, help=_("List the boards with their columns."))
def board_list() -> None:
    """One board a line."""
    columns: tuple[Col[BoardLine], ...] = (
        Col("name", _("Board"), lambda line: line.name, flexible=True),
        Col("tickets", _("Tickets"), lambda line: line.tickets),
        Col("archived", _("Archived"), lambda line: line.archived),
        Col("columns", _("Columns"), lambda line: tuple(k.name for k in line.columns), _column_names, flexible=True),
    )
    with session().desk() as desk:
        session().output.rows(columns, desk.board_lines(), _board_record)


def _column_names(line: BoardLine) -> Styled:
    return Styled(", ".join(column.name for column in line.columns), "dim")


def _board_record(line: BoardLine) -> dict[str, object]:
    return {
        "board": line.name,
        "tickets": line.tickets,
        "archived": line.archived,
        "columns": [_column_record(column) for column in line.columns],
    }


@board.command("add", cls=DeskCommand, help=_("Add a board with the columns To Do, Doing and Done."))
@click.argument("name")
def board_add(name: str) -> None:
    """Add a board."""
    with session().desk() as desk:
        settle(session().output, desk, commands.AddBoard(name), lambda: clean_line(name) in desk.boards())


@board.command("rename", cls=DeskCommand, help=_("Give a board another name."))
@click.argument("name")
@click.argument("new_name", metavar="NEW-NAME")
def board_rename(name: str, new_name: str) -> None:
    """Rename a board."""
    with session().desk() as desk:
        report(session().output, desk.do(commands.RenameBoard(desk.board(name).id, new_name)), _("It is called so."))


@board.command("remove", cls=DeskCommand, params=[INTO], help=_("Remove a board; its tickets go to another one."))
@click.argument("name")
def board_remove(name: str, into: str | None) -> None:
    """Remove a board."""
    with session().desk() as desk:
        ident = desk.board(name).id
        target = column_at(desk, into, session().settings.board).id if into is not None else None
        report(session().output, desk.do(commands.RemoveBoard(ident, target)))


# ---- columns


@column.command("list", cls=DeskCommand, params=[ON_BOARD], help=_("List the columns, of all boards or of one."))
def column_list(on: str | None = None) -> None:
    """One column a line, from left to right."""
    with session().desk() as desk:
        only = desk.board(on).id if on else None
        names = {line.id: line.name for line in desk.board_lines()}
        columns: tuple[Col[ColumnLine], ...] = (
            Col("board", _("Board"), lambda line: names[line.board], flexible=True),
            Col("name", _("Column"), lambda line: line.name, flexible=True),
            Col("stage", _("Stage"), lambda line: line.stage),
            Col("tickets", _("Tickets"), lambda line: line.tickets),
            Col("limit", _("Limit"), lambda line: line.limit, _limit_shown),
            Col("hard", "", lambda line: line.hard, lambda line: Styled("")),
            Col("archived", _("Archived"), lambda line: line.archived),
        )
        found = [k for line in desk.board_lines() if only in (None, line.id) for k in line.columns]
        session().output.rows(columns, found, lambda line: {"board": names[line.board], **_column_record(line)})


def _limit_shown(line: ColumnLine) -> Styled:
    if line.limit is None:
        return Styled("")
    hard = _("{limit} hard").format(limit=line.limit) if line.hard else str(line.limit)
    return Styled(hard, "bold" if line.tickets > line.limit else "")


def _column_record(line: ColumnLine) -> dict[str, object]:
    return {
        "column": line.name,
        "stage": line.stage,
        "limit": line.limit,
        "hard": line.hard,
        "tickets": line.tickets,
        "archived": line.archived,
    }


@column.command(
    "add", cls=DeskCommand, params=[ON_BOARD, STAGE, LIMIT, HARD], help=_("Add a column at the right end of a board.")
)
@click.argument("name")
def column_add(name: str, on: str | None, stage: str | None, limit: str | None, *, hard: bool | None) -> None:
    """Add a column."""
    if stage is None:
        raise BadInput(_("A new column needs a stage."), _("Give --stage todo, doing or done."))
    with session().desk() as desk:
        ident = desk.board(on or session().settings.board).id
        command = commands.AddColumn(ident, name, Stage(_stage(stage)), _limit(limit), bool(hard))

        def is_so() -> bool:
            there = (k for k in desk.board(on or session().settings.board).columns if k.name == clean_line(name))
            return any((k.stage, k.limit, k.hard) == (command.stage, command.limit, command.hard) for k in there)

        settle(session().output, desk, command, is_so)


@column.command(
    "edit",
    cls=DeskCommand,
    params=[
        ON_BOARD,
        click.Option(["--name", "new_name"], metavar="NAME", help=_("What it is called.")),
        STAGE,
        LIMIT,
        HARD,
    ],
    help=_("Change name, stage or limit of a column."),
)
@click.argument("name", metavar="COLUMN")
def column_edit(
    name: str, on: str | None, new_name: str | None, stage: str | None, limit: str | None, *, hard: bool | None
) -> None:
    """Change a column."""
    changes: dict[str, Value] = {}
    if new_name is not None:
        changes["name"] = new_name
    if stage is not None:
        changes["stage"] = _stage(stage)
    if limit is not None:
        changes["limit"] = _limit(limit)
    if hard is not None:
        changes["hard"] = hard
    if not changes:
        raise BadInput(_("Nothing to change."), _("Say what with --name, --stage, --limit, --hard or --soft."))
    with session().desk() as desk:
        ident = column_at(desk, name, on or session().settings.board).id
        report(session().output, desk.do(commands.EditColumn(ident, changes)), _("It is so already."))


def _stage(word: str) -> Stage:
    if word not in list(Stage):
        raise BadInput(
            _("“{stage}” is no stage.").format(stage=word[:40]),
            _("Stages are: {names}.").format(names=", ".join(Stage)),
        )
    return Stage(word)


def _limit(word: str | None) -> int | None:
    """A number of tickets, or None for no limit. BadInput."""
    if word is None or word.strip().lower() == "none":
        return None
    if not (word.isascii() and word.isdecimal() and len(word) < 10):
        raise BadInput(_("A limit is a whole number from 1 to {max}, or none.").format(max=f"{LIMIT_MAX:,}"))
    return int(word)


@column.command("move", cls=DeskCommand, params=[ON_BOARD], help=_("Move a column to another place on its board."))
@click.argument("name", metavar="COLUMN")
@click.argument("place", metavar="left|right|first|last|N")
def column_move(name: str, place: str, on: str | None) -> None:
    """Move a column; N counts from the left, beginning with 1."""
    with session().desk() as desk:
        found = column_at(desk, name, on or session().settings.board)
        columns = next(
            line.columns for line in desk.board_lines() if found.id in {column.id for column in line.columns}
        )
        here = [column.id for column in columns].index(found.id)
        steps = {"left": -1, "right": 1, "first": -here, "last": len(columns) - 1 - here}
        if place.isascii() and place.isdecimal() and len(place) < 7 and int(place) > 0:
            steps[place] = int(place) - 1 - here
        if place not in steps:
            raise BadInput(
                _("“{place}” is no place.").format(place=place[:40]), _("Say left, right, first, last or 1.")
            )
        report(session().output, desk.do(commands.MoveColumn(found.id, steps[place])), _("It stands there already."))


@column.command(
    "remove", cls=DeskCommand, params=[ON_BOARD, INTO], help=_("Remove a column; its tickets go to another.")
)
@click.argument("name", metavar="COLUMN")
def column_remove(name: str, on: str | None, into: str | None) -> None:
    """Remove a column."""
    with session().desk() as desk:
        on = on or session().settings.board
        ident = column_at(desk, name, on).id
        target = column_at(desk, into, on).id if into is not None else None
        report(session().output, desk.do(commands.RemoveColumn(ident, target)))
