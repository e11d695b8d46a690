"""One line to type, with what it will mean shown below it while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widgets import Input

from deskboard.domain.errors import BadInput
from deskboard.domain.text import safe
from deskboard.l10n import _
from deskboard.tui.dialogs.base import Dialog
from deskboard.tui.widgets.prompt import Prompt
from deskboard.tui.widgets.row import Row

if TYPE_CHECKING:
    from textual.widget import Widget


class LineDialog(Dialog[str]):
    """``echo`` says what the text means or raises BadInput; gives back the text. ``optional``:
    no text is an answer too; ``selected``: what is typed takes the place of ``value``."""

    def __init__(
        self,
        heading: str,
        value: str,
        echo: Callable[[str], str],
        hint: str = "",
        *,
        optional: bool = False,
        selected: bool = False,
    ) -> None:
        super().__init__(heading, _("Enter sets it · Esc leaves"))
        self._value = value
        self._echo = echo
        self._hint = hint
        self._optional = optional
        self._selected = selected

    def parts(self) -> list[Widget]:
        self.prompt = Prompt(self._value)
        self.answer = Row(self.program.look.pens)
        return [self.prompt, self.answer]

    def on_mount(self) -> None:
        self.prompt.focus()
        if self._selected:
            self.prompt.select_all()
        self._answer()

    def _answer(self) -> str | None:
        """Show what the text means; the text when it means anything."""
        pens, glyphs, text = self.program.look.pens, self.program.look.glyphs, self.prompt.line
        if not text and self._hint:
            self.answer.show([(self._hint, pens.faint)])
            return text if self._optional else None
        try:
            meaning = self._echo(text)
        except BadInput as error:
            self.answer.show([(safe(str(error)), pens.error)])
            return None
        self.answer.show([(f"{glyphs.arrow} ", pens.dim), (meaning, pens.good)])
        return text

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._answer()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = self._answer()
        if text is not None:
            self.dismiss(text)
        else:
            self.prompt.ready()
