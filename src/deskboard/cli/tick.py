"""``deskboard tick``: what the desk does by itself, done now.

Invariant: it may be run at any time, from as many places as one likes; that somebody else is just
at it is no failure. Where no person reads it, it writes beside the data only what went wrong: cron
mails that.
"""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.render import JSON, TABLE
from deskboard.domain import ticking
from deskboard.domain.model import Channel
from deskboard.domain.readmodels import Done
from deskboard.domain.ticking import Duty, Ticked
from deskboard.l10n import _


@click.command("tick", cls=DeskCommand)
def tick() -> None:
    """Do what is due; tell what came of it, a line for each kind of work."""
    output, settings = session().output, session().settings
    # Not the desk of other commands, which wakes what slept before they begin.
    with session().opened(Channel.CLI, create=False) as desk:
        ticked = desk.tick(settings.archive_after_days)
    if output.mode == JSON:
        output.json(record(ticked))
    else:
        for duty in ticked.changed:
            told = ticking.told(duty, ticked.archive_after_days)
            output.line(*([told] if output.mode == TABLE else [duty.name, told]))
    for duty in ticked.failed:
        output.tell(_("{job} was left: {reason}").format(job=duty.name, reason=duty.failed))
    if output.is_watched and ticked.by is not None:
        output.tell(ticking.who(ticked.by))
    elif output.is_watched and not ticked.changed and not ticked.failed:
        output.tell(_("Nothing was due."))
    if ticked.failed:
        click.get_current_context().exit(max(duty.exit_code for duty in ticked.failed))


def record(ticked: Ticked) -> dict[str, object]:
    """The JSON object of a run. ``by``: who is just at it, so that this run did nothing."""
    return {"jobs": [_job(duty) for duty in ticked.duties], "by": ticked.by._asdict() if ticked.by else None}


def _job(duty: Duty) -> dict[str, object]:
    done: Done = duty.done
    return {
        "job": duty.name,
        "command": done.command,
        "refs": done.refs,
        "people": done.people,
        "assigned": [{"ref": ref, "assignee": login} for ref, login in done.assigned],
        "error": duty.failed or None,
    }
