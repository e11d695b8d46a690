"""The status line: which board, which filter and how many it finds, and the last message."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from deskboard.domain.text import cells, safe
from deskboard.l10n import ngettext
from deskboard.tui.card import wrap
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.row import Piece, Row

INFO, GOOD, ERROR = "info", "good", "error"

ROOM_MIN = 20
"""Cells: a message that has fewer stands in the line below alone."""


class Message(NamedTuple):
    """The last thing the program said."""

    text: str
    kind: str = INFO


class Place(NamedTuple):
    """Where one is: a name, and under a filter its text and how many tickets it finds."""

    name: str
    filter: str = ""
    hits: int | None = None


def pieces(place: Place, message: Message, pens: Pens, *, typing: bool = False) -> list[Piece]:
    """The status line in pieces; while a filter is ``typing`` the line itself shows it."""
    out: list[Piece] = []
    if not typing:
        out.append((f" {safe(place.name)}", pens.key))
        if place.filter:
            out += [("  /", pens.dim), (safe(place.filter), pens.accent)]
    if place.hits is not None:
        text = ngettext("{n} ticket", "{n} tickets", place.hits).format(n=place.hits)
        out.append((f"  {text}", pens.dim))
    if message.text and not typing:
        style = {GOOD: pens.plain, ERROR: pens.error}.get(message.kind, pens.dim)
        out.append((f"   {safe(message.text)}", style))
    return out


class Status(Row):
    """Shows ``place`` and ``message``; messages stay until the next one. What there is no room
    for goes to ``spill``."""

    def __init__(self, pens: Pens) -> None:
        super().__init__(pens)
        self.place = Place("")
        self.message = Message("")
        self.typing = False
        self.spill: Callable[[Message], None] = lambda message: None

    def paint(self) -> None:
        first, rest = self._split()
        self.show(pieces(self.place, first, self._pens, typing=self.typing))
        self.spill(rest)

    def _split(self) -> tuple[Message, Message]:
        """The message as far as it fits behind the place, and the rest of it."""
        text = safe(self.message.text)
        before = pieces(self.place, Message(""), self._pens, typing=self.typing)
        room = self.size.width - sum(cells(piece) for piece, _style in before) - 3
        if self.typing or not self.size.width or cells(text) <= room:
            return self.message, Message("")
        if room < ROOM_MIN:
            return Message(""), self.message
        line = wrap(text, room, 2)[0]
        return self.message._replace(text=line), self.message._replace(text=text[len(line) :].strip())

    def on_resize(self) -> None:
        self.paint()

    def say(self, message: Message) -> None:
        self.message = message
        self.paint()

    def stand(self, place: Place, *, typing: bool = False) -> None:
        self.place, self.typing = place, typing
        self.paint()
