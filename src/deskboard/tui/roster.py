"""How the people of a team are drawn: pure functions from a line and a width to segments.

Invariant: every line is exactly as wide as its shape says, whatever names and queues hold, and
neither who is away nor who has too much is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from deskboard.domain import roster
from deskboard.domain.capacity import is_broken, stored_ramp
from deskboard.domain.model import Availability
from deskboard.domain.readmodels import QueueLine, TeamLine
from deskboard.domain.roster import TeamOrder
from deskboard.domain.text import cells, clip, pad, safe
from deskboard.domain.times import day_name, local, short
from deskboard.l10n import _, ngettext
from deskboard.tui.card import Line, Look
from deskboard.tui.themes import Glyphs, Pens
from deskboard.tui.widgets.row import Piece

MARK, GAP = 2, 2
"""Cells for a mark, and between two columns."""
BAR, LONG_BAR = 5, 10
"""Steps of a load bar."""
LOGIN_SHOWN = 20
"""Cells of a login in a sentence."""
FIGURES = 11
"""Cells for what stands behind a bar: `` 12/10 over``, with one to spare."""
LOGIN, NAME, STATE, LOAD, PAUSED, QUEUES, RAMP, OLDEST, SOLVED = range(9)
LEAST = ((LOGIN, 10), (LOAD, 0), (STATE, 15), (QUEUES, 12), (OLDEST, 5), (SOLVED, 6), (NAME, 12))
"""Columns with the cells that they need, the one that goes last first. That of the load depends
on the symbols."""
WIDE = 150
"""Cells from which on there is room for more."""
MORE = ((PAUSED, 6), (RAMP, 22))
GROW = ((QUEUES, 18), (STATE, 21), (LOGIN, 14), (NAME, 16), (QUEUES, 40), (STATE, 30), (LOGIN, 20), (NAME, 28))
"""What more room is good for, in this order; the queues get what is left. A state has no use for
less than a whole step."""
ORDERED = {TeamOrder.NAME: LOGIN, TeamOrder.LOAD: LOAD, TeamOrder.AVAILABILITY: STATE}
ORDERED |= {TeamOrder.OLDEST: OLDEST, TeamOrder.SOLVED: SOLVED}
"""The column that stands for an order."""
NUMBERS = frozenset({PAUSED, OLDEST, SOLVED})
"""Columns that stand at their right end."""


class Shape(NamedTuple):
    """``widths``: the cells of each column by its number, 0: it is left out. ``bar``: the steps of
    the load bar."""

    widths: tuple[int, ...]
    bar: int

    @property
    def shown(self) -> list[int]:
        return [column for column, width in enumerate(self.widths) if width]


class Now(NamedTuple):
    """When and where somebody looks."""

    moment: datetime
    zone: tzinfo


@lru_cache(8)
def shape(width: int, glyphs: Glyphs) -> Shape:
    """How so many cells are shared out."""
    ends = cells(glyphs.open) + cells(glyphs.close)
    load = BAR + ends + FIGURES
    wanting = (*LEAST, *MORE) if width >= WIDE else LEAST
    widths = [0] * (len(LEAST) + len(MORE))
    room = width - MARK
    for column, least in wanting:
        wanted = (least or load) + (GAP if any(widths) else 0)
        if wanted <= room:
            widths[column] = least or load
            room -= wanted
    bar = LONG_BAR if room >= 3 * LONG_BAR and widths[NAME] else BAR
    widths[LOAD], room = widths[LOAD] + bar - BAR, room - (bar - BAR)
    for column, most in GROW:
        if widths[column]:
            more = max(0, min(room, most - widths[column]))
            if column == STATE and widths[STATE] + more < most:
                continue
            widths[column] += more
            room -= more
    last = QUEUES if widths[QUEUES] else LOGIN
    widths[last] += max(0, room)
    return Shape(tuple(widths), bar)


def load_bar(open_: int, limit: int, steps: int, glyphs: Glyphs) -> str:
    """``▰▰▰▱▱``."""
    full = roster.filled(open_, limit, steps)
    return f"{glyphs.open}{glyphs.full * full}{glyphs.empty * (steps - full)}{glyphs.close}"


def load_words(line: TeamLine, steps: int, glyphs: Glyphs) -> str:
    """``▰▰▰▱▱ 3/5``, ``▰▰▰▰▰ 7/5 over``; without a limit the number alone."""
    if not roster.works(line) and not line.held:
        return ""
    if line.limit is None:
        return str(line.open)
    told = f"{load_bar(line.open, line.limit, steps, glyphs)} {line.open}/{line.limit}"
    return _("{load} over").format(load=told) if roster.is_over(line) else told


def state_words(line: TeamLine, now: Now, width: int) -> str:
    """``away since 14:05`` or ``away for 3d``; where there is little room ``away 14:05``."""
    wide, medium = width >= 30, width >= 21
    label = line.availability.label
    if line.availability is Availability.AWAY_REASSIGN and (line.by_itself or not wide):
        label = _("reassign")
    if line.by_itself and medium and line.availability is not Availability.AVAILABLE:
        label = _("{state}, idle").format(state=label)
    if line.since is None:
        return label
    wall, today = local(line.since, now.zone), local(now.moment, now.zone).date()
    if wall.date() == today:
        clock = wall.isoformat(" ", "minutes")[11:16]
        sentence = _("{state} since {time}") if medium else "{state} {time}"
    else:
        clock = short((now.moment - line.since).total_seconds())
        sentence = _("{state} for {time}") if medium else "{state} {time}"
    return sentence.format(state=label, time=clock)


def queues_fitting(line: TeamLine, width: int) -> str:
    """The queues of somebody; where there is no room for all, how many more there are: ``network +2``."""
    names = [safe(name) for name in roster.queue_names(line)]
    told = ", ".join(names)
    if cells(told) <= width or len(names) < 2:
        return told
    for shown in range(len(names) - 1, 0, -1):
        text = f"{', '.join(names[:shown])} +{len(names) - shown}"
        if cells(text) <= width:
            return text
    more = f" +{len(names) - 1}"
    return clip(names[0], max(1, width - cells(more))) + more


def detail(line: TeamLine, now: Now, look: Look, width: int) -> list[Piece]:
    """What a narrow line leaves out of somebody: name, all queues, what is paused, a ramp."""
    pens, ramp, paused = look.pens, _ramp(line, now), line.held - line.open
    more = [
        _("queues: {names}").format(names=safe(roster.queue_words(line))) if line.queues else _("no queues"),
        _("{n} paused").format(n=paused) if paused > 0 else "",
        _("ramp {ramp}").format(ramp=ramp) if ramp else "",
    ]
    name = f" {safe(line.person.name or line.person.login)}"
    rest = " · ".join(filter(None, more))
    return [(clip(name, width), pens.plain), (clip(f"  {rest}", max(0, width - cells(name))), pens.dim)]


def _texts(line: TeamLine, form: Shape, now: Now, glyphs: Glyphs) -> list[str]:
    """What stands in each column."""
    oldest = short((now.moment - line.oldest).total_seconds()) if line.oldest is not None else ""
    return [
        safe(line.person.login),
        safe(line.person.name),
        state_words(line, now, form.widths[STATE]),
        load_words(line, form.bar, glyphs),
        str(line.held - line.open) if line.held > line.open else "",
        queues_fitting(line, form.widths[QUEUES]),
        _ramp(line, now),
        oldest,
        str(line.solved) if line.solved else "",
    ]


def _ramp(line: TeamLine, now: Now) -> str:
    """How a newcomer's limit grows: ``from 2 until 31 Dec``; nothing once it is over."""
    if is_broken(line.ramp):
        return _("unreadable")
    ramp, today = stored_ramp(line.ramp), local(now.moment, now.zone).date()
    if ramp is None or ramp.end <= today:
        return ""
    return _("from {n} until {day}").format(n=ramp.start_limit, day=day_name(ramp.end, today))


