"""A form: a title and the fields that a template asks, each with a line of its own kind.

Invariant: leaving it gives back what was typed, and sending it only what every field takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.widgets import Input, TextArea

from deskboard.domain.errors import BadInput
from deskboard.domain.text import cells, clean_text, clip, pad, safe
from deskboard.l10n import _
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.dialogs.text import SAVE_KEYS
from deskboard.tui.still import Still
from deskboard.tui.widgets.choice import Choice
from deskboard.tui.widgets.prompt import Prompt
from deskboard.tui.widgets.row import Piece, Row

if TYPE_CHECKING:
    from textual.widget import Widget

    from deskboard.tui.program import Program

LABEL, ROOM, ALL = 22, 50, 70
"""Cells for the name of a field, for a message below it, and for one that begins further left."""

Typed = Mapping[str, str]
"""Key → what was typed."""


class Entry(NamedTuple):
    """One field. ``read`` makes what is stored of what was typed, or raises BadInput; ``echo``
    says for people what that is, empty where it is what was typed. ``choices`` are (stored,
    shown); ``note`` stands below while there is nothing; ``long``: a text of several lines."""

    key: str
    label: str
    read: Callable[[str], str]
    echo: Callable[[str], str] = lambda stored: ""
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    hint: str = ""
    note: str = ""
    long: bool = False


LEAVING = frozenset({"escape", "tab", "shift+tab", *SAVE_KEYS})
"""Keys after which the next one belongs to another field, or to none."""


class _Area(TextArea):
    """A text of some lines that leaves the keys of the form alone."""

    def on_focus(self) -> None:
        cast("Program", self.app).typing.release()

    async def _on_key(self, event: events.Key) -> None:
        if event.key in LEAVING:
            cast("Program", self.app).typing.hold()
            return
        await super()._on_key(event)


class _Prompt(Prompt):
    """A line whose next key waits until the form has gone on."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key in LEAVING or event.key in ("up", "down"):
            cast("Program", self.app).typing.hold()
        await super()._on_key(event)


class _Choice(Choice):
    """A choice whose next key waits until the form has gone on."""

    def on_key(self, event: events.Key) -> None:
        if event.key in LEAVING or event.key in ("up", "down", "enter"):
            cast("Program", self.app).typing.hold()


class _Line:
    """A field on the screen: its label, what it is typed into, and the line below."""

    def __init__(self, entry: Entry, value: str, program: Program) -> None:
        look = program.look
        self.entry = entry
        self.look = look
        self.label = Row(look.pens)
        self.below = Row(look.pens)
        self.widget: Prompt | Choice | _Area
        if entry.choices:
            self.widget = _Choice(look.pens, look.glyphs, entry.choices, value)
        elif entry.long:
            self.widget = _Area(value, soft_wrap=True, show_line_numbers=False)
            self.widget.cursor_blink = False
            self.widget.highlight_cursor_line = False
        else:
            self.widget = _Prompt(value, placeholder=entry.hint)

    @property
    def typed(self) -> str:
        widget = self.widget
        if isinstance(widget, Choice):
            return widget.value
        return clean_text(widget.text) if isinstance(widget, _Area) else widget.line

    def read(self) -> str:
        """What is stored. BadInput: it does not fit, or nothing is there and must be."""
        stored = self.entry.read(self.typed)
        if self.entry.required and not stored:
            raise BadInput(_("This is required."))
        return stored

    def paint(self, *, focused: bool, strict: bool) -> None:
        """Label and line below. ``strict``: also say that it is empty and must not be."""
        pens, glyphs = self.look.pens, self.look.glyphs
        mark = glyphs.bar if focused else " " * len(glyphs.bar)
        name = clip(safe(self.entry.label), LABEL - 4) + (" *" if self.entry.required else "")
        self.label.show([(mark, pens.accent), (pad(name, LABEL - 1), pens.key if focused else pens.dim)])
        self.below.show(self._meaning(strict=strict))

    def _meaning(self, *, strict: bool) -> list[Piece]:
        pens, glyphs = self.look.pens, self.look.glyphs
        indent, little = (" " * LABEL, pens.plain), (" ", pens.plain)
        try:
            stored = self.read() if strict or self.typed else ""
            words = self.entry.echo(stored) if stored else ""
        except BadInput as error:
            text = safe(str(error))
            text = text if cells(text) < ALL else safe(error.message)
            return [indent if cells(text) < ROOM else little, (text, pens.error)]
        if words:
            return [indent, (f"{glyphs.arrow} ", pens.dim), (safe(words), pens.good)]
        return [indent, (self.entry.note, pens.faint)] if self.entry.note and not self.typed else []


