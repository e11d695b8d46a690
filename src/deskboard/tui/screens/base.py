"""What the screens share: keys become intents, intents become methods.

Invariant: every intent of a screen's scopes is its method ``do_<id>``, dots as underscores;
one that is not permitted, or needs a ticket where there is none, is refused here with its
reason and never reaches the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.screen import ModalScreen, Screen

from deskboard import restricted
from deskboard.domain.readmodels import Changes
from deskboard.l10n import _
from deskboard.tui.chords import Chords
from deskboard.tui.company import CompanyActions
from deskboard.tui.intents import BY_ID, INTENTS, Intent
from deskboard.tui.still import Still
from deskboard.tui.widgets.footer import Footer, hint
from deskboard.tui.widgets.painted import Painted
from deskboard.tui.widgets.status import ERROR, Message

if TYPE_CHECKING:
    from deskboard.tui.card import Look
    from deskboard.tui.program import Program


OPENING = frozenset(
    {
        *("ticket.open", "ticket.add", "ticket.edit", "ticket.move", "ticket.assign", "ticket.status", "ticket.tags"),
        *("ticket.snooze", "ticket.impact", "ticket.requester", "ticket.watchers"),
        *("ticket.due", "ticket.field", "comment.reply", "comment.note", "comment.edit", "step.add", "step.edit"),
        *("filter.edit", "filter.quick", "view.choose", "change.report", "app.palette", "app.help", "app.settings"),
        *("draft.list", "board.switch", "board.columns", "people.open", "ticket.form", "ticket.answers"),
        *("ticket.merge", "ticket.link", "link.remove", "link.open", "comment.split"),
        *("work.open", "ticket.why", "availability.set"),
        *("team.open", "team.search", "team.filter", "team.sort", "team.edit", "team.availability", "queue.list"),
    }
)
"""Intents after which what is typed belongs to a line, a dialog or another screen."""


def method_of(intent: Intent) -> str:
    return "do_" + intent.id.replace(".", "_")


class IntentScreen(CompanyActions, Painted, Still, Screen[None]):
    """``scopes`` are those in force, the inner one first. ``stale``: something was changed while
    it was not in view."""

    BINDINGS = []
    stale = False
    footer: Footer

    def __init__(self) -> None:
        super().__init__()
        self._chords = Chords()

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

    def show_attendance(self) -> None:
        """I am there or away by now: show it, where that is shown at all."""

    def intents(self) -> list[Intent]:
        """Every intent that means something here."""
        return [intent for intent in INTENTS if set(intent.scopes) & set(self.scopes)]

    def why_not(self, intent: Intent) -> str | None:
        """The reason an intent cannot be done right now, or None."""
        if intent.command is not None and intent.command in self.program.denied:
            return self.program.denied[intent.command]
        if intent.outside and (reason := restricted.why_not()) is not None:
            return reason
        if intent.command is not None and self.program.connection.lost:
            return self.program.connection.message.text
        if intent.on_ticket and not (self.has_ticket if intent.alone else self.has_aim):
            return _("There is no ticket here.")
        return None

    def press_key(self, event: events.Key) -> bool:
        """Do what a key means here; False when it means nothing."""
        tables = [self.program.keys[scope] for scope in self.scopes]
        was = self._chords.begun
        intent = self._chords.take(tables, event.key, event.character)
        begun = self._chords.begun
        if was or begun:
            following = self._chords.following(tables)
            self.footer.notice(hint(begun, following, self.program.look.pens) if begun else None)
        if intent is not None:
            self.perform(intent)
        return intent is not None or bool(was or begun)

    def perform(self, intent: Intent) -> None:
        reason = self.why_not(intent)
        if reason is not None:
            self.program.say(reason, ERROR)
            return
        self.program.hush()
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

    @property
    def is_spilling(self) -> bool:
        """Whether the last message takes the place of the keys."""
        return self.is_mounted and self.footer.spilling

    def repaint(self) -> None:
        """Paint everything anew, with the pens of now."""
        raise NotImplementedError

    def restyle(self, look: Look) -> None:
        for child in self.walk_children(Painted):
            child.restyle(look)
        self.repaint()

    # Every screen has these

    def do_app_settings(self) -> None:
        from deskboard.tui.screens.settings import open_settings

        open_settings(self.program)

    def do_app_palette(self) -> None:
        from deskboard.tui import sources
        from deskboard.tui.dialogs.palette import COMMAND, PaletteDialog

        bridge = self.program.bridge

        def ask(text: str) -> None:
            if text:
                bridge.submit(
                    lambda desk: sources.ask_all(desk, text), lambda found: dialog.found(text, {}, found), key="palette"
                )
            else:
                bridge.submit(sources.read_all, lambda found: dialog.found(text, found, {}))

        def chosen(choice: str | None) -> None:
            kind, _colon, value = (choice or "").partition(":")
            if kind == COMMAND:
                self.perform(BY_ID[value])
            elif kind:
                sources.BY_KIND[kind].act(self, value)

        dialog = PaletteDialog([(intent, self.why_not(intent)) for intent in self.intents()], ask)
        self.app.push_screen(dialog, chosen)

    def do_app_help(self) -> None:
        from deskboard.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen([(intent, self.why_not(intent)) for intent in self.intents()]))

    def do_app_suspend(self) -> None:
        self.app.action_suspend_process()
