"""Deciding about views: saved queries with a name.

Invariant: a view can be read as a query, and among somebody's own views, and among everybody's,
a name stands once. Everybody's views are in the care of all who work on tickets.
"""

from __future__ import annotations

from deskboard.desk.calling import queries_now
from deskboard.desk.decision import Decision
from deskboard.desk.handlers import conflicts
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.commands.imports import SourceView
from deskboard.domain.errors import BadInput, NotAllowed, NotFound, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Role
from deskboard.domain.query.parse import parse
from deskboard.domain.text import clean_line, fold
from deskboard.l10n import _
from deskboard.store.facts import ViewFact
from deskboard.store.work import Work


def query_text(text: str) -> str:
    """A query that can be read, in one line. BadInput, QueryError."""
    cleaned = clean_line(text)
    query = parse(cleaned)
    if query.where is None and not query.sort:
        raise BadInput(_("There is no query to save."), _("Filter first, then save the filter."))
    return cleaned


def add(work: Work, command: c.AddView) -> Decision:
    name, query = fields.name(command.name), query_text(command.query)
    owner = None if command.shared else work.who.login
    _may_share(work, owner)
    _must_be_free(work, name, owner)
    event = e.ViewAdded(work.take("view")[0], name, owner, query)
    return Decision([event], what=_("View “{name}” saved.").format(name=name))


def edit(work: Work, command: c.EditView) -> Decision:
    found = _mine(work, command.view)
    owner = found.owner if command.shared is None else None if command.shared else work.who.login
    _may_share(work, owner)
    wanted: dict[str, Value] = {
        "name": found.name if command.name is None else fields.name(command.name),
        "owner": owner,
        "query": found.query if command.query is None else query_text(command.query),
    }
    name = str(wanted["name"])
    if (fold(name), owner) != (fold(found.name), found.owner):
        _must_be_free(work, name, owner)
    conflicts.of_values(found.name, found._asdict(), command.was, wanted)
    events = [
        e.ViewEdited(found.id, field, before, after)
        for field, after in wanted.items()
        if (before := getattr(found, field)) != after
    ]
    return Decision(events, what=_("View “{name}” changed.").format(name=name))


def remove(work: Work, command: c.RemoveView) -> Decision:
    found = _mine(work, command.view)
    return Decision([e.ViewRemoved(*found)], what=_("View “{name}” removed.").format(name=found.name))


def brought(work: Work, views: tuple[SourceView, ...]) -> list[e.ViewAdded]:
    """The views that an import brings and that are not here yet. What is somebody else's own
    stays where it was."""
    wanted: dict[tuple[str | None, str], e.ViewAdded] = {}
    there = {(view.owner, fold(view.name)) for view in work.facts.views()}
    for view in views:
        key = (view.owner, fold(view.name))
        if view.owner in (None, work.who.login) and key not in there and key not in wanted:
            wanted[key] = e.ViewAdded(work.take("view")[0], view.name, view.owner, view.query)
    return list(wanted.values())


def _mine(work: Work, ident: int) -> ViewFact:
    """The view, if it is mine or everybody's. NotFound, NotAllowed."""
    found = next((view for view in work.facts.views() if view.id == ident), None)
    if found is None or found.owner not in (None, work.who.login):
        raise NotFound(_("That view does not exist any more."))
    _may_share(work, found.owner)
    return found._replace(query=queries_now(work.facts, [found.query])[0])


def _may_share(work: Work, owner: str | None) -> None:
    if owner is None and work.facts.role(work.who.login) is Role.VIEWER:
        raise NotAllowed(_("A viewer may not change what everybody shares."), _("Save a view of your own."))


def _must_be_free(work: Work, name: str, owner: str | None) -> None:
    if any(view.owner == owner and fold(view.name) == fold(name) for view in work.facts.views()):
        raise Refused(
            _("There is a view “{name}” already.").format(name=name), _("Take another name, or change that one.")
        )
