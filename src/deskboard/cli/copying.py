"""Copying a whole board to another database."""

from __future__ import annotations

import click

from deskboard import config, identity
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.progress import progress
from deskboard.cli.render import Col, Output
from deskboard.desk import copying
from deskboard.desk.copying import Poured
from deskboard.domain.model import Channel, Identity
from deskboard.l10n import _, ngettext

EXAMPLES = """\b
deskboard copy ~/desk.db postgresql://desk@db.example.org/desk
deskboard copy postgresql:///desk desk-2026.db"""

COLUMNS: tuple[Col[Poured], ...] = (
    Col("table", _("table"), lambda poured: poured.table),
    Col("rows", _("rows"), lambda poured: poured.source.rows),
    Col("copied", _("copied"), lambda poured: poured.target.rows),
    Col("same", _("same"), lambda poured: _("yes") if poured.is_same else _("NO")),
    Col("sha256", _("digest"), lambda poured: poured.source.digest, flexible=True),
)


@click.command("copy", cls=DeskCommand, epilog=EXAMPLES)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy a whole board to a new file or an empty PostgreSQL database, and compare the two."""
    output = session().output
    session().use(source)
    who = Identity(identity.of_this_process(session().settings.user, source), Channel.CLI)
    try:
        with progress(output, _("Copying")) as step:
            made = copying.copy(source, target, who, step)
    except copying.Differs as error:
        _show(output, error.tables)
        raise
    _show(output, made.tables)
    told = ngettext(
        "Copied the board with {n} ticket, and compared every row.",
        "Copied the board with {n} tickets, and compared every row.",
        made.tickets,
    )
    output.tell(told.format(n=made.tickets))
    if made.missed:
        missed = ngettext(
            "{n} change was made at {source} meanwhile and is not in the copy: let everybody leave, and copy again.",
            "{n} changes were made at {source} meanwhile and are not in the copy: let everybody leave, and copy again.",
            made.missed,
        )
        output.tell(missed.format(n=made.missed, source=config.shown_db(source)))
    output.tell(
        _("{source} is as it was. To work on the copy, set DESKBOARD_DB={target}.").format(
            source=config.shown_db(source), target=config.shown_db(target)
        )
    )


def _show(output: Output, tables: tuple[Poured, ...]) -> None:
    output.rows(COLUMNS, tables, _record)


def _record(poured: Poured) -> dict[str, object]:
    return {
        "table": poured.table,
        "rows": poured.source.rows,
        "copied": poured.target.rows,
        "same": poured.is_same,
        "sha256": poured.source.digest,
        "copied_sha256": poured.target.digest,
    }