class FormDialog(Still, Dialog[tuple[bool, dict[str, str]]]):
    """Gives back (send?, values by key): as they are stored when sent, as typed when left.
    ``noted`` is told what is typed now and then; ``typed`` is what stood there last time."""

    def __init__(
        self, heading: str, entries: Sequence[Entry], noted: Callable[[Typed], None], typed: Typed | None = None
    ) -> None:
        one, many = _("Enter sets it · Esc leaves"), _("Tab next · F2 or Ctrl+S sends · Esc leaves, the text is kept")
        super().__init__(heading, one if len(entries) == 1 else many, classes="form")
        self._entries = tuple(entries)
        self._noted = noted
        self._before = typed or {}
        self._strict: set[str] = set()
        self._ended = False

    def parts(self) -> list[Widget]:
        self.lines = [_Line(entry, self._before.get(entry.key, entry.value), self.program) for entry in self._entries]
        self.sheet = _Sheet(*(part for line in self.lines for part in (_row(line), line.below)))
        return [self.sheet]

    def on_mount(self) -> None:
        self._fit()
        self._paint()
        self._go(0)

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """The fields scroll where the screen is too low for them."""
        self.sheet.styles.max_height = max(2, int(self.size.height * 0.9) - 2)

    # Where one is

    @property
    def line(self) -> _Line | None:
        """The field that has the focus."""
        return next((line for line in self.lines if line.widget.has_focus), None)

    def _go(self, place: int) -> None:
        line = self.lines[max(0, min(place, len(self.lines) - 1))]
        self.set_focus(line.widget, scroll_visible=False)
        row = cast("Widget", line.label.parent).virtual_region
        self.sheet.scroll_to_region(Region(0, row.y, 1, row.height + 1), animate=False, force=True)
        self._paint()

    def _step(self, by: int) -> None:
        line = self.line
        if line is None:
            self._go(0)
            return
        if line.typed:
            self._strict.add(line.entry.key)
        self._go(self.lines.index(line) + by)
        cast("Program", self.app).typing.release()

    def _paint(self) -> None:
        at = self.line
        for line in self.lines:
            line.paint(focused=line is at, strict=line.entry.key in self._strict)

    # What was typed

    def typed(self) -> dict[str, str]:
        return {line.entry.key: line.typed for line in self.lines}

    def _changed(self) -> None:
        if self._ended:
            return
        line = self.line
        if line is not None:
            line.paint(focused=True, strict=False)
        self.program.drafts.later(self._note)

    def _note(self) -> None:
        if not self._ended:
            self._noted(self.typed())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed()

    def on_text_area_changed(self) -> None:
        self._changed()

    def on_choice_changed(self) -> None:
        self._changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._next_or_send()

    def on_choice_taken(self) -> None:
        self._next_or_send()

    def _next_or_send(self) -> None:
        if self.line is self.lines[-1]:
            self._send()
        else:
            self._step(1)

    def _send(self) -> None:
        """Give it back if every field takes what it holds; else go to the first that does not."""
        stored: dict[str, str] = {}
        wrong: list[int] = []
        for place, line in enumerate(self.lines):
            self._strict.add(line.entry.key)
            try:
                stored[line.entry.key] = line.read()
            except BadInput:
                wrong.append(place)
        if wrong:
            self._go(wrong[0])
            self.program.typing.release()
            return
        self._end((True, stored))

    def leave(self) -> None:
        self._end((False, self.typed()))

    def _end(self, answer: tuple[bool, dict[str, str]]) -> None:
        self._ended = True
        self.program.typing.hold()
        self.dismiss(answer)

    # Keys

    def on_key(self, event: events.Key) -> None:
        area = isinstance(self.line.widget, _Area) if self.line is not None else False
        moves = {"tab": 1, "shift+tab": -1} | ({} if area else {"down": 1, "up": -1})
        if event.key in moves:
            self._step(moves[event.key])
        elif event.key in SAVE_KEYS:
            self._send()
        elif event.key == "escape":
            self.leave()
        else:
            return
        event.stop()
        event.prevent_default()

    def on_descendant_focus(self) -> None:
        if self.lines:
            self._paint()


class _Sheet(VerticalScroll):
    """The fields, one below the other."""

    can_focus = False


def _row(line: _Line) -> Widget:
    return Horizontal(line.label, line.widget, classes="entry long" if line.entry.long else "entry")
