"""Boards, columns, views, people and settings in words: what happened to them, and what kind of change it was.

Invariant: as in ``wording``: what is returned is one line and can be shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from deskboard.domain import events as e
from deskboard.domain import queueing
from deskboard.domain.events import Event
from deskboard.domain.settings import shown
from deskboard.domain.text import safe
from deskboard.l10n import _

CHANGES: Mapping[str, str] = {
    "AddBoard": _("new board"),
    "RenameBoard": _("new name of a board"),
    "RemoveBoard": _("removal of a board"),
    "AddColumn": _("new column"),
    "EditColumn": _("change of a column"),
    "MoveColumn": _("order of the columns"),
    "RemoveColumn": _("removal of a column"),
    "AddView": _("new view"),
    "EditView": _("change of a view"),
    "RemoveView": _("removal of a view"),
    "AddPerson": _("new person"),
    "EditPerson": _("change of a person"),
    "RemovePerson": _("removal of a person"),
    "EditSettings": _("settings of the desk"),
    "AddTemplate": _("new template"),
    "EditTemplate": _("change of a template"),
    "RemoveTemplate": _("removal of a template"),
    "AddQueue": _("new queue"),
    "EditQueue": _("change of a queue"),
    "RemoveQueue": _("removal of a queue"),
    "EditTeam": _("change of the team"),
    "SetAvailability": _("availability"),
    "AddType": _("new type"),
    "RemoveType": _("removal of a type"),
}
"""What kind of change a command is, by the name of its class."""


def describe(event: Event, columns: Mapping[int, str]) -> str:
    """One event that is about no ticket, without who and when."""
    if isinstance(event, e.PersonAdded | e.PersonRemoved | e.PersonEdited):
        return _person(event)
    if isinstance(event, e.SettingEdited):
        return _setting(event)
    if isinstance(event, e.ViewAdded | e.ViewRemoved | e.ViewEdited):
        return _view(event)
    if isinstance(event, e.TemplateAdded | e.TemplateRemoved | e.TemplateEdited | e.TypeAdded | e.TypeRemoved):
        return _form(event)
    if isinstance(event, e.QueueAdded | e.QueueRemoved | e.QueueEdited | e.MembershipEdited | e.AvailabilityEdited):
        return queueing.describe(event)
    if isinstance(event, e.BoardAdded):
        return _("board added: {name}").format(name=safe(event.name))
    if isinstance(event, e.BoardRemoved):
        return _("board removed: {name}").format(name=safe(event.name))
    if isinstance(event, e.BoardEdited):
        return _("board renamed: {before} → {after}").format(
            before=safe(str(event.before)), after=safe(str(event.after))
        )
    if isinstance(event, e.ColumnAdded):
        return _("column added: {name} ({stage})").format(name=safe(event.name), stage=safe(event.stage))
    if isinstance(event, e.ColumnRemoved):
        return _("column removed: {name}").format(name=safe(event.name))
    assert isinstance(event, e.ColumnEdited)  # the only kind left
    return _edited(event, safe(columns.get(event.column, _("a removed column"))))


def _edited(event: e.ColumnEdited, name: str) -> str:
    before, after = (_("none") if value is None else safe(str(value)) for value in (event.before, event.after))
    if event.field == "name":
        return _("column renamed: {before} → {after}").format(before=before, after=after)
    if event.field == "rank":
        sentence = _("column {name}: moved to the right") if after > before else _("column {name}: moved to the left")
        return sentence.format(name=name)
    if event.field == "hard":
        sentence = (
            _("column {name}: the limit became hard") if event.after else _("column {name}: the limit became soft")
        )
        return sentence.format(name=name)
    sentence = _("column {name}: limit {before} → {after}")
    if event.field == "stage":
        sentence = _("column {name}: stage {before} → {after}")
    return sentence.format(name=name, before=before, after=after)


def _view(event: e.ViewAdded | e.ViewRemoved | e.ViewEdited) -> str:
    if isinstance(event, e.ViewEdited):
        if event.field == "owner":
            return _("view kept private") if event.after else _("view shared")
        before, after = safe(str(event.before)), safe(str(event.after))
        return _("view: {field} {before} → {after}").format(field=safe(event.field), before=before, after=after)
    sentence = _("view added: {name}") if isinstance(event, e.ViewAdded) else _("view removed: {name}")
    return sentence.format(name=safe(event.name))


def _form(event: e.TemplateAdded | e.TemplateRemoved | e.TemplateEdited | e.TypeAdded | e.TypeRemoved) -> str:
    sentences = {
        e.TemplateAdded: _("template added: {name}"),
        e.TemplateEdited: _("template changed: {name}"),
        e.TemplateRemoved: _("template removed: {name}"),
        e.TypeAdded: _("type added: {name}"),
        e.TypeRemoved: _("type removed: {name}"),
    }
    return sentences[type(event)].format(name=safe(event.name))


def _person(event: e.PersonAdded | e.PersonRemoved | e.PersonEdited) -> str:
    login = safe(event.login)
    if isinstance(event, e.PersonAdded):
        return _("person added: {login} ({role})").format(login=login, role=safe(event.role))
    if isinstance(event, e.PersonRemoved):
        return _("person removed: {login}").format(login=login)
    if event.field == "left":
        return _("{login} left").format(login=login) if event.after else _("{login} came back").format(login=login)
    label = {"ticket_limit": _("limit"), "vip": _("VIP")}.get(event.field, safe(event.field))
    before, after = (_held(value) for value in (event.before, event.after))
    return _("{login}: {field} {before} → {after}").format(login=login, field=label, before=before, after=after)


def _held(value: e.Value) -> str:
    """What a field of a person holds. A limit of 0 is one."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("none") if value is None or value == "" else safe(str(value))


def _setting(event: e.SettingEdited) -> str:
    before, after = (_("default") if value is None else safe(shown(value)) for value in (event.before, event.after))
    return _("desk setting {name}: {before} → {after}").format(name=safe(event.name), before=before, after=after)
