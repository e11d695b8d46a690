"""Asking whether somebody is given tickets.

Invariant: it gives back what is to be set; it sets nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from deskboard.domain.commands import SetAvailability
from deskboard.domain.model import Availability
from deskboard.l10n import _
from deskboard.tui.dialogs.choose import ChooseDialog, Option

AT_ONCE = "at once"
"""Stands for away and reassign, with what waits for an answer given back now."""


def dialog(heading: str, at: Availability) -> ChooseDialog:
    """The choices, with the cursor on what holds now."""
    state = Availability
    notes = {
        state.AVAILABLE: _("the queues give out tickets to them"),
        state.AWAY: _("nothing new; what they have stays theirs"),
        state.AWAY_REASSIGN: _("unanswered tickets go back when the requester writes"),
    }
    options = [Option(one, one.label, note) for one, note in notes.items()]
    now = Option(AT_ONCE, _("away and reassign now"), _("unanswered tickets go back to their queues at once"))
    return ChooseDialog(heading, [*options, now], at=at)


def chosen(send: Callable[[SetAvailability], None], login: str = "") -> Callable[[str | None], None]:
    """What to do with the answer of the dialog; ``login`` empty: my own availability."""

    def take(answer: str | None) -> None:
        if answer == AT_ONCE:
            send(SetAvailability(Availability.AWAY_REASSIGN, login, at_once=True))
        elif answer is not None:
            send(SetAvailability(Availability(answer), login))

    return take
