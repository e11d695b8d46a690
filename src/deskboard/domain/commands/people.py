"""Requests about people, and about what this desk chose for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from deskboard.domain.events import Value
from deskboard.domain.model import Role


class AddPerson(NamedTuple):
    """Somebody who had left comes back, with what is given anew."""

    login: str
    name: str = ""
    email: str | None = None
    role: Role = Role.AGENT


class EditPerson(NamedTuple):
    """``changes``: name, email or role → the new value."""

    login: str
    changes: Mapping[str, Value]


class RemovePerson(NamedTuple):
    """A member has left from then on; a requester who is named nowhere vanishes. ``reassign_to``: who gets the open
    tickets; empty: nobody does; None: there should be none."""

    login: str
    reassign_to: str | None = None


class EditSettings(NamedTuple):
    """``changes``: name of a setting of the desk → value; None is the default."""

    changes: Mapping[str, Value]
