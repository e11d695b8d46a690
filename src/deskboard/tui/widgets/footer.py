"""The footer: the keys that matter here, made from the table of intents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from deskboard.domain.text import cells, safe
from deskboard.l10n import _
from deskboard.tui.intents import BOARD, INTENTS, Intent
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.row import Piece, Row
from deskboard.tui.widgets.status import ERROR, Message

KEY_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    "home": "Home",
    "end": "End",
    "left": "Left",
    "right": "Right",
    "up": "Up",
    "down": "Down",
}


FUNCTION_KEY = re.compile(r"f\d+")
ALWAYS = ("app.help", "app.quit")
LATER = (
    *("ticket.move_right", "work.open", "work.take", "ticket.edit"),
    *("team.open", "availability.set", "queue.list", "team.availability"),
)
"""What a narrow footer does without, the last one first."""


def key_name(key: str) -> str:
    """A key as people write it: ``Enter``, ``Ctrl+P``, ``j``; ``g a`` for one after the other."""
    if " " in key:
        return " ".join(map(key_name, key.split(" ")))
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    modifier, plus, rest = key.rpartition("+")
    if plus and modifier:
        return f"{modifier.capitalize()}+{KEY_NAMES.get(rest, rest.upper())}"
    return key.upper() if FUNCTION_KEY.fullmatch(key) else key


KeysOf = Callable[[Intent, Sequence[str]], tuple[str, ...]]
"""The keys that lead to an intent in some scopes."""


def pieces(scopes: Sequence[str], keys: KeysOf, denied: Mapping[type, str], pens: Pens, width: int) -> list[Piece]:
    """The footer of these scopes, greyed where denied, whole entries as far as they fit."""
    places = {ident: place for place, ident in enumerate(LATER, 1)}
    shown = sorted(_shown(scopes), key=lambda intent: places.get(intent.id, 0))
    entries = [entry for intent in shown if (entry := _entry(intent, scopes, keys)) is not None]
    # The way to help and the way out are always shown; others as far as they fit.
    last = [entry for entry in entries if entry[0].id in ALWAYS]
    room = width - 1 - sum(size for _intent, _key, _label, size in last)
    first = []
    for entry in entries:
        if entry not in last and entry[3] <= room:
            first.append(entry)
            room -= entry[3]
    out: list[Piece] = []
    for intent, key, label, _size in first + last:
        grey = intent.command in denied
        out.append((f" {key}", pens.faint if grey else pens.accent))
        out.append((f" {label} ", pens.faint if grey else pens.dim))
    return out


def _entry(intent: Intent, scopes: Sequence[str], keys_of: KeysOf) -> tuple[Intent, str, str, int] | None:
    """The intent, its key, its label and the cells they take; None when it has no key."""
    keys = keys_of(intent, scopes)
    if not keys:
        return None
    key = key_name(keys[0])
    label = _("back") if intent.id == "app.quit" and BOARD not in scopes else intent.footer
    return intent, key, label, cells(key) + cells(label) + 3


def _shown(scopes: Sequence[str]) -> list[Intent]:
    """The inner scope's entries first."""
    return [
        i for scope in scopes for i in INTENTS if i.footer and scope in i.scopes and _first_scope(i, scopes) == scope
    ]


def _first_scope(intent: Intent, scopes: Sequence[str]) -> str:
    return next(scope for scope in scopes if scope in intent.scopes)


def hint(begun: str, following: Sequence[tuple[str, Intent]], pens: Pens) -> list[Piece]:
    """What may follow the keys that were begun."""
    out: list[Piece] = [(f" {key_name(begun)} …", pens.key)]
    for key, intent in following:
        out += [(f"  {key_name(key)}", pens.accent), (f" {intent.label}", pens.dim)]
    return [*out, ("  Esc", pens.accent), (f" {_('leaves')}", pens.dim)]


class Footer(Row):
    """``notice`` takes its place while something is being typed, ``spill`` while the message above
    needs a second line."""

    def __init__(self, pens: Pens, keys: KeysOf) -> None:
        super().__init__(pens)
        self._keys = keys
        self._scopes: Sequence[str] = ()
        self._denied: Mapping[type, str] = {}
        self._notice: Sequence[Piece] | None = None
        self._spilt = Message("")

    def tell(self, scopes: Sequence[str], denied: Mapping[type, str]) -> None:
        self._scopes, self._denied = scopes, denied
        self._fill_in()

    def notice(self, notice: Sequence[Piece] | None) -> None:
        """Show these pieces instead of the keys; None: the keys again."""
        self._notice = notice
        self._fill_in()

    def spill(self, message: Message) -> None:
        """The end of a message that is too long for one line; an empty one: the keys again."""
        if message != self._spilt:
            self._spilt = message
            self._fill_in()

    @property
    def spilling(self) -> bool:
        return bool(self._spilt.text)

    def _fill_in(self) -> None:
        if self._notice is not None:
            self.show(self._notice)
        elif self._spilt.text:
            style = self._pens.error if self._spilt.kind == ERROR else self._pens.plain
            self.show([(f" {safe(self._spilt.text)}", style)])
        else:
            self.show(pieces(self._scopes, self._keys, self._denied, self._pens, self.size.width))

    def on_resize(self) -> None:
        self._fill_in()
