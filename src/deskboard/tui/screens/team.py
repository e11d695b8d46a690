"""The Team page: who is there, what they have to do, which queues they serve.

Invariant: the cursor moves without asking the desk, and stays on its person whatever order,
search or news does to the lines; several people are changed by one command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult

from deskboard.domain import commands as c
from deskboard.domain import roster
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.readmodels import Changes, Done, TeamLine
from deskboard.domain.roster import TeamFilter
from deskboard.domain.text import clean_line
from deskboard.l10n import _, ngettext
from deskboard.tui import reading, sources, standing, team
from deskboard.tui import roster as drawing
from deskboard.tui.card import Line
from deskboard.tui.intents import TEAM, Intent
from deskboard.tui.layout import Later
from deskboard.tui.members import MemberActions
from deskboard.tui.queues import QueueActions
from deskboard.tui.screens.listing import Listing
from deskboard.tui.team import Crew
from deskboard.tui.widgets.footer import Footer
from deskboard.tui.widgets.painted import Painted
from deskboard.tui.widgets.prompt import Prompt
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.sheet import Item, Sheet
from deskboard.tui.widgets.status import Message, Place, Status

if TYPE_CHECKING:
    from textual.widgets import Input

    from deskboard.desk.desk import Desk

MINUTE = 60.0
"""Seconds between two looks at whether a time reads differently."""
TYPING = "typing"
WHILE_TYPING = ("up", "down", "pageup", "pagedown")


class TeamScreen(Listing, MemberActions, QueueActions):
    """``crew`` is what the desk said last; ``marked`` are the logins that were marked, in order."""

    can_focus = True
    AUTO_FOCUS = ""  # else the line that is typed into would get the focus back unseen

    def __init__(self, crew: Crew) -> None:
        super().__init__()
        self.crew = crew
        self.shown: list[TeamLine] = []

    # What it is made of

    def compose(self) -> ComposeResult:
        look = self.program.look
        self.head, self.heads, self.detail = Row(look.pens), Row(look.pens), Row(look.pens)
        self.sheet = Sheet(look.pens, look.glyphs, cursor=True)
        self.sheet.moved = self._show_detail
        self.status = Status(look.pens)
        self.footer = Footer(look.pens, self.program.keys_of)
        self.status.spill = self.footer.spill
        self.line = Painted(Row(look.pens, id="slash"), self.status, id="line")
        yield from (self.head, self.heads, self.sheet, self.detail, self.line, self.footer)

    def on_mount(self) -> None:
        self.paint(at=self.me)
        self.set_interval(MINUTE, self.paint)

    def on_resize(self) -> None:
        self.call_after_refresh(self.paint)

    @property
    def scopes(self) -> Sequence[str]:
        return (TEAM,)

    @property
    def me(self) -> str:
        return self.program.facts.login if self.program.facts is not None else ""

    @property
    def has_ticket(self) -> bool:
        return False

    @property
    def member(self) -> TeamLine | None:
        """Who is under the cursor."""
        item = self.sheet.item
        return next((line for line in self.shown if item is not None and line.person.login == item.key), None)

    def paint(self, at: str | None = None) -> None:
        """Paint everything that differs."""
        look, crew = self.program.look, self.crew
        test = roster.TESTS[self.chosen]
        found = [line for line in crew.lines if test(line) and roster.answers(line, self.text)]
        self.shown = roster.arranged(found, self.order)
        self.marked.keep({line.person.login for line in crew.lines})
        form = drawing.shape(max(20, self.sheet.size.width - 2), look.glyphs)
        self.head.show(drawing.summary(crew.lines, crew.queues, len(found), look, self.head.size.width))
        self.heads.show(drawing.headings(form, self.order, look.pens))
        # Where a line has no room for the name, it has none for all the queues either.
        self.detail.display = not form.widths[drawing.NAME]
        self.sheet.fill(self._items(form), at=at)
        self._show_detail()
        self.footer.tell(self.scopes, self.program.denied)
        self.stand()

    def _show_detail(self) -> None:
        if self.detail.display:
            now = drawing.Now(self.program.now(), self.program.zone)
            line, width = self.member, self.sheet.size.width - 1
            self.detail.show(drawing.detail(line, now, self.program.look, width) if line is not None else [])

    def _items(self, form: drawing.Shape) -> list[Item]:
        look, now = self.program.look, drawing.Now(self.program.now(), self.program.zone)
        if not self.shown:
            return [Item(((Segment(_("  Nobody is found."), look.pens.dim),),), None, False)]

        def drawn(line: TeamLine) -> tuple[Line, ...]:
            return (drawing.draw(line, form, look, now, marked=line.person.login in self.marked),)

        return [Item((), line.person.login, later=Later(1, partial(drawn, line))) for line in self.shown]

    def stand(self) -> None:
        filters = [] if self.chosen is TeamFilter.ALL else [self.labels()[self.chosen]]
        told = " · ".join([*filters, *([self.text] if self.text else [])])
        place = Place(_("by {order}").format(order=self.order_names()[self.order]), told, None, len(self.marked))
        self.status.stand(place, typing=self.line.has_class(TYPING))

    def repaint(self) -> None:
        self.status.paint()
        self.sheet.refresh()
        self.paint()

    def show_message(self, message: Message) -> None:
        if self.is_mounted:
            self.status.say(message)

    def why_not(self, intent: Intent) -> str | None:
        found = super().why_not(intent)
        if found is None and intent.id == "team.availability" and (line := self.member) is not None:
            # One's own is everybody's to set; that of others belongs to whoever may edit them.
            return self.program.denied.get(c.EditTeam) if line.person.login != self.me else None
        if found is None and intent.command is not None and self.member is None:
            return _("There is nobody here.")
        return found

    # Reading and changing

    def read(self) -> None:
        self.stale = False
        self.program.bridge.submit(
            team.read, self._show, failed=lambda error: standing.refused(self.program, error), key="team"
        )

    def _show(self, crew: Crew) -> None:
        self.crew = crew
        if self.is_mounted:
            self.paint()

    def others_changed(self, changes: Changes) -> None:
        if self.in_view:
            self.read()
        else:
            self.stale = True
        self.queues_changed()

    def on_screen_resume(self) -> None:
        if self.stale:
            self.read()
        self.program.typing.release()

    def change(
        self,
        command: Command,
        sent: Callable[[], None] = lambda: None,
        refused: Callable[[DeskboardError], None] | None = None,
    ) -> None:
        self.program.typing.hold()

        def took(answer: tuple[Done, Crew]) -> None:
            sent()
            self._took(answer)

        self.program.bridge.submit(
            lambda desk: (desk.do(command), team.read(desk)), took, failed=refused or self.program.refuse
        )

    def _took(self, answer: tuple[Done, Crew]) -> None:
        done, crew = answer
        self.program.report(done)
        self._show(crew)
        self.program.typing.release()

    def step_back(self, *, redo: bool) -> None:
        self.program.typing.hold()

        def step(desk: Desk) -> tuple[Done, Crew] | int:
            if (coming := reading.large(desk, redo=redo, sure=None)) is not None:
                return coming.tickets
            return desk.redo() if redo else desk.undo(), team.read(desk)

        def stepped(answer: tuple[Done, Crew] | int) -> None:
            if not isinstance(answer, int):
                self._took(answer)
                return
            sentence = ngettext(
                "That would be about {n} ticket: on the board it can be done.",
                "That would be about {n} tickets: on the board it can be done.",
                answer,
            )
            self.program.typing.release()
            self.program.say(sentence.format(n=f"{answer:,}"))

        self.program.bridge.submit(step, stepped)

    def do_change_undo(self) -> None:
        self.step_back(redo=False)

    def do_change_redo(self) -> None:
        self.step_back(redo=True)

    def do_team_work(self) -> None:
        if (line := self.member) is not None:
            sources.show_work_of(self, line.person.login)

    # Searching

    def do_team_search(self) -> None:
        if self.line.has_class(TYPING):
            return
        pens = self.program.look.pens
        self.line.query_one("#slash", Row).show([(" /", pens.accent)])
        self.line.add_class(TYPING)
        prompts = self.line.query(Prompt)
        prompt = prompts.first() if prompts else Prompt(self.text)
        if not prompts:
            self.line.mount(prompt, after=0)
        prompt.value = self.text
        prompt.cursor_position = len(self.text)
        prompt.focus()
        told = _(" Enter keeps it · Esc clears it · a login, a name, a queue; or: away  available  over  full  free")
        self.footer.notice([(told, pens.dim)])
        self.stand()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.line.has_class(TYPING):
            self.text = clean_line(event.value)
            self.paint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_search()

    def on_prompt_left(self, message: Prompt.Left) -> None:
        message.stop()
        self.text = ""
        self._close_search()

    def _close_search(self) -> None:
        self.line.remove_class(TYPING)
        self.footer.notice(None)
        self.set_focus(None)
        self.paint()
        self.program.typing.release()

    # Keys

    def takes(self, key: str) -> bool:
        # While one types, only what no text can be moves the cursor.
        return not self.line.has_class(TYPING) or key in WHILE_TYPING

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.sheet and (place := self.sheet.place_at(event.y)) is not None:
            self.sheet.go(place)
            if event.chain == 2:
                self.do_team_work()

    def do_app_out(self) -> None:
        """Marks, then what narrows the list, then the page."""
        if self.marked:
            self.mark(())
        elif self.text or self.chosen is not TeamFilter.ALL:
            self.text, self.chosen = "", TeamFilter.ALL
            self.paint()
        else:
            self.do_app_quit()

    def do_app_quit(self) -> None:
        self.program.typing.hold()
        self.dismiss(None)
