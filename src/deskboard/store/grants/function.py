"""A function on the server that runs with the rights of the tables' owner, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from deskboard.domain.model import Role

GROUPS = (Role.VIEWER, Role.AGENT, Role.ADMIN)
"""From the least to the most."""


class Function(NamedTuple):
    """``head``: name and parameters; ``returns`` with what else stands before the body."""

    head: str
    returns: str
    body: str
    groups: Sequence[Role] = GROUPS

    @property
    def signature(self) -> str:
        """The name with the types of the parameters."""
        name, _bracket, rest = self.head.partition("(")
        types = [part.split()[-1] for part in rest.rstrip(")").split(",") if part]
        return f"{name}({', '.join(types)})"
