"""What can be done to a ticket, from the board and from its own screen alike.

Invariant: a dialog gives back the fields of a command, and ``change`` alone sends it; what was
typed is kept as a draft until the desk has taken it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.commands import Command
from deskboard.domain.errors import DeskboardError
from deskboard.domain.events import Value
from deskboard.domain.model import Priority, Role, Status
from deskboard.domain.readmodels import BoardHead, Card, Person, TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.intents import BY_ID
from deskboard.tui.screens.base import IntentScreen

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

    @classmethod
    def of_card(cls, card: Card) -> Target:
        return cls(card.ref, card.title, card.column, card.status, card.assignee, card.tags, card.version, card.wake)

    @classmethod
    def of_page(cls, page: TicketPage) -> Target:
        row = page.row
        return cls(row.ref, row.title, page.column, row.status, row.assignee, row.tags, row.version, row.wake)


def _handle(login: str) -> str:
    """How a person is called: a login by ``@ann``, a mail address as it is."""
    return safe(login) if "@" in login else f"@{safe(login)}"


def _note(person: Person) -> str:
    """What else one knows a person by."""
    address = person.email if person.email != person.login else None
    return safe(" · ".join(filter(None, (person.name, address))))


Sent = Callable[[], None]
Refusal = Callable[[DeskboardError], None]


class TicketActions(IntentScreen):
    """``target`` is the ticket in question, ``head`` the board it is on."""

    @property
    def target(self) -> Target | None:
        raise NotImplementedError

    @property
    def head(self) -> BoardHead | None:
        raise NotImplementedError

    def change(self, command: Command, sent: Sent = lambda: None, refused: Refusal | None = None) -> None:
        """Send a command; ``sent`` is called once the desk has taken it."""
        raise NotImplementedError

    @property
    def has_ticket(self) -> bool:
        return self.target is not None

    # Fields

    def edit(self, changes: Mapping[str, Value]) -> None:
        """Set fields; refused when somebody else has set one of them since it was seen here."""
        if (target := self.target) is not None:
            self.change(c.EditTicket((target.ref,), changes, {target.ref: target.version}))

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

    def do_ticket_assign(self) -> None:
        self.choose_person("assignee")

    def choose_person(self, field: str) -> None:
        self.program.bridge.submit(lambda desk: desk.people(), lambda people: self._choose_person(field, people))

    def _choose_person(self, field: str, people: tuple[Person, ...]) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        if self.target is None:
            return
        me = self.program.facts.login if self.program.facts is not None else ""
        staff = [p for p in people if p.role in (Role.ADMIN, Role.AGENT)]
        likely = sorted(staff if field == "assignee" else people, key=lambda p: p.login != me)
        options = [Option(p.login, _handle(p.login), _("me") if p.login == me else _note(p)) for p in likely]
        options.append(Option(NOBODY, _("nobody")))
        heading = _("#{ref}: who does it?") if field == "assignee" else _("#{ref}: who asked for it?")
        dialog = ChooseDialog(
            heading.format(ref=self.target.ref),
            options,
            new=lambda text: str(fields.check(field, text)),
            new_label=_("new person @{name}"),
        )
        self.app.push_screen(dialog, lambda login: self._set(field, None if login == NOBODY else login, login))

    def _set(self, field: str, value: Value, chosen: object) -> None:
        """Set the field unless the dialog was left."""
        if chosen is not None:
            self.edit({field: value})

    def do_ticket_status(self) -> None:
        self._choose_value("status", tuple(Status), lambda value: Status(value).label)

    def status_chosen(self, status: Status) -> None:
        """A status was chosen; some want to know more before it is set."""
        raise NotImplementedError

    def _choose_value(self, field: str, values: tuple[str, ...], label: Callable[[str], str] = str) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        if self.target is None:
            return
        options = [Option(value, label(value)) for value in values]
        if fields.FIELDS[field].may_be_empty:
            options.append(Option(NOBODY, _("none")))
        heading = _("#{ref}: {field}").format(ref=self.target.ref, field=fields.FIELDS[field].label)
        dialog = ChooseDialog(heading, options, at=self.target.status if field == "status" else None)

        def chosen(value: str | None) -> None:
            if value is not None and field == "status":
                self.status_chosen(Status(value))
            elif value is not None:
                self._set(field, None if value == NOBODY else fields.check(field, value), value)

        self.app.push_screen(dialog, chosen)

    def do_ticket_tags(self) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        if (target := self.target) is None:
            return

        def read(text: str) -> set[str]:
            """The tags wanted: all of them, or with signs those that come (+) and go (-)."""
            words = text.replace(",", " ").split()
            if not any(word[0] in "+-" for word in words):
                return set(fields.tags(text))
            gone = {fields.tag(word[1:]) for word in words if word[0] == "-"}
            return {*target.tags, *(fields.tag(word.lstrip("+")) for word in words if word[0] != "-")} - gone

        def echo(text: str) -> str:
            return " ".join(f"#{tag}" for tag in sorted(read(text))) or _("no tags")

        def typed(text: str | None) -> None:
            if text is not None:
                wanted, had = read(text), set(target.tags)
                if wanted != had:
                    self.change(
                        c.EditTicket(
                            (target.ref,), add_tags=tuple(sorted(wanted - had)), remove_tags=tuple(sorted(had - wanted))
                        )
                    )

        heading = _("#{ref}: tags, separated by spaces").format(ref=target.ref)
        self.app.push_screen(LineDialog(heading, " ".join(target.tags), echo), typed)

    def do_ticket_due(self) -> None:
        self._type_value("due", _("tomorrow · fri 17:00 · +2h · 2026-01-31 · none"))

    def _type_value(self, field: str, hint: str = "", value: str = "") -> None:
        from deskboard.tui.dialogs.line import LineDialog

        if (target := self.target) is None:
            return
        program = self.program

        def echo(text: str) -> str:
            return self._worded(field, fields.from_text(field, text, program.now(), program.zone))

        def typed(text: str | None) -> None:
            if text is not None:
                self.edit({field: fields.from_text(field, text, program.now(), program.zone)})

        label = fields.FIELDS[field].label
        heading = _("#{ref}: {field}").format(ref=target.ref, field=label)
        self.app.push_screen(LineDialog(heading, value, echo, hint), typed)

    def _worded(self, field: str, value: Value) -> str:
        from deskboard.domain import times

        if value is None:
            return _("none")
        return times.exact(value, self.program.zone) if isinstance(value, datetime) else safe(str(value))

    def do_ticket_field(self) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        options = [Option(field.name, field.label) for field in fields.FIELDS.values() if field.name != "description"]
        self.app.push_screen(ChooseDialog(_("Which field?"), options), self._field_chosen)

    def _field_chosen(self, field: str | None) -> None:
        if field is None or self.target is None:
            return
        if field in OWN_INTENT:
            self.perform(BY_ID[OWN_INTENT[field]])
        elif field == "queue":
            self.program.bridge.submit(lambda desk: desk.queues(), self._choose_queue)
        elif fields.FIELDS[field].choices:
            self._choose_value(field, fields.FIELDS[field].choices)
        else:
            self._type_value(field, value=self.target.title)

    def _choose_queue(self, queues: tuple[str, ...]) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        if self.target is None:
            return
        options = [Option(NOBODY, _("none"))] + [Option(queue, safe(queue)) for queue in queues]
        dialog = ChooseDialog(
            _("#{ref}: queue").format(ref=self.target.ref),
            options,
            new=lambda text: str(fields.check("queue", text)),
            new_label=_("new queue {name}"),
        )
        self.app.push_screen(dialog, lambda queue: self._set("queue", None if queue == NOBODY else queue, queue))

    # Places

    def do_ticket_move_left(self) -> None:
        self._move_across(-1)

    def do_ticket_move_right(self) -> None:
        self._move_across(1)

    def _move_across(self, by: int) -> None:
        if self.target is None or self.head is None:
            return
        ids = [column.id for column in self.head.columns]
        place = ids.index(self.target.column) + by if self.target.column in ids else -1
        if 0 <= place < len(ids):
            self.change(c.MoveTicket((self.target.ref,), ids[place], seen={self.target.ref: self.target.version}))
        else:
            self.program.say(_("There is no column further that way."))

    def do_ticket_move(self) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        if (target := self.target) is None or self.head is None:
            return
        options = [Option(str(column.id), safe(column.name), column.stage) for column in self.head.columns]
        heading = _("Move #{ref} to").format(ref=target.ref)

        def chosen(column: str | None) -> None:
            if column is not None and int(column) != target.column:
                self.change(c.MoveTicket((target.ref,), int(column), seen={target.ref: target.version}))

        self.app.push_screen(ChooseDialog(heading, options, at=str(target.column)), chosen)

    def do_ticket_archive(self) -> None:
        if self.target is not None:
            self.change(c.ArchiveTicket((self.target.ref,)))

    def do_ticket_restore(self) -> None:
        if self.target is not None:
            self.change(c.RestoreTicket((self.target.ref,)))
