"""Facts about views."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.events.values import Value


class ViewAdded(NamedTuple):
    """``owner`` None: everybody's."""

    view: int
    name: str
    owner: str | None
    query: str

    def inverse(self) -> ViewRemoved:
        return ViewRemoved(*self)


class ViewRemoved(NamedTuple):
    view: int
    name: str
    owner: str | None
    query: str

    def inverse(self) -> ViewAdded:
        return ViewAdded(*self)


class ViewEdited(NamedTuple):
    """A view's ``name``, ``query`` or ``owner`` changed."""

    view: int
    field: str
    before: Value
    after: Value

    def inverse(self) -> ViewEdited:
        return ViewEdited(self.view, self.field, self.after, self.before)