def broken_words(lines: Sequence[TeamLine]) -> str:
    """Whose ramps count for nothing because they cannot be read; empty: all can be."""
    logins = [clip(safe(line.person.login), LOGIN_SHOWN) for line in lines if is_broken(line.ramp)]
    if len(logins) > 1:
        return _("ramps of {login} and {n} more unreadable").format(login=logins[0], n=len(logins) - 1)
    return _("ramp of {login} unreadable").format(login=logins[0]) if logins else ""


def _cell(text: str, column: int, form: Shape) -> str:
    width = form.widths[column]
    return f"{text:>{width}}" if column in NUMBERS and cells(text) <= width else pad(text, width)


def draw(line: TeamLine, form: Shape, look: Look, now: Now, *, marked: bool = False) -> Line:
    """One person: bright who is there. Few pens, since each one more is bytes on the line."""
    pens, texts = look.pens, _texts(line, form, now, look.glyphs)
    here = roster.works(line) and line.availability is Availability.AVAILABLE
    pen = pens.plain if here else pens.dim
    load = pens.overdue if roster.is_over(line) else pens.soon if roster.is_full(line) else pen
    out = [Segment(pad(look.glyphs.mark if marked else "", MARK), pens.accent if marked else pen)]
    for number, column in enumerate(form.shown):
        text = (" " * GAP if number else "") + _cell(texts[column], column, form)
        out.append(Segment(text, load if column == LOAD else pen))
    return tuple(out)


