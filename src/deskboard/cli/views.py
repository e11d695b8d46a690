"""``deskboard view``: saved queries, listed and changed.

Invariant: a name means my own view before one of everybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from deskboard.cli.group import DeskCommand, QueryCommand, session
from deskboard.cli.nouns import Noun
from deskboard.cli.render import Col
from deskboard.cli.results import report, settle
from deskboard.domain import commands
from deskboard.domain.errors import NotFound
from deskboard.domain.query.parse import parse
from deskboard.domain.readmodels import View
from deskboard.domain.text import clean_line, fold
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

EXAMPLES = """\b
deskboard view add Late 'is:overdue -is:waiting sort:due'
deskboard view add --shared 'For review' is:review
deskboard list --view Late"""


view = Noun("view", epilog=EXAMPLES)


@view.command("list", cls=DeskCommand, help=_("List the views, each with its query and how many tickets it finds."))
def list_() -> None:
    """Mine first, then those of everybody."""
    columns: list[Col[tuple[View, int]]] = [
        Col("name", _("Name"), lambda row: row[0].name),
        Col("shared", _("For"), lambda row: _("everybody") if row[0].shared else _("me")),
        Col("tickets", _("Tickets"), lambda row: row[1]),
        Col("query", _("Query"), lambda row: row[0].query, flexible=True),
    ]
    with session().desk() as desk:
        views = desk.views()
        counts = desk.counts([parse(found.query) for found in views])
        session().output.rows(columns, list(zip(views, counts, strict=True)), _record)


def _record(row: tuple[View, int]) -> dict[str, object]:
    found, tickets = row
    return {"name": found.name, "query": found.query, "shared": found.shared, "tickets": tickets}


@view.command("add", cls=QueryCommand, help=_("Save a query under a name."))
@click.argument("name")
@click.argument("words", nargs=-1, required=True, metavar="QUERY…")
@click.option("--shared", is_flag=True, help=_("For everybody, not only for you."))
def add(name: str, words: tuple[str, ...], shared: bool) -> None:
    """For me alone, unless it is shared."""
    with session().desk() as desk:
        command = commands.AddView(name, " ".join(words), shared)
        asked = (clean_line(name), clean_line(command.query), shared)
        settle(
            session().output,
            desk,
            command,
            lambda: any((found.name, found.query, found.shared) == asked for found in desk.views()),
        )


@view.command("edit", cls=QueryCommand, help=_("Give a view another query or name, or share it."))
@click.argument("name")
@click.argument("words", nargs=-1, metavar="[QUERY]…")
@click.option("--name", "new_name", metavar="NAME", help=_("Another name."))
@click.option("--shared/--private", default=None, help=_("For everybody, or only for you."))
def edit(name: str, words: tuple[str, ...], new_name: str | None, shared: bool | None) -> None:
    """What is not given stays as it is."""
    with session().desk() as desk:
        found = named(desk.views(), name)
        command = commands.EditView(found.id, new_name, " ".join(words) or None, shared)
        report(session().output, desk.do(command))


@view.command("remove", cls=DeskCommand, help=_("Remove a view; undo brings it back."))
@click.argument("name")
def remove(name: str) -> None:
    """Mine before one of everybody's."""
    with session().desk() as desk:
        report(session().output, desk.do(commands.RemoveView(named(desk.views(), name).id)))


def named(views: Sequence[View], name: str) -> View:
    """The view of that name, mine before everybody's. NotFound."""
    found = next((view for view in views if fold(view.name) == fold(name.strip())), None)
    if found is None:
        known = ", ".join(view.name for view in views)
        hint = (
            _("There are: {known}.").format(known=known) if known else _("`deskboard view add NAME QUERY` saves one.")
        )
        raise NotFound(_("There is no view “{name}”.").format(name=name), hint)
    return found


def query_of_view(desk: Desk, name: str) -> str:
    """The query that a view stands for. NotFound."""
    return named(desk.views(), name).query
