"""Deciding about people: who comes, what they are, who goes.

Invariant: a desk always has an admin who has not left, and whoever is named anywhere keeps
their row; whoever goes, or only looks from then on, serves no queue.
"""

from __future__ import annotations

from collections.abc import Mapping

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import assigning, queues
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import BadInput, NotAllowed, NotFound, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import NAME_MAX, Availability, Role
from deskboard.domain.team import SERVING
from deskboard.domain.text import clean_line
from deskboard.l10n import _, ngettext
from deskboard.store.people import PersonFact
from deskboard.store.queues import AvailabilityFact
from deskboard.store.work import Work

FIELDS = ("name", "email", "role")
"""What can be changed of a person. A login is for ever: history names it."""
PLAIN: Mapping[str, Value] = {"ticket_limit": None, "ramp": None, "vip": False}
"""What an event that adds or removes somebody does not tell, as it is of somebody new."""


def add(work: Work, command: c.AddPerson) -> Decision:
    login = fields.login(command.login)
    role = Role(str(_checked("role", command.role)))
    found = work.facts.person(login)
    if found is None:
        login = fields.new_login(login)
    if role is not Role.REQUESTER and work.facts.role(work.who.login) is not Role.ADMIN:
        raise NotAllowed(_("Only an admin adds members; you may add requesters."))
    name, email = _checked("name", command.name), _checked("email", command.email)
    if found is not None and found.left is None and found.role == role and (told := work.enrol(login)):
        return Decision([], people=[login], warnings=told)
    if found is not None:
        return _back(
            work, found, {"role": role, **({"name": name} if name else {}), **({"email": email} if email else {})}
        )
    event = e.PersonAdded(login, str(name), str(email) if email else login if "@" in login else None, role)
    return Decision([event], people=[login], what=login)


def _back(work: Work, found: PersonFact, changes: Mapping[str, Value]) -> Decision:
    """Somebody who had left is here again."""
    if found.left is None:
        raise Refused(
            _("{login} is known already.").format(login=found.login),
            _("`deskboard person edit {login}` changes what they are.").format(login=found.login),
        )
    if found.role is not Role.REQUESTER and work.facts.role(work.who.login) is not Role.ADMIN:
        raise NotAllowed(_("Only an admin brings back a member."))
    events: list[e.Event] = [e.PersonEdited(found.login, "left", found.left, None), *_edits(found, changes)]
    state = work.facts.availability([found.login]).get(found.login, AvailabilityFact()).state
    if state is not Availability.AVAILABLE:
        events.append(e.AvailabilityEdited(found.login, state, Availability.AVAILABLE))
    return Decision(events, people=[found.login], what=found.login)


def edit(work: Work, command: c.EditPerson) -> Decision:
    found = _there(work, command.login)
    for field in command.changes:
        if field not in FIELDS:
            raise BadInput(
                _("A person has no “{field}” to change.").format(field=field[:40]),
                _("There are: {known}.").format(known=", ".join(FIELDS)),
            )
    changes = {field: _checked(field, value) for field, value in command.changes.items()}
    role = changes.get("role", found.role)
    if role == Role.REQUESTER and found.role is not Role.REQUESTER:
        raise Refused(
            _("{login} is a member, and does not become a requester.").format(login=found.login),
            _("Remove them instead: what they did keeps their name."),
        )
    if role != Role.ADMIN:
        _keep_an_admin(work, found)
    events = _edits(found, changes)
    what = ", ".join(f"{event.field} {event.after or _('none')}" for event in events)
    what = _("{login}: {what}").format(login=found.login, what=what)
    leaving = queues.leaving(work, found.login) if role not in SERVING else []
    told = [*_kept(work, found, role), *queues.unserved(work, leaving)]
    if not events and found.role is not Role.REQUESTER:
        told += work.enrol(found.login)
    # First out of the queues: taken back, they can serve again before they do.
    return Decision([*leaving, *events], people=[found.login], warnings=told, what=what)


def _kept(work: Work, found: PersonFact, role: Value) -> list[str]:
    """A word on the open tickets of somebody who is given no more: whoever changes what they are
    decides who gets them."""
    refs = work.facts.work_of(found.login) if role not in SERVING and found.role in SERVING else []
    if not refs:
        return []
    told = _("{login} still has {refs}. `deskboard edit REF… --assignee LOGIN` hands them on.")
    return [told.format(login=found.login, refs=assigning.in_words(refs))]


