"""The settings of the desk, on the screen of settings: what holds for everybody here.

Invariant: they are changed by a command, so by admins, with undo; what stands here is what the
desk said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment

from deskboard.domain import commands as c
from deskboard.domain import settings, wording
from deskboard.domain.errors import BadInput, DeskboardError
from deskboard.domain.events import Value
from deskboard.domain.readmodels import Done
from deskboard.domain.settings import Chosen
from deskboard.domain.text import clip, pad
from deskboard.l10n import _
from deskboard.tui.card import Line, wrap
from deskboard.tui.themes import Pens
from deskboard.tui.widgets.sheet import Item

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.tui.program import Program


def lines(found: Mapping[str, Chosen], denied: str | None, pens: Pens, cells: tuple[int, int, int]) -> list[Item]:
    """A heading and one item a setting; ``cells`` are those of a name, of a value and of where
    it comes from."""
    if not found:
        return []
    name, room, origin = cells
    items = [Item(((Segment(_("For everybody at this desk"), pens.head),), ()), None, False)]
    for one in found.values():
        pen = pens.faint if denied else pens.accent if one.stored else pens.plain
        first: Line = (
            Segment(pad(one.name, name) + " ", pens.faint if denied else pens.key),
            Segment(pad(one.shown, room) + " ", pen),
            Segment(clip(_("this desk") if one.stored else _("default"), origin), pens.dim),
        )
        about = wrap(f"{one.setting.about} {denied or ''}".strip(), max(20, name + room + origin), 3)
        items.append(Item((first, *((Segment(f"  {text}", pens.dim),) for text in about), ()), one.name))
    return items


def change(program: Program, one: Chosen, save: Callable[[Value], None]) -> None:
    """Turn, choose or type another value, whichever the setting needs."""
    from deskboard.tui.dialogs.choose import ChooseDialog, Option
    from deskboard.tui.dialogs.line import LineDialog

    heading = f"{one.name}: {one.setting.about}"
    if one.setting.kind is bool:
        save(not one.value)
    elif one.setting.choices:
        options = [Option(choice, choice) for choice in one.setting.choices]
        dialog = ChooseDialog(heading, options, at=one.shown)
        program.push_screen(dialog, lambda value: save(value) if value is not None else None)
    else:
        line = LineDialog(heading, one.shown, lambda text: settings.shown(_read(one.name, text)))
        program.push_screen(line, lambda text: save(_read(one.name, text)) if text is not None else None)


def _read(name: str, text: str) -> Value:
    found = settings.checked(name, text)
    if found is None:
        raise BadInput(_("A value is needed."))
    return found


def save(
    program: Program,
    name: str,
    value: Value,
    saved: Callable[[Mapping[str, Chosen], str], None],
    failed: Callable[[DeskboardError], None],
) -> None:
    """Have the desk change a setting; ``saved`` is told what holds then, and what was done."""

    def carry_out(desk: Desk) -> tuple[Done, Mapping[str, Chosen]]:
        return desk.do(c.EditSettings({name: value})), desk.settings()

    program.bridge.submit(carry_out, lambda both: saved(both[1], wording.headline(both[0])), failed=failed)
