"""What can be done to a checklist and to one's own comments on the ticket screen.

Invariant: a step is named by its id, never by its place in the list.
"""

from __future__ import annotations

from deskboard.domain import commands as c
from deskboard.domain import fields
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput
from deskboard.domain.readmodels import Step, TicketPage
from deskboard.domain.text import clean_line
from deskboard.l10n import _
from deskboard.tui.moving import MovingActions
from deskboard.tui.widgets.sheet import Sheet
from deskboard.tui.writing import WritingActions


class StepActions(MovingActions, WritingActions):
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

        def echo(text: str) -> str:
            if not clean_line(text):
                raise BadInput(_("A step needs some words."))
            return ""

        def typed(text: str | None) -> None:
            if text is not None and text != step.text:
                self.change(c.EditStep(self.page.row.ref, step.id, text))

        self.app.push_screen(LineDialog(_("Edit the step"), step.text, echo), typed)

    def do_step_add(self) -> None:
        ref, below = self.page.row.ref, self.step.id if self.step is not None else None

        def send(_title: str, text: str) -> Command | None:
            lines = tuple(line for line in map(clean_line, text.splitlines()) if line)
            return c.AddStep(ref, lines, below) if lines else None

        self.write(_("Add steps to #{ref}, one a line").format(ref=ref), "steps", ref, "", send, tone="")

    def do_comment_edit(self) -> None:
        login = self.program.facts.login if self.program.facts is not None else ""
        mine = [comment for comment in self.page.comments if comment.author == login]
        if not mine:
            self.program.say(_("None of these comments is yours."))
            return
        last, ref = mine[-1], self.page.row.ref

        def send(_title: str, text: str) -> Command | None:
            return c.EditComment(ref, last.id, fields.long_text(text)) if text.strip() != last.text.strip() else None

        heading = _("Correct your comment on #{ref}").format(ref=ref)
        self.write(heading, f"comment {last.id}", ref, last.text, send, tone=last.kind)
