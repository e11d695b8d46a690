"""The queues of the desk: how they are handed out, who serves them, what waits in them.

Invariant: it makes commands and hands them to ``send``; it gives back the name of the queue whose
tickets are to be shown.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events

from deskboard.domain import commands as c
from deskboard.domain.events import Value
from deskboard.domain.model import Membership, QueueMode
from deskboard.domain.readmodels import QueueLine
from deskboard.domain.text import pad, safe
from deskboard.domain.times import short
from deskboard.l10n import _, ngettext
from deskboard.tui.dialogs.choose import ChooseDialog, Option
from deskboard.tui.dialogs.columns import Send, name_meaning
from deskboard.tui.dialogs.keyed import LEAVES, Deed, KeyedDialog
from deskboard.tui.dialogs.line import LineDialog
from deskboard.tui.dialogs.members import MembersDialog
from deskboard.tui.team import Crew
from deskboard.tui.widgets.sheet import Item

NAME_LEAST, MODE, COUNT, OLDEST = 14, 11, 7, 6
"""Cells for a name at least, a mode, a number of tickets, and a time."""
NO_QUEUE = "0"
"""Stands for no queue where tickets are put elsewhere."""


class QueuesDialog(KeyedDialog[str]):
    """``denied``: why this person may only look; ``undo`` takes the last change back."""

    def __init__(self, crew: Crew, denied: str | None, send: Send, undo: Callable[[], None]) -> None:
        super().__init__(_("Queues"), LEAVES)
        self.add_class("people")
        self._crew = crew
        self._denied = denied
        self._send = send
        self._undo = undo
        self._members: MembersDialog | None = None

    def on_resize(self, _event: events.Resize) -> None:
        self.call_after_refresh(self.fill)

    @property
    def _line(self) -> QueueLine | None:
        item = self.sheet.item
        return next((line for line in self._crew.queues if item is not None and line.id == item.key), None)

    def show(self, crew: Crew, denied: str | None) -> None:
        """Show them as they are now; a new queue gets the cursor."""
        had = {line.id for line in self._crew.queues}
        self._crew, self._denied = crew, denied
        new = [line.id for line in crew.queues if line.id not in had]
        self.fill(at=new[0] if len(new) == 1 else None)
        self._hint()
        if self._members is not None and self._members.is_attached:
            self._members.show(crew, denied)

    # What is seen

    def items(self) -> list[Item]:
        pens, now = self.program.look.pens, self.program.now()
        if not self._crew.queues:
            told = _("There are no queues yet: n adds one.")
            return [Item(((Segment(told, pens.dim),),), None, False)]
        heads = (_("Queue"), _("Mode"), _("Members"), _("Waiting"), _("Open"), _("Oldest"))
        rows = [Item(((Segment(self._cells(*heads), pens.dim),),), None, False)]
        for line in self._crew.queues:
            oldest = short((now - line.oldest).total_seconds()) if line.oldest is not None else ""
            text = self._cells(
                safe(line.name), line.mode, _members(line), str(line.waiting or ""), str(line.open or ""), oldest
            )
            unserved = line.mode.is_automatic and not line.members
            rows.append(Item(((Segment(text, pens.soon if unserved else pens.plain),),), line.id))
        return rows

    def _cells(self, name: str, mode: str, members: str, waiting: str, count: str, oldest: str) -> str:
        room = max(2 * NAME_LEAST, (self.sheet.size.width or 72) - MODE - 2 * COUNT - OLDEST - 8)
        first = max(NAME_LEAST, min(30, room * 2 // 5))
        numbers = f"{waiting:>{COUNT}} {count:>{COUNT}} {oldest:>{OLDEST}}"
        return f"{pad(name, first)} {pad(mode, MODE)} {pad(members, room - first)} {numbers}"

    # What can be done

    def deeds(self) -> list[Deed]:
        no = self._denied
        return [
            Deed(("enter",), _("tickets"), lambda _key: self._tickets()),
            Deed(("n",), _("add"), self._add, no),
            Deed(("e",), _("rename"), self._rename, no),
            Deed(("o",), _("mode"), self._mode, no),
            Deed(("m",), _("members"), self._edit_members),
            Deed(("J", "K"), _("order"), self._order, no),
            Deed(("backspace",), _("remove"), self._remove, no),
            Deed(("u",), _("undo"), lambda _key: self._undo(), no),
            Deed(("shift+down", "shift+up"), "", self._order, no),
        ]

    def _tickets(self) -> None:
        if (line := self._line) is not None:
            self.program.typing.hold()
            self.dismiss(line.name)

    def _add(self, _key: str) -> None:
        def named(name: str | None) -> None:
            if name is not None:
                heading = _("How are the tickets of {name} handed out?").format(name=safe(name))
                self.app.push_screen(self._modes(heading, QueueMode.BALANCED), chosen(name))

        def chosen(name: str) -> Callable[[str | None], None]:
            return lambda mode: self._send(c.AddQueue(name, QueueMode(mode))) if mode is not None else None

        self.app.push_screen(LineDialog(_("Name of the new queue"), "", name_meaning), named)

    def _modes(self, heading: str, at: QueueMode) -> ChooseDialog:
        notes = {
            QueueMode.MANUAL: _("people take what they want"),
            QueueMode.ROUND_ROBIN: _("next in turn among the available"),
            QueueMode.BALANCED: _("whoever has fewest open tickets"),
        }
        return ChooseDialog(heading, [Option(mode, mode, notes[mode]) for mode in QueueMode], at=at)

    def _edit(self, line: QueueLine, field: str, value: Value) -> None:
        self._send(c.EditQueue(line.id, {field: value}))

    def _rename(self, _key: str) -> None:
        if (line := self._line) is not None:
            self.app.push_screen(
                LineDialog(_("Rename the queue"), line.name, name_meaning),
                lambda name: self._edit(line, "name", name) if name is not None else None,
            )

    def _mode(self, _key: str) -> None:
        if (line := self._line) is not None:
            heading = _("How are the tickets of {name} handed out?").format(name=safe(line.name))
            self.app.push_screen(
                self._modes(heading, line.mode),
                lambda mode: self._edit(line, "mode", QueueMode(mode)) if mode is not None else None,
            )

    def _order(self, key: str) -> None:
        if (line := self._line) is not None:
            place = line.place + (1 if key in ("J", "shift+down") else -1)
            if 1 <= place <= len(self._crew.queues):
                self._edit(line, "place", place)

    def _edit_members(self, _key: str) -> None:
        if (line := self._line) is not None:
            height = self.query_one("#box").outer_size.height
            self._members = MembersDialog(line.id, self._crew, self._denied, self._send, self._undo, height)
            self.app.push_screen(self._members)

    def _remove(self, _key: str) -> None:
        if (line := self._line) is None:
            return
        n = line.open
        heading = ngettext(
            "Where does the {n} open ticket of {name} go, and what is done?",
            "Where do the {n} open tickets of {name} go, and what is done?",
            n,
        )
        if not n:
            heading = _("Where do the tickets of {name} go that are done?")
        others = [Option(str(k.id), safe(k.name), k.mode) for k in self._crew.queues if k.id != line.id]
        self.app.push_screen(
            ChooseDialog(heading.format(n=n, name=safe(line.name)), [Option(NO_QUEUE, _("no queue")), *others]),
            lambda to: self._send(c.RemoveQueue(line.id, int(to))) if to is not None else None,
        )


def _members(line: QueueLine) -> str:
    """``ann, bob*``: a star marks those for whom it is secondary."""
    if not line.members:
        return _("nobody")
    primary = [safe(login) for login, place in line.members if place is Membership.PRIMARY]
    return ", ".join(primary + [f"{safe(login)}*" for login, place in line.members if place is Membership.SECONDARY])
