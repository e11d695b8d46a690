"""Facts about templates and types. ``data`` is the JSON text of ``domain.template_records``."""

from __future__ import annotations

from typing import NamedTuple


class TemplateAdded(NamedTuple):
    name: str
    type: str
    data: str

    def inverse(self) -> TemplateRemoved:
        return TemplateRemoved(*self)


class TemplateRemoved(NamedTuple):
    name: str
    type: str
    data: str

    def inverse(self) -> TemplateAdded:
        return TemplateAdded(*self)


class TemplateEdited(NamedTuple):
    """A template gave way to another of the same name."""

    name: str
    before: str
    after: str

    def inverse(self) -> TemplateEdited:
        return TemplateEdited(self.name, self.after, self.before)


class TypeAdded(NamedTuple):
    name: str

    def inverse(self) -> TypeRemoved:
        return TypeRemoved(*self)


class TypeRemoved(NamedTuple):
    name: str

    def inverse(self) -> TypeAdded:
        return TypeAdded(*self)
