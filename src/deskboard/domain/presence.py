"""Who has a board open, and what an open board tells of itself.

Invariant: what nobody has renewed for ``LASTS`` counts for nothing, whichever way a clock has
jumped meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from deskboard.domain.text import cells, clip, safe
from deskboard.l10n import _, ngettext

HEARTBEAT = 45.0
"""Seconds after which an open board renews what it told."""
LASTS = timedelta(seconds=112)
"""Two and a half heartbeats: one may be late, and the next one missed."""


class Whereabouts(NamedTuple):
    """Where one is: the board, the ticket that is open, and what is being written to it
    (``reply``, ``note``, ``edit``; empty: nothing)."""

    board: int | None = None
    ticket: int | None = None
    writing: str = ""


class Present(NamedTuple):
    """Somebody at one place. Who has two boards open may be at two."""

    login: str
    name: str
    board: str | None = None
    ticket: int | None = None
    writing: str = ""

    @property
    def called(self) -> str:
        """The name, or the login of who has none."""
        return self.name.strip() or self.login


def is_fresh(seen: datetime, now: datetime) -> bool:
    """Whether what was told at ``seen`` still counts. What lies ahead was told by a clock that
    has been set back since."""
    return abs(now - seen) <= LASTS


def persons(found: Iterable[Present]) -> list[Present]:
    """Everybody once."""
    return list({one.login: one for one in found}.values())


def on_ticket(found: Iterable[Present], ref: int) -> list[Present]:
    """Everybody once who is on a ticket, first those who write."""
    here = sorted((one for one in found if one.ticket == ref), key=lambda one: not one.writing)
    return persons(reversed(here))[::-1]


# ---- in words; names are made safe here


REPLY, NOTE, EDIT = "reply", "note", "edit"
LONGEST = 24
"""Cells of a name."""
NAMED = 3
"""Persons who are named in a sentence; the others are counted."""


def kind_of(draft: str) -> str:
    """What somebody writes who writes a draft of that kind."""
    return draft if draft in (REPLY, NOTE) else EDIT


def doing(one: Present) -> str:
    """What somebody is at, for a list: ``writing a reply``; empty: looking."""
    words = {"": "", REPLY: _("writing a reply"), NOTE: _("writing a note"), EDIT: _("editing the ticket")}
    return words.get(one.writing, _("writing"))


def name_of(one: Present) -> str:
    """The name as it is shown."""
    return clip(safe(one.called), LONGEST)


def sentences(found: Iterable[Present], ref: int) -> list[tuple[str, bool]]:
    """Who is on a ticket, a sentence for those who do the same, each with whether it tells of
    writing."""
    there = on_ticket(found, ref)
    told = []
    for writing in dict.fromkeys(one.writing for one in there):
        same = [one for one in there if one.writing == writing]
        told.append((_is_told(writing, len(same)).format(names=_listed(same)), bool(writing)))
    return told


def _is_told(writing: str, n: int) -> str:
    if not writing:
        return ngettext("{names} is here", "{names} are here", n)
    if writing == REPLY:
        return ngettext("{names} is writing a reply", "{names} are writing a reply", n)
    if writing == NOTE:
        return ngettext("{names} is writing a note", "{names} are writing a note", n)
    if writing == EDIT:
        return ngettext("{names} is editing the ticket", "{names} are editing the ticket", n)
    return ngettext("{names} is writing", "{names} are writing", n)


def others_writing(found: Iterable[Present], ref: int, kind: str, room: int) -> str:
    """What to tell somebody who writes the same to a ticket as others do, their number where
    there is no room for names; empty: nobody does."""
    same = [one for one in on_ticket(found, ref) if one.writing == kind]
    if not same:
        return ""
    n = len(same)
    if kind == REPLY:
        told = ngettext("{names} is writing a reply too", "{names} are writing a reply too", n)
    elif kind == NOTE:
        told = ngettext("{names} is writing a note too", "{names} are writing a note too", n)
    else:
        told = ngettext("{names} is editing it too", "{names} are editing it too", n)
    named = told.format(names=_listed(same))
    if cells(named) <= room:
        return named
    return ngettext("{n} other is writing too", "{n} others are writing too", n).format(n=n)


def _listed(found: Sequence[Present]) -> str:
    names = [name_of(one) for one in found[:NAMED]]
    more = len(found) - len(names)
    return ", ".join(names) + (f" +{more}" if more else "")


def here(found: Iterable[Present], room: int) -> str:
    """Who is here, in as many cells as there are: all names, some of them, or how many; empty
    where not even that has room."""
    everybody = persons(found)
    names = [name_of(one) for one in everybody]
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        listed = ", ".join(names[:shown]) + (f" +{more}" if more else "")
        text = _("{names} here").format(names=listed)
        if cells(text) <= room:
            return text
    text = ngettext("{n} here", "{n} here", len(names)).format(n=len(names))
    return text if names and cells(text) <= room else ""
