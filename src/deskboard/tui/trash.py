"""What the trash is to the screens: into it from anywhere, out of it on the board.

Invariant: nothing is purged before a dialog has said that there is no way back.
"""

from __future__ import annotations

from collections.abc import Callable

from deskboard.domain import commands as c
from deskboard.domain.query.tree import Is, Query
from deskboard.l10n import _, ngettext
from deskboard.tui.actions import TicketActions

TRASHED = "is:trashed"


class TrashActions(TicketActions):
    """On every screen with a ticket."""

    def do_ticket_trash(self) -> None:
        if (aim := self.aim) is not None:
            self.change(c.TrashTicket(aim.refs))


class PurgeActions(TrashActions):
    """On the board alone: a ticket that is purged takes its own screen with it."""

    def look_for(self, text: str) -> None:
        """Filter by a query, as if it had been typed."""
        raise NotImplementedError

    def do_trash_show(self) -> None:
        self.look_for(TRASHED)

    def do_ticket_purge(self) -> None:
        if (aim := self.aim) is not None:
            heading = _("Purge {tickets} for good, with comments, files and history?").format(tickets=aim)
            self._ask(heading, lambda: self.change(c.PurgeTickets(aim.refs)))

    def do_trash_empty(self) -> None:
        def ask(count: int) -> None:
            if not count:
                self.program.say(_("The trash is empty."))
                return
            heading = ngettext(
                "Purge the {n} ticket in the trash for good?", "Purge all {n} tickets in the trash for good?", count
            ).format(n=count)
            self._ask(heading, lambda: self.change(c.PurgeTickets()))

        self.program.bridge.submit(lambda desk: desk.count(Query(Is("trashed"))), ask)

    def _ask(self, heading: str, purge: Callable[[], None]) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        options = [Option("no", _("No, keep it")), Option("yes", _("Yes, purge"), _("this cannot be undone"))]
        self.program.typing.hold()
        self.app.push_screen(ChooseDialog(heading, options), lambda answer: purge() if answer == "yes" else None)
