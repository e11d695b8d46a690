"""A text to write: replies, notes, descriptions.

Invariant: leaving it gives back what was typed, so that the caller can keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.widgets import TextArea

from deskboard.domain import meanwhile, presence
from deskboard.domain.text import cells, clean_line, clean_text, clip, safe
from deskboard.l10n import _
from deskboard.tui.company import InCompany
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from textual.widget import Widget

    from deskboard.domain.readmodels import Entry
    from deskboard.tui.program import Program
    from deskboard.tui.widgets.row import Piece

HEADING_LEAST = 12
"""Cells: a heading that has fewer beside who else writes is left out."""
MEANWHILE = 20
"""Entries of the history that are looked at for what others did meanwhile."""
SAVE_KEYS = ("ctrl+s", "f2", "ctrl+enter", "ctrl+j")


class _Area(TextArea):
    """A text area that leaves the keys of the dialog alone."""

    def on_focus(self) -> None:
        cast("Program", self.app).typing.release()

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("escape", *SAVE_KEYS):
            return
        await super()._on_key(event)


class TextDialog(InCompany, Dialog[tuple[bool, str, str]]):
    """Gives back (save?, title, text). ``tone`` (reply, note) colours the frame; ``title``
    None: there is no line for one; ``remark`` follows the heading; ``about``: the ticket that is
    written to and what (reply, note, edit), for others to see; ``noted`` is told title
    and text now and then while they are typed."""

    def __init__(
        self,
        heading: str,
        text: str,
        noted: Callable[[str, str], None],
        *,
        title: str | None = None,
        tone: str = "",
        remark: str = "",
        about: tuple[int, str] | None = None,
    ) -> None:
        sends = _("F2 or Ctrl+S sends · Esc leaves, the text is kept")
        saves = _("F2 or Ctrl+S saves · Esc leaves, the text is kept")
        heading = f"{heading} · {remark}" if remark else heading
        super().__init__(heading, sends if tone else saves, classes=tone or None)
        self.about = about
        self._sends = bool(tone)
        self._since: int | None = None
        self._noted = noted
        self._text = text
        self._title = title

    def parts(self) -> list[Widget]:
        self.area = _Area(self._text, soft_wrap=True, show_line_numbers=False)
        self.area.cursor_blink = False
        self.area.highlight_cursor_line = False
        self.prompt = Prompt(self._title) if self._title is not None else None
        return [self.prompt, self.area] if self.prompt is not None else [self.area]

    def on_mount(self) -> None:
        (self.prompt or self.area).focus()
        self.area.move_cursor(self.area.document.end)
        self.show_company()
        self._show_keys(self._keys())
        self.program.company.tell()
        if self.about is not None:
            ref = self.about[0]
            self.program.bridge.submit(lambda desk: desk.history(ref, limit=1), self._begin)

    def on_unmount(self) -> None:
        self._show_keys(None)
        self.program.company.tell()

    def _keys(self) -> list[Piece]:
        """What the keys do here, for the line where those of the screen behind stand else."""
        pens, sends = self.program.look.pens, _("sends") if self._sends else _("saves")
        keys = [("F2 Ctrl+S", sends), ("Esc", _("leaves, the text is kept"))]
        if self._title is not None:
            keys.append(("Tab", _("from the title to the text")))
        return [piece for key, does in keys for piece in ((f" {key}", pens.accent), (f" {does} ", pens.dim))]

    def _show_keys(self, keys: list[Piece] | None) -> None:
        for screen in self.program.intent_screens():
            if screen.is_mounted:
                screen.footer.notice(keys)

    def _begin(self, newest: Sequence[Entry]) -> None:
        self._since = newest[0].id if newest else 0

    def others_wrote(self) -> None:
        """Ask what it was; to be told in the line below the text."""
        assert self.about is not None
        ref = self.about[0]
        self.program.bridge.submit(lambda desk: (desk.history(ref, limit=MEANWHILE), desk.who.login), self._tell_news)

    def _tell_news(self, answer: tuple[Sequence[Entry], str]) -> None:
        if self.about is None or self._since is None or not self.is_mounted:
            return
        new = [entry for entry in answer[0] if entry.id > self._since]
        news = meanwhile.told(new, answer[1], self.about[1], self.program.zone)
        self.query_one("#box").border_subtitle = Content(f"{news} · {self.keys_line}" if news else self.keys_line)

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_company)

    def show_company(self) -> None:
        """Tell in the heading who writes the same; what stands there else gives way."""
        box, heading = self.query_one("#box"), safe(self.heading)
        room = box.outer_size.width - len("╭─  ─╮")
        told = presence.others_writing(self.program.company.others, *self.about, room) if self.about else ""
        room -= cells(told) + len(" · ")
        title = f"{clip(heading, room)} · {told}" if told and room >= HEADING_LEAST else told or heading
        if title != self._titled:
            self._titled = title
            box.border_title = Content(title)

    def leave(self) -> None:
        self._end(save=False)

    def _end(self, *, save: bool) -> None:
        self._ended = True
        self.program.typing.hold()
        self.dismiss((save, *self._written()))

    _ended = False
    _titled = ""

    def _written(self) -> tuple[str, str]:
        title = clean_line(self.prompt.value) if self.prompt is not None else ""
        return title, clean_text(self.area.text)

    def _note(self) -> None:
        if not self._ended:
            self._noted(*self._written())

    def _typed(self) -> None:
        # What comes late, after the text was given back, would bring back a draft that was sent.
        if not self._ended:
            self.program.drafts.later(self._note)

    def on_text_area_changed(self) -> None:
        self._typed()

    def on_input_changed(self) -> None:
        self._typed()

    def on_input_submitted(self) -> None:
        self.area.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.leave()
        elif event.key in SAVE_KEYS:
            event.stop()
            event.prevent_default()
            self._end(save=True)
        elif event.key == "tab" and self.prompt is not None and self.prompt.has_focus:
            event.stop()
            self.area.focus()
        elif event.key == "shift+tab" and self.prompt is not None:
            event.stop()
            self.prompt.focus()
