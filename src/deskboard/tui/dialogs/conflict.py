"""Two people set the same: both values, who set the other one and when, and the choice.

Invariant: it changes nothing; what was typed before it came is not taken for an answer, and Esc
decides nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events

from deskboard.domain import lines, times, wording
from deskboard.domain.conflicts import Contested
from deskboard.domain.events import Value
from deskboard.domain.text import cells, clip, pad, safe
from deskboard.l10n import _
from deskboard.tui import sides
from deskboard.tui.card import Line, wrap
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.row import Row
from deskboard.tui.widgets.sheet import Item, Sheet

if TYPE_CHECKING:
    from textual.widget import Widget

THEIRS, MINE, BOTH, BY_HAND = "theirs", "mine", "both", "by hand"
SIDE_BY_SIDE = 96
"""Cells from which on two texts stand beside each other."""
WIDTH, STUB = 72, 16
"""Cells of a line until its size is known; and of a choice, however long what stands beside it is."""
INDENT, VALUE_LINES = 2, 3
"""How a long value stands below its sentence; a title has at most so many lines."""


class ConflictDialog(Dialog[str]):
    """Gives back THEIRS, MINE, and of long texts BOTH or BY_HAND; None: it was left. ``merged``
    is made of both then; ``place`` says which of several questions it is."""

    def __init__(self, ref: int, contested: Contested, now: datetime, place: str = "") -> None:
        heading = _("#{ref}: {field}, set by two").format(ref=ref, field=contested.label)
        keys = _("j k choose · Enter decides · Esc leaves it as it is")
        if contested.is_long:
            heading = _("#{ref}: two versions of the {field}").format(ref=ref, field=contested.label)
            keys = _("j k choose · Tab other text · Space scroll · Enter decide · Esc later")
        super().__init__(
            f"{heading} {place}".rstrip(), keys, classes="conflict long" if contested.is_long else "conflict"
        )
        self._contested = contested
        self._who = safe(contested.who) or _("somebody else")
        self._when = times.ago(contested.at, now) if contested.at is not None else _("meanwhile")
        self._view = 0
        base, mine, theirs = (str(value or "") for value in (contested.base, contested.mine, contested.theirs))
        self._mine, self._theirs = mine, theirs
        self._marks = sides.marks(self._who)
        self.merged = lines.merge(base, mine, theirs, self._marks)

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.choices = Sheet(look.pens, look.glyphs, cursor=True)
        if not self._contested.is_long:
            return [self.choices]
        self.tabs = Row(look.pens)
        self.body = Sheet(look.pens, look.glyphs, classes="body")
        return [self.tabs, self.body, self.choices]

    def on_mount(self) -> None:
        self._fill(BY_HAND if self._contested.is_long and not self.merged.clean else None)
        # What was typed so far was meant for what was here before.
        self.program.typing.forget()

    def _fill(self, at: object = None) -> None:
        told = [] if self._contested.is_long else self._told()
        rows = [Item((line,), None, False) for line in told] + [Item((line,), key) for key, line in self._options()]
        self.choices.styles.height = len(rows)
        self.choices.fill(rows, at=at)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show if self._contested.is_long else self._fill)

    # What there is to choose

    def _told(self) -> list[Line]:
        pens, one = self.program.look.pens, self._contested
        theirs, mine, base = (self._value(value) for value in (one.theirs, one.mine, one.base))
        pieces = (
            (_("{who} set it to ").format(who=self._who), theirs, f" {self._when}.", pens.status),
            (_("You want "), mine, ".", pens.good),
            (_("Before both it was "), base, ".", pens.dim),
        )
        lines = [line for head, value, tail, style in pieces for line in self._sentence(head, value, tail, style)]
        return [*lines, (Segment("", pens.plain),)]

    def _sentence(self, head: str, value: str, tail: str, style: Style) -> list[Line]:
        """A sentence with a value in it; one that is long stands below it on its own."""
        plain, width = self.program.look.pens.plain, self._width
        if cells(head + value + tail) <= width:
            return [(Segment(head, plain), Segment(value, style), Segment(tail, plain))]
        parts = wrap(value, max(1, width - INDENT), VALUE_LINES)
        return [
            (Segment(f"{head.rstrip()}{'' if tail == '.' else tail.rstrip('.')}:", plain),),
            *((Segment(" " * INDENT + part, style),) for part in parts),
        ]

    @property
    def _width(self) -> int:
        """Cells of a line of the choices."""
        return max(STUB, (self.choices.size.width or WIDTH) - 2)

    def _value(self, value: Value) -> str:
        return wording.shown(self._contested.name, value, self.program.zone)

    def _options(self) -> list[tuple[str, Line]]:
        one = self._contested
        stays = _("the other stays in the history")
        if one.is_long:
            choices = [
                (BY_HAND, _("Put them together by hand"), _("both texts, in one to edit")),
                (MINE, _("Take mine"), stays),
                (THEIRS, _("Keep what {who} wrote").format(who=self._who), _("mine waits among the drafts")),
            ]
            if self.merged.clean:
                choices.insert(0, (BOTH, _("Take both"), _("no line was changed by both")))
        else:
            choices = [
                (THEIRS, _("Keep {value}").format(value=self._value(one.theirs)), self._who),
                (MINE, _("Set {value}").format(value=self._value(one.mine)), stays),
            ]
        pens = self.program.look.pens
        notes = max(cells(note) for _key, _text, note in choices)
        width = min(max(STUB, self._width - 2 - notes), max(cells(text) for _key, text, _note in choices))
        return [
            (key, (Segment(pad(clip(text, width), width + 2), pens.key), Segment(note, pens.dim)))
            for key, text, note in choices
        ]

    # The texts

    @property
    def _wide(self) -> bool:
        return self.body.size.width >= SIDE_BY_SIDE

    def _views(self) -> list[str]:
        theirs = _("{who}, {when}").format(who=self._who, when=self._when)
        both = _("put together")
        return [f"{theirs} │ {_('mine')}", both] if self._wide else [theirs, _("mine"), both]

    def _show(self) -> None:
        look, views = self.program.look, self._views()
        self._view %= len(views)
        pens = look.pens
        pieces = []
        for n, name in enumerate(views):
            on = n == self._view
            pieces.append((f"[{name}]" if on else f" {name} ", pens.key if on else pens.dim))
            pieces.append((" ", pens.plain))
        self.tabs.show(pieces)
        width = max(8, self.body.size.width - 2)
        if self._view == len(views) - 1:
            items = sides.together(self.merged.text, self._marks, width, pens)
        elif self._wide:
            items = sides.beside(self._theirs, self._mine, width, pens, look.glyphs)
        elif self._view == 0:
            items = sides.one_of(self._theirs, self._mine, width, pens, look.glyphs, pens.status)
        else:
            items = sides.one_of(self._mine, self._theirs, width, pens, look.glyphs, pens.good)
        self.body.fill(items)

    def _turn(self, view: int) -> None:
        self._view = view
        self.body.top = 0
        self._show()

    # Keys and mouse

    def on_key(self, event: events.Key) -> None:
        event.stop()
        moves = {"j": 1, "down": 1, "ㅓ": 1, "k": -1, "up": -1, "ㅏ": -1}
        if (by := moves.get(event.key) or moves.get(event.character or "")) is not None:
            self.choices.move(by)
        elif event.key == "enter":
            self._decide()
        elif event.key in ("escape", "q"):
            self.program.typing.hold()
            self.leave()
        elif self._contested.is_long:
            self._look_about(event.key)

    def _look_about(self, key: str) -> None:
        if key in ("tab", "shift+tab"):
            self._turn(self._view + (1 if key == "tab" else -1))
        elif key in ("space", "pagedown", "pageup"):
            self.body.page(-1 if key == "pageup" else 1)
        elif key in ("g", "home", "G", "end"):
            self.body.ends(key in ("G", "end"))

    def _decide(self) -> None:
        if self.choices.item is not None:
            self.program.typing.hold()
            self.dismiss(str(self.choices.item.key))

    def on_click(self, event: events.Click) -> None:
        if event.widget is self.choices and (place := self.choices.place_at(event.y)) is not None:
            self.choices.go(place)
            self._decide()
        elif self._contested.is_long and event.widget is self.tabs:
            edge = 0
            for n, name in enumerate(self._views()):
                edge += cells(name) + 3
                if event.x < edge:
                    self._turn(n)
                    return
