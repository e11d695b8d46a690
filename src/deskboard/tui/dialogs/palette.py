"""The command palette: everything that can be done here, and whatever can be gone to.

Invariant: it reads nothing itself; ``ask`` is told what is typed, and ``found`` brings what the
desk knows about it. What cannot be done stands last, with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.segment import Segment
from textual import events
from textual.widgets import Input

from deskboard.domain.text import cells, clean_line, pad, safe
from deskboard.l10n import _
from deskboard.tui.card import Line
from deskboard.tui.dialogs.base import ListDialog
from deskboard.tui.fuzzy import score
from deskboard.tui.intents import Intent
from deskboard.tui.sources import MOST, SOURCES, Found, named_ref
from deskboard.tui.widgets.footer import key_name
from deskboard.tui.widgets.sheet import Item

HIDDEN = frozenset({"app.palette"})
"""Opening the palette from itself is no command."""
COMMAND = "intent"
LABEL = 46
"""Cells for the label; the key, a note or a reason follows."""
GOOD_ENOUGH = 60
"""Commands whose letters lie further apart are no answer where something else is."""


class PaletteDialog(ListDialog):
    """``intents`` with the reason each cannot be done, or None; gives back ``kind:value``, where
    the kind is ``intent`` or one of ``sources.SOURCES``."""

    def __init__(self, intents: Sequence[tuple[Intent, str | None]], ask: Callable[[str], None]) -> None:
        super().__init__(_("Commands, tickets, people, settings"), _("Enter does it · Esc leaves · type to find"))
        self._intents = [(intent, why) for intent, why in intents if intent.id not in HIDDEN]
        self._ask = ask
        self._known: dict[str, Sequence[Found]] = {}
        self._answers: dict[str, Sequence[Found]] = {}
        self._moved = False

    def on_mount(self) -> None:
        self._ask("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._moved = False
        self._answers = {}
        self._ask(clean_line(event.value))

    def on_key(self, event: events.Key) -> None:
        self._moved = self._moved or event.key in ("up", "down", "pageup", "pagedown", "ctrl+n", "ctrl+p")

    def found(self, text: str, known: Mapping[str, Sequence[Found]], answers: Mapping[str, Sequence[Found]]) -> None:
        """What the desk knows: all of some kinds, and of others what answers ``text``."""
        self._known.update(known)
        if self.is_mounted and text == clean_line(self.prompt.value):
            self._answers = dict(answers)
            # Whoever has gone down the list keeps his place; else the first is the answer.
            self.fill(
                at=self.sheet.item.key if self.sheet.item is not None and self._moved else None, top=not self._moved
            )

    def rows(self, text: str) -> list[Item]:
        text = clean_line(text)
        sections = [self._commands(text)]
        if text:
            sections += [self._section(source.kind, source.heading, text) for source in SOURCES]
            if named_ref(text) is not None:
                sections.insert(0, sections.pop(1))
        items = [item for section in sections for item in section]
        return items or [Item(((Segment(_("Nothing matches."), self.program.look.pens.dim),),), None, False)]

    def _commands(self, text: str) -> list[Item]:
        scored = []
        for n, (intent, why) in enumerate(self._intents):
            how = min((s for s in (score(text, intent.label), score(text, intent.id)) if s is not None), default=None)
            if how is not None and (how < GOOD_ENOUGH or not text):
                later = not text and intent.id.startswith(("cursor.", "tab."))
                scored.append(((why is not None, later, how, n), intent, why))
        lines = [
            Item(self._command(intent, why), f"{COMMAND}:{intent.id}", why is None)
            for _how, intent, why in sorted(scored, key=lambda row: row[0])
        ]
        return self._headed(_("Commands"), lines) if text else lines

    def _section(self, kind: str, heading: str, text: str) -> list[Item]:
        found = list(self._answers.get(kind, ()))
        scored = [(score(text, f"{one.label} {one.note}"), n, one) for n, one in enumerate(self._known.get(kind, ()))]
        fitting = sorted((how, n) for how, n, _one in scored if how is not None and how < GOOD_ENOUGH)
        found += [scored[n][2] for _how, n in fitting[:MOST]]
        return self._headed(heading, [Item((self._line(one),), f"{kind}:{one.value}") for one in found])

    def _headed(self, heading: str, items: list[Item]) -> list[Item]:
        head = Item(((Segment(heading, self.program.look.pens.head),),), None, False)
        return [head, *items] if items else []

    def _line(self, found: Found) -> Line:
        pens = self.program.look.pens
        if not found.note:
            return (Segment(found.label, pens.plain),)
        return (Segment(pad(found.label, LABEL), pens.plain), Segment(f" {found.note}", pens.dim))

    def _command(self, intent: Intent, why: str | None) -> tuple[Line, ...]:
        """The label and its keys; or the label and why not, below it where there is no room beside."""
        pens = self.program.look.pens
        if why is None:
            keys = "  ".join(key_name(key) for key in self.program.keys_of(intent, intent.scopes))
            return ((Segment(pad(intent.label, LABEL), pens.plain), Segment(f" {keys}", pens.accent)),)
        reason = safe(why)
        if LABEL + cells(reason) + 3 <= self.sheet.size.width:
            return ((Segment(pad(intent.label, LABEL), pens.faint), Segment(f" {reason}", pens.dim)),)
        return ((Segment(intent.label, pens.faint),), (Segment(f"  {reason}", pens.dim),))
