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

from deskboard.domain.errors import DeskboardError
from deskboard.domain.readmodels import Changes, Done
from deskboard.l10n import _
from deskboard.tui import themes
from deskboard.tui.bridge import Bridge
from deskboard.tui.card import Look
from deskboard.tui.drafts import Drafts, file_for
from deskboard.tui.driver import Driver
from deskboard.tui.intents import keymap
from deskboard.tui.typeahead import TypeAhead
from deskboard.tui.widgets.status import ERROR, GOOD, INFO, Message

if TYPE_CHECKING:
    from deskboard.config import Settings
    from deskboard.domain.commands import Command
    from deskboard.tui.reading import Facts
    from deskboard.tui.screens.base import IntentScreen
    from deskboard.tui.terminal import Means

HOSTILE = dict.fromkeys((*range(32), *range(127, 160), 1564, 8203, 8206, 8207, 8232, 8233))
HOSTILE |= dict.fromkeys((*range(8234, 8239), *range(8288, 8304), 65279, *range(917504, 917632)))
"""Characters that must not reach the terminal: C0, DEL, C1, bidi, invisible, tags."""


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
    """Shared by the screens: ``bridge``, ``settings``, ``look``, ``keys``, ``drafts`` (what was
    typed and not sent, by ticket and kind), ``last_change`` (what ``.`` repeats) and
    ``last_done``, and after the desk opened ``facts``."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []
    CSS_PATH = Path(__file__).parent / "styles" / "deskboard.tcss"
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = []
    TITLE = "Deskboard"

    def __init__(self, bridge: Bridge, settings: Settings, means: Means, board: str | None, query: str) -> None:
        super().__init__(driver_class=Driver)
        self.bridge = bridge
        self.settings = settings
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
        self.typing = TypeAhead(self, super().on_event, lambda: self.focused or self.screen)
        self._wall = Wall(means.ascii)
        theme = themes.theme(means.theme)
        self.register_theme(theme)
        self.theme = theme.name
        if clashes:
            clash = clashes[0]
            text = _("Key {key} is set twice on the {scope}: {first} keeps it, {second} does not.")
            self.message = Message(text.format(**clash._asdict()), ERROR)

    # The walls

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._wall]

    async def on_event(self, event: events.Event) -> None:
        # A change of terminal focus (tmux panes) would restyle and resend the whole screen.
        if isinstance(event, events.AppFocus | events.AppBlur):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typing.take(event)
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
        self.bridge.broken = lambda error: self.say(_("That failed: {error}.").format(error=repr(error)[:200]), ERROR)
        self.app_resume_signal.subscribe(self, self._resumed)
        self.bridge.attach(lambda act: void(self.post_message(Landed(act))))

    def _resumed(self, _app: App[int]) -> None:
        """The shell has written over the screen meanwhile; Textual redraws nothing after ctrl+z."""
        self.refresh(layout=True)

    def on_landed(self, message: Landed) -> None:
        message.act()

    def meet(self, facts: Facts) -> None:
        """The desk is open."""
        self.facts = facts
        self.drift = facts.now - datetime.now(UTC)
        if abs(self.drift) < timedelta(seconds=2):
            self.drift = timedelta(0)
        self.drafts.load(file_for(facts.database_id, facts.login))
        waiting = sorted({ref for ref, _kind in self.drafts if ref})
        if waiting and not self.message.text:
            refs = " ".join(f"#{ref}" for ref in waiting[:10])
            self.say(_("Texts that you have not sent wait as drafts: {refs}.").format(refs=refs))

    @property
    def denied(self) -> Mapping[type, str]:
        return self.facts.denied if self.facts is not None else {}

    def lost(self, error: DeskboardError) -> None:
        """The desk could not be opened: leave, and say why where it will be read."""
        self.failure = error
        self.exit(error.exit_code)

    failure: DeskboardError | None = None

    def changed(self, changes: Changes) -> None:
        for screen in self.intent_screens():
            screen.others_changed(changes)

    def intent_screens(self) -> list[IntentScreen]:
        from deskboard.tui.screens.base import IntentScreen

        return [screen for screen in self.screen_stack if isinstance(screen, IntentScreen)]

    # Messages

    def say(self, text: str, kind: str = INFO) -> None:
        self.message = Message(text, kind)
        for screen in self.intent_screens():
            screen.show_message(self.message)

    def refuse(self, error: DeskboardError) -> None:
        self.typing.release()
        self.say(str(error), ERROR)

    def report(self, done: Done) -> None:
        """Say in one line what a command did, and what it refused."""
        from deskboard.domain import wording

        for screen in self.intent_screens():
            screen.stale = screen.stale or not screen.in_view
        kind = ERROR if done.refused and not done.refs else GOOD
        self.say(wording.done(done), kind)
        if done.command is not None or done.refused:
            self.last_done = done
        if done.refused and len(done.refs) + len(done.refused) > 1:
            self.show_report(done)

    def show_report(self, done: Done) -> None:
        """What a change did, ticket by ticket."""
        from deskboard.tui.dialogs.report import ReportDialog

        self.push_screen(ReportDialog(done))


def void(_result: object) -> None:
    """The answer does not matter."""
