"""Deciding about boards and columns.

Invariant: there is at least one board, and each has at least one column; a name means one board,
and one column of a board, whatever its capitals and accents; no ticket goes with its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import conflicts, named, resolving
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import BadInput, NotFound, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import COLUMNS_MAX, LIMIT_MAX, Place, Stage
from deskboard.domain.ranking import between, many_between
from deskboard.domain.text import fold
from deskboard.l10n import _, ngettext
from deskboard.store.facts import ColumnFact
from deskboard.store.work import Work

Shape = tuple[str, Stage, int | None, bool]
"""Name, stage, limit, hard."""
DEFAULT_COLUMNS: tuple[Shape, ...] = (
    (_("To Do"), Stage.TODO, None, False),
    (_("Doing"), Stage.DOING, None, False),
    (_("Done"), Stage.DONE, None, False),
)


def new_board(work: Work, name: str, columns: Sequence[Shape] = DEFAULT_COLUMNS) -> list[e.Event]:
    """The events that make a board with its columns."""
    board = work.take("board")[0]
    return [e.BoardAdded(board, name), *new_columns(work, board, None, columns)]


def new_columns(work: Work, board: int, after: str | None, columns: Sequence[Shape]) -> list[e.ColumnAdded]:
    """The events that add columns to a board, to the right of the order key ``after``."""
    ids = work.take("column", len(columns)) if columns else range(0)
    ranks = many_between(after, None, len(columns))
    return [
        e.ColumnAdded(column, board, name, stage, rank, limit, hard)
        for column, (name, stage, limit, hard), rank in zip(ids, columns, ranks, strict=True)
    ]


# ---- boards


def add_board(work: Work, command: c.AddBoard) -> Decision:
    name = fields.name(command.name)
    _check_board_name(work.facts.boards(), name)
    return Decision(new_board(work, name), what=name)


def rename_board(work: Work, command: c.RenameBoard) -> Decision:
    boards = work.facts.boards()
    before = _board_name(boards, command.board)
    name = fields.name(command.name)
    _check_board_name({known: ident for known, ident in boards.items() if ident != command.board}, name)
    if name == before:
        return Decision([])
    conflicts.of_values(before, {"name": before}, {"name": command.was or before}, {"name": name})
    what = _("Board renamed: {before} → {name}").format(before=before, name=name)
    return Decision([e.BoardEdited(command.board, "name", before, name)], what=what)


def remove_board(work: Work, command: c.RemoveBoard) -> Decision:
    boards = work.facts.boards()
    name = _board_name(boards, command.board)
    if len(boards) == 1:
        raise Refused(_("This is the only board, and there is always one."), _("Rename it, or add another first."))
    columns = work.facts.columns(command.board)
    target, moves, refs = _cleared(work, columns, command.into, name)
    going = [removed(column) for column in columns]
    what = _("Board removed: {name}")
    if target is not None:
        what = ngettext(
            "Board removed: {name}; {n} ticket went to {column}",
            "Board removed: {name}; {n} tickets went to {column}",
            len(refs),
        )
    what = what.format(name=name, n=len(refs), column=target)
    return Decision([*moves, *going, e.BoardRemoved(command.board, name)], refs, what=what)


def _board_name(boards: Mapping[str, int], board: int) -> str:
    """NotFound: there is no such board (any more)."""
    found = next((name for name, ident in boards.items() if ident == board), None)
    if found is None:
        raise NotFound(_("That board does not exist any more."))
    return found


def _check_board_name(others: Iterable[str], name: str) -> None:
    """Refused: another board has that name, whatever its capitals."""
    for known in others:
        if fold(known) == fold(name):
            raise Refused(_("There is a board “{name}” already.").format(name=known), _("Choose another name."))


# ---- columns


def add_column(work: Work, command: c.AddColumn) -> Decision:
    _board_name(work.facts.boards(), command.board)
    columns = work.facts.columns(command.board)
    if len(columns) >= COLUMNS_MAX:
        raise BadInput(_("A board has at most {max} columns.").format(max=COLUMNS_MAX))
    name = fields.name(command.name)
    _check_column_name(columns, name)
    limit, hard = _limit(command.limit), command.hard
    _check_hard(limit, hard)
    after = columns[-1].rank if columns else None
    return Decision(new_columns(work, command.board, after, [(name, Stage(command.stage), limit, hard)]), what=name)


def edit_column(work: Work, command: c.EditColumn) -> Decision:
    column = named.column(work, command.column)
    wanted = _checked(work, column, command.changes)
    conflicts.of_values(column.name, column._asdict(), command.was, wanted)
    events = [
        e.ColumnEdited(column.id, field, getattr(column, field), after)
        for field, after in wanted.items()
        if getattr(column, field) != after
    ]
    stage = Stage(str(wanted.get("stage", column.stage)))
    edits = resolving.standing(work, column.id, stage) if stage is not column.stage else []
    without_limit = wanted.get("limit", column.limit) is None
    told = [_told(event) for event in events if not (without_limit and event.field == "hard")]
    what = _("{column}: {changes}").format(column=column.name, changes=", ".join(told))
    return Decision([*events, *edits], [edit.ticket for edit in edits], what=what)


def _told(event: e.ColumnEdited) -> str:
    if event.field == "hard":
        return _("hard limit") if event.after else _("soft limit")
    if event.field == "limit":
        return _("limit {limit}").format(limit=event.after) if event.after is not None else _("no limit")
    words = {"name": _("now called {value}"), "stage": _("stage {value}")}
    return words[event.field].format(value=event.after)


def _checked(work: Work, column: ColumnFact, changes: Mapping[str, Value]) -> dict[str, Value]:
    """The changes as they can be stored. BadInput, Refused."""
    unknown = changes.keys() - {"name", "stage", "limit", "hard"}
    if unknown:
        raise BadInput(_("A column has no field “{field}”.").format(field=min(unknown)))
    wanted = dict(changes)
    if "name" in wanted:
        wanted["name"] = name = fields.name(wanted["name"])
        _check_column_name([k for k in work.facts.columns(column.board) if k.id != column.id], name)
    if "stage" in wanted:
        wanted["stage"] = stage(wanted["stage"])
    if "limit" in wanted:
        wanted["limit"] = _limit(wanted["limit"])
        if wanted["limit"] is None:
            # Nothing forbids without a limit.
            wanted.setdefault("hard", False)
    _check_hard(wanted.get("limit", column.limit), bool(wanted.get("hard", column.hard)))
    return wanted


def stage(value: Value) -> Stage:
    """BadInput: there is no such stage."""
    try:
        return Stage(str(value))
    except ValueError:
        raise BadInput(
            _("“{stage}” is no stage.").format(stage=str(value)[:40]),
            _("Stages are: {names}.").format(names=", ".join(Stage)),
        ) from None


def _limit(value: Value) -> int | None:
    """BadInput: a column cannot have that limit."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LIMIT_MAX:
        raise BadInput(_("A limit is a whole number from 1 to {max}, or none.").format(max=f"{LIMIT_MAX:,}"))
    return value


