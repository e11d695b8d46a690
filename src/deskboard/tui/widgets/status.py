"""The status line: which board, which filter and how many it finds, and the last message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from deskboard.domain.presence import Present, here
from deskboard.domain.text import cells, clip, safe
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
    """Where one is: a name, and under a filter its text and how many tickets it finds; and how
    many are marked. ``away``: that one is given nothing, and since when."""

    name: str
    filter: str = ""
    hits: int | None = None
    marks: int = 0
    away: str = ""


FILTER_LEAST = 16
"""Cells that a filter keeps, however much else there is to say."""


def pieces(
    place: Place, message: Message, pens: Pens, *, typing: bool = False, width: int | None = None
) -> list[Piece]:
    """The status line in pieces; while a filter is ``typing`` the line itself shows it. A long
    filter gives way to what follows it, as far as the ``width`` asks for it."""
    rest = _rest(place, message, pens, typing=typing)
    if typing:
        return rest
    out: list[Piece] = [(f" {safe(place.name)}", pens.key)]
    if place.away:
        out.append((f"  {safe(place.away)}", pens.soon))
    if place.filter:
        text = safe(place.filter)
        if width is not None:
            room = width - sum(cells(piece) for piece, _style in (*out, *rest)) - 3
            text = clip(text, max(FILTER_LEAST, room))
        out += [("  /", pens.dim), (text, pens.accent)]
    return out + rest


def _rest(place: Place, message: Message, pens: Pens, *, typing: bool) -> list[Piece]:
    """What stands after the filter: hits, marks, and the last message."""
    out: list[Piece] = []
    if place.hits is not None:
        text = ngettext("{n} ticket", "{n} tickets", place.hits).format(n=place.hits)
        out.append((f"  {text}", pens.dim))
    if place.marks:
        text = ngettext("{n} marked", "{n} marked", place.marks).format(n=place.marks)
        out.append((f"  {text}", pens.accent))
    if message.text and not typing:
        style = {GOOD: pens.plain, ERROR: pens.error}.get(message.kind, pens.dim)
        out.append((f"   {safe(message.text)}", style))
    return out


class Status(Row):
    """Shows ``place`` and ``message``; messages stay until the next one. What there is no room
    for goes to ``spill``. At its other end stands who else is here."""

    def __init__(self, pens: Pens) -> None:
        super().__init__(pens)
        self.place = Place("")
        self.message = Message("")
        self.typing = False
        self.others: Sequence[Present] = ()
        self.spill: Callable[[Message], None] = lambda message: None

    def paint(self) -> None:
        first, rest = self._split()
        left = pieces(self.place, first, self._pens, typing=self.typing, width=self.size.width or None)
        self.show(left, self._company(left))
        self.spill(rest)

    def _split(self) -> tuple[Message, Message]:
        """The message as far as it fits behind the place, and the rest of it."""
        text, width = safe(self.message.text), self.size.width
        if self.typing or not width or not text:
            return self.message, Message("")
        place = pieces(self.place, Message(""), self._pens, width=width - min(cells(text), ROOM_MIN))
        room = width - sum(cells(piece) for piece, _style in place) - 3
        if cells(text) <= room:
            return self.message, Message("")
        if room < ROOM_MIN:
            return Message(""), self.message
        line = wrap(text, room, 2)[0]
        return self.message._replace(text=line), self.message._replace(text=text[len(line) :].strip())

    def _company(self, left: Sequence[Piece]) -> list[Piece]:
        """Who else is here, as far as what is said leaves room for it."""
        room = self.size.width - sum(cells(text) for text, _style in left) - len("   ")
        text = here(self.others, room) if self.others and not self.typing else ""
        return [(f"{text} ", self._pens.dim)] if text else []

    def meet(self, others: Sequence[Present]) -> None:
        """These are here too."""
        if others != self.others:
            self.others = others
            self.paint()

    def say(self, message: Message) -> None:
        self.message = message
        self.paint()

    def stand(self, place: Place, *, typing: bool = False) -> None:
        self.place, self.typing = place, typing
        self.paint()

    def on_resize(self) -> None:
        self.paint()
