"""The trash: tickets into it, what lies there, and out of it for good.

Invariant: nothing is purged that was not asked about, unless --yes was given.
"""

from __future__ import annotations

import sys
from datetime import datetime

import click

from deskboard.cli import records
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import REF, unique
from deskboard.cli.render import Col, Output, Styled
from deskboard.cli.results import report
from deskboard.desk.desk import Desk
from deskboard.domain import commands
from deskboard.domain.errors import BadInput, NotAllowed
from deskboard.domain.query.tree import Is, Query
from deskboard.domain.readmodels import TicketRow
from deskboard.l10n import _, ngettext

EXAMPLES = """\b
deskboard trash 142 143          into the trash
deskboard trash --list           what lies there
deskboard restore 142            back to the board
deskboard trash --purge 143      gone for good (admins; all of it without a ref)"""


@click.command("trash", cls=DeskCommand, epilog=EXAMPLES)
@click.argument("refs", type=REF, nargs=-1, metavar="[REF]…")
@click.option("--list", "listing", is_flag=True, help=_("Show what lies in the trash."))
@click.option("--purge", is_flag=True, help=_("Remove for good what lies there: these tickets, or all."))
@click.option("--yes", is_flag=True, help=_("Purge without asking."))
def trash(*, refs: tuple[int, ...], listing: bool, purge: bool, yes: bool) -> None:
    """Put tickets into the trash, look into it, or purge it."""
    output = session().output
    with session().desk() as desk:
        if purge:
            _purge(output, desk, unique(refs), sure=yes)
        elif refs:
            report(output, desk.do(commands.TrashTicket(unique(refs))), _("In the trash already."))
        elif listing:
            _list(output, desk)
        else:
            raise BadInput(_("Say which tickets."), _("`deskboard trash --list` shows what lies in the trash."))


def _purge(output: Output, desk: Desk, refs: tuple[int, ...], *, sure: bool) -> None:
    reason = desk.may(commands.PurgeTickets)
    if reason:
        raise NotAllowed(reason)
    count = len(refs) or desk.count(Query(Is("trashed")))
    if not count:
        output.tell(_("The trash is empty."))
        return
    if not sure:
        _make_sure(count)
    report(output, desk.do(commands.PurgeTickets(refs or None)), _("Nothing was purged."))


def _make_sure(count: int) -> None:
    """Ask, where there is somebody to ask. BadInput: nobody; Abort: no."""
    question = ngettext(
        "Purge {n} ticket for good, with its comments, files and history? This cannot be undone.",
        "Purge {n} tickets for good, with their comments, files and history? This cannot be undone.",
        count,
    ).format(n=count)
    if not sys.stdin.isatty():
        raise BadInput(_("A purge cannot be undone."), _("Say --yes if you mean it."))
    if not click.confirm(question, err=True):
        raise click.Abort


def _list(output: Output, desk: Desk) -> None:
    now, exact = desk.now(), session().settings.exact_times

    def since(row: TicketRow) -> datetime | None:
        return row.trashed

    columns: tuple[Col[TicketRow], ...] = (
        Col("ref", _("Ref"), lambda row: row.ref, lambda row: Styled(f"#{row.ref}", "bold")),
        Col("title", _("Title"), lambda row: row.title, flexible=True),
        Col("column", _("Column"), lambda row: row.column),
        Col(
            "trashed",
            _("In the trash"),
            since,
            lambda row: Styled(records.shown_time(row.trashed, now, desk.zone, exact)),
        ),
    )
    output.rows(columns, desk.tickets(Query(Is("trashed"))), records.ticket_record)