def _check_hard(limit: Value, hard: bool) -> None:
    if hard and limit is None:
        raise BadInput(_("A hard limit needs a number."), _("Set the limit first, or with it."))


def _check_column_name(others: Iterable[ColumnFact], name: str) -> None:
    """Refused: another column of the board has that name, whatever its capitals."""
    for column in others:
        if fold(column.name) == fold(name):
            told = _("The board has a column “{name}” already.").format(name=column.name)
            raise Refused(told, _("Choose another name."))


def move_column(work: Work, command: c.MoveColumn) -> Decision:
    column = named.column(work, command.column)
    columns = work.facts.columns(column.board)
    before = [known.id for known in columns].index(column.id)
    others = [known for known in columns if known.id != column.id]
    after = max(0, min(before + command.by, len(others)))
    if after == before:
        return Decision([])
    low = others[after - 1].rank if after else None
    high = others[after].rank if after < len(others) else None
    what = _("{column} moved to place {n} of {total}").format(column=column.name, n=after + 1, total=len(columns))
    return Decision([e.ColumnEdited(column.id, "rank", column.rank, between(low, high))], what=what)


def remove_column(work: Work, command: c.RemoveColumn) -> Decision:
    column = named.column(work, command.column)
    if len(work.facts.columns(column.board)) == 1:
        raise Refused(_("This is the only column of its board, and there is always one."), _("Rename it instead."))
    target, moves, refs = _cleared(work, [column], command.into, column.name)
    what = _("Column removed: {name}")
    if target is not None:
        what = ngettext(
            "Column removed: {name}; {n} ticket went to {column}",
            "Column removed: {name}; {n} tickets went to {column}",
            len(refs),
        )
    return Decision([*moves, removed(column)], refs, what=what.format(name=column.name, n=len(refs), column=target))


def removed(column: ColumnFact) -> e.ColumnRemoved:
    return e.ColumnRemoved(column.id, column.board, column.name, column.stage, column.rank, column.limit, column.hard)


def _cleared(
    work: Work, columns: Sequence[ColumnFact], into: int | None, name: str
) -> tuple[str | None, list[e.Event], list[int]]:
    """The name of the column ``into``, and what moves every ticket, those in the archive too, to
    the end of it, with their refs; None: there are no tickets. Refused: nobody said where."""
    held = work.facts.held([column.id for column in columns])
    if not held:
        return None, [], []
    if into is None:
        raise Refused(
            _in_the_way(name, len(held), sum(t.archived is not None for t in held)),
            _("Say where they go (--into COLUMN)."),
        )
    target = named.column(work, into)
    if target.id in {column.id for column in columns}:
        raise BadInput(_("{name} is what is to be removed.").format(name=target.name), _("Name another column."))
    ranks = many_between(work.facts.edge_rank(target.id, last=True), None, len(held))
    moves = [
        e.TicketMoved(t.ref, Place(t.column, t.rank), Place(target.id, rank))
        for t, rank in zip(held, ranks, strict=True)
    ]
    edits = [
        edit for t in held if t.archived is None for edit in resolving.entering(work, t.ref, t.resolved, target.stage)
    ]
    return target.name, [*moves, *edits], [t.ref for t in held]


def _in_the_way(name: str, n: int, archived: int) -> str:
    if n == archived:
        sentence = ngettext(
            "{name} holds {n} ticket, which is in the archive.", "{name} holds {n} tickets, all in the archive.", n
        )
    elif archived:
        sentence = ngettext(
            "{name} holds {n} ticket, {archived} in the archive.",
            "{name} holds {n} tickets, {archived} of them in the archive.",
            n,
        )
    else:
        sentence = ngettext("{name} holds {n} ticket.", "{name} holds {n} tickets.", n)
    return sentence.format(name=name, n=n, archived=archived)
