"""What I am to do, first things first, with the reason beside each; and what I would take next.

Invariant: what it shows is what the desk last said of my work; its keys are those of the board,
and the cursor stays on its ticket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import ComposeResult

from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.readmodels import BoardHead, Card, Changes, Done, MyWork, TicketPage, Undoable
from deskboard.tui import reading, worklines
from deskboard.tui.actions import Refusal, Sent, Target, TicketActions
from deskboard.tui.copying import CopyActions
from deskboard.tui.facts import FactActions
from deskboard.tui.intents import BY_ID, WORK
from deskboard.tui.linking import LinkActions
from deskboard.tui.marks import Marks, range_begins
from deskboard.tui.moving import MovingActions
from deskboard.tui.resuming import DraftActions
from deskboard.tui.screens.listing import Listing
from deskboard.tui.trash import TrashActions
from deskboard.tui.widgets.footer import Footer, key_name
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.sheet import Sheet
from deskboard.tui.widgets.status import Message, Place, Status
from deskboard.tui.workload import WorkloadActions

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

MINUTE = 60.0
"""Seconds until it is read again: what was due in an hour is overdue some day."""


class Seen(NamedTuple):
    """My work, and of its tickets what their keys need to know."""

    work: MyWork
    cards: Mapping[int, Card]


def read(desk: Desk) -> Seen:
    with desk.one_moment():
        work = desk.my_work()
        return Seen(work, desk.cards([item.ref for item in work.items]))


def open_work(screen: TicketActions) -> None:
    """Show my work on top of the board."""
    program = screen.program

    def show(seen: Seen) -> None:
        if program.screen is screen:
            program.push_screen(WorkScreen(seen))

    program.bridge.submit(read, show)


class WorkScreen(
    Listing, DraftActions, MovingActions, CopyActions, LinkActions, FactActions, TrashActions, WorkloadActions
):
    """Shows ``seen``."""

    can_focus = True

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self.marked = Marks[int]()

    # What it is made of

    def compose(self) -> ComposeResult:
        look = self.program.look
        self.head_row, self.gap, self.next_row = (Row(look.pens) for _n in range(3))
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        self.status = Status(look.pens)
        self.footer = Footer(look.pens, self.program.keys_of)
        self.status.spill = self.footer.spill
        yield from (self.head_row, self.gap, self.sheet, self.next_row, self.status, self.footer)

    def on_mount(self) -> None:
        self.status.say(self.program.message)
        self.show_company()
        self.paint()
        self.set_interval(MINUTE, self.reload)
        self.program.typing.release()

    def on_resize(self) -> None:
        self.call_after_refresh(self.paint)

    @property
    def login(self) -> str:
        return self.program.facts.login if self.program.facts is not None else ""

    @property
    def scopes(self) -> Sequence[str]:
        return (WORK,)

    @property
    def target(self) -> Target | None:
        item = self.sheet.item
        card = self.seen.cards.get(item.key) if item is not None and isinstance(item.key, int) else None
        return Target.of_card(card) if card is not None else None

    @property
    def marks(self) -> tuple[int, ...]:
        return tuple(self.marked)

    @property
    def head(self) -> BoardHead | None:
        """None: what I am to do stands on any board."""
        return None

    def paint(self, at: int | None = None) -> None:
        """Paint everything that differs, the cursor on the ticket ``at`` or where it is."""
        program = self.program
        width = self.sheet.size.width - 2
        if width <= 0:
            return
        setting = worklines.Setting(program.look, width, program.now(), program.zone)
        keys = program.keys_of(BY_ID["work.take"], self.scopes)
        self.head_row.show(worklines.heading(self.seen.work, self.login, setting))
        self.next_row.show(worklines.waiting(self.seen.work, key_name(keys[0]) if keys else "", setting))
        self.footer.tell(self.scopes, program.denied)
        self.marked.keep(self.seen.cards)
        self.status.stand(Place("", marks=len(self.marked)))
        self.sheet.fill(worklines.items(self.seen.work, setting, self.marked), at=at)

    def repaint(self) -> None:
        self.status.paint()
        self.paint()

    def show_company(self) -> None:
        self.status.meet(self.program.company.others)

    def show_message(self, message: Message) -> None:
        if self.is_mounted:
            self.status.say(message)

    # Reading and changing

    def others_changed(self, changes: Changes) -> None:
        if self.in_view:
            self.reload()
        else:
            self.stale = True

    def on_screen_resume(self) -> None:
        if self.stale:
            self.reload()

    def reload(self) -> None:
        self.program.bridge.submit(read, self._show, key="work")

    def _show(self, seen: Seen, at: int | None = None) -> None:
        self.stale = False
        self.seen = seen
        if self.is_mounted:
            self.paint(at)

    def change(self, command: Command, sent: Sent = lambda: None, refused: Refusal | None = None) -> None:
        self.program.typing.hold()

        def took(answer: tuple[Done, Seen]) -> None:
            sent()
            self.taken(command, answer[0])
            self._took(*answer)

        self.program.bridge.submit(
            lambda desk: (desk.do(command), read(desk)), took, failed=self.settling(command, sent, refused)
        )

    def _took(self, done: Done, seen: Seen) -> None:
        self.program.report(done)
        at = done.refs[0] if len(done.refs) == 1 and done.refs[0] in seen.cards else None
        self._show(seen, at)
        self.program.typing.release()

    def step_back(self, *, redo: bool) -> None:
        sure = self._sure
        self.program.typing.hold()

        def step(desk: Desk) -> tuple[Done, Seen] | Undoable:
            if (coming := reading.large(desk, redo=redo, sure=sure)) is not None:
                return coming
            return (desk.redo() if redo else desk.undo()), read(desk)

        def stepped(answer: tuple[Done, Seen] | Undoable) -> None:
            if isinstance(answer, Undoable):
                self.ask_first(answer, redo=redo)
            else:
                self._took(*answer)

        self.program.bridge.submit(step, stepped)

    def _move_across(self, by: int) -> None:
        # Each ticket goes along the columns of its own board.
        if (aim := self.aim) is not None:
            self.change(c.ShiftTicket(aim.refs, by))

    # Keys

    def do_ticket_open(self) -> None:
        from deskboard.tui.screens.ticket import TicketScreen

        if (target := self.target) is None:
            return

        def look(desk: Desk) -> tuple[TicketPage, BoardHead]:
            page = desk.ticket(target.ref)
            return page, desk.board(page.row.board)

        def show(answer: tuple[TicketPage, BoardHead]) -> None:
            # Enter pressed twice must not open two.
            if self.is_current:
                self.app.push_screen(TicketScreen(*answer))

        self.program.bridge.submit(look, show)

    def do_mark_toggle(self) -> None:
        if (target := self.target) is not None:
            self.marked.toggle(target.ref)
            self.sheet.move(1)
            self.paint()

    def do_mark_range(self) -> None:
        if (target := self.target) is not None:
            if not self.marked.stretch(target.ref, self._listed, self.marked.anchor):
                self.program.say(range_begins())
            self.paint()

    def do_mark_all(self) -> None:
        self.marked.turn(self._listed)
        self.paint()

    def do_mark_clear(self) -> None:
        self.marked.only(())
        self.paint()

    @property
    def _listed(self) -> list[int]:
        return [item.ref for item in self.seen.work.items]

    def do_app_out(self) -> None:
        """Marks, then the page."""
        if self.marked:
            self.do_mark_clear()
        else:
            self.do_app_quit()

    def do_app_quit(self) -> None:
        self.program.typing.hold()
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)
            if event.chain == 2:
                self.do_ticket_open()
