"""The links of a ticket as lines: pure, like the tabs they stand in.

Invariant: an open blocker and a done ticket are told in words as well as in colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from deskboard.domain.links import label
from deskboard.domain.readmodels import Link, TicketPage
from deskboard.domain.text import pad, safe
from deskboard.l10n import _
from deskboard.tui.card import Line, Look

if TYPE_CHECKING:
    from deskboard.tui.tabs import Setting


def lines(page: TicketPage, setting: Setting, width: int) -> list[Line]:
    """The links by kind, what stops the ticket first, each kind named once in ``width`` cells;
    then what was merged."""
    pens = setting.look.pens
    found: list[Line] = []
    before = ""
    for link in page.links:
        named = label(link.kind) if link.kind != before else ""
        before = link.kind
        found.append((Segment(" " + pad(named, width), pens.dim), *_end(link, setting.look)))
    if page.merged:
        refs = " ".join(f"#{ref}" for ref, _origin in page.merged)
        found.append((Segment(" " + pad(_("merged here"), width), pens.dim), Segment(refs, pens.plain)))
    return found


def _end(link: Link, look: Look) -> tuple[Segment, ...]:
    pens = look.pens
    if link.is_open_blocker:
        style, state = pens.overdue, _("open")
    elif link.done:
        style, state = pens.dim, f"{look.glyphs.ticked} {_('done')}"
    elif link.archived:
        style, state = pens.dim, _("archived")
    else:
        style, state = pens.plain, ""
    ref, title = (
        Segment(f"#{link.ref} ", pens.ref),
        Segment(safe(link.title), pens.dim if style is pens.dim else pens.plain),
    )
    return (ref, title, Segment(f"  {state}", style)) if state else (ref, title)


def survivor(page: TicketPage, look: Look) -> list[tuple[str, Style]]:
    """What the head of a merged ticket says."""
    if page.row.merged_into is None:
        return []
    return [(_("merged into #{ref}").format(ref=page.row.merged_into), look.pens.status)]
