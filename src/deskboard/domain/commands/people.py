"""Requests about people."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.model import Role


class AddPerson(NamedTuple):
    login: str
    name: str = ""
    email: str | None = None
    role: Role = Role.AGENT
