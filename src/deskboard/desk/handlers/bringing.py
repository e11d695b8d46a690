"""Deciding whom an import brings along, and which queues with whom to serve them.

Invariant: nobody gets more by an import than whoever imports may give: members, limits and what
hands out tickets by itself are for an admin to bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from deskboard.desk.handlers import named, queues, tickets
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields, team
from deskboard.domain.commands.imports import SourcePerson
from deskboard.domain.model import Availability, Membership, QueueMode, Role
from deskboard.domain.text import clean_line, fold
from deskboard.store.people import PersonFact
from deskboard.store.queues import AvailabilityFact
from deskboard.store.work import Work

Person = e.PersonAdded | e.PersonEdited | e.AvailabilityEdited

_CHOSEN = ("name", "email", "ticket_limit", "ramp", "vip")
"""What is chosen for a person, beside what they are."""


def people(work: Work, command: c.ImportTickets, fresh: Iterable[c.SourceTicket]) -> list[Person]:
    """Everybody the source names that we do not know. Only an admin brings in admins, and where
    not everybody joins as an agent, any members. A whole desk taken into an empty one tells of
    those we know what nobody has chosen for them here."""
    own = work.facts.role(work.who.login)
    most = Role.ADMIN if own is Role.ADMIN else Role.AGENT if named.may_bring_in(work) else Role.REQUESTER
    source = {fields.login(person.login): person for person in command.people}
    found = {login: _added(login, person, most) for login, person in source.items()}
    for login, role in _mentioned(fresh):
        if login not in found:
            found[login] = e.PersonAdded(login, "", login if "@" in login else None, _at_most(role, most))
    there = work.facts.persons(found)
    events: list[Person] = []
    for login, event in found.items():
        known = there.get(login)
        if known is None:
            events.append(event)
            known = PersonFact(login, event.name, event.email, Role(event.role), None)
            if (left := _left(source.get(login))) is not None:
                events.append(e.PersonEdited(login, "left", None, left))
        elif not command.keep_refs:
            continue
        if own is Role.ADMIN and login in source:
            events += _chosen(work, known, source[login])
    return events


def _added(login: str, person: SourcePerson, most: Role) -> e.PersonAdded:
    email = clean_line(person.email) if person.email else (login if "@" in login else None)
    return e.PersonAdded(login, clean_line(person.name)[:100], email, _at_most(Role(person.role), most))


def _left(person: SourcePerson | None) -> datetime | None:
    return person.left if person is not None else None


def _mentioned(fresh: Iterable[c.SourceTicket]) -> Iterable[tuple[str, Role]]:
    """Whom the tickets name, and what somebody new is."""
    for ticket in fresh:
        for field, role in tickets.PEOPLE.items():
            if named_here := ticket.fields.get(field):
                yield fields.login(named_here), role
        for login in fields.logins(ticket.fields.get("watchers")):
            yield login, Role.REQUESTER if "@" in login else Role.AGENT
        for step in ticket.steps:
            if assignee := c.SourceStep(*step).assignee:
                yield fields.login(assignee), Role.AGENT


def _at_most(role: Role, most: Role) -> Role:
    """The role, or the highest that whoever imports may give."""
    return max(role, most, key=list(Role).index)


def _chosen(work: Work, known: PersonFact, person: SourcePerson) -> list[e.PersonEdited | e.AvailabilityEdited]:
    """What the source chose for somebody, where nobody has chosen anything here."""
    plain = PersonFact(known.login, "", None, known.role, None)
    events: list[e.PersonEdited | e.AvailabilityEdited] = [
        e.PersonEdited(known.login, field, before, after)
        for field in _CHOSEN
        if (before := getattr(known, field)) == getattr(plain, field) and (after := getattr(person, field)) != before
    ]
    if known.role in team.SERVING and (person.availability != Availability.AVAILABLE or person.since):
        now = work.facts.availability([known.login]).get(known.login, AvailabilityFact())
        if now.state is Availability.AVAILABLE and not now.since:
            since = min(person.since, work.now) if person.since else None
            events.append(e.AvailabilityEdited(known.login, now.state, person.availability, since=since))
    return events


def inbox(
    work: Work, command: c.ImportTickets, fresh: Sequence[c.SourceTicket]
) -> tuple[queues.Named, list[c.SourceQueue]]:
    """The queues as they are after the import, those it brings in their order; and which of the
    source's queues are new here."""
    found = queues.Named(work, lenient=True)
    is_admin = work.facts.role(work.who.login) is Role.ADMIN
    new = []
    for queue in command.queues:
        mode = QueueMode(queue.mode) if is_admin else QueueMode.MANUAL
        if found.bring(fields.name(queue.name), mode) is not None:
            new.append(queue)
    for ticket in fresh:
        found.meant(ticket.fields.get("queue"))
    return found, new


def members(
    work: Work, found: queues.Named, new: Iterable[c.SourceQueue], coming: Iterable[Person]
) -> list[e.MembershipEdited]:
    """Who serves the queues that are new here, as far as they may."""
    if work.facts.role(work.who.login) is not Role.ADMIN:
        return []
    added = {fold(event.name): event for event in found.added}
    wanted = [(added[fold(queue.name)], login, place) for queue in new for login, place in queue.members]
    there = work.facts.persons({login for _queue, login, _place in wanted})
    serving = {login for login, person in there.items() if person.role in team.SERVING and person.left is None}
    for event in coming:
        if isinstance(event, e.PersonAdded) and event.role in team.SERVING:
            serving.add(event.login)
        elif isinstance(event, e.PersonEdited) and event.field == "left":
            serving.discard(event.login)
    first = {(event.queue, login): (event, place) for event, login, place in reversed(wanted)}
    return [
        e.MembershipEdited(event.queue, event.name, login, None, Membership(place))
        for (_queue, login), (event, place) in sorted(first.items())
        if login in serving
    ]
