"""Deciding about people."""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import NotAllowed, Refused
from deskboard.domain.model import Role
from deskboard.domain.text import clean_line
from deskboard.l10n import _
from deskboard.store.work import Work


def add(work: Work, command: c.AddPerson) -> Decision:
    login = fields.login(command.login)
    if work.facts.known_people([login]):
        raise Refused(_("{login} is known already.").format(login=login))
    if command.role is Role.ADMIN and work.facts.role(work.who.login) is not Role.ADMIN:
        raise NotAllowed(_("Only an admin makes admins."))
    email = clean_line(command.email) if command.email else (login if "@" in login else None)
    event = e.PersonAdded(login, clean_line(command.name)[:100], email, command.role)
    return Decision([event], people=[login], what=login)
