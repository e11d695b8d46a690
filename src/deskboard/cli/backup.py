"""Copies of the database, and putting one back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from deskboard import identity
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import FilePath
from deskboard.cli.render import JSON, Col, Styled
from deskboard.desk import backup as safe_keeping
from deskboard.domain.errors import BadInput
from deskboard.domain.readmodels import Backup
from deskboard.l10n import _


@click.command("backup", cls=DeskCommand)
@click.argument("file", type=FilePath(path_type=Path, dir_okay=False), required=False)
@click.option("--force", is_flag=True, help=_("Overwrite the file if it exists."))
@click.option("--auto", is_flag=True, help=_("Make today's beside the database, if it is due (for cron)."))
@click.option("--list", "listed", is_flag=True, help=_("List those that were made by themselves."))
def backup(file: Path | None, force: bool, auto: bool, listed: bool) -> None:
    """Copy and check the database; without FILE into a dated one here."""
    if (auto or listed) and (file is not None or force or (auto and listed)):
        raise BadInput(_("--auto and --list stand alone."))
    login = identity.of_this_process(session().settings.user, session().settings.db)
    safe_keeping.permit(session().settings.db, login)
    if listed:
        _list()
    elif auto:
        _auto()
    else:
        _copy(file, force)


def _list() -> None:
    found = safe_keeping.backups(session().settings.db)
    columns: list[Col[Backup]] = [
        Col("name", _("Name"), lambda one: one.name),
        Col("kind", _("Kind"), lambda one: one.kind),
        Col("made", _("Made"), lambda one: one.made, lambda one: Styled(f"{one.made.astimezone():%Y-%m-%d %H:%M}")),
        Col("bytes", _("Size"), lambda one: one.bytes, lambda one: Styled(f"{one.bytes // 1024 + 1:,} KiB")),
    ]
    session().output.rows(columns, found, lambda one: one._asdict())


def _auto() -> None:
    output, settings = session().output, session().settings
    made = safe_keeping.back_up_daily(settings.db, datetime.now(UTC), settings.backup_days, settings.backup_weeks)
    if output.mode == JSON:
        output.json({"path": made and made.path, "bytes": made and made.bytes})
    elif made is not None:
        output.line(made.path)
    else:
        output.tell(_("No backup is due."))


def _copy(file: Path | None, force: bool) -> None:
    output = session().output
    path, size = safe_keeping.back_up(session().settings.db, file, datetime.now(UTC), overwrite=force)
    if output.mode == JSON:
        output.json({"path": str(path), "bytes": size})
    else:
        output.line(str(path))
        output.tell(_("Checked and saved, {size:,} KiB.").format(size=size // 1024 + 1))


@click.command("restore-backup", cls=DeskCommand)
@click.argument("file", type=FilePath(path_type=Path))
def restore_backup(file: Path) -> None:
    """Check a backup and put it in the place of the database."""
    output, db = session().output, session().settings.db
    login = identity.of_this_process(session().settings.user, db)
    aside = safe_keeping.restore(file, db, login, datetime.now(UTC))
    if output.mode == JSON:
        output.json({"path": db, "kept": str(aside) if aside else None})
    output.tell(_("{file} is now the database {db}.").format(file=file, db=db))
    if aside:
        output.tell(_("The old one is kept as {path}.").format(path=aside))
