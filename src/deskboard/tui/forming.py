"""New tickets from a template, and the answers of a ticket to its form.

Invariant: a form that was left or refused waits as a draft, and is offered when it opens again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from deskboard.domain import commands as c
from deskboard.domain import fields, templates
from deskboard.domain.commands import Command
from deskboard.domain.events import Value
from deskboard.domain.model import Priority, TicketType
from deskboard.domain.readmodels import TicketPage
from deskboard.domain.templates import Asked, Kind, Required, Template
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.actions import Aim
from deskboard.tui.drafts import Base, Draft, Key
from deskboard.tui.writing import WritingActions

if TYPE_CHECKING:
    from deskboard.tui.dialogs.form import Entry, Typed

PLAIN = "plain"
"""The key of the draft of the form without a template; a template's is ``form NAME``."""
OF_FORM = "field."
"""Begins a field of the form where both kinds can be chosen."""

HINTS: Mapping[Kind, str] = {
    Kind.NUMBER: _("a number"),
    Kind.DATE: _("tomorrow · fri · 2026-01-31"),
}


class FormActions(WritingActions):
    """What forms do on the board and on a ticket's own screen."""

    @property
    def place_for_new(self) -> tuple[int | None, int | None]:
        """Column and board for a new ticket; a column of done work is no place for one."""
        head = self.head
        return None, head.id if head is not None else None

    # New from a template

    def do_ticket_form(self) -> None:
        self.program.bridge.submit(lambda desk: (desk.templates(), desk.types()), self._choose_template)

    def _choose_template(self, known: tuple[tuple[Template, ...], tuple[str, ...]]) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        found, types = known
        if len(found) < 2:
            self.open_form(found[0] if found else None, types)
            return
        by_type = sorted(found, key=lambda template: (template.type, template.name))
        options = [Option(template.name, safe(template.name), safe(template.type)) for template in by_type]
        options.append(Option("", _("without a template"), _("title, description, type and priority")))

        def chosen(name: str | None) -> None:
            if name is not None:
                self.open_form(next((t for t in found if t.name == name), None), types)

        self.app.push_screen(ChooseDialog(_("New ticket: what is it about?"), options), chosen)

    def open_form(self, template: Template | None, types: Sequence[str]) -> None:
        from deskboard.tui.dialogs.form import Entry

        title = Entry("title", _("Title"), lambda text: text and str(fields.title(text)), required=True)
        if template is None:
            heading = _("New ticket · `deskboard template add` makes forms for it")
            entries = [title, *_plain(types)]
        else:
            heading = _("New ticket: {template}").format(template=template.name)
            entries = [title, *(self._entry(asked) for asked in template.fields)]
        column, board = self.place_for_new

        def command(stored: Typed) -> Command:
            return _new(template, stored, column, board)

        self.ask(heading, (0, f"form {template.name}" if template else PLAIN), entries, command)

    def _entry(self, asked: Asked, value: str = "", *, solve: bool = True) -> Entry:
        from deskboard.tui.dialogs.form import Entry

        program = self.program

        def read(text: str) -> str:
            return templates.from_text(asked, text, program.now(), program.zone)

        def echo(stored: str) -> str:
            return templates.shown(asked, stored) if asked.kind is Kind.DATE else ""

        choices: tuple[tuple[str, str], ...] = tuple((choice, choice) for choice in asked.choices)
        if asked.kind is Kind.YES_NO:
            choices = (("yes", templates.shown(asked, "yes")), ("no", templates.shown(asked, "no")))
        note = _("needed before it is done") if solve and asked.required is Required.SOLVE else ""
        required = asked.required is Required.SUBMIT
        return Entry(asked.key, asked.label, read, echo, value, choices, required, HINTS.get(asked.kind, ""), note)

    def ask(
        self,
        heading: str,
        key: Key,
        entries: Sequence[Entry],
        command: Callable[[Typed], Command | None],
        version: int = 0,
    ) -> None:
        """Let a form be filled in; ``command`` is made of what is stored. A form that is left, or
        refused, waits as a draft under ``key``, over the ``version`` of the ticket it began on."""
        from deskboard.tui.dialogs.form import FormDialog

        drafts = self.program.drafts
        first = {entry.key: entry.value for entry in entries}
        typed, base = _resumed(drafts.get(key), first, version)
        if typed:
            heading = f"{heading} · {_('your draft')}"

        def noted(now: Typed) -> None:
            if any(text != first.get(name, "") for name, text in now.items()):
                drafts[key] = Draft(json.dumps(dict(now), ensure_ascii=False), now.get("title", ""), base)
            else:
                drafts.pop(key, None)

        def done(answer: tuple[bool, dict[str, str]] | None) -> None:
            if answer is None:
                return
            send, values = answer
            noted(values)
            drafts.keep()
            if send:
                self._send_text(lambda: command(values), key)
            elif key in drafts:
                self.program.say(_("Your text is kept; open it again to go on."))

        self.app.push_screen(FormDialog(heading, entries, noted, typed), done)

    # Answers of tickets

    def do_ticket_answers(self) -> None:
        if (aim := self.aim) is not None:
            self._with_form(aim, self._answer)

    def _with_form(self, aim: Aim, then: Callable[[TicketPage, Aim], None]) -> None:
        """Read the ticket, or the first of many, for the form it has."""
        self.program.bridge.submit(lambda desk: desk.ticket(aim.refs[0]), lambda page: then(page, aim))

    def _answer(self, page: TicketPage, aim: Aim) -> None:
        if not page.form:
            self.program.typing.release()
            self.program.say(_("No template asks anything of the type {type}.").format(type=safe(page.row.type)))
            return
        self.ask_answers(page, page.form, aim)

    def ask_answers(self, page: TicketPage, form: Sequence[Asked], aim: Aim) -> None:
        """Let answers be given. Of many tickets those that are left empty stay as they are."""
        many = len(aim.refs) > 1
        given = {} if many else dict(page.row.answers)
        entries = [self._entry(asked, given.get(asked.key, "")) for asked in form]
        key: Key = (0 if many else page.row.ref, "answers" if len(form) > 1 else f"answer {form[0].key}")
        draft = self.program.drafts.get(key)
        version = draft.base.version if draft is not None and draft.base is not None else page.row.version
        seen = {} if many else {page.row.ref: version}

        def command(stored: Typed) -> Command | None:
            changed = {key: text for key, text in stored.items() if text != given.get(key, "")}
            answers = templates.pairs(changed)
            return c.EditTicket(aim.refs, {"answers": answers}, seen) if answers else None

        heading = _("{tickets}: {template}").format(tickets=aim, template=page.row.template or page.row.type)
        entries = [entry._replace(required=False) for entry in entries] if many else entries
        self.ask(heading, key, entries, command, version)

    # Any field, those of the form included

    def do_ticket_field(self) -> None:
        if (aim := self.aim) is not None:
            self._with_form(aim, self._choose_field)

    def _choose_field(self, page: TicketPage, aim: Aim) -> None:
        from deskboard.tui.dialogs.choose import ChooseDialog, Option

        # Many tickets of the same title is nothing that anybody wants.
        left_out = {"description", "title"} if aim.one is None else {"description"}
        options = [Option(field.name, field.label) for field in fields.FIELDS.values() if field.name not in left_out]
        options += [Option(OF_FORM + asked.key, safe(asked.label), _("form")) for asked in page.form]

        def chosen(field: str | None) -> None:
            asked = next((a for a in page.form if OF_FORM + a.key == field), None)
            if asked is not None:
                self.ask_answers(page, (asked,), aim)
            else:
                self._field_chosen(field, aim)

        self.app.push_screen(ChooseDialog(_("Which field?"), options), chosen)

    def _field_chosen(self, field: str | None, aim: Aim) -> None:
        submit = self.program.bridge.submit
        if field == "type":
            submit(lambda desk: desk.types(), lambda types: self._choose_value("type", types, aim, safe))
        elif field == "template":
            submit(lambda desk: desk.templates(), lambda found: self._choose_template_of(found, aim))
        else:
            super()._field_chosen(field, aim)

    def _choose_template_of(self, found: tuple[Template, ...], aim: Aim) -> None:
        self._choose_value("template", tuple(template.name for template in found), aim, safe)