def remove(work: Work, command: c.RemovePerson) -> Decision:
    found = _there(work, command.login)
    _keep_an_admin(work, found)
    heir = _heir(work, found, command.reassign_to)
    tickets = work.facts.work_of(found.login)
    if tickets and command.reassign_to is None:
        told = ngettext("{login} has {n} open ticket.", "{login} has {n} open tickets.", len(tickets))
        raise Refused(
            told.format(login=found.login, n=len(tickets)), _("Say who gets them: --reassign-to LOGIN, or none.")
        )
    handed = [e.TicketEdited(ref, "assignee", found.login, heir) for ref in tickets]
    leaving = queues.leaving(work, found.login)
    warnings = [*assigning.for_edited(work, handed), *queues.unserved(work, leaving)]
    events: list[e.Event] = [*handed, *leaving]
    if found.role is not Role.REQUESTER or work.facts.is_mentioned(found.login):
        # A member whose row went would come in again as somebody new.
        events.append(e.PersonEdited(found.login, "left", None, work.now))
    else:
        events += [
            e.PersonEdited(found.login, field, before, PLAIN[field])
            for field in PLAIN
            if (before := getattr(found, field)) != PLAIN[field]
        ]
        events.append(e.PersonRemoved(found.login, found.name, found.email, found.role))
    what = _("{login} removed").format(login=found.login)
    if tickets:
        told = ngettext("{login} removed, {n} ticket to {heir}", "{login} removed, {n} tickets to {heir}", len(tickets))
        what = told.format(login=found.login, n=len(tickets), heir=heir or _("nobody"))
    return Decision(events, tickets, people=[found.login], warnings=warnings, what=what)


def _there(work: Work, login: str) -> PersonFact:
    """The person, who has not left. NotFound, Refused."""
    login = fields.login(login)
    return present(work.facts.person(login), login)


def present(found: PersonFact | None, login: str) -> PersonFact:
    """The person who was looked for, and has not left. NotFound, Refused."""
    if found is None:
        raise NotFound(
            _("Nobody here is called {login}.").format(login=login[:NAME_MAX]),
            _("`deskboard person list` shows who is."),
        )
    if found.left is not None:
        raise Refused(
            _("{login} has left.").format(login=found.login),
            _("`deskboard person add {login}` brings them back.").format(login=found.login),
        )
    return found


def _heir(work: Work, leaving: PersonFact, login: str | None) -> str | None:
    """Who gets the tickets of somebody who leaves; None: nobody."""
    if not login:
        return None
    heir = _there(work, work.who.login if login == "me" else login)
    if heir.login == leaving.login or heir.role not in SERVING:
        raise Refused(_("{login} cannot take over the tickets.").format(login=heir.login), _("Name another agent."))
    return heir.login


def _keep_an_admin(work: Work, found: PersonFact) -> None:
    """Refused when the person is the last admin."""
    if found.role is Role.ADMIN and work.facts.admins() == [found.login]:
        raise Refused(
            _("{login} is the only admin of this desk.").format(login=found.login), _("Make somebody else admin first.")
        )


def _edits(found: PersonFact, changes: Mapping[str, Value]) -> list[e.PersonEdited]:
    return [
        e.PersonEdited(found.login, field, before, after)
        for field, after in changes.items()
        if (before := getattr(found, field)) != after
    ]


def _checked(field: str, value: Value) -> Value:
    """The value of a field as it is stored. BadInput."""
    text = clean_line(str(value or ""))
    if field == "role":
        if text.lower() not in list(Role):
            raise BadInput(
                _("“{role}” is no role.").format(role=text[:40]),
                _("Roles are: {names}.").format(names=", ".join(Role)),
            )
        return Role(text.lower())
    if len(text) > NAME_MAX:
        raise BadInput(_("A name has at most {max} characters.").format(max=NAME_MAX))
    if field == "email":
        if text and ("@" not in text or " " in text):
            raise BadInput(_("“{text}” is no mail address.").format(text=text))
        return text or None
    return text
