"""Whether the database can be reached, and saying so on every board.

Invariant: while it cannot, that stands on the status line whenever nothing else does, and what
is said of a change, that it was saved or was not, is what the database said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from deskboard.domain.errors import DeskboardError, Unreachable
from deskboard.domain.model import Fate
from deskboard.domain.readmodels import Changes
from deskboard.domain.times import local
from deskboard.l10n import _
from deskboard.tui.widgets.status import ERROR, GOOD, Message

if TYPE_CHECKING:
    from deskboard.tui.program import Program

EVERYTHING = Changes(0, frozenset(), structure=True)
"""After an absence anything may have changed."""


class Connection:
    """``lost``: since when the database cannot be reached; None: it can. ``message`` is what
    stands on the status line meanwhile."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.lost: datetime | None = None
        self.message = Message("")
        self._cause: DeskboardError | None = None
        self._then: Callable[[], None] | None = None

    def cut(self, error: Unreachable) -> None:
        """It is lost."""
        self.lost, self._cause = self._program.now(), error
        self.message = self._words(Fate.UNKNOWN if error.fate is Fate.UNKNOWN else Fate.NONE)
        self._program.say(*self._words(error.fate))

    def refuse(self) -> None:
        """Something else was tried meanwhile."""
        if self._program.message.kind != ERROR:
            self._program.say("")

    def back(self, fate: Fate) -> None:
        """It is there again: say so, and read everything anew."""
        self.lost = None
        said = {
            Fate.NONE: Message(_("Connected again."), GOOD),
            Fate.SAVED: Message(_("Connected again. Your last change was saved."), GOOD),
            Fate.NOT_SAVED: Message(_("Connected again. Your last change was not saved."), ERROR),
            Fate.UNKNOWN: Message(
                _("Connected again. It is not known whether your last change was saved: look before you repeat it."),
                ERROR,
            ),
        }
        if fate is Fate.SAVED and self._then is not None:
            self._then()
        self._then = None
        self._program.say(*said[fate])
        self._program.changed(EVERYTHING)

    def again(self, _none: None) -> None:
        """A file that could not be read, because it or its disk was gone, can be read again."""
        self._program.changed(EVERYTHING)
        self._program.say(_("The database is there again."), GOOD)

    def when_saved(self, error: DeskboardError, act: Callable[[], None]) -> None:
        """Do this when it turns out that the change that broke with this error had been saved."""
        if error is self._cause:
            self._then = act

    def _words(self, fate: Fate) -> Message:
        since = f"{local(self.lost, self._program.zone):%H:%M}" if self.lost is not None else ""
        sentences = {
            Fate.NONE: _("No connection to the database since {time}; trying again."),
            Fate.SAVED: _("Saved, but no connection to the database since {time}; trying again."),
            Fate.NOT_SAVED: _("Not saved: no connection to the database since {time}; trying again."),
            Fate.UNKNOWN: _(
                "No connection to the database since {time}; trying again, to see whether your last change was saved."
            ),
        }
        return Message(sentences[fate].format(time=since), ERROR)
