"""Who watches a ticket and who asked for it, how much it matters, and how long it may sleep.

Invariant: as in ``actions``: dialogs give back fields, and ``edit`` or ``change`` sends them.
"""

from __future__ import annotations

from collections.abc import Sequence

from deskboard.domain import commands as c
from deskboard.domain import fields, times
from deskboard.domain.errors import DeskboardError, Mistyped
from deskboard.domain.events import Value
from deskboard.domain.model import Status
from deskboard.domain.readmodels import Person, TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import Aim, handle
from deskboard.tui.widgets.status import ERROR
from deskboard.tui.writing import WritingActions

WHEN = _("tomorrow · mon 9:00 · 3d · 2026-01-31 · empty: no date")


class FactActions(WritingActions):
    """The actions of ``WritingActions`` and those on a ticket's own facts."""

    # People

    def do_ticket_requester(self) -> None:
        if (aim := self.aim) is not None:
            self.program.bridge.submit(lambda desk: desk.people(), lambda people: self._choose_requester(people, aim))

    def _choose_requester(self, people: Sequence[Person], aim: Aim) -> None:
        from deskboard.tui.dialogs.choose import Option

        me = self.program.facts.login if self.program.facts is not None else ""
        options = [
            Option(p.login, handle(p.login), _("me") if p.login == me else _known_by(p))
            for p in sorted(people, key=lambda p: p.login != me)
        ]
        self.ask_person("requester", _("{tickets}: who asked for it?"), options, aim)

    def do_ticket_watch(self) -> None:
        """Begin to watch, or stop; of several tickets all are watched from then on."""
        if (aim := self.aim) is None:
            return
        me = self.program.facts.login if self.program.facts is not None else ""

        def turn(page: TicketPage) -> None:
            if me in page.row.watchers:
                self.change(c.EditTicket(aim.refs, remove_watchers=(me,)))
            else:
                self.change(c.EditTicket(aim.refs, add_watchers=(me,)))

        if aim.one is not None:
            self.with_page(turn)
        else:
            self.change(c.EditTicket(aim.refs, add_watchers=(me,)))

    def do_ticket_watchers(self) -> None:
        if (aim := self.aim) is None:
            return
        if aim.one is not None:
            self.with_page(lambda page: self._type_watchers(aim, page.row.watchers))
        else:
            self._type_watchers(aim, None)

    def _type_watchers(self, aim: Aim, watchers: tuple[str, ...] | None) -> None:
        """Ask for the watchers; of several tickets (None) only for those who come and go."""
        from deskboard.tui.dialogs.line import LineDialog

        had = watchers or ()

        def read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
            """Who comes and who goes: by signs, else those named are all there shall be."""
            if watchers is None or any(word[0] in "+-" for word in text.replace(",", " ").split()):
                return fields.signed([text], fields.login)
            wanted = fields.logins(text)
            return tuple(n for n in wanted if n not in had), tuple(n for n in had if n not in wanted)

        def echo(text: str) -> str:
            come, go = read(text)
            if watchers is None:
                return safe(" ".join([f"+{login}" for login in come] + [f"-{login}" for login in go]))
            return " ".join(f"@{safe(login)}" for login in sorted({*had, *come} - {*go})) or _("nobody")

        def typed(text: str | None) -> None:
            come, go = read(text) if text is not None else ((), ())
            if come or go:
                meant, self._asked = self._asked == come, ()
                command = c.EditTicket(aim.refs, add_watchers=come, remove_watchers=go, new_people=meant)
                self.change(command, refused=lambda error: self._not_watching(error, come))

        heading = _("{tickets}: who watches? Logins, or +ann -bob").format(tickets=aim)
        self.app.push_screen(LineDialog(heading, " ".join(had), echo), typed)

    _asked: tuple[str, ...] = ()
    """The logins about which it was asked whether they are meant as they stand."""

    def _not_watching(self, error: DeskboardError, come: tuple[str, ...]) -> None:
        self.program.typing.release()
        if isinstance(error, Mistyped):
            self._asked = come
            self.program.say(_("{reason} Enter them again to add somebody new.").format(reason=error.message), ERROR)
        else:
            self.program.refuse(error)

    # Impact and urgency

    def do_ticket_impact(self) -> None:
        if (aim := self.aim) is None:
            return
        if aim.one is not None:
            self.with_page(lambda page: self._weigh(aim, page))
        else:
            self._weigh(aim, None)

    def _weigh(self, aim: Aim, page: TicketPage | None) -> None:
        from deskboard.tui.dialogs.matrix import MatrixDialog

        impact, urgency = (page.row.impact, page.row.urgency) if page is not None else (None, None)
        by_hand = str(page.row.priority) if page is not None and page.row.priority_by_hand else None

        def chosen(pair: tuple[str | None, str | None] | None) -> None:
            if pair is None:
                return
            changes = {"impact": pair[0], "urgency": pair[1]}
            if page is not None:
                # What was left as it is may be somebody else's to change meanwhile.
                changes = {name: value for name, value in changes.items() if value != getattr(page.row, name)}
            if changes:
                self.edit(changes, aim)

        heading = _("{tickets}: impact and urgency").format(tickets=aim)
        self.app.push_screen(MatrixDialog(heading, impact, urgency, by_hand), chosen)

    # Sleep

    def status_chosen(self, status: Status, aim: Aim) -> None:
        if status.may_sleep:
            self._ask_wake(_("{tickets}: {status} until when?"), {"status": status}, status.label, aim)
        else:
            self.edit({"status": status}, aim)

    def do_ticket_snooze(self) -> None:
        if (aim := self.aim) is not None:
            self._ask_wake(_("{tickets}: snooze until when?"), {}, Status.ON_HOLD.label, aim)

    def _ask_wake(self, heading: str, others: dict[str, Value], status: str, aim: Aim) -> None:
        """Ask for a date to come back on; none is none."""
        from deskboard.tui.dialogs.line import LineDialog

        program = self.program
        wake = aim.one.wake if aim.one is not None else None

        def read(text: str) -> Value:
            return fields.from_text("wake", text, program.now(), program.zone)

        def echo(text: str) -> str:
            found = read(text)
            return self._worded("wake", found) if found is not None else _("{status}, no date").format(status=status)

        def typed(text: str | None) -> None:
            found = read(text) if text is not None else None
            changes = others if found is None and wake is None else {**others, "wake": found}
            # Without a date there is nothing to come back from: a snooze until never is none.
            if text is not None and changes:
                self.edit(changes, aim)

        value = times.exact(wake, program.zone).removesuffix(" 00:00") if wake is not None else ""
        text = heading.format(tickets=aim, status=status)
        self.app.push_screen(LineDialog(text, value, echo, WHEN, optional=True), typed)


def _known_by(person: Person) -> str:
    """What else one knows a person by."""
    address = person.email if person.email != person.login else None
    return safe(" · ".join(filter(None, (person.name, address))))
