"""The Textual application: what every screen shares, and the walls around hostile text.

Invariant: no control or bidirectional character of any string reaches the terminal; the line
filters delete them whatever a widget was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.message import Message as TextualMessage
from textual.screen import Screen

from deskboard import restricted
from deskboard.domain.errors import DeskboardError, Unreachable
from deskboard.domain.readmodels import Changes, Done, TicketPage
from deskboard.l10n import _
from deskboard.tui import standing, themes
from deskboard.tui.attending import Attending
from deskboard.tui.bridge import Bridge
from deskboard.tui.card import Look
from deskboard.tui.company import Company
from deskboard.tui.connection import Connection
from deskboard.tui.drafts import Drafts, file_for
from deskboard.tui.driver import Driver
from deskboard.tui.intents import BY_ID, Intent, keymap, keys_that_work, told
from deskboard.tui.typeahead import AT_MOST, TypeAhead
from deskboard.tui.widgets.status import ERROR, GOOD, INFO, Message
from deskboard.tui.working import Working

if TYPE_CHECKING:
    from deskboard.config import Loaded, Settings
    from deskboard.domain.commands import Command
    from deskboard.tui.reading import Facts
    from deskboard.tui.screens.base import IntentScreen
    from deskboard.tui.screens.board import BoardScreen
    from deskboard.tui.terminal import Means

HOSTILE = dict.fromkeys((*range(32), *range(127, 160), 1564, 8203, 8206, 8207, 8232, 8233))
HOSTILE |= dict.fromkeys((*range(8234, 8239), *range(8288, 8304), 65279, *range(917504, 917632)))
"""Characters that must not reach the terminal: C0, DEL, C1, bidi, invisible, tags."""

RESIZED_WITHIN = 0.25
"""Seconds within which a new size of the terminal counts."""


class Wall(LineFilter):
    """Deletes hostile characters from every line; ``ascii`` also replaces line drawing."""

    def __init__(self, ascii_only: bool) -> None:
        super().__init__()
        self._table: dict[int, str | None] = {**(themes.TO_ASCII if ascii_only else {}), **HOSTILE}
        self._ascii = ascii_only

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if not self._ascii and all(text.isascii() and text.isprintable() for text, _s, _c in segments):
            return segments
        return [s if s.control or (s.text.isprintable() and s.text.isascii()) else self._clean(s) for s in segments]

    def _clean(self, segment: Segment) -> Segment:
        return Segment(segment.text.translate(self._table), segment.style)


class Landed(TextualMessage):
    """Something to be done on the event loop, sent by the worker."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self.act = act


