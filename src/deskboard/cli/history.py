"""What was changed, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

import click

from deskboard.cli import records
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import REF, Number
from deskboard.cli.render import Col, Styled
from deskboard.cli.results import report
from deskboard.domain import wording
from deskboard.domain.events import kind_of, to_data
from deskboard.domain.readmodels import Entry
from deskboard.l10n import _


@click.command("undo", cls=DeskCommand)
def undo() -> None:
    """Take back your last change."""
    with session().desk() as desk:
        report(session().output, desk.undo())


@click.command("redo", cls=DeskCommand)
def redo() -> None:
    """Do again what you took back last."""
    with session().desk() as desk:
        report(session().output, desk.redo())


@click.command("log", cls=DeskCommand)
@click.argument("ref", type=REF, required=False)
@click.option("--limit", type=Number(min=1), default=100, show_default=True, help=_("At most so many."))
def log(ref: int | None, limit: int) -> None:
    """Changes, newest first: all, or those of one ticket."""
    output = session().output
    with session().desk() as desk:
        if ref is not None:
            desk.ticket(ref)
        names = desk.column_names()
        exact = session().settings.exact_times

        def described(entry: Entry) -> str:
            return wording.describe(entry.event, names, desk.zone)

        now = desk.now()
        columns: tuple[Col[Entry], ...] = (
            Col(
                "at",
                _("When"),
                lambda entry: entry.at,
                lambda entry: Styled(records.shown_time(entry.at, now, desk.zone, exact), "dim"),
            ),
            Col("actor", _("Who"), lambda entry: entry.actor),
            Col(
                "ref",
                _("Ref"),
                lambda entry: entry.ticket,
                lambda entry: Styled(f"#{entry.ticket}" if entry.ticket else ""),
            ),
            Col(
                "text",
                _("What"),
                described,
                lambda entry: Styled(described(entry), "strike" if entry.undone else ""),
                flexible=True,
            ),
            Col("undone", "", lambda entry: "undone" if entry.undone else ""),
        )
        output.rows(
            columns,
            desk.history(ref, limit=limit),
            lambda entry: {"id": entry.id, "ref": entry.ticket, **entry_record(entry, names, desk.zone)},
        )


def entry_record(entry: Entry, names: Mapping[int, str], zone: tzinfo) -> dict[str, object]:
    """The JSON object of one recorded fact: ``kind`` and ``data`` as in the log, ``text`` in words."""
    return {
        "kind": kind_of(entry.event),
        "text": wording.describe(entry.event, names, zone),
        "author": entry.actor,
        "at": entry.at,
        "channel": entry.channel,
        "undone": entry.undone,
        "data": to_data(entry.event),
    }
