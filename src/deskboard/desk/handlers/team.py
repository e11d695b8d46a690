"""Deciding about the team: who serves which queue, how much they are given, and whether they are there.

Invariant: only an admin or agent who has not left serves a queue; whoever goes, or only looks
from then on, serves none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import assigning, named, people, queues
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import team
from deskboard.domain.capacity import ramp_told
from deskboard.domain.errors import BadInput, NotAllowed, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import DESK, Availability, Membership, Role
from deskboard.l10n import _, ngettext
from deskboard.store.people import PersonFact
from deskboard.store.queues import AvailabilityFact, QueueFact
from deskboard.store.work import Work


class _Team:
    """What the desk knows of those who are changed, read once for all of them."""

    def __init__(self, work: Work, logins: Sequence[str]) -> None:
        known = work.facts.persons(logins)
        self.people = [people.present(known.get(login), login) for login in logins]
        self.availability = work.facts.availability(logins)
        self.queues = {queue.id: queue for queue in work.facts.queues()}
        self.members = work.facts.memberships()


def edit(work: Work, command: c.EditTeam) -> Decision:
    logins = list(dict.fromkeys(str(named.person(work, login)) for login in command.logins))
    if not logins:
        raise BadInput(_("Nobody is named."))
    changes = {field: team.check(field, value) for field, value in command.changes.items()}
    places = {ident: team.membership(place) for ident, place in command.queues.items()}
    found = _Team(work, logins)
    serving = {ident: queues.there(work, ident) for ident in places if ident not in found.queues} | found.queues
    if changes.keys() - {"vip"} or any(places.values()):
        for person in found.people:
            _serves(person)
    events: list[e.Event] = []
    changed = []
    for person in found.people:
        mine = [*_edits(person, found, changes), *_joins(person, found, serving, places)]
        events += mine
        changed += [person.login] if mine else []
    told = [_told(field, value) for field, value in changes.items()]
    told += [_place(serving[ident], place) for ident, place in places.items()]
    return Decision(
        events,
        people=changed,
        warnings=queues.unserved(work, [event for event in events if isinstance(event, e.MembershipEdited)]),
        what=_("{people}: {changes}").format(people=_names(logins), changes=", ".join(told)),
    )


def _names(logins: Sequence[str]) -> str:
    if len(logins) <= 3:
        return ", ".join(logins)
    return ngettext("{n} person", "{n} people", len(logins)).format(n=len(logins))


def _told(field: str, value: Value) -> str:
    if field == "limit":
        return _("no limit of their own") if value is None else _("limit {n}").format(n=value)
    if field == "ramp":
        return _("no ramp") if value is None else ramp_told(value)
    if field == "vip":
        return _("VIP") if value else _("no VIP")
    return Availability(str(value)).label


def _place(queue: QueueFact, place: Membership | None) -> str:
    if place is None:
        return _("{queue} no more").format(queue=queue.name)
    return _("{queue} ({place})").format(queue=queue.name, place=place)


def _serves(person: PersonFact) -> None:
    """Refused: somebody of that role is given no tickets."""
    if person.role not in team.SERVING:
        raise Refused(
            _("{login} is {role}, and is given no tickets.").format(login=person.login, role=person.role),
            _("Make them an agent first: `deskboard person edit {login} --role agent`.").format(login=person.login),
        )


def _edits(
    person: PersonFact, found: _Team, changes: Mapping[str, Value]
) -> list[e.PersonEdited | e.AvailabilityEdited]:
    events: list[e.PersonEdited | e.AvailabilityEdited] = []
    for field, after in changes.items():
        if field == "availability":
            now = found.availability.get(person.login, AvailabilityFact())
            events += availability(person.login, now, Availability(str(after)))
        elif (before := getattr(person, team.STORED[field])) != after:
            events.append(e.PersonEdited(person.login, team.STORED[field], before, after))
    return events


def _joins(
    person: PersonFact, found: _Team, serving: Mapping[int, QueueFact], places: Mapping[int, Membership | None]
) -> list[e.MembershipEdited]:
    return [
        e.MembershipEdited(ident, serving[ident].name, person.login, before, after)
        for ident, after in places.items()
        if (before := found.members.get(ident, {}).get(person.login)) != after
    ]


# ---- who is there


def availability(login: str, now: AvailabilityFact, after: Availability) -> list[e.AvailabilityEdited]:
    """What somebody's word on where they are comes to. Whom the desk found to be away is so by
    their own word from then on, and stays so until they say otherwise. That they are there ends
    only what the desk noticed, so whoever takes it back makes it no word of theirs."""
    if after is Availability.AVAILABLE:
        return [e.AvailabilityEdited(login, now.state, after, now.by_itself)] if now.state is not after else []
    return [e.AvailabilityEdited(login, now.state, after)] if now.state is not after or now.by_itself else []


def set_availability(work: Work, command: c.SetAvailability) -> Decision:
    login = str(named.person(work, command.login or work.who.login))
    if login != work.who.login and work.facts.role(work.who.login) is not Role.ADMIN:
        raise NotAllowed(_("Only an admin says of others whether they are there."))
    person = people.present(work.facts.person(login), login)
    _serves(person)
    state = team.availability(command.state)
    if command.at_once and state is not Availability.AWAY_REASSIGN:
        raise BadInput(_("Tickets go back to their queues only from whoever is away and reassigns."))
    now = work.facts.availability([login]).get(login, AvailabilityFact())
    back, told = assigning.give_back(work, login) if command.at_once else ([], [])
    what = _("{login} is {state}").format(login=login, state=state.label)
    if back:
        n = len(back)
        sentence = ngettext(
            "{what}, {n} ticket went back to its queue", "{what}, {n} tickets went back to their queues", n
        )
        what = sentence.format(what=what, n=n)
    events: list[e.Event] = [*availability(login, now, state), *back]
    return Decision(events, [edit.ticket for edit in back], people=[login], warnings=told, what=what)


def note_return(work: Work, command: c.NoteReturn) -> Decision:
    login = str(named.person(work, command.login))
    if work.who.login not in (login, DESK):
        raise NotAllowed(_("Nobody comes back for somebody else."))
    now = work.facts.availability([login]).get(login, AvailabilityFact())
    if not now.by_itself:
        return Decision([])
    event = e.AvailabilityEdited(login, now.state, Availability.AVAILABLE, by_itself=True)
    return Decision([event], people=[login], what=_("{login} is back").format(login=login))
