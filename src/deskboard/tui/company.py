"""Company: who else has a board open, and telling them where this one is.

Invariant: what is told follows from the screens that are open, so it cannot be forgotten to be
taken back; who comes and goes moves neither the cursor nor what is being typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from deskboard.domain.presence import Present, Whereabouts

if TYPE_CHECKING:
    from textual.screen import Screen

    from deskboard.desk.desk import Desk
    from deskboard.domain.readmodels import Changes
    from deskboard.tui.program import Program


class InCompany:
    """A screen that shows who is there, or that counts as being somewhere."""

    about: tuple[int, str] | None = None
    """The ticket that is written to here, and what."""

    def show_company(self) -> None:
        """Show who else is here now, where that is shown at all."""

    def others_wrote(self) -> None:
        """Somebody has changed the ticket that is written to here."""


class Company:
    """``others`` is who else is here, as the desk said last."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.others: tuple[Present, ...] = ()
        self._told: Whereabouts | None = None
        self._outside: tuple[int, str] | None = None

    def met(self, others: tuple[Present, ...]) -> None:
        """Others are here now than before."""
        self.others = others
        for screen in self._program.screen_stack:
            if isinstance(screen, InCompany) and screen.is_mounted:
                screen.show_company()

    def changed(self, changes: Changes) -> None:
        """Somebody wrote: whoever writes to that ticket may want to know."""
        for screen in self._program.screen_stack:
            if isinstance(screen, InCompany) and screen.about is not None and screen.about[0] in changes.tickets:
                screen.others_wrote()

    def tell(self) -> None:
        """Let others see where I am, if that is somewhere else now."""
        where = self._whereabouts()
        if where is not None and where != self._told:
            self._told = where
            self._program.bridge.submit(lambda desk: desk.presence.be(where), key="presence")

    @contextmanager
    def writing(self, ref: int, kind: str) -> Iterator[None]:
        """While something is written outside of the board."""
        self._outside = (ref, kind)
        self.tell()
        try:
            yield
        finally:
            self._outside = None
            self.tell()

    def _whereabouts(self) -> Whereabouts | None:
        """From the innermost screen that says so; None: there is no board yet, or no more."""
        from deskboard.tui.screens.board import BoardScreen
        from deskboard.tui.screens.ticket import TicketScreen

        board = ticket = None
        about = self._outside
        for screen in self._program.screen_stack:
            if isinstance(screen, BoardScreen):
                board = screen.head.id if screen.head is not None else None
            elif isinstance(screen, TicketScreen):
                ticket = screen.page.row.ref
            elif isinstance(screen, InCompany) and screen.about is not None:
                about = screen.about
        if board is None:
            return None
        return Whereabouts(board, *about) if about is not None else Whereabouts(board, ticket)


class CompanyActions(InCompany):
    """What one can do about others who are here."""

    def do_people_here(self) -> None:
        from deskboard.tui.dialogs.company import CompanyDialog

        screen = cast("Screen[None]", self)
        program = cast("Program", screen.app)

        def read(desk: Desk) -> tuple[Present, ...]:
            return tuple(one for one in desk.presence.everybody() if one.login != desk.who.login)

        def show(found: tuple[Present, ...]) -> None:
            program.company.others = found
            program.push_screen(CompanyDialog(), chosen)

        def chosen(ref: int | None) -> None:
            if ref is not None:
                program.open_ticket(ref)

        program.bridge.submit(read, show)