class Program(App[int], inherit_bindings=False):
    """Shared by the screens: ``bridge``, ``settings`` (``loaded``: with their origins; ``plain``:
    in the terminal's own colours), ``look``, ``keys``, ``drafts`` (what was typed and not sent,
    by ticket and kind), ``company`` (who else is here), ``attending`` (whether I
    am given tickets), ``last_change`` (what ``.`` repeats) and
    ``last_done``, and after the desk opened ``facts``."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []
    CSS_PATH = Path(__file__).parent / "styles" / "deskboard.tcss"
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = []
    TITLE = "Deskboard"

    def __init__(
        self,
        bridge: Bridge,
        settings: Settings,
        means: Means,
        board: str | None,
        query: str,
        loaded: Loaded | None = None,
    ) -> None:
        super().__init__(driver_class=Driver)
        self.bridge = bridge
        self.settings = settings
        self.loaded = loaded
        self.opening = (board, query)
        glyphs = themes.ASCII if means.ascii else themes.UNICODE
        self.look = Look(settings.density, themes.pens(means.theme), glyphs)
        self.keys, clashes = keymap(settings.keys)
        self.message = Message("")
        self.drafts = Drafts(self, lambda reason: self.say(reason, ERROR))
        self.facts: Facts | None = None
        self.last_change: Command | None = None
        self.last_done: Done | None = None
        self.exact_times = settings.exact_times
        self.typing = TypeAhead(self, lambda: self.focused or self.screen)
        self._working = Working(self)
        self.connection = Connection(self)
        self.company = Company(self)
        self.attending = Attending(self)
        self._wall = Wall(means.ascii)
        self.plain = means.theme == "ansi"
        theme = themes.theme(means.theme)
        self.register_theme(theme)
        self.theme = theme.name
        if clashes:
            self.message = Message(told(clashes), ERROR)

    # The walls

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._wall]

    async def on_event(self, event: events.Event) -> None:
        # A change of terminal focus (tmux panes) would restyle and resend the whole screen.
        if isinstance(event, events.AppFocus | events.AppBlur):
            return
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and not event.is_forwarded:
            self.attending.key()
        if isinstance(event, events.Key) and event.key == "escape" and self._working.gives_up():
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.typing.take(event)
            return
        await super().on_event(event)

    # Time

    @property
    def zone(self) -> tzinfo:
        return self.facts.zone if self.facts is not None else UTC

    def now(self) -> datetime:
        """The desk's time: its clock at the start, moved on by ours."""
        return datetime.now(UTC) + self.drift

    drift = timedelta(0)

    # Screens and worker

    def get_default_screen(self) -> Screen[None]:
        from deskboard.tui.screens.board import BoardScreen

        return BoardScreen(*self.opening)

    def on_mount(self) -> None:
        self.bridge.failed = self.refuse
        self.bridge.changed = self.changed
        self.bridge.lost = self.lost
        connection = self.connection
        self.bridge.cut, self.bridge.back, self.bridge.again = connection.cut, connection.back, connection.again
        self.bridge.met = self.company.met
        self.bridge.asked = self._working.asked
        self.bridge.broken = lambda error: self.say(_("That failed: {error}.").format(error=repr(error)[:200]), ERROR)
        self.app_resume_signal.subscribe(self, self._resumed)
        self.set_timer(AT_MOST, self.typing.started)
        self.bridge.attach(self.deliver)

    def deliver(self, act: Callable[[], None]) -> None:
        """Have something done on the event loop, from any thread."""
        self.post_message(Landed(act))

    def on_resize(self) -> None:
        # Textual waits a moment for yet another size, with a timer that is over before it began if
        # the machine is busy just then: without this the old size would be kept for ever.
        self.set_timer(RESIZED_WITHIN, self._check_resize)

    def _resumed(self, _app: App[int]) -> None:
        """The shell has written over the screen meanwhile; Textual redraws nothing after ctrl+z."""
        self.refresh(layout=True)

    def on_landed(self, message: Landed) -> None:
        self._working.landed()
        message.act()

    def meet(self, facts: Facts) -> None:
        """The desk is open."""
        self.facts = facts
        self.drift = facts.now - datetime.now(UTC)
        if abs(self.drift) < timedelta(seconds=2):
            self.drift = timedelta(0)
        self.drafts.load(file_for(facts.database_id, facts.login))
        self.attending.begin()
        self._offer_drafts()

    def _offer_drafts(self) -> None:
        """Say what was left unsent; a line of quick add shows itself when it is wanted."""
        waiting = [key for key in self.drafts.waiting() if key[0] or key[1] != "quick add"]
        if not waiting or self.message.text:
            return
        refs = sorted({ref for ref, _kind in waiting if ref})
        keys = self.keys_of(BY_ID["draft.list"], ("board",))
        words = {"key": keys[0] if keys else ":", "refs": " ".join(f"#{ref}" for ref in refs[:10])}
        told = _("What you have not sent waits as drafts: {refs}. {key} lists them.")
        self.say((told if refs else _("A draft waits that you have not sent. {key} lists it.")).format(**words))

    @property
    def denied(self) -> Mapping[type, str]:
        return self.facts.denied if self.facts is not None else {}

    def lost(self, error: DeskboardError) -> None:
        """The desk could not be opened: leave, and say why where it will be read."""
        self.failure = error
        self.exit(error.exit_code)

    failure: DeskboardError | None = None

    def changed(self, changes: Changes) -> None:
        standing.ask(self, changes)
        self.company.changed(changes)
        for screen in self.intent_screens():
            screen.others_changed(changes)

    def intent_screens(self) -> list[IntentScreen]:
        from deskboard.tui.screens.base import IntentScreen

        return [screen for screen in self.screen_stack if isinstance(screen, IntentScreen)]

    def keys_of(self, intent: Intent, scopes: Sequence[str]) -> tuple[str, ...]:
        """The keys that lead to an intent in these scopes."""
        return keys_that_work(intent, scopes, self.settings.keys, self.keys)

    def _fatal_error(self) -> None:
        """What stood in memory, a password of the account's among it, is none of its callers'."""
        if restricted.is_on():
            self.panic(
                _("Something went wrong inside Deskboard; its administrator can see what, without --restricted.")
            )
        else:
            super()._fatal_error()

    # Ways from anywhere

    def open_ticket(self, ref: int) -> None:
        """The ticket on top of whatever is open; q goes back there."""
        from deskboard.tui.screens.ticket import TicketScreen

        head, here = self.board_screen.head, self.screen

        def show(page: TicketPage) -> None:
            if self.screen is here:
                self.push_screen(TicketScreen(page, head))

        self.bridge.submit(lambda desk: desk.ticket(ref), show)

    @property
    def board_screen(self) -> BoardScreen:
        from deskboard.tui.screens.board import BoardScreen

        return next(screen for screen in self.screen_stack if isinstance(screen, BoardScreen))

    def to_board(self) -> BoardScreen:
        """Back to the board, from wherever one is."""
        while len(self.screen_stack) > 1 and self.screen is not self.board_screen:
            self.pop_screen()
        return self.board_screen

    def show_query(self, text: str) -> None:
        """The board under a filter."""
        board = self.to_board()
        board.apply(text)
        board.reload()

    def show_board(self, board: int) -> None:
        self.to_board().switch(board)

    def copy(self, text: str, told: str) -> bool:
        """Put a text on the clipboard of the terminal, and say ``told``. False: it is too long."""
        import os

        from deskboard.tui import clipboard

        fitting = clipboard.fit(text)
        if fitting is None:
            return False

        def written(by_tmux: bool) -> None:
            if not by_tmux and self._driver is not None:
                self._driver.write(clipboard.sequence(fitting, os.environ))
            self._clipboard = fitting
            self.say(told, GOOD)

        self.bridge.submit(lambda _desk: clipboard.give_to_tmux(fitting, os.environ), written)
        return True

    # Settings that take effect at once

    def welcome(self) -> None:
        """Ask the first time, which is when there is no configuration yet; never again."""
        loaded, before = self.loaded, self.settings.theme
        if loaded is None or self.plain or loaded.path.exists() or self.screen is not self.board_screen:
            return
        from deskboard import configfile
        from deskboard.tui.dialogs.welcome import WelcomeDialog

        def chosen(theme: str | None) -> None:
            self.restyle(theme=theme or before)
            if theme is not None:
                self.settings = self.settings._replace(theme=theme)
                origins = {**loaded.origins, "theme": str(loaded.path)}
                self.loaded = loaded._replace(settings=self.settings, origins=origins)
            self.bridge.submit(lambda _desk: configfile.begin(loaded.path, theme))

        # What was typed so far was meant for the board.
        self.typing.forget()
        self.push_screen(WelcomeDialog(), chosen)

    def restyle(self, *, theme: str | None = None, density: str | None = None) -> None:
        """Other colours, or more or less room for a card, on every screen."""
        if theme is not None:
            made = themes.theme(theme)
            self.register_theme(made)
            self.theme = made.name
            self.look = self.look._replace(pens=themes.pens(theme))
        if density is not None:
            self.look = self.look._replace(density=density)
        for screen in self.intent_screens():
            screen.restyle(self.look)

    # Messages

    def say(self, text: str, kind: str = INFO) -> None:
        self.message = Message(text, kind) if text or not self.connection.lost else self.connection.message
        for screen in self.intent_screens():
            screen.show_message(self.message)

    def hush(self) -> None:
        """The next thing is done: an error, or a message that hides the keys, has been read."""
        if (
            self.message.kind == ERROR
            or self.connection.lost
            or any(screen.is_spilling for screen in self.intent_screens())
        ):
            self.say("")

    def refuse(self, error: DeskboardError) -> None:
        self.typing.release()
        if isinstance(error, Unreachable):
            self.connection.refuse()
        else:
            self.say(str(error), ERROR)

    def report(self, done: Done, more: str = "") -> None:
        """Say in one line what a command did, and what it refused; ``more`` after it."""
        from deskboard.domain import wording

        for screen in self.intent_screens():
            screen.stale = screen.stale or not screen.in_view
        kind = ERROR if done.refused and not done.refs else GOOD
        self.say(wording.done(done) + (wording.BETWEEN + more if more else ""), kind)
        if done.command is not None or done.refused:
            self.last_done = done
        if done.refused and len(done.refs) + len(done.refused) > 1:
            self.show_report(done)

    def show_report(self, done: Done) -> None:
        """What a change did, ticket by ticket."""
        from deskboard.tui.dialogs.report import ReportDialog

        self.push_screen(ReportDialog(done))
