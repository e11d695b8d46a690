"""What one can do about one's share of the work, from wherever tickets are: take the next one, say
whether one is there, and ask why a ticket is whose it is.

Invariant: the desk says what is next and why; the screen only asks and shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain.model import Availability, Membership
from deskboard.domain.readmodels import Explanation, TeamLine
from deskboard.domain.team import SERVING
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import Aim, TicketActions, handle

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.dialogs.choose import Option


class WorkloadActions(TicketActions):
    """On every screen with tickets."""

    def do_ticket_assign(self) -> None:
        if (aim := self.aim) is not None:
            ref = aim.one.ref if aim.one is not None else None
            self.program.bridge.submit(lambda desk: _staff(desk, ref), lambda found: self._choose_assignee(aim, *found))

    def _choose_assignee(self, aim: Aim, team: Sequence[TeamLine], queue: str | None) -> None:
        me = self.program.facts.login if self.program.facts is not None else ""
        self.ask_person("assignee", _("{tickets}: who does it?"), assignees(team, queue, me), aim)

    def do_work_take(self) -> None:
        self.change(c.TakeNext())

    def do_work_open(self) -> None:
        from deskboard.tui.screens.work import open_work

        open_work(self)

    def do_ticket_why(self) -> None:
        from deskboard.tui.dialogs.why import WhyDialog

        def show(found: Explanation) -> None:
            self.app.push_screen(WhyDialog(found))

        if (target := self.target) is not None:
            self.program.bridge.submit(lambda desk: desk.explain(target.ref), show)

    def do_availability_set(self) -> None:
        from deskboard.tui.dialogs import availability

        mine = self.program.attending.mine.state
        self.app.push_screen(availability.dialog(_("My availability"), mine), availability.chosen(self.change))


def _staff(desk: Desk, ref: int | None) -> tuple[tuple[TeamLine, ...], str | None]:
    """The team with its load, and the queue of the ticket when it is one."""
    with desk.one_moment():
        return desk.team(), desk.ticket(ref).row.queue if ref is not None else None


def assignees(team: Sequence[TeamLine], queue: str | None, me: str) -> list[Option]:
    """Who could do it: me, then those who serve the queue, then the others; each with their load."""
    from deskboard.tui.dialogs.choose import Option

    def place(line: TeamLine) -> tuple[bool, int]:
        membership = dict(line.queues).get(queue or "")
        return line.person.login != me, (Membership.PRIMARY, Membership.SECONDARY, None).index(membership)

    staff = [line for line in team if line.person.role in SERVING]
    return [
        Option(line.person.login, handle(line.person.login), _note(line, queue, me))
        for line in sorted(staff, key=place)
    ]


def _note(line: TeamLine, queue: str | None, me: str) -> str:
    """``me · 3/5 · away · network``."""
    load = f"{line.open}/{line.limit}" if line.limit is not None else _("{n} open").format(n=line.open)
    if line.limit is not None and line.open >= line.limit:
        load = _("{load} full").format(load=load)
    there = line.availability is Availability.AVAILABLE
    serves = queue if queue in dict(line.queues) else None
    who = _("me") if line.person.login == me else line.person.name
    return safe(" · ".join(filter(None, (load, "" if there else line.availability.label, serves, who))))
