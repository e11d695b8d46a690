"""What was written and not sent, in a list: go on with one, copy it, or drop it.

Invariant: what is dropped can be brought back as long as the list is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from rich.segment import Segment

from deskboard.domain import times
from deskboard.domain.text import clip, pad, safe
from deskboard.l10n import _
from deskboard.tui.dialogs.keyed import Deed, KeyedDialog
from deskboard.tui.drafts import Draft, Drafts, Key
from deskboard.tui.forming import drafted
from deskboard.tui.resuming import Place, kind_of
from deskboard.tui.widgets.sheet import Item
from deskboard.tui.widgets.status import Message

KIND, TITLE, WORDS = 22, 40, 66
"""Cells."""
TALLEST = 16
FIRST = 1_000
"""Characters of a text that are looked at."""


class DraftsDialog(KeyedDialog[Key]):
    """Gives back the key of the draft to go on with. ``drop`` and ``back`` act on the drafts;
    ``copy`` puts a text on the clipboard."""

    def __init__(
        self, drafts: Drafts, places: Mapping[int, Place], now: datetime, copy: Callable[[Draft], object]
    ) -> None:
        super().__init__(_("Drafts: what you wrote and did not send"), _("Enter goes on · Esc leaves"))
        self._drafts, self._places, self._now, self._copy = drafts, places, now, copy
        self._dropped: list[tuple[Key, Draft]] = []

    def on_mount(self) -> None:
        super().on_mount()
        self._fit()

    def _fit(self) -> None:
        self.sheet.styles.height = max(2, min(2 * len(self._drafts.waiting()), TALLEST))

    def items(self) -> Sequence[Item]:
        pens = self.program.look.pens
        waiting = sorted(self._drafts.waiting().items(), key=lambda kept: -kept[1][1])
        if not waiting:
            return [Item(((Segment(_("Nothing is left unsent."), pens.dim),),), None, False)]
        return [self._item(key, draft, at) for key, (draft, at) in waiting]

    def _item(self, key: Key, draft: Draft, at: float) -> Item:
        pens, place = self.program.look.pens, self._places.get(key[0], Place())
        ref = f"#{key[0]}" if key[0] else ""
        age = times.ago(datetime.fromtimestamp(at, UTC), self._now) if at else ""
        words = clip(safe(_first_words(draft)), WORDS)
        title = clip(safe(place.title), TITLE - len(place.state))
        head = f"{pad(clip(kind_of(key), KIND), KIND)} {pad(ref, 7)}{title} {place.state}".rstrip()
        return Item(
            ((Segment(pad(head, 58), pens.plain), Segment(f" {age}", pens.dim)), (Segment(f"  {words}", pens.dim),)),
            key,
        )

    def deeds(self) -> Sequence[Deed]:
        return [
            Deed(("enter",), _("go on"), self._go_on),
            Deed(("y",), _("copy"), self._copied),
            Deed(("backspace",), _("drop"), self._drop),
            Deed(("delete",), "", self._drop),
            Deed(("u",), _("bring back"), self._bring_back),
        ]

    @property
    def _key(self) -> Key | None:
        key = self.sheet.item.key if self.sheet.item is not None else None
        return key if isinstance(key, tuple) else None

    def _go_on(self, _pressed: str) -> None:
        if self._key is not None:
            self.program.typing.hold()
            self.dismiss(self._key)

    def _copied(self, _pressed: str) -> None:
        if self._key is not None:
            self._copy(self._drafts.waiting()[self._key][0])
            self.tell(Message(_("Copied.")))

    def _drop(self, _pressed: str) -> None:
        if (key := self._key) is not None:
            self._dropped.append((key, self._drafts.waiting()[key][0]))
            self._drafts.drop(key)
            self._again(_("Dropped; u brings it back."))

    def _bring_back(self, _pressed: str) -> None:
        if self._dropped:
            key, draft = self._dropped.pop()
            self._drafts[key] = draft
            self._drafts.keep()
            self._again(_("It is back."), key)

    def _again(self, told: str, at: Key | None = None) -> None:
        self.fill(at)
        self._fit()
        self.tell(Message(told))


def _first_words(draft: Draft) -> str:
    form = drafted(draft)
    if form is not None:
        return ", ".join(text for text in form.values() if text)
    if draft.base is None:
        return draft.text[:FIRST]
    old = set(draft.base.text.split("\n"))
    new = next((line for line in draft.text.split("\n") if line.strip() and line not in old), "")
    return (new or draft.title or draft.text)[:FIRST]
