"""What the desk does by itself when it is time, and what came of it, in words.

Invariant: as in ``wording``: a sentence can be shown as it is.
"""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.readmodels import Done
from deskboard.domain.text import safe
from deskboard.l10n import _, ngettext

NAMED = 10
"""Tickets and people that are named; of more, so many and a sign that there are others."""


class Duty(NamedTuple):
    """One kind of such work: ``name`` stands in JSON, ``done`` is what came of it; ``failed`` why
    nothing did, and ``exit_code`` that of the failure."""

    name: str
    done: Done
    failed: str = ""
    exit_code: int = 0


class Busy(NamedTuple):
    """Who is just at it."""

    login: str
    host: str
    pid: int


class Ticked(NamedTuple):
    """``duties``: every kind of work, in the order in which it was done; none when somebody else
    is at it (``by``) or has been just now. ``archive_after_days``: what was in force."""

    duties: tuple[Duty, ...] = ()
    by: Busy | None = None
    archive_after_days: int = 0

    @property
    def changed(self) -> tuple[Duty, ...]:
        """The kinds of work of which something came."""
        return tuple(duty for duty in self.duties if duty.done.command is not None)

    @property
    def failed(self) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if duty.failed)


def told(duty: Duty, archive_after_days: int) -> str:
    """What came of one kind of work, as a sentence."""
    refs, n = duty.done.refs, len(duty.done.refs)
    if duty.name == IDLE:
        return _("Nothing was heard of them for long: {people}.").format(people=safe(duty.done.what))
    if duty.name == WAKE:
        return _("Back from sleep: {refs}").format(refs=_named(refs))
    if duty.name == ARCHIVE:
        sentence = ngettext(
            "{n} ticket, done for {days} days, went to the archive.",
            "{n} tickets, done for {days} days, went to the archive.",
            n,
        )
        return sentence.format(n=n, days=archive_after_days)
    return _("Handed out from the queues: {refs}").format(refs=_named(refs))


def _named(refs: tuple[int, ...]) -> str:
    return " ".join(f"#{ref}" for ref in refs[:NAMED]) + (" …" if len(refs) > NAMED else "")


def who(busy: Busy) -> str:
    """Who is just at it, as a sentence."""
    # The second word of a host tells containers apart, and tells a person nothing.
    host = (busy.host.split() or [""])[0]
    return _("{login} is just at it (process {pid} on {host}).").format(
        login=safe(busy.login), pid=busy.pid, host=safe(host)
    )


IDLE, WAKE, ARCHIVE, HAND_OUT = "idle", "wake", "archive", "hand_out"
"""The names of the kinds of work. They never change: they stand in JSON."""