def headings(form: Shape, order: TeamOrder, pens: Pens) -> list[Piece]:
    """The line above the people; the column that they are in order by stands out."""
    names = (
        *(_("Login"), _("Name"), _("State"), _("Open/limit"), _("Paused")),
        *(_("Queues"), _("Ramp"), _("Waits"), _("Solved")),
    )
    out: list[Piece] = [(" " * (MARK + 1), pens.dim)]
    for number, column in enumerate(form.shown):
        style: Style = pens.accent if ORDERED[order] == column else pens.dim
        out.append(((" " * GAP if number else "") + _cell(names[column], column, form), style))
    return out


def summary(lines: Sequence[TeamLine], queues: Sequence[QueueLine], shown: int, look: Look, width: int) -> list[Piece]:
    """What the team has to do together, in one line: as much of it as there is room for."""
    pens, found = look.pens, roster.totals(lines)
    people = ngettext("{n} person", "{n} people", found.people).format(n=found.people)
    if shown != len(lines):
        people = _("{n} of {people}").format(n=shown, people=people)
    away, waiting = found.people - found.available, sum(queue.waiting for queue in queues)
    out: list[Piece] = [(f" {_('Team')}", pens.head), (f"  {people}", pens.plain)]
    more: list[Piece] = [(told, pens.overdue)] if (told := broken_words(lines)) else []
    more.append((_("{n} available").format(n=found.available), pens.dim))
    if away:
        more.append((_("{n} away").format(n=away), pens.soon))
    if queues:
        told = ngettext("{n} waits in queues", "{n} wait in queues", waiting).format(n=waiting)
        more.append((told, pens.accent if waiting else pens.dim))
    if found.limited:
        style = pens.overdue if found.open > found.limit else pens.dim
        bar = load_bar(found.open, found.limit, BAR, look.glyphs)
        more.append((_("{bar} {open}/{limit}").format(bar=bar, open=found.open, limit=found.limit), style))
    if found.free or not found.limited:
        sentence = _("{n} open without a limit") if found.limited else _("{n} open")
        more.append((sentence.format(n=found.free), pens.dim))
    room = width - sum(cells(text) for text, _style in out)
    for text, style in more:
        room -= cells(text) + 3
        if room >= 0:
            out.append((f" · {text}", style))
    return out
