"""Editing one or many of the team: what is to change, and what would come of it.

Invariant: nothing is changed here: it gives back one command, and shows beforehand what the desk
says would come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events

from deskboard.domain import commands as c
from deskboard.domain import team
from deskboard.domain.capacity import ramp_typed, ramp_words, read_ramp
from deskboard.domain.errors import DeskboardError
from deskboard.domain.events import Event, Value
from deskboard.domain.model import Availability, Membership
from deskboard.domain.readmodels import Done, QueueLine, TeamLine
from deskboard.domain.text import cells, pad, safe
from deskboard.l10n import _, ngettext
from deskboard.tui import rehearsing
from deskboard.tui.card import wrap
from deskboard.tui.dialogs.keyed import LEAVES, Deed, KeyedDialog
from deskboard.tui.dialogs.line import LineDialog
from deskboard.tui.rehearsing import Handed
from deskboard.tui.team import Crew
from deskboard.tui.widgets.sheet import Item, Sheet
from deskboard.tui.widgets.status import ERROR, Message

if TYPE_CHECKING:
    from textual.widget import Widget

Rehearsed = tuple[Done, tuple[Event, ...]] | DeskboardError
Rehearse = Callable[[c.EditTeam, Callable[[Rehearsed], None]], None]
LIMIT, RAMP, AVAILABILITY = "limit", "ramp", "availability"
LABEL, VALUE = 22, 24
"""Cells for what can be changed, and for what it is to be."""
LINES = 12
"""Lines of either half, at most."""
STEP: Sequence[Membership | None] = (Membership.PRIMARY, Membership.SECONDARY, None)


def heading(lines: Sequence[TeamLine]) -> str:
    logins = [safe(line.person.login) for line in lines]
    if len(logins) <= 3:
        return _("Edit {people}").format(people=", ".join(logins))
    n = len(logins) - 2
    more = ngettext("Edit {people} and {n} more", "Edit {people} and {n} more", n)
    return more.format(people=", ".join(logins[:2]), n=n)


class TeamDialog(KeyedDialog[c.EditTeam]):
    """``lines`` are those who are edited."""

    def __init__(self, lines: Sequence[TeamLine], crew: Crew, today: date, rehearse: Rehearse) -> None:
        super().__init__(heading(lines), LEAVES)
        self.add_class("team")
        self._lines = lines
        self._crew = crew
        self._today = today
        self._rehearse = rehearse
        self._changes: dict[str, Value] = {}
        self._queues: dict[int, Membership | None] = {}
        self._moves = Handed({}, {})

    def parts(self) -> list[Widget]:
        look = self.program.look
        self.preview = Sheet(look.pens, look.glyphs)
        first, *rest = super().parts()
        return [first, self.preview, *rest]

    def on_mount(self) -> None:
        super().on_mount()
        self._share_out()
        self._fill_preview()

    def on_resize(self, _event: events.Resize) -> None:
        self._share_out()
        self.call_after_refresh(self._again)

    def _share_out(self) -> None:
        """The lines of the screen to what can be changed, and to what would come of it."""
        room = max(6, self.app.size.height * 9 // 10 - 5)
        upper = min(len(self._crew.queues) + 4, LINES, room // 2 + 1)
        self.sheet.styles.height = upper
        self.preview.styles.height = max(2, min(len(self._lines) + 4, LINES, room - upper))

    @property
    def command(self) -> c.EditTeam:
        return c.EditTeam(tuple(line.person.login for line in self._lines), self._changes, self._queues)

    @property
    def is_empty(self) -> bool:
        return not self._changes and not self._queues

    # What can be changed

    def items(self) -> list[Item]:
        wanted: Mapping[str, str] = {
            LIMIT: _("Limit"),
            RAMP: _("Ramp to the limit"),
            AVAILABILITY: _("Availability"),
        }
        items = [self._item(key, label, self._wanted(key), self._now(key)) for key, label in wanted.items()]
        if self._crew.queues:
            items.append(Item(((Segment(_("Queues"), self.program.look.pens.dim),),), None, False))
        for queue in self._crew.queues:
            items.append(self._item(queue.id, safe(queue.name), self._joined(queue), self._served(queue)))
        return items

    def _item(self, key: str | int, label: str, wanted: str | None, now: str) -> Item:
        pens = self.program.look.pens
        value = Segment(pad(wanted or _("no change"), VALUE), pens.accent if wanted else pens.faint)
        return Item(((Segment(pad(label, LABEL) + " ", pens.plain), value, Segment(f" {now}", pens.dim)),), key)

    def _wanted(self, key: str) -> str | None:
        if key not in self._changes:
            return None
        value = self._changes[key]
        if key == AVAILABILITY:
            return Availability(str(value)).label
        return str(value) if value is not None else _("none of their own") if key == LIMIT else _("none")

    def _now(self, key: str) -> str:
        """What it is by now, for all of them."""
        read: Mapping[str, Callable[[TeamLine], str]] = {
            LIMIT: lambda line: str(line.personal) if line.personal is not None else _("none of their own"),
            RAMP: lambda line: ramp_words(line.ramp) or _("none"),
            AVAILABILITY: lambda line: line.availability.label,
        }
        found = list(dict.fromkeys(read[key](line) for line in self._lines))
        more = _(" and others") if len(found) > 3 else ""
        return _("now {values}").format(values=", ".join(found[:3]) + more)

    def _joined(self, queue: QueueLine) -> str | None:
        if queue.id not in self._queues:
            return None
        place = self._queues[queue.id]
        return str(place) if place is not None else _("leaves it")

    def _served(self, queue: QueueLine) -> str:
        places = dict(queue.members)
        mine = [place for line in self._lines if (place := places.get(line.person.login)) is not None]
        if not mine:
            return ""
        if len(self._lines) == 1:
            return _("now {values}").format(values=mine[0])
        counts = [(place, mine.count(place)) for place in Membership if place in mine]
        return _("now {values}").format(values=", ".join(f"{n} {place}" for place, n in counts))

    # What would come of it

    def _fill_preview(self) -> None:
        pens, width = self.program.look.pens, max(30, self.preview.size.width - 2)
        told = [(line.person.login, words) for line in self._lines if (words := self._words(line))]
        rows = [(login, " · ".join(words)) for login, words in told]
        rows += rehearsing.others(self.command, self._moves)
        sentence = _("Preview") if rows or self.is_empty else _("Preview: nothing would change.")
        items = [Item(((Segment(sentence, pens.head),),), None, False)]
        room = min(20, max((cells(safe(login)) for login, _words in rows), default=0))
        for login, text in rows:
            first, *rest = wrap(text, width - room - 2, 3)
            lines = [(Segment(pad(safe(login), room) + "  ", pens.key), Segment(first, pens.good))]
            lines += [(Segment(" " * (room + 2), pens.plain), Segment(more, pens.good)) for more in rest]
            items.append(Item(tuple(lines), login, False))
        same = len(self._lines) - len(told)
        if same and not self.is_empty and rows:
            sentence = ngettext("{n} stays as they are", "{n} stay as they are", same).format(n=same)
            items.append(Item(((Segment(sentence, pens.dim),),), None, False))
        self.preview.fill(items)

    def _words(self, line: TeamLine) -> list[str]:
        return rehearsing.words(line, self.command, self._crew, self._today, self._moves)

    def _again(self) -> None:
        """Show what is wanted by now, and ask what would come of it."""
        self.sheet.fill(self.items())
        self._fill_preview()

    def _wish(self) -> None:
        self._moves = Handed({}, {})
        self.tell(Message(""))
        self._again()
        if self.is_empty:
            return
        asked = self.command._replace(changes=dict(self._changes), queues=dict(self._queues))

        def answered(found: Rehearsed) -> None:
            if not self.is_attached or asked != self.command:
                return
            if isinstance(found, DeskboardError):
                self.complain(found)
                return
            self._moves = rehearsing.handed(found[1])
            self.tell(Message(" · ".join(safe(warning) for warning in found[0].warnings)))
            self._again()

        self._rehearse(asked, answered)

    # Keys

    def deeds(self) -> list[Deed]:
        return [
            Deed(("enter",), _("does it"), self._do),
            Deed(("space",), _("changes a line"), lambda _key: self._change(1)),
            Deed(("l", "right"), "", lambda _key: self._change(1)),
            Deed(("h", "left"), "", lambda _key: self._change(-1)),
            Deed(tuple("0123456789"), "", self._type_limit),
            Deed(("backspace",), _("leaves it as it is"), self._leave_alone),
            Deed(("pagedown", "pageup"), "", self._page),
        ]

    def _do(self, _key: str) -> None:
        if self.is_empty:
            self.tell(Message(_("Nothing is to be changed yet: Space changes a line."), ERROR))
            return
        self.program.typing.hold()
        self.dismiss(self.command._replace(changes=dict(self._changes), queues=dict(self._queues)))

    def _page(self, key: str) -> None:
        self.preview.page(1 if key == "pagedown" else -1)

    def _leave_alone(self, _key: str) -> None:
        key = self.sheet.item.key if self.sheet.item is not None else None
        self._changes.pop(str(key), None)
        if isinstance(key, int):
            self._queues.pop(key, None)
        self._wish()

    def _change(self, by: int) -> None:
        key = self.sheet.item.key if self.sheet.item is not None else None
        if key == LIMIT:
            self._type_limit("")
        elif key == RAMP:
            self._type_ramp()
        elif key == AVAILABILITY:
            self._turn_availability(by)
        elif isinstance(key, int):
            self._turn_queue(key, by)

    def _turn_availability(self, by: int) -> None:
        states: list[str | None] = [None, *Availability]
        now = self._changes.get(AVAILABILITY)
        after = states[(states.index(str(now) if now is not None else None) + by) % len(states)]
        if after is None:
            self._changes.pop(AVAILABILITY, None)
        else:
            self._changes[AVAILABILITY] = after
        self._wish()

    def _turn_queue(self, queue: int, by: int) -> None:
        """No change, primary, secondary, leaves it; who is in no such queue cannot leave it."""
        line = next(line for line in self._crew.queues if line.id == queue)
        mine = {line.person.login for line in self._lines} & {login for login, _place in line.members}
        steps = list(STEP if mine else STEP[:-1])
        at = steps.index(self._queues[queue]) + 1 if queue in self._queues else 0
        at = (at + by) % (len(steps) + 1)
        if at:
            self._queues[queue] = steps[at - 1]
        else:
            self._queues.pop(queue, None)
        self._wish()

    def _type_limit(self, key: str) -> None:
        def meaning(text: str) -> str:
            limit = team.limit(text)
            return _("as many as the desk says") if limit is None else _("{n} open tickets at most").format(n=limit)

        def typed(text: str | None) -> None:
            if text is not None:
                self._changes[LIMIT] = team.limit(text)
                self._wish()

        hint = _("a number such as 5; none: as many as the desk says")
        self.program.typing.hold()
        self.app.push_screen(LineDialog(_("How many open tickets at most?"), key, meaning, hint), typed)

    def _type_ramp(self) -> None:
        def meaning(text: str) -> str:
            ramp = ramp_typed(text, self.program.now(), self.program.zone)
            if ramp is None:
                return _("no ramp")
            found = read_ramp(ramp)
            sentence = _("{n} on {start}, growing to the full limit on {end}")
            return sentence.format(n=found.start_limit, start=found.start, end=found.end)

        def typed(text: str | None) -> None:
            if text is not None:
                self._changes[RAMP] = ramp_typed(text, self.program.now(), self.program.zone)
                self._wish()

        hint = _("2:+8w begins with 2 today and ends with the full limit in eight weeks; 2:mon:2026-12-31; none")
        self.program.typing.hold()
        self.app.push_screen(LineDialog(_("A limit that grows"), "", meaning, hint), typed)
