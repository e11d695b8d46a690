"""One list to choose from: people, statuses, columns, fields.

Typing narrows it; where new entries are allowed, what was typed is offered as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment

from deskboard.domain.errors import BadInput
from deskboard.domain.people import nearest_login
from deskboard.domain.text import clean_line, safe
from deskboard.l10n import _
from deskboard.tui.card import Line
from deskboard.tui.dialogs.base import ListDialog
from deskboard.tui.fuzzy import score
from deskboard.tui.widgets.sheet import Item


class Option(NamedTuple):
    """``value`` is given back; ``label`` and ``note`` are shown (already safe)."""

    value: str
    label: str
    note: str = ""


def _begins(text: str, option: Option) -> bool:
    """Whether the label, or a word of label or note, begins with what was typed."""
    typed = text.casefold().lstrip("@")
    words = (option.label, *option.label.split(), *option.note.split())
    return any(word.casefold().lstrip("@").startswith(typed) for word in words)


class ChooseDialog(ListDialog):
    """``new`` makes a value of what was typed, or raises BadInput; ``new_label`` offers it. The
    values that can be new ones begin with ``kind``, which is not shown."""

    def __init__(
        self,
        heading: str,
        options: Sequence[Option],
        *,
        at: str | None = None,
        new: Callable[[str], str] | None = None,
        new_label: str = "",
        kind: str = "",
    ) -> None:
        super().__init__(heading, _("Enter chooses · Esc leaves · type to narrow"))
        self._options = options
        self._at = at
        self._new = new
        self._new_label = new_label
        self._kind = kind

    def first_key(self) -> object:
        return self._at

    def rows(self, text: str) -> list[Item]:
        text = clean_line(text)
        scored = [(score(text, f"{option.label} {option.note}"), n) for n, option in enumerate(self._options)]
        found = [self._options[n] for s, n in sorted((s, n) for s, n in scored if s is not None)]
        # Enter takes the first: what was typed stands before what merely contains it.
        meant = [option for option in found if _begins(text, option)]
        new = self._new_item(text) if self._new is not None and text else []
        # A slip of the finger comes before somebody new, who is taken with one key more.
        near = self._near(text) if new and not found else []
        rest = [option for option in found if option not in meant]
        others = [*map(self._item, rest)]
        # Where a new one is only one kind of what there is to choose, it is the last that is meant.
        items = [*map(self._item, (*meant, *near)), *(others + new if self._kind else new + others)]
        return items or [Item(((Segment(_("Nothing matches."), self.program.look.pens.dim),),), None, False)]

    def _near(self, text: str) -> list[Option]:
        kind = self._kind
        alike = {o.value.removeprefix(kind) if o.value.startswith(kind) else o.label: o for o in self._options}
        value = nearest_login(text.removeprefix("@").lower(), alike)
        return [alike[value]] if value is not None else []

    def _item(self, option: Option) -> Item:
        return Item((self._line(option),), option.value)

    def _line(self, option: Option) -> Line:
        pens = self.program.look.pens
        return (Segment(option.label, pens.plain), Segment(f"  {option.note}" if option.note else "", pens.dim))

    def _new_item(self, text: str) -> list[Item]:
        assert self._new is not None
        try:
            value = self._new(text)
        except BadInput as error:
            return [Item(((Segment(safe(str(error)), self.program.look.pens.error),),), None, False)]
        if any(option.value == value for option in self._options):
            return []
        label = self._new_label.format(name=safe(value.removeprefix(self._kind)))
        return [Item(((Segment(label, self.program.look.pens.accent),),), value)]
