"""What can be done to tickets, from the board and from the screen of one alike.

How an action knows its tickets: it takes ``aim = self.aim`` once, when its key is pressed, and
goes on with that, also when a dialog comes between::

    if (aim := self.aim) is not None:
        self.change(c.ArchiveTicket(aim.refs))

``aim.refs`` are the marked tickets if there are any, else the one under the cursor; ``aim.seen``
goes into commands that check versions, ``str(aim)`` into headings. What means one ticket only
(open, edit its texts) takes ``self.target`` and has ``alone=True`` in the table of intents.

Invariant: a dialog gives back the fields of a command, and ``change`` alone sends it; what was
typed is kept as a draft until the desk has taken it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from deskboard.domain import commands as c
from deskboard.domain import fields, times
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.events import Value
from deskboard.domain.model import Priority, Status
from deskboard.domain.readmodels import BoardHead, Card, TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _, ngettext
from deskboard.tui.intents import BY_ID
from deskboard.tui.screens.base import IntentScreen

if TYPE_CHECKING:
    from deskboard.tui.dialogs.choose import Option

NOBODY = "none"
OWN_INTENT: Mapping[str, str] = {
    **{"tags": "ticket.tags", "due": "ticket.due", "status": "ticket.status", "assignee": "ticket.assign"},
    **{"requester": "ticket.requester", "watchers": "ticket.watchers", "wake": "ticket.snooze"},
    **{"impact": "ticket.impact", "urgency": "ticket.impact"},
}
"""Fields that have an intent of their own."""


class Target(NamedTuple):
    """The ticket that an action is about, as far as the screen knows it."""

    ref: int
    title: str
    column: int
    status: Status
    assignee: str | None
    tags: tuple[str, ...]
    version: int
    wake: datetime | None = None
    due: datetime | None = None

    @classmethod
    def of_card(cls, card: Card) -> Target:
        shared = (card.ref, card.title, card.column, card.status, card.assignee, card.tags, card.version)
        return cls(*shared, card.wake, card.due)

    @classmethod
    def of_page(cls, page: TicketPage) -> Target:
        row = page.row
        shared = (row.ref, row.title, page.column, row.status, row.assignee, row.tags, row.version)
        return cls(*shared, row.wake, row.due)


class Aim(NamedTuple):
    """The tickets that an action is about, at least one. ``one``: the ticket, when it is only
    one and the screen knows it."""

    refs: tuple[int, ...]
    one: Target | None = None

    @property
    def seen(self) -> dict[int, int]:
        """The versions to check. Of many nobody has looked at each, so none is checked."""
        return {self.one.ref: self.one.version} if self.one is not None else {}

    def __str__(self) -> str:
        """``#12``, or ``12 tickets``."""
        if len(self.refs) == 1:
            return f"#{self.refs[0]}"
        return ngettext("{n} ticket", "{n} tickets", len(self.refs)).format(n=len(self.refs))


def handle(login: str) -> str:
    """How a person is called: a login by ``@ann``, a mail address as it is."""
    return safe(login) if "@" in login else f"@{safe(login)}"


Sent = Callable[[], None]
Refusal = Callable[[DeskboardError], None]


