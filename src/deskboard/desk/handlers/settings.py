"""Deciding about what this desk chose for everybody."""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.settings import check_together, checked, in_force
from deskboard.l10n import _
from deskboard.store.work import Work


def edit(work: Work, command: c.EditSettings) -> Decision:
    stored = work.facts.settings()
    wanted = {name: checked(name, value) for name, value in command.changes.items()}
    events = [
        e.SettingEdited(name, stored.get(name), value) for name, value in wanted.items() if stored.get(name) != value
    ]
    now = in_force({name: value for name, value in {**stored, **wanted}.items() if value is not None})
    check_together(now)
    told = [_("{name} is now {value}").format(name=event.name, value=now[event.name].shown) for event in events]
    return Decision(list(events), what=", ".join(told))
