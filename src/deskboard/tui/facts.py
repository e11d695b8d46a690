"""Who watches a ticket and who asked for it, how much it matters, and how long it may sleep.

Invariant: as in ``actions``: dialogs give back fields, and ``edit`` or ``change`` sends them.
"""

from __future__ import annotations

from deskboard.domain import commands as c
from deskboard.domain import fields, times
from deskboard.domain.errors import DeskboardError, Mistyped
from deskboard.domain.events import Value
from deskboard.domain.model import Status
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.widgets.status import ERROR
from deskboard.tui.writing import WritingActions

WHEN = _("tomorrow · mon 9:00 · 3d · 2026-01-31 · empty: no date")


class FactActions(WritingActions):
    """The actions of ``WritingActions`` and those on a ticket's own facts."""

    # People

    def do_ticket_requester(self) -> None:
        self.choose_person("requester")

    def do_ticket_watch(self) -> None:
        self.with_page(self._watch)

    def _watch(self, page: TicketPage) -> None:
        me = self.program.facts.login if self.program.facts is not None else ""
        if me in page.row.watchers:
            self.change(c.EditTicket((page.row.ref,), remove_watchers=(me,)))
        else:
            self.change(c.EditTicket((page.row.ref,), add_watchers=(me,)))

    def do_ticket_watchers(self) -> None:
        self.with_page(self._type_watchers)

    def _type_watchers(self, page: TicketPage) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        had = set(page.row.watchers)

        def read(text: str) -> set[str]:
            """The watchers wanted: all of them, or with signs those that come (+) and go (-)."""
            if not any(word[0] in "+-" for word in text.replace(",", " ").split()):
                return set(fields.logins(text))
            come, go = fields.signed([text], fields.login)
            return {*had, *come} - {*go}

        def echo(text: str) -> str:
            return " ".join(f"@{safe(login)}" for login in sorted(read(text))) or _("nobody")

        def typed(text: str | None) -> None:
            if text is not None and (wanted := read(text)) != had:
                come, go = tuple(sorted(wanted - had)), tuple(sorted(had - wanted))
                meant, self._asked = self._asked == come, ()
                command = c.EditTicket((page.row.ref,), add_watchers=come, remove_watchers=go, new_people=meant)
                self.change(command, refused=lambda error: self._not_watching(error, come))

        heading = _("#{ref}: who watches? Logins, separated by spaces").format(ref=page.row.ref)
        self.app.push_screen(LineDialog(heading, " ".join(page.row.watchers), echo), typed)

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
        self.with_page(self._weigh)

    def _weigh(self, page: TicketPage) -> None:
        from deskboard.tui.dialogs.matrix import MatrixDialog

        row = page.row

        def chosen(pair: tuple[str | None, str | None] | None) -> None:
            if pair is not None:
                self.edit({"impact": pair[0], "urgency": pair[1]})

        heading = _("#{ref}: impact and urgency").format(ref=row.ref)
        by_hand = str(row.priority) if row.priority_by_hand else None
        self.app.push_screen(MatrixDialog(heading, row.impact, row.urgency, by_hand), chosen)

    # Sleep

    def status_chosen(self, status: Status) -> None:
        if status.may_sleep:
            heading = _("#{ref}: {status} until when?")
            self._ask_wake(heading, {"status": status}, status.label)
        else:
            self.edit({"status": status})

    def do_ticket_snooze(self) -> None:
        self._ask_wake(_("#{ref}: snooze until when?"), {}, Status.ON_HOLD.label)

    def _ask_wake(self, heading: str, others: dict[str, Value], status: str) -> None:
        """Ask for a date to come back on; none is none."""
        from deskboard.tui.dialogs.line import LineDialog

        if (target := self.target) is None:
            return
        program = self.program

        def read(text: str) -> Value:
            return fields.from_text("wake", text, program.now(), program.zone)

        def echo(text: str) -> str:
            wake = read(text)
            return self._worded("wake", wake) if wake is not None else _("{status}, no date").format(status=status)

        def typed(text: str | None) -> None:
            if text is None:
                return
            wake = read(text)
            # Nothing to come back from: a snooze without a date is none.
            if wake is not None or others or target.wake is not None:
                self.edit({**others, "wake": wake} if wake is not None or target.wake is not None else others)

        value = times.exact(target.wake, program.zone).removesuffix(" 00:00") if target.wake is not None else ""
        text = heading.format(ref=target.ref, status=status)
        self.app.push_screen(LineDialog(text, value, echo, WHEN, optional=True), typed)
