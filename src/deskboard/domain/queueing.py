"""Queues, who serves them and who is there, in words: what happened to them.

Invariant: as in ``wording``: what is returned is one line and can be shown as it is.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from deskboard.domain import events as e
from deskboard.domain.model import Availability
from deskboard.domain.readmodels import Attendance
from deskboard.domain.text import safe
from deskboard.domain.times import clock_word
from deskboard.l10n import _

Queueing = e.QueueAdded | e.QueueRemoved | e.QueueEdited | e.MembershipEdited | e.AvailabilityEdited


def describe(event: Queueing) -> str:
    """One event, without who and when."""
    if isinstance(event, e.QueueAdded):
        return _("queue added: {name} ({mode})").format(name=safe(event.name), mode=safe(event.mode))
    if isinstance(event, e.QueueRemoved):
        return _("queue removed: {name}").format(name=safe(event.name))
    if isinstance(event, e.QueueEdited):
        return _edited(event)
    if isinstance(event, e.MembershipEdited):
        return _membership(event)
    return _availability(event)


def _edited(event: e.QueueEdited) -> str:
    if event.field == "rank":
        return _("order of the queues changed")
    sentence = _("queue renamed: {before} → {after}") if event.field == "name" else _("queue mode: {before} → {after}")
    return sentence.format(before=safe(str(event.before)), after=safe(str(event.after)))


def _membership(event: e.MembershipEdited) -> str:
    login, name = safe(event.login), safe(event.name)
    if event.after is None:
        return _("{login} serves the queue {name} no more").format(login=login, name=name)
    return _("{login} serves the queue {name} ({place})").format(login=login, name=name, place=safe(event.after))


def _availability(event: e.AvailabilityEdited) -> str:
    known = event.after in list(Availability)
    login, state = safe(event.login), Availability(event.after).label if known else safe(event.after)
    if not event.by_itself:
        return _("{login} is {state}").format(login=login, state=state)
    if event.after == Availability.AVAILABLE:
        return _("{login} is back, and available").format(login=login)
    return _("{login} did nothing for long, and is {state}").format(login=login, state=state)


def away(mine: Attendance, now: datetime, zone: tzinfo) -> str:
    """``away since 14:05``; nothing for whoever is available."""
    if mine.state is Availability.AVAILABLE:
        return ""
    label = safe(mine.state.label)
    if mine.since is None:
        return label
    return _("{state} since {when}").format(state=label, when=clock_word(mine.since, now, zone))