class TicketActions(IntentScreen):
    """``target`` is the ticket under the cursor, ``marks`` those marked, ``head`` the board."""

    @property
    def target(self) -> Target | None:
        raise NotImplementedError

    @property
    def marks(self) -> tuple[int, ...]:
        """The refs of the marked tickets, in the order in which they were marked."""
        return ()

    @property
    def head(self) -> BoardHead | None:
        raise NotImplementedError

    def change(self, command: Command, sent: Sent = lambda: None, refused: Refusal | None = None) -> None:
        """Send a command; ``sent`` is called once the desk has taken it."""
        raise NotImplementedError

    @property
    def aim(self) -> Aim | None:
        """The tickets to act on: the marks if there are any, else the cursor's; None: neither."""
        target, marks = self.target, self.marks
        if marks and (target is None or marks != (target.ref,)):
            return Aim(marks)
        return Aim((target.ref,), target) if target is not None else None

    @property
    def has_ticket(self) -> bool:
        return self.target is not None

    @property
    def has_aim(self) -> bool:
        return bool(self.marks) or self.has_ticket

    # Fields

    def edit(self, changes: Mapping[str, Value], aim: Aim | None = None) -> None:
        """Set fields; refused when somebody else has set one of them since it was seen here."""
        aim = aim or self.aim
        if aim is not None:
            self.change(c.EditTicket(aim.refs, changes, aim.seen))

    def do_priority_critical(self) -> None:
        self.edit({"priority": Priority.CRITICAL})

    def do_priority_high(self) -> None:
        self.edit({"priority": Priority.HIGH})

    def do_priority_normal(self) -> None:
        self.edit({"priority": Priority.NORMAL})

    def do_priority_low(self) -> None:
        self.edit({"priority": Priority.LOW})

    def do_ticket_assign_me(self) -> None:
        if self.program.facts is not None:
            self.edit({"assignee": self.program.facts.login})

    def ask_person(self, field: str, heading: str, people: Sequence[Option], aim: Aim) -> None:
        """Let one of these be chosen, nobody, or somebody new."""
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        dialog = ChooseDialog(
            heading.format(tickets=aim),
            [*people, Option(NOBODY, _("nobody"))],
            new=lambda text: str(fields.check(field, text)),
            new_label=_("new person @{name}"),
        )
        self.app.push_screen(dialog, lambda login: self._set(field, login, aim))

    def _set(self, field: str, chosen: str | None, aim: Aim) -> None:
        """Set the field to what was chosen, unless the dialog was left."""
        if chosen is not None:
            self.edit({field: None if chosen == NOBODY else fields.check(field, chosen)}, aim)

    def do_ticket_status(self) -> None:
        if (aim := self.aim) is not None:
            self._choose_value("status", tuple(Status), aim, lambda value: Status(value).label)

    def status_chosen(self, status: Status, aim: Aim) -> None:
        """A status was chosen; some want to know more before it is set."""
        raise NotImplementedError

    def _choose_value(self, field: str, values: tuple[str, ...], aim: Aim, label: Callable[[str], str] = str) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        options = [Option(value, label(value)) for value in values]
        if fields.FIELDS[field].may_be_empty:
            options.append(Option(NOBODY, _("none")))
        heading = _("{tickets}: {field}").format(tickets=aim, field=fields.FIELDS[field].label)
        at = aim.one.status if aim.one is not None and field == "status" else None

        def chosen(value: str | None) -> None:
            if value is not None and field == "status":
                self.status_chosen(Status(value), aim)
            else:
                self._set(field, value, aim)

        self.app.push_screen(ChooseDialog(heading, options, at=at), chosen)

    def do_ticket_tags(self) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        if (aim := self.aim) is None:
            return
        had = set(aim.one.tags) if aim.one is not None else set()

        def read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
            """The tags that come and those that go. Without signs (+ and -) the words are all the
            tags of one ticket, and tags that many tickets get."""
            words = text.replace(",", " ").split()
            signed = any(word[0] in "+-" for word in words)
            plus = {fields.tag(word.lstrip("+")) for word in words if word[0] != "-"}
            minus = {fields.tag(word[1:]) for word in words if word[0] == "-"}
            if aim.one is not None and not signed:
                minus = had - plus
            return tuple(sorted(plus - had - minus)), tuple(sorted(minus & had if aim.one is not None else minus))

        def echo(text: str) -> str:
            plus, minus = read(text)
            if aim.one is None:
                return " ".join([f"+{tag}" for tag in plus] + [f"-{tag}" for tag in minus]) or _("no change")
            return " ".join(f"#{tag}" for tag in sorted({*had, *plus} - {*minus})) or _("no tags")

        def typed(text: str | None) -> None:
            plus, minus = read(text) if text is not None else ((), ())
            if plus or minus:
                self.change(c.EditTicket(aim.refs, add_tags=plus, remove_tags=minus))

        heading = _("{tickets}: tags, separated by spaces").format(tickets=aim)
        hint = _("vpn +mail adds · -old takes away") if aim.one is None else ""
        value = " ".join(aim.one.tags) if aim.one is not None else ""
        self.app.push_screen(LineDialog(heading, value, echo, hint), typed)

    def do_ticket_due(self) -> None:
        if (aim := self.aim) is not None:
            due = aim.one.due if aim.one is not None else None
            value = times.as_typed(due, self.program.zone) if due is not None else ""
            # Another date takes its place with the first letter.
            self._type_value("due", aim, _("tomorrow · fri 17:00 · +2h · 2026-01-31 · none"), value, selected=True)

    def _type_value(self, field: str, aim: Aim, hint: str = "", value: str = "", *, selected: bool = False) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        program = self.program

        def echo(text: str) -> str:
            return self._worded(field, fields.from_text(field, text, program.now(), program.zone))

        def typed(text: str | None) -> None:
            if text is not None and text != value:
                self.edit({field: fields.from_text(field, text, program.now(), program.zone)}, aim)

        heading = _("{tickets}: {field}").format(tickets=aim, field=fields.FIELDS[field].label)
        self.app.push_screen(LineDialog(heading, value, echo, hint, selected=selected), typed)

    def _worded(self, field: str, value: Value) -> str:
        if value is None:
            return _("none")
        return times.exact(value, self.program.zone) if isinstance(value, datetime) else safe(str(value))

    def do_ticket_field(self) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        if (aim := self.aim) is None:
            return
        # Many tickets of the same title is nothing that anybody wants.
        left_out = {"description", "title"} if aim.one is None else {"description"}
        options = [Option(field.name, field.label) for field in fields.FIELDS.values() if field.name not in left_out]
        self.app.push_screen(ChooseDialog(_("Which field?"), options), lambda field: self._field_chosen(field, aim))

    def _field_chosen(self, field: str | None, aim: Aim) -> None:
        if field is None:
            return
        if field in OWN_INTENT:
            self.perform(BY_ID[OWN_INTENT[field]])
        elif field == "queue":
            self.program.bridge.submit(lambda desk: desk.queues(), lambda queues: self._choose_queue(queues, aim))
        elif fields.FIELDS[field].choices:
            self._choose_value(field, fields.FIELDS[field].choices, aim)
        else:
            self._type_value(field, aim, value=aim.one.title if aim.one is not None else "")

    def _choose_queue(self, queues: tuple[str, ...], aim: Aim) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        options = [Option(NOBODY, _("none"))] + [Option(queue, safe(queue)) for queue in queues]
        dialog = ChooseDialog(
            _("{tickets}: queue").format(tickets=aim),
            options,
            new=lambda text: str(fields.check("queue", text)),
            new_label=_("new queue {name}"),
        )
        self.app.push_screen(dialog, lambda queue: self._set("queue", queue, aim))

    # Places

    def do_ticket_move_left(self) -> None:
        self._move_across(-1)

    def do_ticket_move_right(self) -> None:
        self._move_across(1)

    def _move_across(self, by: int) -> None:
        if (aim := self.aim) is None or self.head is None:
            return
        if aim.one is None:
            self.change(c.ShiftTicket(aim.refs, by))
            return
        ids = [column.id for column in self.head.columns]
        place = ids.index(aim.one.column) + by if aim.one.column in ids else -1
        if 0 <= place < len(ids):
            self.change(c.MoveTicket(aim.refs, ids[place], seen=aim.seen))
        else:
            self.program.say(_("There is no column further that way."))

    def do_ticket_archive(self) -> None:
        if (aim := self.aim) is not None:
            self.change(c.ArchiveTicket(aim.refs))

    def do_ticket_restore(self) -> None:
        if (aim := self.aim) is not None:
            self.change(c.RestoreTicket(aim.refs))
