"""Who serves a queue: everybody who could, and what it is to them.

Invariant: it makes commands and hands them to ``send``; a queue is never anything to anybody on
the way to what was meant, since tickets would be handed out meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment

from deskboard.domain import commands as c
from deskboard.domain import roster
from deskboard.domain.model import Availability, Membership
from deskboard.domain.readmodels import QueueLine
from deskboard.domain.text import pad, safe
from deskboard.l10n import _
from deskboard.tui.dialogs.columns import Send
from deskboard.tui.dialogs.keyed import LEAVES, Deed, KeyedDialog
from deskboard.tui.team import Crew
from deskboard.tui.widgets.sheet import Item

LOGIN, PLACE = 24, 12
"""Cells for a login, and for what the queue is to them."""


class MembersDialog(KeyedDialog[None]):
    """Those who can be given tickets; ``denied``: why this person may only look; ``height``: that of
    the list of queues, over which it lies edge on edge."""

    def __init__(
        self, queue: int, crew: Crew, denied: str | None, send: Send, undo: Callable[[], None], height: int
    ) -> None:
        self._queue = queue
        self._crew = crew
        self._denied = denied
        self._send = send
        self._undo = undo
        self._height = height
        line = self._line
        super().__init__(_("Who serves {name}?").format(name=line.name if line is not None else ""), LEAVES)
        self.add_class("people")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#box").styles.height = self._height
        self.sheet.styles.height = "1fr"

    @property
    def _line(self) -> QueueLine | None:
        return next((line for line in self._crew.queues if line.id == self._queue), None)

    def show(self, crew: Crew, denied: str | None) -> None:
        self._crew, self._denied = crew, denied
        if self._line is None:
            self.dismiss(None)
            return
        self.fill()
        self._hint()

    def items(self) -> list[Item]:
        pens, line = self.program.look.pens, self._line
        places = dict(line.members) if line is not None else {}
        rows = []
        for one in self._crew.lines:
            if not roster.works(one):
                continue
            place = places.get(one.person.login)
            state = "" if one.availability is Availability.AVAILABLE else one.availability.label
            told = " · ".join(filter(None, (safe(one.person.name), state)))
            line_ = (
                Segment(pad(safe(one.person.login), LOGIN) + " ", pens.plain if place else pens.dim),
                Segment(pad(place or "", PLACE), pens.accent if place is Membership.PRIMARY else pens.soon),
                Segment(told, pens.dim),
            )
            rows.append(Item((line_,), one.person.login))
        return rows

    def deeds(self) -> list[Deed]:
        no = self._denied
        return [
            Deed(("p",), _("primary"), lambda _key: self._set(Membership.PRIMARY), no),
            Deed(("s",), _("secondary"), lambda _key: self._set(Membership.SECONDARY), no),
            Deed(("backspace",), _("serves it no more"), lambda _key: self._set(None), no),
            Deed(("space",), _("in or out"), lambda _key: self._toggle(), no),
            Deed(("u",), _("undo"), lambda _key: self._undo(), no),
        ]

    @property
    def _login(self) -> str | None:
        item = self.sheet.item
        return str(item.key) if item is not None and item.key is not None else None

    def _toggle(self) -> None:
        line, login = self._line, self._login
        if line is not None and login is not None:
            self._set(None if login in dict(line.members) else Membership.PRIMARY)

    def _set(self, place: Membership | None) -> None:
        if (login := self._login) is not None:
            self._send(c.EditTeam((login,), {}, {self._queue: place}))
