"""The board screen: board, filter, quick add, status line and footer, and what its keys do.

Invariant: the cursor moves without asking the desk; everything else asks it on the worker and
paints what comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.errors import QueryError
from deskboard.domain.model import Stage
from deskboard.domain.query import Query, parse
from deskboard.domain.readmodels import BoardHead, Card, Changes, Undoable
from deskboard.domain.times import Chip
from deskboard.l10n import _
from deskboard.tui import beginning, reading, standing
from deskboard.tui.actions import Refusal, Sent, Target, TicketActions
from deskboard.tui.arranging import ArrangingActions
from deskboard.tui.card import DENSITIES
from deskboard.tui.chips import Chips
from deskboard.tui.copying import CopyActions
from deskboard.tui.cursor import CursorActions
from deskboard.tui.facts import FactActions
from deskboard.tui.intents import BOARD
from deskboard.tui.linking import LinkActions
from deskboard.tui.marking import MarkActions
from deskboard.tui.memory import Memory
from deskboard.tui.moving import MovingActions
from deskboard.tui.people import PeopleActions
from deskboard.tui.queues import QueueActions
from deskboard.tui.reading import Facts, Outcome, Snapshot, Wish
from deskboard.tui.resuming import DraftActions
from deskboard.tui.team import TeamActions
from deskboard.tui.trash import PurgeActions
from deskboard.tui.unasked import BACKUP_AFTER, BACKUP_EVERY, TICK_EVERY, Unasked
from deskboard.tui.viewing import ViewActions
from deskboard.tui.widgets.board import Board
from deskboard.tui.widgets.footer import Footer
from deskboard.tui.widgets.painted import Painted
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.status import Message, Place, Status
from deskboard.tui.workload import WorkloadActions

if TYPE_CHECKING:
    from textual.widgets import Input

    from deskboard.tui.widgets.prompt import Prompt
    from deskboard.tui.widgets.quickadd import QuickAdd

MINUTE = 60.0
"""Seconds between two looks at whether a due chip reads differently."""


class BoardScreen(
    DraftActions,
    MovingActions,
    ArrangingActions,
    CopyActions,
    CursorActions,
    LinkActions,
    FactActions,
    MarkActions,
    PeopleActions,
    PurgeActions,
    QueueActions,
    TeamActions,
    ViewActions,
    WorkloadActions,
    Unasked,
):
    """``filter`` is the query in force. The board is read again when it comes back ``stale``."""

    def __init__(self, board: str | None, query: str) -> None:
        super().__init__()
        self._wanted: str | int | None = board
        self._opening_query = query
        self.query_text = ""
        self.filter: Query | None = None

    # What it is made of

    def compose(self) -> ComposeResult:
        program = self.program
        self._chips = Chips(program.now(), program.zone)
        self.board = Board(program.look, self._chip)
        self.status = Status(program.look.pens)
        self.footer = Footer(program.look.pens, program.keys_of)
        self.status.spill = self.footer.spill
        self.board.pressed = self.press_key
        self.board.fetch = self._fetch
        self.board.moved = lambda ref, column: self.change(c.MoveTicket((ref,), column))
        self.board.opened = self.do_ticket_open
        self.board.focused_again = self._back
        yield self.board
        self.line = Painted(Row(program.look.pens, id="slash"), self.status, id="line")
        yield self.line
        yield self.footer

    def on_mount(self) -> None:
        self.set_focus(self.board)
        self.status.say(self.program.message)
        self.footer.tell(self.scopes, {})
        if self._opening_query:
            self.apply(self._opening_query)
        wish = self._wish()
        # A board that cannot be shown, such as one with a wrong name, is no place to stay.
        self.program.bridge.submit(lambda desk: reading.opening(desk, wish), self._opened, failed=self.program.lost)
        self.set_interval(MINUTE, self._look_at_clock)
        self.set_interval(TICK_EVERY, self.tick)

    def _opened(self, opened: tuple[Facts, Memory, Snapshot]) -> None:
        facts, known, snapshot = opened
        self.program.meet(facts)
        self.recall(known)
        self._chips = Chips(self.program.now(), self.program.zone)
        self.footer.tell(self.scopes, self.program.denied)
        self._wanted = snapshot.head.id
        self.board.hint = beginning.ways(self.program, self.scopes)
        self._show(snapshot)
        self.look_at_rights()
        self.tick()
        self.set_timer(BACKUP_AFTER, self.back_up)
        self.set_interval(BACKUP_EVERY, self.back_up)
        if not any(column.total for column in snapshot.head.columns) and not self.program.message.text:
            self.program.welcome()
        self.program.typing.started()

    @property
    def scopes(self) -> Sequence[str]:
        return (BOARD,)

    @property
    def target(self) -> Target | None:
        return Target.of_card(self.board.card) if self.board.card is not None else None

    @property
    def head(self) -> BoardHead | None:
        return self.board.head

    def _chip(self, card: Card) -> Chip | None:
        return self._chips.of(card)

    def _back(self) -> None:
        """The board has the focus again: keys go on once it shows what was asked for so far."""
        self.program.bridge.submit(lambda desk: None, lambda _none: self.program.typing.release())

    def _look_at_clock(self) -> None:
        self._chips = Chips(self.program.now(), self.program.zone)
        self.board.sync()

    # Reading

    def _wish(self) -> Wish:
        card, hold = self.board.card, self.board.hold
        column = card.column if card is not None and card.ref == hold else None
        return Wish(self._wanted, self.filter, self.board.windows(), hold, column, self.marks)

    def _show(self, snapshot: Snapshot, flash: Sequence[int] = ()) -> None:
        if isinstance(self._wanted, int) and self._wanted != snapshot.head.id:
            self.program.say(_("The board was removed; this is {name}.").format(name=snapshot.head.name))
        self._wanted = snapshot.head.id
        self.stale = False
        self.lose_marks(snapshot.gone)
        self.board.show(snapshot)
        if not self.is_typing:
            self.board.stay()
        self.board.flash(flash)
        self.stand()
        self.program.company.tell()

    def stand(self) -> None:
        head = self.board.head
        if head is not None:
            hits = sum(column.hits for column in head.columns) if self.filter is not None else None
            place = Place(head.name, self.query_text, hits, len(self.marks), self.program.attending.words)
            self.status.stand(place, typing=self.is_typing)

    @property
    def is_typing(self) -> bool:
        """Whether a filter is being typed."""
        return self.line.has_class("typing")

    def reload(self, flash: frozenset[int] = frozenset()) -> None:
        """Read the board again; only what differs is repainted."""
        wish = self._wish()

        def show(snapshot: Snapshot) -> None:
            # Typing goes on while the worker reads: a result for an older filter is not shown.
            if wish.query is self.filter:
                self._show(snapshot, tuple(flash))

        self.program.bridge.submit(lambda desk: reading.snapshot(desk, wish), show, key="" if flash else "board")

    def _fetch(self, column: int, start: int, size: int) -> None:
        query = self.filter
        self.program.bridge.submit(
            lambda desk: desk.page(column, query, start=start, size=size),
            lambda page: self.board.show_page(page) if query is self.filter else None,
            key=f"page {column}",
        )

    def others_changed(self, changes: Changes) -> None:
        if self.in_view:
            self.reload(changes.tickets)
        else:
            self.stale = True
        if changes.structure:
            self.follow_names()
        self.rearranged(changes)
        self.people_changed(changes)
        self.queues_changed()

    def on_screen_resume(self) -> None:
        if self.stale:
            self.reload()
        self._back()

    def show_company(self) -> None:
        self.status.meet(self.program.company.others)

    def show_attendance(self) -> None:
        self.stand()

    def show_message(self, message: Message) -> None:
        if self.is_mounted:
            self.status.say(message)

    # Changing

    def change(self, command: Command, sent: Sent = lambda: None, refused: Refusal | None = None) -> None:
        wish = self._wish()
        prefer = wish.hold
        # The next key is about the board as it will be then.
        self.program.typing.hold()

        def took(outcome: Outcome) -> None:
            sent()
            self.taken(command, outcome.done)
            self._after(outcome)

        self.program.bridge.submit(
            lambda desk: reading.change(desk, command, wish, prefer), took, failed=self.settling(command, sent, refused)
        )

    def _after(self, outcome: Outcome) -> None:
        self.program.report(outcome.done, self.hidden(outcome))
        if outcome.changes is not None:
            standing.ask(self.program, outcome.changes)
        others = outcome.changes.tickets - set(outcome.done.refs) if outcome.changes is not None else frozenset()
        if outcome.snapshot is not None:
            self._show(outcome.snapshot, tuple(others))
        if outcome.done.name == c.EditQueue.__name__:
            self.follow_names()
        self.program.typing.release()

    def step_back(self, *, redo: bool) -> None:
        wish, sure = self._wish(), self._sure
        self.program.typing.hold()

        def stepped(outcome: Outcome | Undoable) -> None:
            if isinstance(outcome, Undoable):
                self.ask_first(outcome, redo=redo)
            else:
                self._after(outcome)

        self.program.bridge.submit(lambda desk: reading.step_back(desk, wish, redo=redo, sure=sure), stepped)

    # Order within the column

    def do_ticket_move_down(self) -> None:
        self._reorder(1)

    def do_ticket_move_up(self) -> None:
        self._reorder(-1)

    def _reorder(self, by: int) -> None:
        if self.filter is not None and self.filter.sort:
            self.program.say(_("The filter puts the cards in order: without its sort: they can be moved."))
            return
        stack, card = self.board.stack, self.board.card
        other = stack.card(stack.index + by) if stack is not None else None
        if card is not None and other is not None:
            above, below = (None, other.ref) if by > 0 else (other.ref, None)
            self.change(c.MoveTicket((card.ref,), card.column, above=above, below=below))

    # Tickets

    def do_ticket_open(self) -> None:
        from deskboard.tui.screens.ticket import TicketScreen

        if (target := self.target) is not None:
            self.with_page(lambda page: self._push(TicketScreen(page, self.board.head), target.ref))

    def _push(self, screen: TicketActions, ref: int) -> None:
        # Enter pressed twice must not open two.
        if self.app.screen is self:
            self.app.push_screen(screen)

    def do_ticket_add(self) -> None:
        from deskboard.tui.screens import adding

        adding.open_line(self)

    @property
    def place_for_new(self) -> tuple[int | None, int | None]:
        column, board = super().place_for_new
        stack = self.board.stack
        return (stack.column.id if stack is not None and stack.column.stage is not Stage.DONE else column), board

    def on_quick_add_added(self, message: QuickAdd.Added) -> None:
        from deskboard.tui.screens import adding

        adding.add(self, message)

    # The filter

    def do_filter_edit(self) -> None:
        from deskboard.tui.screens import filtering

        filtering.open_line(self)

    def on_input_changed(self, event: Input.Changed) -> None:
        from deskboard.tui.screens import filtering

        if self.is_typing:
            filtering.typed(self, event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        from deskboard.tui.screens import filtering

        filtering.keep(self, event.value)

    def on_prompt_left(self, message: Prompt.Left) -> None:
        from deskboard.tui.screens import adding, filtering

        if self.is_typing:
            filtering.clear(self)
        else:
            adding.close(self)

    def do_filter_clear(self) -> None:
        self.set_filter("", None)

    def apply(self, text: str) -> None:
        """Take a query from elsewhere; one that cannot be read is said, not used."""
        from deskboard.tui.widgets.filter import read

        query = read(text)
        if isinstance(query, QueryError):
            self.program.refuse(query)
        else:
            self.query_text, self.filter = text, query

    def look_for(self, text: str) -> None:
        self.set_filter(text, parse(text))

    def set_filter(self, text: str, query: Query | None) -> None:
        """Filter by a query; None: show everything."""
        self.query_text, self.filter = text, query
        self.board.walked_into = None
        head, wish = self.board.head, self._wish()
        if head is not None and query is not None:

            def show(snapshot: Snapshot) -> None:
                if query is self.filter:
                    self.board.show(snapshot)

            self.program.bridge.submit(lambda desk: reading.first_look(desk, wish, head), show, key="look")
        self.reload()

    def repaint(self) -> None:
        self.board.change_look(self.program.look)
        self.status.paint()
        self.footer.tell(self.scopes, self.program.denied)

    def do_app_out(self) -> None:
        if self.marks:
            self.clear_marks()
        elif self.filter is not None:
            self.do_filter_clear()

    # The program

    def do_board_density(self) -> None:
        look = self.program.look
        density = DENSITIES[(DENSITIES.index(look.density) + 1) % len(DENSITIES)]
        self.program.look = look._replace(density=density)
        self.board.change_look(self.program.look)
        self.remember(density=density, over=self.program.settings.density)
        self.program.say(_("Density: {density}.").format(density=density))

    def do_app_quit(self) -> None:
        self.app.exit(0)
