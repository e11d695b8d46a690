"""My work as lines: a pure function from what the desk said to items of a sheet.

Invariant: a ticket is one line, which says beside its title why it stands where it does; what
strangers wrote is made safe here.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from deskboard.domain.model import Availability
from deskboard.domain.queueing import away
from deskboard.domain.readmodels import Attendance, MyWork, WorkItem
from deskboard.domain.text import cells, clip, pad, safe
from deskboard.domain.work import BETWEEN, reason_words
from deskboard.l10n import _, ngettext
from deskboard.tui.card import Line, Look, Piece, priority_piece
from deskboard.tui.widgets.sheet import Item

TITLE_MIN = 20
"""Cells that a title keeps, however narrow it gets."""
REASON, REASON_WIDE = 30, 46
"""Cells for the reasons, at most: on a narrow screen, and on a wide one."""
PLACE = 14
"""Cells for a column and for a queue, where there is room for them."""
WIDE, WIDEST = 100, 140
"""From so many cells on there is room for the queue, and for the column and the requester."""


class Setting(NamedTuple):
    """How it is drawn: all that is the same for every line."""

    look: Look
    width: int
    now: datetime
    zone: tzinfo


def items(work: MyWork, setting: Setting, marked: Container[int] = ()) -> list[Item]:
    """A line for each ticket, and a word over those that can wait."""
    pens = setting.look.pens
    if not work.items:
        return [Item(((Segment(_(" Nothing is yours to do."), pens.dim),),), None, False)]
    reasons = {item.ref: _reason(item, setting) for item in work.items}
    room = _room(work.items, list(reasons.values()), setting)
    found: list[Item] = []
    for n, item in enumerate(work.items):
        if _can_wait(item) and not (n and _can_wait(work.items[n - 1])):
            head = (Segment(_("Waits for others, or sleeps"), pens.head),)
            found.append(Item(((), head) if n else (head,), None, False))
        found.append(Item((_line(item, reasons[item.ref], room, setting, item.ref in marked),), item.ref))
    return found


def _reason(item: WorkItem, setting: Setting) -> str:
    """As many of the reasons as there is room for, the weightiest first."""
    most = REASON_WIDE if setting.width >= WIDE else REASON
    told = reason_words(item, setting.now, setting.zone)
    while cells(told) > most and BETWEEN in told:
        told = told.rpartition(BETWEEN)[0]
    return clip(told, most)


class _Room(NamedTuple):
    """Cells for each part of a line."""

    mark: int
    ref: int
    title: int
    reason: int
    others: tuple[tuple[str, int], ...]
    """Fields that stand behind, and their cells."""


def _room(items: Sequence[WorkItem], reasons: Sequence[str], setting: Setting) -> _Room:
    ref = max(len(str(item.ref)) for item in items) + 1
    reason = max(map(cells, reasons))
    shown = [
        name for name, least in (("queue", WIDE), ("column", WIDEST), ("requester", WIDEST)) if setting.width >= least
    ]
    widths = {name: max(cells(safe(getattr(item, name) or "")) for item in items) for name in shown}
    others = tuple((name, min(PLACE, width)) for name, width in widths.items() if width)
    mark = cells(setting.look.glyphs.critical) + 1
    taken = mark + 1 + ref + 1 + 2 + reason + sum(size + 2 for _name, size in others)
    return _Room(mark, ref, max(TITLE_MIN, setting.width - taken), reason, others)


def _line(item: WorkItem, reason: str, room: _Room, setting: Setting, marked: bool) -> Line:
    look = setting.look
    pens = look.pens
    mark = priority_piece(item.priority, look, short=True) or ("", pens.plain)
    put_off = _can_wait(item)
    pieces: list[Piece] = [
        (pad(mark[0], room.mark) + ("" if marked else " "), pens.dim if put_off else mark[1]),
        ((look.glyphs.mark if marked else "") + pad(f"#{item.ref}", room.ref) + " ", pens.ref),
        (pad(clip(safe(item.title), room.title), room.title), pens.dim if put_off else pens.title),
        ("  " + pad(reason, room.reason), _pen(item, setting)),
    ]
    for name, size in room.others:
        text = safe(getattr(item, name) or "")
        pieces.append(("  " + pad(clip(text, size), size), pens.dim))
    return tuple(Segment(text, style) for text, style in pieces)


def heading(work: MyWork, login: str, setting: Setting) -> list[Piece]:
    """Whose work it is, how much that is, and whether they are there."""
    pens = setting.look.pens
    told = away(Attendance(work.availability, work.since), setting.now, setting.zone)
    there = (told, pens.soon) if told else (Availability.AVAILABLE.label, pens.good)
    pieces = [(f" {_('My work')}", pens.key), (f"  {safe(login)}", pens.dim), ("  ", pens.dim), there]
    return [*pieces, (f"  {load(work)}", pens.soon if is_full(work) else pens.dim)]


def is_full(work: MyWork) -> bool:
    return work.limit is not None and work.open >= work.limit


def load(work: MyWork) -> str:
    """How many open tickets count, of how many."""
    if work.limit is None:
        return ngettext("{n} open ticket", "{n} open tickets", work.open).format(n=work.open)
    text = _("{open} of {limit} open").format(open=work.open, limit=work.limit)
    return _("{load}, over the limit").format(load=text) if work.open > work.limit else text


def waiting(work: MyWork, key: str, setting: Setting) -> list[Piece]:
    """What waits in my queues, and what ``key`` would take of it."""
    pens = setting.look.pens
    if work.next is None:
        return [(_(" Nothing waits in your queues."), pens.dim)]
    count = ngettext("{n} waits in your queues", "{n} wait in your queues", work.waiting).format(n=work.waiting)
    before, ref = _(" {count} · next: ").format(count=count), f"#{work.next.ref} "
    after, hint = f"  {_reason(work.next, setting)}", _(" takes it")
    room = setting.width - sum(map(cells, (before, ref, "  ", key, hint)))
    if room - cells(after) < TITLE_MIN:
        after = ""
    title = clip(safe(work.next.title), max(TITLE_MIN, room - cells(after)))
    pieces = [(before, pens.dim), (ref, pens.ref), (title, pens.plain), (after, _pen(work.next, setting))]
    return [*pieces, (f"  {key}", pens.accent), (hint, pens.dim)] if key else pieces


def _can_wait(item: WorkItem) -> bool:
    """Whether it sleeps, or its clock stands still."""
    return item.wake is not None or item.status.pauses_clock


def _pen(item: WorkItem, setting: Setting) -> Style:
    """What is late is said in its colour, beside its words."""
    pens = setting.look.pens
    if _can_wait(item) or item.due is None:
        return pens.dim
    if item.due <= setting.now:
        return pens.overdue
    return pens.soon if item.due - setting.now < timedelta(days=1) else pens.dim
