"""Quick add on the board screen: opens the line, sends what is entered, closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain.errors import DeskboardError, Mistyped
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.drafts import Draft
from deskboard.tui.widgets.quickadd import WIDTH, QuickAdd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from deskboard.domain.duplicates import Likely
    from deskboard.tui.program import Program
    from deskboard.tui.screens.board import BoardScreen

DRAFT = (0, "quick add")
"""Where the program keeps a line that was left unsent."""


def open_line(screen: BoardScreen) -> None:
    """Open the line over the current column, with what was left in it last time."""
    stack, program = screen.board.stack, screen.program
    if stack is None or screen.query(QuickAdd):
        return
    left = program.drafts[DRAFT].text if DRAFT in program.drafts else ""
    me = program.facts.login if program.facts is not None else None

    def noted(line: str) -> None:
        if widget.is_attached:
            _note(program, line)

    def alike(title: str, told: Callable[[Sequence[Likely]], None]) -> None:
        # One at a time on the worker, and of those that wait only the newest.
        program.bridge.submit(lambda desk: desk.likely_duplicates(title), told, key="duplicates")

    widget = QuickAdd(stack.column.name, program.look.pens, program.now, program.zone, noted, alike, left, me)
    lane = screen.board.lane_of(stack)
    room = screen.board.size.width
    width = min(room, max(WIDTH, lane.size.width if lane is not None else WIDTH))
    x = min(lane.region.x if lane is not None else 0, room - width)
    widget.styles.width = width
    widget.styles.offset = (max(0, x), 1)
    screen.mount(widget)


def _note(program: Program, line: str) -> None:
    if line:
        program.drafts[DRAFT] = Draft(line)
    else:
        program.drafts.pop(DRAFT, None)


def add(screen: BoardScreen, message: QuickAdd.Added) -> None:
    """Send one line; it stays in the prompt until the desk has taken it."""
    stack, head = screen.board.stack, screen.board.head
    if stack is None or head is None:
        return
    widget = screen.query_one(QuickAdd)
    parsed, line = message.parsed, widget.prompt.line

    def sent() -> None:
        widget.taken()
        # Also when the line was closed before the desk answered.
        if screen.program.drafts.get(DRAFT) == Draft(line):
            del screen.program.drafts[DRAFT]
            screen.program.drafts.keep()

    def refused(error: DeskboardError) -> None:
        if isinstance(error, Mistyped):
            widget.asked = line
            widget.complain(_("{reason} Enter again adds them.").format(reason=safe(error.message)))
        else:
            widget.complain(safe(str(error)))

    meant = widget.asked == line
    command = c.AddTicket(parsed.title, parsed.fields, stack.column.id, head.id, parsed.steps, meant)
    screen.change(command, sent, refused)


def close(screen: BoardScreen) -> None:
    """Close the line; what stands in it is kept for the next time."""
    for widget in screen.query(QuickAdd):
        _note(screen.program, widget.prompt.line)
        widget.remove()
    screen.program.drafts.keep()
    screen.set_focus(screen.board)
