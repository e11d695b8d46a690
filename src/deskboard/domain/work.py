"""What somebody should do now: their open tickets, first things first, each with the reason why
it stands where it does.

Invariant: nothing is hidden, only put behind: a ticket that sleeps, or whose clock stands still,
comes after all others. Any two tickets have an order, whatever they lack.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from deskboard.domain import times
from deskboard.domain.model import Priority
from deskboard.domain.readmodels import WorkItem
from deskboard.l10n import _

OVERDUE, DUE, PRIORITY, WAITS, LATER, SINCE, PAUSED, ASLEEP = (
    *("overdue", "due", "priority", "waits", "later", "since"),
    *("paused", "asleep"),
)
"""Why a ticket stands where it does: its date has passed, or comes within a day; its priority; its
requester waits; its date is further off; it came in; its status stops the clock; it sleeps."""
SOON = timedelta(days=1)
REASONS_SHOWN = 3
BETWEEN = " · "
_NEVER = datetime.max.replace(tzinfo=UTC)


def in_order(items: Iterable[WorkItem], now: datetime) -> tuple[WorkItem, ...]:
    """First what is overdue or due within a day, the sooner the earlier; then by priority, then by
    whose requester waits longest, then the oldest. Each with its reasons."""
    return tuple(with_reasons(item, now) for item in sorted(items, key=lambda item: _key(item, now)))


def _key(item: WorkItem, now: datetime) -> tuple[object, ...]:
    pressing = item.due if item.due is not None and item.due - now <= SOON else None
    return (
        item.wake is not None,
        item.status.pauses_clock,
        item.wake or _NEVER,
        pressing or _NEVER,
        -item.priority.rank,
        item.waiting or _NEVER,
        item.due or _NEVER,
        item.created,
        item.ref,
    )


def with_reasons(item: WorkItem, now: datetime) -> WorkItem:
    """The item with the codes of its reasons, the weightiest first."""
    return item._replace(reasons=_reasons(item, now))


def _reasons(item: WorkItem, now: datetime) -> tuple[str, ...]:
    found = [ASLEEP] if item.wake is not None else [PAUSED] if item.status.pauses_clock else []
    if item.due is not None and item.due - now <= SOON:
        found.append(OVERDUE if item.due < now else DUE)
    if item.priority in (Priority.CRITICAL, Priority.HIGH):
        found.append(PRIORITY)
    if item.waiting is not None and item.wake is None:
        found.append(WAITS)
    if item.due is not None and item.due - now > SOON:
        found.append(LATER)
    return tuple(found or [SINCE])


def reason_words(item: WorkItem, now: datetime, zone: tzinfo, *, most: int = REASONS_SHOWN) -> str:
    """The reasons in words, at most so many: ``overdue 2h · critical``, ``requester waits 3h``."""
    return BETWEEN.join(_word(reason, item, now, zone) for reason in item.reasons[:most])


def _word(reason: str, item: WorkItem, now: datetime, zone: tzinfo) -> str:
    if reason == PRIORITY:
        return item.priority.value
    if reason == PAUSED:
        return item.status.label
    if reason == WAITS and item.waiting is not None:
        return _("requester waits {time}").format(time=_stretch(now - item.waiting))
    if reason == ASLEEP and item.wake is not None:
        return _("asleep until {when}").format(when=times.wake_word(item.wake, now, zone))
    if reason == OVERDUE and item.due is not None:
        return _("overdue {time}").format(time=_stretch(now - item.due))
    if reason in (DUE, LATER) and item.due is not None:
        return _("due {when}").format(when=_ahead(item.due, now, zone))
    return _("since {when}").format(when=_past(item.created, now, zone))


def _stretch(passed: timedelta) -> str:
    """How long, to the minute: a list that somebody looks at must not tick by the second."""
    return times.short(max(passed.total_seconds(), times.MINUTE))


def _ahead(due: datetime, now: datetime, zone: tzinfo) -> str:
    """``17:00``, ``today``, ``Tue 09:00``, ``3 Feb``: with the time where it is near."""
    wall, today = times.local(due, zone), times.local(now, zone).date()
    ends_the_day = (wall.hour, wall.minute) == (23, 59)
    clock = "" if ends_the_day else wall.isoformat(" ", "minutes")[11:16]
    if wall.date() == today:
        return clock or _("today")
    day = times.day_name(wall.date(), today)
    return f"{day} {clock}" if clock and due - now <= SOON else day


def _past(then: datetime, now: datetime, zone: tzinfo) -> str:
    """``09:30`` of today, ``Tue`` within the last week, else ``3 Feb``."""
    wall, today = times.local(then, zone), times.local(now, zone).date()
    if wall.date() == today:
        return wall.isoformat(" ", "minutes")[11:16]
    if 0 < (today - wall.date()).days < 7:
        return times.weekday(wall.date())
    return times.day_name(wall.date(), today)
