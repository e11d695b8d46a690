"""Copies of the database, and putting one back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import FilePath
from deskboard.cli.render import JSON
from deskboard.desk import backup as safe_keeping
from deskboard.l10n import _


@click.command("backup", cls=DeskCommand)
@click.argument("file", type=FilePath(path_type=Path, dir_okay=False), required=False)
@click.option("--force", is_flag=True, help=_("Overwrite the file if it exists."))
def backup(file: Path | None, force: bool) -> None:
    """Copy and check the database; without FILE into a dated one here."""
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
    aside = safe_keeping.restore(file, db, datetime.now(UTC))
    if output.mode == JSON:
        output.json({"path": db, "kept": str(aside) if aside else None})
    output.tell(_("{file} is now the database {db}.").format(file=file, db=db))
    if aside:
        output.tell(_("The old one is kept as {path}.").format(path=aside))
