"""``deskboard doctor``: whether everything is in order, and what to do where it is not."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from deskboard import identity
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.render import JSON, TABLE, Output
from deskboard.desk.doctor import Finding, State, Surroundings, examine, mounted
from deskboard.domain.text import safe
from deskboard.l10n import _

STYLE = {State.OK: "green", State.NOTE: "yellow", State.TODO: "bold red"}


@click.command("doctor", cls=DeskCommand)
@click.option("--repair-search", is_flag=True, help=_("Make the search index anew first."))
def doctor(repair_search: bool) -> None:
    """Look at everything; exit code 1 if anything needs doing."""
    output = session().output
    if repair_search:
        with session().desk() as desk:
            desk.rebuild_search()
        output.tell(_("The search index was made anew."))
    todo = 0
    for finding in examine(session().settings.db, _surroundings()):
        _show(output, finding)
        todo += finding.state is State.TODO
    if todo:
        output.tell(_("Needs doing: {n}.").format(n=todo))
        click.get_current_context().exit(1)


def _surroundings() -> Surroundings:
    return Surroundings(
        env=session().env,
        mounts=mounted(),
        now=datetime.now(UTC),
        terminal=sys.stdout.isatty(),
        encoding=sys.stdout.encoding,
        login=identity.of_this_process(session().settings.user, session().settings.db),
    )


def _show(output: Output, finding: Finding) -> None:
    if output.mode == JSON:
        output.json({"check": finding.check, "state": finding.state, "said": finding.said, "advice": finding.advice})
    elif output.mode == TABLE:
        from rich.text import Text

        console = output.console()
        state = (f"{finding.state:<5}", STYLE[finding.state])
        console.print(Text.assemble(state, f"{safe(finding.check)}: {safe(finding.said)}"), soft_wrap=True)
        if finding.advice:
            console.print(Text(f"     → {safe(finding.advice)}"), soft_wrap=True)
    else:
        output.line(finding.check, finding.state, finding.said, finding.advice)
