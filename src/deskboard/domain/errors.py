"""The few ways something can go wrong, each with its exit code.

Errors are raised in the core and rendered at the border. The message says what was wrong;
``hint`` says what to do next. Both are one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deskboard.domain.model import Fate
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.domain.conflicts import Contested


class DeskboardError(Exception):
    """Something could not be done."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class BadInput(DeskboardError):
    """What was asked for makes no sense: wrong value, over a limit, unknown word."""

    exit_code = 2


class QueryError(BadInput):
    """A query that cannot be read; ``position`` is the index of the first offending
    character and ``length`` how many characters offend; ``suggestion`` a likely repair."""

    def __init__(self, message: str, position: int, length: int = 1, suggestion: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.length = length
        self.suggestion = suggestion


class Mistyped(BadInput):
    """Nobody is called that, but somebody nearly is: say it again to mean it."""


class NotFound(DeskboardError):
    """The thing named does not exist."""

    exit_code = 3


class Conflict(DeskboardError):
    """Somebody else changed it in the meantime. ``contested``: what of ticket ``ref`` both want
    otherwise, and the ``version`` that has theirs; nothing where there is nothing to choose."""

    exit_code = 4

    def __init__(
        self, message: str, hint: str = "", contested: Sequence[Contested] = (), ref: int = 0, version: int = 0
    ) -> None:
        super().__init__(message, hint)
        self.contested = tuple(contested)
        self.ref = ref
        self.version = version


class Unavailable(DeskboardError):
    """The database is busy, missing, unreadable or of a newer version."""

    exit_code = 5


class ReadOnly(Unavailable):
    """The database can be read, but not written."""


class Replaced(Unavailable):
    """Another file has the database's name now, which wants to be opened."""


class Unreachable(Unavailable):
    """The database does not answer any more, and may do so again by itself. ``fate``: what became
    of the change that was under way."""

    fate = Fate.NONE


class Unsettled(Unreachable):
    """The connection broke while a change was being saved, and whether it was is not known.
    ``transaction``: what the server knows it by."""

    def __init__(self, transaction: str) -> None:
        super().__init__(
            _("The connection to the database was lost while it saved, and it is not known whether it did."),
            _("Look before you do it again."),
        )
        self.transaction = transaction


class NotAllowed(DeskboardError):
    """Your role does not permit this."""

    exit_code = 6


class Refused(DeskboardError):
    """The rules of the trade say no (a limit, an archived ticket, …)."""
