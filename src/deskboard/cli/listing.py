"""``deskboard list``: tickets, one a line."""

from __future__ import annotations

from itertools import chain, islice

import click

from deskboard.cli import records
from deskboard.cli.completing import query_words
from deskboard.cli.group import QueryCommand, session
from deskboard.cli.params import Number
from deskboard.domain.errors import BadInput, QueryError
from deskboard.domain.query.parse import parse
from deskboard.domain.query.tree import All, Query, SortKey
from deskboard.domain.query.words import SORTS
from deskboard.domain.text import clean_line
from deskboard.l10n import _

EXAMPLES = """\b
deskboard list is:overdue assignee:me
deskboard list 'column:"To Do"' -tag:vpn --sort due --limit 20
deskboard list --view Late --columns ref,title,assignee"""


@click.command("list", cls=QueryCommand, epilog=EXAMPLES)
@click.argument("words", nargs=-1, metavar="[QUERY]…", shell_complete=query_words)
@click.option("--sort", metavar="KEYS", help=_("Such as due or -priority,created; a minus turns the order round."))
@click.option("--limit", type=Number(min=1), metavar="N", help=_("At most so many."))
@click.option("--columns", metavar="NAMES", help=_("Which columns, separated by commas."))
@click.option("--board", metavar="NAME", help=_("Tickets of this board only."))
@click.option("--view", metavar="NAME", help=_("Tickets of this view; a query narrows it further."))
def list_(
    words: tuple[str, ...],
    sort: str | None,
    limit: int | None,
    columns: str | None,
    board: str | None,
    view: str | None,
) -> None:
    """All that are not archived, or those that match the query."""
    query = query_of(words, sort)
    output = session().output
    with session().desk() as desk:
        if view is not None:
            from deskboard.cli.views import query_of_view

            query = narrowed(parse(query_of_view(desk, view)), query)
        known = records.ticket_columns(desk.now(), desk.zone, session().settings.exact_times)
        wanted = records.chosen(known, columns)
        found = desk.tickets(query, board=board, limit=limit)
        first = list(islice(found, 1))
        output.rows(wanted, chain(first, found), records.ticket_record)
        if not first:
            from deskboard.desk import naming

            for sentence in naming.slips(desk, query):
                output.tell(sentence)


def query_of(words: tuple[str, ...], sort: str | None = None) -> Query:
    """The query that the words make; ``sort`` takes the place of its own order. QueryError, BadInput."""
    query = parse(clean_line(" ".join(words)))
    return query._replace(sort=_order(sort)) if sort else query


def narrowed(view: Query, query: Query) -> Query:
    """What both mean, in the order of the second if it has one."""
    both = tuple(part.where for part in (view, query) if part.where is not None)
    return Query(All(both) if len(both) == 2 else next(iter(both), None), query.sort or view.sort, query.text)


def _order(keys: str) -> tuple[SortKey, ...]:
    """The order of ``due`` or ``-priority,created``. BadInput."""
    try:
        asked = parse("sort:" + clean_line(keys).replace(" ", ""))
    except QueryError as error:
        close = _("Did you mean “{suggestion}”?").format(suggestion=error.suggestion) if error.suggestion else ""
        raise BadInput(error.message, close or _("Orders are: {names}.").format(names=", ".join(SORTS))) from error
    if asked.where is not None:
        raise BadInput(_("“{keys}” is no order.").format(keys=keys), _("Write --sort due or --sort=-priority,created."))
    return asked.sort
