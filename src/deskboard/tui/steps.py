"""What can be done to a checklist and to one's own comments on the ticket screen.

Invariant: a step is named by its id, never by its place in the list.
"""

from __future__ import annotations

from datetime import timedelta

from deskboard.domain import checklist, fields, times
from deskboard.domain import commands as c
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import EDIT_WINDOW_MINUTES
from deskboard.domain.readmodels import Person, Step, TicketPage
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.drafts import Draft
from deskboard.tui.facts import FactActions
from deskboard.tui.moving import MovingActions
from deskboard.tui.widgets.sheet import Sheet
from deskboard.tui.widgets.status import ERROR


class StepActions(MovingActions, FactActions):
    """Acts on the step under the cursor of ``sheet``."""

    page: TicketPage
    sheet: Sheet

    @property
    def step(self) -> Step | None:
        item = self.sheet.item
        return next((step for step in self.page.steps if item is not None and step.id == item.key), None)

    def _with_step(self) -> Step | None:
        if self.step is None:
            self.program.say(_("There is no step here: n adds some."))
        return self.step

    def do_step_tick(self) -> None:
        if (step := self._with_step()) is not None:
            self.change(c.TickStep(self.page.row.ref, (step.id,), not step.done))

    def do_step_remove(self) -> None:
        if (step := self._with_step()) is not None:
            self.change(c.RemoveStep(self.page.row.ref, (step.id,)))

    def do_step_move_down(self) -> None:
        self._shift(1)

    def do_step_move_up(self) -> None:
        self._shift(-1)

    def _shift(self, by: int) -> None:
        if (step := self._with_step()) is not None:
            self.change(c.MoveStep(self.page.row.ref, step.id, by))

    def do_step_edit(self) -> None:
        from deskboard.tui.dialogs.line import LineDialog

        if (step := self._with_step()) is None:
            return
        zone, ref, key = self.program.zone, self.page.row.ref, (self.page.row.ref, f"step {step.id}")
        seen = {ref: self.page.row.version}

        def edit(people: tuple[Person, ...]) -> None:
            reading = self._reading(people)

            def read(text: str) -> c.NewStep:
                new = checklist.parse(text, reading, pasted=False)
                if not new.text:
                    raise BadInput(_("A step needs some words."))
                return new

            def echo(text: str) -> str:
                new = read(text)
                due = _("due {time}").format(time=times.as_typed(new.due, zone)) if new.due is not None else ""
                return "  ".join(filter(None, (safe(f"@{new.assignee}") if new.assignee else "", due)))

            def typed(text: str | None) -> None:
                if text is None:
                    return
                new = read(text)
                wanted: dict[str, Value] = {"assignee": new.assignee, "due": new.due}
                changes = {name: value for name, value in wanted.items() if value != getattr(step, name)}
                words = new.text if new.text != step.text else None
                if words is not None or changes:
                    self.program.drafts[key] = Draft(text)
                    self._send_text(lambda: c.EditStep(ref, step.id, words, changes, seen=seen), key)

            line = checklist.written(step.text, step.assignee, step.due, zone)
            if (draft := self.program.drafts.get(key)) is not None:
                line = draft.text
            self.app.push_screen(LineDialog(_("Edit the step"), line, echo, _("Call the vendor @ann due:fri")), typed)

        self.program.bridge.submit(lambda desk: desk.people(), edit)

    def _reading(self, people: tuple[Person, ...]) -> checklist.Reading:
        me = self.program.facts.login if self.program.facts is not None else ""
        return checklist.Reading(self.program.now(), self.program.zone, {person.login for person in people}, me)

    def do_step_add(self) -> None:
        ref, below = self.page.row.ref, self.step.id if self.step is not None else None

        def write(people: tuple[Person, ...]) -> None:
            def send(_title: str, text: str) -> Command | None:
                steps = checklist.parse_lines(text, self._reading(people))
                return c.AddStep(ref, steps, below) if steps else None

            heading = _("Add steps to #{ref}, one a line: Call the vendor @ann due:fri").format(ref=ref)
            self.write(heading, "steps", ref, "", send, tone="")

        self.program.bridge.submit(lambda desk: desk.people(), write)

    def do_comment_edit(self) -> None:
        login = self.program.facts.login if self.program.facts is not None else ""
        mine = [comment for comment in self.page.comments if comment.author == login]
        if not mine:
            self.program.typing.release()
            self.program.say(_("None of these comments is yours."))
            return
        last, ref = mine[-1], self.page.row.ref
        if self.program.now() - last.at > timedelta(minutes=EDIT_WINDOW_MINUTES):
            told = _("A comment can be corrected for {n} minutes; this one is older. Correct it by a new comment.")
            self.program.typing.release()
            self.program.say(told.format(n=EDIT_WINDOW_MINUTES), ERROR)
            return

        def send(_title: str, text: str) -> Command | None:
            return c.EditComment(ref, last.id, fields.long_text(text)) if text.strip() != last.text.strip() else None

        heading = _("Correct your comment on #{ref}").format(ref=ref)
        self.write(heading, f"comment {last.id}", ref, last.text, send, tone=last.kind)
