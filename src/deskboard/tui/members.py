"""What can be done to the people on the Team page: marking, narrowing, ordering, editing.

Invariant: what is edited are the marked people if there are any, else the one under the cursor,
by one command; a mark names a login and goes when nobody has it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain import roster
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.events import Event
from deskboard.domain.readmodels import Done, TeamLine
from deskboard.domain.roster import TeamFilter, TeamOrder
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.marks import Marks, range_begins
from deskboard.tui.screens.base import IntentScreen
from deskboard.tui.team import Crew
from deskboard.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from deskboard.tui.dialogs.pick import Picked


class MemberActions(IntentScreen):
    """``shown`` are the people on the page, in order; ``member`` is under the cursor."""

    crew: Crew
    shown: list[TeamLine]
    sheet: Sheet
    text = ""
    chosen = TeamFilter.ALL
    order = TeamOrder.NAME

    def __init__(self) -> None:
        super().__init__()
        self.marked = Marks[str]()

    @property
    def me(self) -> str:
        raise NotImplementedError

    @property
    def member(self) -> TeamLine | None:
        raise NotImplementedError

    def paint(self, at: str | None = None) -> None:
        raise NotImplementedError

    def change(
        self,
        command: Command,
        sent: Callable[[], None] = lambda: None,
        refused: Callable[[DeskboardError], None] | None = None,
    ) -> None:
        raise NotImplementedError

    # Marks

    def mark(self, logins: Iterable[str]) -> None:
        """Mark these and nobody else."""
        self.marked.only(logins)
        self.paint()

    def do_team_mark(self) -> None:
        if (line := self.member) is not None:
            self.marked.toggle(line.person.login)
            self.sheet.move(1)
            self.paint()

    def do_team_mark_range(self) -> None:
        if (line := self.member) is not None:
            shown = [other.person.login for other in self.shown]
            if not self.marked.stretch(line.person.login, shown, self.marked.anchor):
                self.program.say(range_begins())
            self.paint()

    def do_team_mark_all(self) -> None:
        self.marked.turn([line.person.login for line in self.shown])
        self.paint()

    # What is shown, and in which order

    def labels(self) -> Mapping[TeamFilter, str]:
        return {
            TeamFilter.ALL: _("everybody"),
            TeamFilter.AVAILABLE: _("available"),
            TeamFilter.AWAY: _("away"),
            TeamFilter.OVER: _("over the limit"),
            TeamFilter.FULL: _("at the limit or over"),
            TeamFilter.FREE: _("free hands"),
            TeamFilter.NO_QUEUE: _("in no queue"),
        }

    def order_names(self) -> Mapping[TeamOrder, str]:
        return {
            TeamOrder.NAME: _("name"),
            TeamOrder.LOAD: _("load"),
            TeamOrder.AVAILABILITY: _("availability"),
            TeamOrder.OLDEST: _("oldest waiting"),
            TeamOrder.SOLVED: _("solved today"),
        }

    def do_team_filter(self) -> None:
        from deskboard.tui.dialogs.pick import Choice, PickDialog, keys_line

        letters = {TeamFilter.ALL: "a", TeamFilter.AVAILABLE: "v", TeamFilter.AWAY: "w", TeamFilter.OVER: "o"}
        letters |= {TeamFilter.FULL: "l", TeamFilter.FREE: "r", TeamFilter.NO_QUEUE: "n"}
        notes = {TeamFilter.FREE: _("available, and nothing open")}
        choices = [
            Choice(
                one,
                label,
                sum(map(roster.TESTS[one], self.crew.lines)),
                more=notes.get(one, ""),
                letter=letters[one],
                on=one is self.chosen,
            )
            for one, label in self.labels().items()
        ]

        def picked(answer: Picked | None) -> None:
            if answer is not None:
                again = answer.key == self.chosen
                self.chosen = TeamFilter.ALL if again or answer.key is None else TeamFilter(answer.key)
                self.paint()

        self.app.push_screen(PickDialog(_("Quick filters"), keys_line(_("again clears")), choices), picked)

    def do_team_sort(self) -> None:
        from deskboard.tui.dialogs.pick import Choice, PickDialog, keys_line

        notes = {
            TeamOrder.LOAD: _("the fullest first"),
            TeamOrder.AVAILABILITY: _("who is there first"),
            TeamOrder.OLDEST: _("whose requester waits longest"),
            TeamOrder.SOLVED: _("who solved most today"),
        }
        choices = [
            Choice(one, label, more=notes.get(one, ""), letter=one[0], on=one is self.order)
            for one, label in self.order_names().items()
        ]

        def picked(answer: Picked | None) -> None:
            if answer is not None and answer.key is not None:
                self.order = TeamOrder(answer.key)
                self.paint()

        self.app.push_screen(PickDialog(_("Sort by"), keys_line(), choices), picked)

    # Editing

    def do_team_edit(self) -> None:
        from deskboard.tui.dialogs.team import TeamDialog

        meant = [line for line in self.crew.lines if line.person.login in self.marked]
        if not meant and self.member is not None:
            meant = [self.member]

        def rehearse(
            command: c.EditTeam, then: Callable[[tuple[Done, tuple[Event, ...]] | DeskboardError], None]
        ) -> None:
            self.program.bridge.submit(lambda desk: desk.rehearse(command), then, failed=then, key="rehearsal")

        def left(command: c.EditTeam | None) -> None:
            if command is not None:
                self.change(command)

        today = self.program.now().astimezone(self.program.zone).date()
        self.app.push_screen(TeamDialog(meant, self.crew, today, rehearse), left)

    def do_team_availability(self) -> None:
        from deskboard.tui.dialogs import availability

        if (line := self.member) is None:
            return
        login = line.person.login
        heading = _("{login}: availability").format(login=safe(login))
        send = availability.chosen(self.change, "" if login == self.me else login)
        self.app.push_screen(availability.dialog(heading, line.availability), send)
