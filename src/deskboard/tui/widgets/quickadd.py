"""Quick add: one line at the top of the current column, one ticket for each Enter.

Invariant: a token that means nothing is shown as wrong and keeps the line open; it never
becomes part of a title unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from deskboard.domain import quickadd, times
from deskboard.domain.duplicates import MOST, Likely
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.text import safe
from deskboard.l10n import _, ngettext
from deskboard.tui.card import wrap
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.prompt import Prompt, Span, Tokens
from deskboard.tui.widgets.row import Piece, Row

Alike = Callable[[str, Callable[[Sequence[Likely]], None]], None]
"""Asks for the likely duplicates of a title, and tells them later."""
HEIGHT = 4
"""Lines of the box with its frame while there is little to say."""
WIDTH = 96
"""Cells: a line to type into should be at least this wide, where the screen is."""


class QuickAdd(Vertical):
    """Posts ``Added`` for each line and ``Prompt.Left`` when it is left; ``noted`` is told the
    line whenever it changes."""

    class Added(Message):
        """A line was entered and means something."""

        def __init__(self, parsed: quickadd.QuickAdd) -> None:
            super().__init__()
            self.parsed = parsed

    asked = ""
    """The line about which it was asked whether it is meant as it stands."""

    def __init__(
        self,
        column: str,
        pens: Pens,
        now: Callable[[], datetime],
        zone: tzinfo,
        noted: Callable[[str], None],
        alike: Alike,
        text: str = "",
        me: str | None = None,
    ) -> None:
        super().__init__()
        self._noted = noted
        self._alike = alike
        self._title = ""
        self._found, self._height = 0, HEIGHT
        self._me = me
        self._pens, self._now, self._zone, self._text = pens, now, zone, text
        self.border_title = Content(_("New in {column}").format(column=safe(column)))
        self.border_subtitle = Content(_("Enter adds, and the next · Esc leaves"))

    def compose(self) -> ComposeResult:
        pens = self._pens
        styles = {"error": pens.error, "priority": pens.high, "assignee": pens.accent, "tag": pens.tag}
        hint = _("Title  !high @ann #vpn due:tomorrow queue:network type:incident")
        self.prompt = Prompt(self._text, highlighter=Tokens(self._spans, styles, pens.good), placeholder=hint)
        self.answer = Row(pens)
        self.more = Row(pens)
        self.more.display = False
        yield self.prompt
        yield self.answer
        yield self.more
        self.duplicates = [Row(pens) for _n in range(MOST)]
        yield from self.duplicates

    def on_mount(self) -> None:
        self.prompt.focus()
        # What was left here last time goes with the first letter, and stays with an arrow key.
        self.prompt.select_all()

    def _read(self) -> quickadd.QuickAdd:
        return quickadd.parse(self.prompt.value, self._now(), self._zone, self._me)

    def _spans(self, text: str) -> list[Span]:
        parsed = quickadd.parse(text, self._now(), self._zone, self._me)
        return [(token.start, token.end, token.kind) for token in parsed.tokens]

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._noted(self.prompt.line)
        self._say(*self._meaning())
        self._look_for_duplicates()

    def _look_for_duplicates(self) -> None:
        """Ask for open tickets with much the same title; nobody waits for the answer."""
        title = self._read().title
        if title == self._title:
            return
        self._title = title
        if title:
            self._alike(title, lambda found: self._show_duplicates(title, found))
        else:
            self._show_duplicates(title, ())

    def _show_duplicates(self, title: str, found: Sequence[Likely]) -> None:
        if title != self._title or not self.is_attached:
            return
        for row, duplicate in zip(self.duplicates, found, strict=False):
            row.show(self._duplicate(duplicate))
        self._found = len(found)
        self._fit()

    def _fit(self) -> None:
        """As many lines as there is something on."""
        height = HEIGHT + self._found + int(self.more.display)
        if self._height != height:
            self._height = height
            self.styles.height = height

    def _say(self, text: str, style: Style) -> None:
        """Say something below the line, in a second one if need be."""
        first, *rest = wrap(text, self.size.width or WIDTH, 2)
        self.answer.show([(first, style)])
        self.more.show([(part, style) for part in rest])
        if self.more.display != bool(rest):
            self.more.display = bool(rest)
            self._fit()

    def _duplicate(self, found: Likely) -> list[Piece]:
        pens = self._pens
        pieces = [(_("looks like "), pens.soon), (f"#{found.ref} ", pens.ref), (safe(found.title), pens.plain)]
        return [*pieces, (f"  {safe(found.requester)}", pens.dim)] if found.requester else pieces

    def _meaning(self) -> Piece:
        """What the tokens mean so far, or what is wrong with one of them."""
        try:
            parsed = self._read().checked()
        except BadInput as error:
            return safe(str(error)), self._pens.error
        words = [self._word(name, value) for name, value in parsed.fields.items()]
        if parsed.steps:
            words.append(ngettext("{n} step", "{n} steps", len(parsed.steps)).format(n=len(parsed.steps)))
        return " · ".join(words), self._pens.dim

    def _word(self, name: str, value: Value) -> str:
        if isinstance(value, datetime):
            return f"{name} {times.exact(value, self._zone)}"
        if isinstance(value, tuple):
            return " ".join(f"#{safe(str(part))}" for part in value)
        return f"{name} {safe(str(value))}"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            parsed = self._read().checked()
        except BadInput as error:
            self.complain(safe(str(error)))
            return
        if not parsed.title:
            self.complain(_("A ticket needs a title."))
            return
        self.post_message(self.Added(parsed))

    def complain(self, text: str) -> None:
        """Say below the line why it was not taken."""
        self._say(text, self._pens.error)
        self.prompt.ready()

    def taken(self) -> None:
        """The ticket was added: an empty line for the next."""
        self.prompt.value = ""
        self.prompt.ready()
