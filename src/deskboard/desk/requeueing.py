"""Taking changes back that are about queues, who serves them and who is there, or that name a queue.

Invariant: a ticket that a change is taken back on names a queue that there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from deskboard.desk.calling import RENAMES, later_names
from deskboard.desk.handlers import queues
from deskboard.domain import events as e
from deskboard.domain import team
from deskboard.domain.errors import Conflict
from deskboard.domain.model import Availability, Role
from deskboard.domain.text import fold
from deskboard.l10n import _
from deskboard.store.queues import AvailabilityFact, QueueFact
from deskboard.store.work import Work

Queueing = e.QueueAdded | e.QueueRemoved | e.QueueEdited | e.MembershipEdited | e.AvailabilityEdited
_PERSON = e.PersonAdded | e.PersonRemoved | e.PersonEdited
_TICKET = e.TicketAdded | e.TicketImported


def in_the_way(work: Work, event: Queueing) -> Conflict | None:
    """Why a queue, who serves it or who is there cannot become what it was: it is no longer as
    the change left it, or something has come to need it."""
    if isinstance(event, e.AvailabilityEdited):
        if event.login != work.who.login and work.facts.role(work.who.login) is not Role.ADMIN:
            return Conflict(_("Only an admin says of others whether they are there."))
        now = _state(work, event.login)
        told = _("{name} is {state} by now.").format(name=event.login, state=now.label)
        return Conflict(told) if now != event.before else None
    known = work.facts.queues()
    found = next((queue for queue in known if queue.id == event.queue), None)
    name = event.name if isinstance(event, e.QueueAdded) else _new_name(event)
    taken = queues.find((queue for queue in known if queue.id != event.queue), name) if name else None
    if taken is not None:
        return Conflict(_("There is another queue “{name}” by now.").format(name=taken.name))
    if isinstance(event, e.QueueAdded):
        return None
    if found is None:
        return Conflict(_("That queue does not exist any more."))
    if isinstance(event, e.MembershipEdited):
        return _membership(work, event, found)
    if isinstance(event, e.QueueRemoved):
        return _removed(work, event, found)
    return _changed(found) if getattr(found, event.field) != event.before else None


def _new_name(event: e.Event) -> str | None:
    return str(event.after) if isinstance(event, e.QueueEdited) and event.field == "name" else None


def _changed(queue: QueueFact) -> Conflict:
    return Conflict(_("The queue {name} has been changed since.").format(name=queue.name))


def _removed(work: Work, event: e.QueueRemoved, found: QueueFact) -> Conflict | None:
    naming = any(template.queue == found.name for template in work.facts.templates())
    if naming or work.facts.memberships().get(event.queue) or work.facts.count_in_queue(found.name):
        return Conflict(_("The queue {name} is needed by now.").format(name=found.name))
    return _changed(found) if (found.name, found.mode) != (event.name, event.mode) else None


def _membership(work: Work, event: e.MembershipEdited, found: QueueFact) -> Conflict | None:
    if work.facts.memberships().get(event.queue, {}).get(event.login) != event.before:
        return _changed(found)
    if event.after is None:
        return None
    person = work.facts.person(event.login)
    if person is None or person.left is not None or person.role not in team.SERVING:
        return Conflict(_("{login} is given no tickets by now.").format(login=event.login))
    return None


def _state(work: Work, login: str) -> Availability:
    return work.facts.availability([login]).get(login, AvailabilityFact()).state


def is_engaged(work: Work, login: str) -> bool:
    """Whether somebody serves a queue, or has said that they are away."""
    serves = any(login in members for members in work.facts.memberships().values())
    return serves or _state(work, login) is not Availability.AVAILABLE


def came_along(event: e.Event, events: Sequence[e.Event]) -> bool:
    """Whether an event only follows from another one of them, so that it may stay undone alone:
    who leaves with a queue or as a person, and the templates and views that name a queue."""
    if isinstance(event, e.MembershipEdited):
        return any(isinstance(other, _PERSON | e.QueueAdded | e.QueueRemoved) for other in events)
    if isinstance(event, e.AvailabilityEdited):
        return any(isinstance(other, e.PersonEdited) and other.field == "left" for other in events)
    naming = isinstance(event, e.TemplateEdited | e.ViewEdited)
    return naming and any(isinstance(other, e.QueueEdited) for other in events)


def following(work: Work, events: Sequence[e.Event]) -> list[e.Event]:
    """What has to follow: templates and views name a queue as it is called again, though they
    came or were changed since; and whoever goes again serves no queue."""
    found: list[e.Event] = []
    for event in events:
        if (name := _new_name(event)) is not None and isinstance(event, e.QueueEdited):
            found += queues.renamed(work, str(event.before), name)
        elif isinstance(event, e.PersonEdited) and _goes(event):
            found += queues.leaving(work, event.login)
    return found


def _goes(event: e.PersonEdited) -> bool:
    if event.field == "left":
        return event.after is not None
    return event.field == "role" and event.after not in team.SERVING


# ---- what a queue is called now


def as_queues_are_called_now(work: Work, events: Sequence[e.Event]) -> list[e.Event]:
    """The events with the queues of tickets by the names they have now. One that is gone, and that
    a ticket is to be in again, comes into being once more, handed out by hand."""
    if not any(_names_queue(event) for event in events):
        return list(events)
    calling = _Calling(work, events)
    told = [calling.told(event) for event in events]
    return [*calling.back.added, *(event for event in told if not _changes_nothing(event))]


def _names_queue(event: e.Event) -> bool:
    if isinstance(event, e.TicketEdited):
        return event.field == "queue"
    return isinstance(event, _TICKET) and bool(event.values.get("queue"))


def _changes_nothing(event: e.Event) -> bool:
    return isinstance(event, e.TicketEdited) and event.field == "queue" and event.before == event.after


class _Calling:
    """What each queue is called."""

    def __init__(self, work: Work, events: Sequence[e.Event]) -> None:
        self._work = work
        self._coming = {event.name for event in events if isinstance(event, e.QueueAdded)}
        self.back = queues.Named(work, lenient=True)
        """Queues that come into being once more."""

    def told(self, event: e.Event) -> e.Event:
        if isinstance(event, _TICKET) and event.values.get("queue"):
            return event._replace(values={**event.values, "queue": self._now(event.values["queue"], wanted=True)})
        if isinstance(event, e.TicketEdited) and event.field == "queue":
            before, after = self._now(event.before, wanted=False), self._now(event.after, wanted=True)
            return event._replace(before=before, after=after)
        return event

    def _now(self, name: object, *, wanted: bool) -> str | None:
        """The name of a queue as it is now; ``wanted``: it has to be there."""
        if not name:
            return None
        called = str(name)
        for _n in range(RENAMES):
            if (known := self.back.names.get(fold(called))) is not None:
                return known
            if called in self._coming:
                return called
            if (later := self._renamed.get(called)) is None:
                break
            called = later
        return self.back.meant(str(name)) if wanted else str(name)

    @cached_property
    def _renamed(self) -> dict[str, str]:
        return later_names(self._work.facts)
