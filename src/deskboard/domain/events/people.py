"""Facts about people, and about what this desk chose for everybody."""

from __future__ import annotations

from typing import NamedTuple

from deskboard.domain.events.values import Value


class PersonAdded(NamedTuple):
    login: str
    name: str
    email: str | None
    role: str

    def inverse(self) -> PersonRemoved:
        return PersonRemoved(*self)


class PersonRemoved(NamedTuple):
    login: str
    name: str
    email: str | None
    role: str

    def inverse(self) -> PersonAdded:
        return PersonAdded(*self)


class PersonEdited(NamedTuple):
    """One field of a person changed. ``left``: since when somebody is no member any more."""

    login: str
    field: str
    before: Value
    after: Value

    def inverse(self) -> PersonEdited:
        return PersonEdited(self.login, self.field, self.after, self.before)


class SettingEdited(NamedTuple):
    """A setting of the desk; None is its default."""

    name: str
    before: Value
    after: Value

    def inverse(self) -> SettingEdited:
        return SettingEdited(self.name, self.after, self.before)
