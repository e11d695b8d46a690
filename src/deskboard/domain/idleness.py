"""When somebody is away by themselves, and what they are told when they are back.

Invariant: whoever said that they are away stays so until somebody says otherwise; only what the
desk noticed ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from deskboard.domain import times
from deskboard.domain.model import Availability
from deskboard.domain.presence import HEARTBEAT
from deskboard.domain.settings import Chosen
from deskboard.l10n import _, ngettext


class Patience(NamedTuple):
    """For how long nothing is thought of it when somebody does nothing; None: for ever."""

    away: timedelta | None
    reassign: timedelta | None

    @classmethod
    def of(cls, settings: Mapping[str, Chosen]) -> Patience:
        """What this desk chose."""
        away, reassign = (settings[name].value for name in ("away_after", "reassign_after"))
        return cls(
            timedelta(minutes=away) if isinstance(away, int) and away else None,
            timedelta(minutes=reassign) if isinstance(reassign, int) and reassign else None,
        )

    def state_after(self, idle: timedelta | None) -> Availability:
        """What somebody is who did nothing for so long (None: since ever)."""
        if self.reassign is not None and (idle is None or idle >= self.reassign):
            return Availability.AWAY_REASSIGN
        if self.away is not None and (idle is None or idle >= self.away):
            return Availability.AWAY
        return Availability.AVAILABLE


class Activity(NamedTuple):
    """A member and when they last did anything. ``key``: how long ago they pressed a key on a
    board that is open; ``since``: when they became what they are; ``change``: when they last
    changed anything."""

    login: str
    state: Availability
    by_itself: bool
    since: datetime | None
    change: datetime | None
    key: timedelta | None
    begun: datetime | None = None
    """From when on it counts: when they came, or the desk began to look."""

    def idle(self, now: datetime) -> timedelta | None:
        """For how long they have done nothing; None: they never did anything."""
        known = [now - at for at in (self.change, self._set) if at is not None]
        # A clock was set back: what lies ahead says nothing of how long they are here.
        known += [now - self.begun] if self.begun is not None and self.begun <= now else []
        known += [self.key] if self.key is not None else []
        return max(min(known), timedelta()) if known else None

    @property
    def _set(self) -> datetime | None:
        """When they were made available, which is as good as having been seen."""
        return self.since if self.state is Availability.AVAILABLE else None

    def next_state(self, patience: Patience, now: datetime) -> Availability | None:
        """What they are from now on, by itself; None: what they are already."""
        if self.state is not Availability.AVAILABLE and not self.by_itself:
            return None
        idle = self.idle(now)
        if idle is not None and self.key is not None:
            idle -= timedelta(seconds=HEARTBEAT)  # a board may have a later key to tell of
        found = patience.state_after(idle)
        worse = list(Availability)
        return found if worse.index(found) > worse.index(self.state) else None


class Return(NamedTuple):
    """Somebody is back whom the desk had found idle: what they were meanwhile and since when, how
    many minutes they had done nothing then (0: nobody knows), and which of their tickets
    others have now, or nobody has yet."""

    state: Availability
    since: datetime | None
    idle: int
    others: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()


def told(back: Return, now: datetime, zone: tzinfo) -> str:
    """What somebody is told who is back."""
    sentences = [_away(back, now, zone)]
    if back.others:
        n = len(back.others)
        sentences.append(ngettext("{n} ticket went to others.", "{n} tickets went to others.", n).format(n=n))
    if back.waiting:
        n = len(back.waiting)
        sentence = ngettext("{n} ticket went back to its queue.", "{n} tickets went back to their queues.", n)
        sentences.append(sentence.format(n=n))
    return " ".join(sentences)


def _away(back: Return, now: datetime, zone: tzinfo) -> str:
    if back.since is None:
        return _("You were away by yourself; you are available again.")
    since, today = times.local(back.since, zone), times.local(now, zone).date()
    when = f"{since:%H:%M}" if since.date() == today else times.exact(back.since, zone)
    if not back.idle:
        return _("You were away by yourself since {when}; you are available again.").format(when=when)
    return _("You were away by yourself since {when} (no key for {time}); you are available again.").format(
        when=when, time=times.stretch(back.idle * times.MINUTE)
    )