def _plain(types: Sequence[str]) -> list[Entry]:
    """What a ticket without a template is asked."""
    from deskboard.tui.dialogs.form import Entry

    return [
        Entry("description", _("Description"), lambda text: str(fields.check("description", text)), long=True),
        Entry("type", _("Type"), str, value=TicketType.SUPPORT, choices=tuple((name, name) for name in types)),
        Entry(
            "priority", _("Priority"), str, value=Priority.NORMAL, choices=tuple((p.value, p.value) for p in Priority)
        ),
    ]


def _new(template: Template | None, stored: Typed, column: int | None, board: int | None) -> Command:
    title = stored["title"]
    values: dict[str, Value]
    if template is None:
        values = {key: text for key, text in stored.items() if key != "title" and text}
        if values.get("priority") == Priority.NORMAL:
            # Nobody chose it: impact and urgency may still propose another.
            del values["priority"]
    else:
        answers = {key: text for key, text in stored.items() if key != "title" and text}
        values = {"template": template.name, "answers": templates.pairs(answers)}
    return c.AddTicket(title, values, column, board)


def _resumed(draft: Draft | None, first: Mapping[str, str], version: int) -> tuple[dict[str, str] | None, Base]:
    """What a form goes on with, None: with what there is, and what it was begun on. What the
    draft did not change is as it stands now, so that nobody's answer is put back unseen."""
    typed = drafted(draft)
    if draft is None or typed is None or draft.base is None:
        return typed, Base("", json.dumps(dict(first), ensure_ascii=False), version)
    old = drafted(Draft(draft.base.text)) or {}
    kept = {name for name, text in typed.items() if text == old.get(name, "")}
    base = {name: text if name in kept else old.get(name, "") for name, text in first.items()}
    typed = {name: first.get(name, "") if name in kept else text for name, text in typed.items()}
    return typed, Base("", json.dumps(base, ensure_ascii=False), draft.base.version)


def drafted(draft: Draft | None) -> dict[str, str] | None:
    """What a draft holds; None: nothing, or nothing that is a form."""
    try:
        found = json.loads(draft.text) if draft is not None else None
    except ValueError:
        return None
    return {str(key): str(text) for key, text in found.items()} if isinstance(found, dict) else None
