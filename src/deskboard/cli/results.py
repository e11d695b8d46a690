"""Saying what a command did, and failing when it did less than was asked.

Invariant: a bulk command does what it can; what it refused is named ticket by ticket on stderr,
and the exit code tells that something was refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from deskboard.cli.render import JSON, Output
from deskboard.domain import wording
from deskboard.domain.errors import Refused
from deskboard.domain.readmodels import Done
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk
    from deskboard.domain.commands import Command


def report(output: Output, done: Done, unchanged: str = "") -> None:
    """Tell what was done. Ends the program with the exit code of the gravest refusal, if any.
    ``unchanged``: what to say when it all was so already."""
    output.tell(unchanged if unchanged and done.command is None else wording.headline(done))
    for warning in done.warnings:
        output.tell(_("Note: {warning}").format(warning=warning))
    for ref, reason in done.refused:
        output.tell(_("#{ref} was left alone: {reason}").format(ref=ref, reason=reason))
    if output.mode == JSON:
        output.json(result_record(done))
    if done.refused:
        click.get_current_context().exit(done.exit_code or 1)


def settle(output: Output, desk: Desk, command: Command, is_so: Callable[[], bool]) -> None:
    """Do a command that adds something. Where it is there already, just as it was asked for
    (``is_so``), that is told, and all is well: a script may run twice."""
    try:
        done = desk.do(command)
    except Refused:
        if not is_so():
            raise
        done = Done(type(command).__name__, None)
    report(output, done, _("It is so already."))


def result_record(done: Done) -> dict[str, object]:
    """The JSON object of a change."""
    return {
        "done": done.name,
        "command": done.command,
        "refs": done.refs,
        "created": done.created,
        "assigned": [{"ref": ref, "assignee": login} for ref, login in done.assigned],
        "refused": [{"ref": ref, "reason": reason} for ref, reason in done.refused],
        "warnings": done.warnings,
    }
