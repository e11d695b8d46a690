"""Requests about templates and the team's own types of ticket."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.templates import Template


class AddTemplate(NamedTuple):
    """Add a template; its type must be known."""

    template: Template


class EditTemplate(NamedTuple):
    """Put a template in the place of the one of the same name. ``was``: the one that its sender
    changed; Conflict when it is another by now."""

    template: Template
    was: Template | None = None


class RemoveTemplate(NamedTuple):
    """Remove a template. Tickets made from it keep its name and their answers."""

    name: str


class AddType(NamedTuple):
    """Add a type of ticket beside those every desk has."""

    name: str


class RemoveType(NamedTuple):
    """Remove a type that no ticket and no template has."""

    name: str
