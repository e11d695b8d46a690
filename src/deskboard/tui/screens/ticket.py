"""One ticket: its details, checklist, comments, files and history in tabs.

Invariant: what it shows is what the desk last said about this ticket; keys change the ticket
through commands and the screen paints the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from deskboard.domain import presence, wording
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError, NotFound
from deskboard.domain.readmodels import BoardHead, Changes, Done, TicketPage, Undoable
from deskboard.domain.text import cells, safe
from deskboard.tui import reading, tabs
from deskboard.tui.actions import Refusal, Sent, Target
from deskboard.tui.attachments import FileActions
from deskboard.tui.copying import CopyActions
from deskboard.tui.intents import CHECKLIST, FILES, TICKET
from deskboard.tui.linking import TicketLinkActions
from deskboard.tui.resuming import DraftActions
from deskboard.tui.screens.listing import Listing
from deskboard.tui.trash import TrashActions
from deskboard.tui.widgets.footer import Footer
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.sheet import Sheet
from deskboard.tui.widgets.status import Message, Place, Status
from deskboard.tui.workload import WorkloadActions

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

WITH_CURSOR = (tabs.CHECKLIST, tabs.FILES)
"""Tabs on which something is chosen."""
TO_THE_END = (tabs.COMMENTS, tabs.HISTORY)
"""Tabs that open at their end, where the newest stands."""


class TicketScreen(Listing, DraftActions, CopyActions, TicketLinkActions, FileActions, TrashActions, WorkloadActions):
    """Shows ``page``; ``head`` is the board the ticket was opened from."""

    can_focus = True

    def __init__(self, page: TicketPage, head: BoardHead | None) -> None:
        super().__init__()
        self.page = page
        self._head = head
        self.tab = tabs.DETAILS
        self.comments_only = False
        self._seen_tabs: set[str] = set()

    # What it is made of

    def compose(self) -> ComposeResult:
        look = self.program.look
        self.title_row, self.facts_row, self.tabs_row, self.gap = (Row(look.pens) for _n in range(4))
        self.sheet = Sheet(look.pens, look.glyphs)
        self.status = Status(look.pens)
        self.footer = Footer(look.pens, self.program.keys_of)
        self.status.spill = self.footer.spill
        yield from (self.title_row, self.facts_row, self.tabs_row, self.gap, self.sheet, self.status, self.footer)

    def on_mount(self) -> None:
        self.show_attendance()
        self.paint()
        self.show_company()
        self.program.company.tell()
        self.call_after_refresh(self._looked)

    def _looked(self) -> None:
        """What is shown is read from now on; the board, where it was not until now, shows that."""
        ref, last = self.page.row.ref, max((comment.id for comment in self.page.comments), default=0)
        work = self.program.bridge.submit
        work(lambda desk: desk.look_at(ref, last), self._was_unread, key=f"look at {ref}", unasked=True)

    def _was_unread(self, unread: bool) -> None:
        from deskboard.tui.screens.board import BoardScreen

        for screen in self.program.screen_stack if unread else ():
            if isinstance(screen, BoardScreen) and screen.in_view:
                screen.reload()
            elif isinstance(screen, BoardScreen):
                screen.stale = True

    def on_unmount(self) -> None:
        self.program.company.tell()

    def show_company(self) -> None:
        """Who else is on this ticket, in the line that is else a gap."""
        pens, told = self.program.look.pens, presence.sentences(self.program.company.others, self.page.row.ref)
        pieces = [(text, pens.accent if writes else pens.dim) for text, writes in told]
        spaced = [part for piece in pieces for part in ((wording.BETWEEN, pens.dim), piece)]
        self.gap.show([(" ", pens.dim), *spaced[1:]] if spaced else ())

    def on_resize(self) -> None:
        self.call_after_refresh(self.paint)

    @property
    def scopes(self) -> Sequence[str]:
        inner = {tabs.CHECKLIST: CHECKLIST, tabs.FILES: FILES}.get(self.tab)
        return (inner, TICKET) if inner else (TICKET,)

    @property
    def target(self) -> Target | None:
        return Target.of_page(self.page)

    @property
    def head(self) -> BoardHead | None:
        return self._head

    def paint(self) -> None:
        """Paint everything that differs."""
        program, page = self.program, self.page
        look = program.look
        title = [(f" #{page.row.ref} ", look.pens.dim), (safe(page.row.title), look.pens.key)]
        self.title_row.show(title)
        self.facts_row.show(tabs.headline(page, look, program.now(), program.zone))
        self.tabs_row.show(tabs.tab_line(page, self.tab, look))
        self.footer.tell(self.scopes, program.denied)
        if self.sheet.size.width:
            self._fill()

    def repaint(self) -> None:
        self.status.paint()
        self.paint()

    def _fill(self) -> None:
        program = self.program
        width = self.sheet.size.width - 2
        setting = tabs.Setting(program.look, width, program.now(), program.zone, program.exact_times)
        items = tabs.items(self.page, self.tab, setting, comments_only=self.comments_only)
        first = self.tab not in self._seen_tabs
        self._seen_tabs.add(self.tab)
        end = first and self.tab in TO_THE_END
        self.sheet.fill(items, cursor=self.tab in WITH_CURSOR, end=end)

    def show_attendance(self) -> None:
        self.status.stand(Place(self.page.row.board, away=self.program.attending.words))

    def show_message(self, message: Message) -> None:
        if self.is_mounted:
            self.status.say(message)

    # Reading and changing

    def others_changed(self, changes: Changes) -> None:
        ref = self.page.row.ref
        if changes.structure or changes.tickets & {ref, *(link.ref for link in self.page.links)}:
            self.program.bridge.submit(
                lambda desk: desk.ticket(ref), self._show, failed=self._gone, key=f"ticket {ref}"
            )

    def _gone(self, error: DeskboardError) -> None:
        self.program.refuse(error)
        if isinstance(error, NotFound):
            self._away()

    def _show(self, page: TicketPage) -> None:
        self.page = page
        if self.is_mounted:
            self.status.stand(Place(page.row.board))
            self.paint()
            self._looked()
            self._follow()

    def _follow(self) -> None:
        """The ticket may have gone to another board: its columns are what moves go by now."""
        board = self.page.row.board
        if self._head is None or self.page.column not in {column.id for column in self._head.columns}:
            self.program.bridge.submit(lambda desk: desk.board(board), self._arrived, key="board of the ticket")

    def _arrived(self, head: BoardHead) -> None:
        self._head = head

    def change(self, command: Command, sent: Sent = lambda: None, refused: Refusal | None = None) -> None:
        ref = self.page.row.ref
        self.program.typing.hold()

        def took(answer: tuple[Done, TicketPage]) -> None:
            sent()
            self.taken(command, answer[0])
            self._took(answer)

        self.program.bridge.submit(
            lambda desk: (desk.do(command), desk.ticket(ref)), took, failed=self.settling(command, sent, refused)
        )

    def _took(self, answer: tuple[Done, TicketPage]) -> None:
        self.program.report(answer[0])
        self._show(answer[1])
        self.program.typing.release()

    def step_back(self, *, redo: bool) -> None:
        ref, sure = self.page.row.ref, self._sure
        self.program.typing.hold()

        def step(desk: Desk) -> tuple[Done, TicketPage | None] | Undoable:
            if (coming := reading.large(desk, redo=redo, sure=sure)) is not None:
                return coming
            done = desk.redo() if redo else desk.undo()
            try:
                return done, desk.ticket(ref)
            except NotFound:
                return done, None

        def stepped(answer: tuple[Done, TicketPage | None] | Undoable) -> None:
            if isinstance(answer, Undoable):
                self.ask_first(answer, redo=redo)
                return
            done, page = answer
            if page is not None:
                self._took((done, page))
            else:
                self.program.report(done)
                self._away()

        self.program.bridge.submit(step, stepped)

    def _away(self) -> None:
        """There is no such ticket any more: back to the board."""
        if self.is_current:
            self.dismiss(None)

    def go_to(self, ref: int) -> None:
        def read(desk: Desk) -> tuple[TicketPage, BoardHead]:
            page = desk.ticket(ref)
            return page, desk.board(page.row.board)

        def show(answer: tuple[TicketPage, BoardHead]) -> None:
            if self.is_current:
                self.app.push_screen(TicketScreen(*answer))

        self.program.bridge.submit(read, show)

    # Keys

    def do_tab_next(self) -> None:
        self._turn(1)

    def do_tab_previous(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self.show_tab(tabs.TABS[(tabs.TABS.index(self.tab) + by) % len(tabs.TABS)])

    def show_tab(self, tab: str) -> None:
        self.tab = tab
        self.sheet.top = 0
        self._seen_tabs.discard(tab)
        self.paint()

    def do_timeline_comments_only(self) -> None:
        self.comments_only = not self.comments_only if self.tab == tabs.HISTORY else True
        self.show_tab(tabs.HISTORY)

    def do_timeline_exact_times(self) -> None:
        self.program.exact_times = not self.program.exact_times
        self.paint()

    def do_app_out(self) -> None:
        self.program.typing.hold()
        self.dismiss(None)

    def do_app_quit(self) -> None:
        self.do_app_out()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.tabs_row:
            self._click_tab(event.x)
        elif event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)

    def _click_tab(self, x: int) -> None:
        edge = 0
        for name, label in tabs.names(self.page).items():
            edge += cells(label) + 4
            if x < edge:
                self.show_tab(name)
                return
