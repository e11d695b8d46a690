"""Making a database, a board to try, and bringing an old database up to date."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from deskboard import config, restricted
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import FilePath
from deskboard.cli.progress import progress
from deskboard.cli.render import JSON
from deskboard.desk.desk import Desk
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Channel
from deskboard.l10n import _

DEMO_TICKETS = 60
DEMO_SEED = 7


@click.command("init", cls=DeskCommand)
@click.option("--shared-group", metavar="GROUP", help=_("Share it with the people of this group, on this host."))
@click.option("--grants", is_flag=True, help=_("PostgreSQL: print the rights of one role per person, as SQL."))
@click.option("--apply-grants", is_flag=True, help=_("PostgreSQL: hand out those rights."))
def init(shared_group: str | None, grants: bool, apply_grants: bool) -> None:
    """Create the database; one that exists is left as it is."""
    if grants or apply_grants:
        from deskboard.cli.grants import hand_out

        hand_out(apply=apply_grants)
        return
    output, db = session().output, session().settings.db
    existed = not session().db_is_missing
    shared = _share(db, shared_group) if shared_group is not None else {}
    with session().opened(Channel.CLI, create=True) as desk:
        if output.mode == JSON:
            output.json({"path": config.shown_db(db), "created": not existed, "boards": desk.boards(), **shared})
        else:
            output.line(config.shown_db(db))
    if "://" in db:
        output.tell(_("The desk on the server is ready. Open the board with `deskboard`."))
    elif existed and not shared:
        output.tell(_("It was there already, and is as it was."))
    elif not existed:
        output.tell(_("Made a new database. Open the board with `deskboard`."))


def _share(db: str, group: str) -> dict[str, object]:
    """Have the group share the database; returns what JSON tells of it. NotAllowed."""
    restricted.need()
    from deskboard.desk import sharing

    shared = sharing.share(db, group)
    told = _("Shared with the group {group}: its people open it with DESKBOARD_DB='{path}', or `db` in their settings.")
    session().output.tell(told.format(group=shared.group, path=shared.path))
    for warning in shared.warnings:
        session().output.tell(warning)
    return {"group": shared.group, "directory": str(shared.path.parent), "warnings": shared.warnings}


@click.command("migrate", cls=DeskCommand)
def migrate() -> None:
    """Bring the schema up to date, after a backup; nothing to do is fine too."""
    with session().desk():
        db = config.shown_db(session().settings.db)
        session().output.tell(_("{db} has this program's schema.").format(db=db))


@click.command("demo", cls=DeskCommand)
@click.option("--tickets", type=click.IntRange(0, 1_000_000), default=DEMO_TICKETS, show_default=True)
@click.option("--seed", type=int, default=DEMO_SEED, show_default=True, help=_("The same seed makes the same board."))
@click.option("--keep", type=FilePath(path_type=Path, dir_okay=False), metavar="FILE", help=_("Keep it in this file."))
@click.option("--no-open", is_flag=True, help=_("Make it, print where it is, and do not open it."))
def demo(tickets: int, seed: int, keep: Path | None, no_open: bool) -> None:
    """A board full of believable work, thrown away afterwards."""
    if no_open:
        restricted.need()  # what it leaves behind nobody could open
    if keep is not None and keep.exists():
        raise BadInput(_("{path} exists already.").format(path=keep), _("Name another file."))
    folder = None if keep else Path(tempfile.mkdtemp(prefix="deskboard-demo-"))
    path = keep or Path(folder or "", "demo.db")
    stays = False
    try:
        session().use(str(path))
        with session().opened(Channel.CLI, create=True) as desk:
            _fill(desk, tickets, seed)
        if no_open:
            session().output.line(str(path))
            stays = True
        else:
            click.get_current_context().exit(session().show_board(None, ""))
    finally:
        if folder and not stays:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(desk: Desk, tickets: int, seed: int) -> None:
    from deskboard.desk import demo as stories

    with progress(session().output, _("Making tickets")) as step:
        stories.fill(desk, tickets, seed, progress=step)
