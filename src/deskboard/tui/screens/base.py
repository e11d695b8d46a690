"""What the screens share: keys become intents, intents become methods.

Invariant: every intent of a screen's scopes is its method ``do_<id>``, dots as underscores;
one that is not permitted, or needs a ticket where there is none, is refused here with its
reason and never reaches the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, cast

from textual.geometry import Region
from textual.screen import ModalScreen, Screen

from deskboard.domain.readmodels import Changes
from deskboard.l10n import _
from deskboard.tui.intents import BY_ID, INTENTS, Intent
from deskboard.tui.widgets.painted import Painted
from deskboard.tui.widgets.status import ERROR, Message

if TYPE_CHECKING:
    from deskboard.tui.program import Program


OPENING = frozenset(
    {
        *("ticket.open", "ticket.add", "ticket.edit", "ticket.move", "ticket.assign", "ticket.status", "ticket.tags"),
        *("ticket.due", "ticket.field", "comment.reply", "comment.note", "comment.edit", "step.add", "step.edit"),
        *("filter.edit", "filter.quick", "view.choose", "change.report", "app.palette", "app.help"),
        *("board.switch", "board.columns", "ticket.form", "ticket.answers"),
        *("ticket.merge", "ticket.link", "link.remove", "link.open", "comment.split"),
    }
)
"""Intents after which what is typed belongs to a line, a dialog or another screen."""


def method_of(intent: Intent) -> str:
    return "do_" + intent.id.replace(".", "_")


class IntentScreen(Painted, Screen[None]):
    """``scopes`` are those in force, the inner one first. ``stale``: something was changed while
    it was not in view."""

    BINDINGS = []
    stale = False

    @property
    def program(self) -> Program:
        return cast("Program", self.app)

    @property
    def scopes(self) -> Sequence[str]:
        raise NotImplementedError

    @property
    def has_ticket(self) -> bool:
        """Whether there is a ticket under the cursor."""
        raise NotImplementedError

    @property
    def has_aim(self) -> bool:
        """Whether there is any ticket to act on: marked, or under the cursor."""
        return self.has_ticket

    def show_message(self, message: Message) -> None:
        raise NotImplementedError

    def others_changed(self, changes: Changes) -> None:
        raise NotImplementedError

    def intents(self) -> list[Intent]:
        """Every intent that means something here."""
        return [intent for intent in INTENTS if set(intent.scopes) & set(self.scopes)]

    def set_focus(self, *args: Any, **kwargs: Any) -> None:
        # A change of focus changes nothing that is painted; Textual would repaint everything.
        self._still = True
        try:
            super().set_focus(*args, **kwargs)
        finally:
            self._still = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._still and not layout:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    _still = False

    def why_not(self, intent: Intent) -> str | None:
        """The reason an intent cannot be done right now, or None."""
        if intent.command is not None and intent.command in self.program.denied:
            return self.program.denied[intent.command]
        if intent.on_ticket and not (self.has_ticket if intent.alone else self.has_aim):
            return _("There is no ticket here.")
        return None

    def perform(self, intent: Intent) -> None:
        reason = self.why_not(intent)
        if reason is not None:
            self.program.say(reason, ERROR)
            return
        if intent.id in OPENING:
            self.program.typing.hold()
        getattr(self, method_of(intent))()

    def on_screen_resume(self) -> None:
        self.program.typing.release()

    @property
    def in_view(self) -> bool:
        """Whether it can be seen: nothing but dialogs stand before it."""
        stack = self.app.screen_stack
        return self in stack and all(isinstance(screen, ModalScreen) for screen in stack[stack.index(self) + 1 :])

    # Every screen has these

    def do_app_palette(self) -> None:
        from deskboard.tui.dialogs.palette import PaletteDialog

        def chosen(intent_id: str | None) -> None:
            if intent_id is not None:
                self.perform(BY_ID[intent_id])

        self.app.push_screen(PaletteDialog([(intent, self.why_not(intent)) for intent in self.intents()]), chosen)

    def do_app_help(self) -> None:
        from deskboard.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen([(intent, self.why_not(intent)) for intent in self.intents()]))

    def do_app_suspend(self) -> None:
        self.app.action_suspend_process()
