"""The small steps of a ticket, from the command line.

Steps are named by their place in the list, counted from 1, or by words only one of them has.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import one_ref
from deskboard.cli.render import Col, Output, Styled
from deskboard.cli.results import report
from deskboard.domain.commands import AddStep, Command, RemoveStep, TickStep
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.readmodels import Step
from deskboard.domain.text import fold
from deskboard.l10n import _

Numbered = tuple[int, Step]

EXAMPLES = """\b
deskboard check 142                    show the steps
deskboard check 142 2                  tick the second
deskboard check 142 --add 'Call back'  add one at the end"""


@click.command("check", cls=DeskCommand, epilog=EXAMPLES)
@one_ref()
@click.argument("steps", nargs=-1, metavar="[STEP]…")
@click.option("--add", "texts", multiple=True, metavar="TEXT", help=_("Add a step; each line of the text is one."))
@click.option("--done", "ticked", multiple=True, metavar="STEP", help=_("Tick a step, as naming it alone does."))
@click.option("--undo", "unticked", multiple=True, metavar="STEP", help=_("Untick a step."))
@click.option("--remove", "removed", multiple=True, metavar="STEP", help=_("Remove a step."))
def check(
    ref: int,
    *,
    steps: tuple[str, ...],
    texts: tuple[str, ...],
    ticked: tuple[str, ...],
    unticked: tuple[str, ...],
    removed: tuple[str, ...],
) -> None:
    """Change steps, or show them when there is nothing to change."""
    output = session().output
    with session().desk() as desk:
        known = desk.ticket(ref).steps
        wanted: list[Command] = []
        if unticked:
            wanted.append(TickStep(ref, _ids(known, unticked), False))
        if steps + ticked:
            wanted.append(TickStep(ref, _ids(known, steps + ticked), True))
        if removed:
            wanted.append(RemoveStep(ref, _ids(known, removed)))
        if texts:
            wanted.append(AddStep(ref, tuple(line for text in texts for line in text.splitlines() if line.strip())))
        if not wanted:
            show_steps(output, known)
        for command in wanted:
            report(output, desk.do(command))


def show_steps(output: Output, steps: Sequence[Step]) -> None:
    """The steps, one a line."""
    columns: tuple[Col[Numbered], ...] = (
        Col("number", "", lambda item: item[0]),
        Col("done", "", lambda item: item[1].done, lambda item: Styled("[x]" if item[1].done else "[ ]")),
        Col("text", "", lambda item: item[1].text, flexible=True),
    )
    output.rows(
        columns, enumerate(steps, 1), lambda item: {"number": item[0], "text": item[1].text, "done": item[1].done}
    )


def _ids(steps: Sequence[Step], names: Sequence[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(step_named(steps, name).id for name in names))


def step_named(steps: Sequence[Step], name: str) -> Step:
    """The step with that number, else the one whose text holds those words. NotFound: none;
    BadInput: several."""
    digits = name.removeprefix("#")
    if digits.isascii() and digits.isdecimal():
        if len(digits) < 7 and 1 <= int(digits) <= len(steps):
            return steps[int(digits) - 1]
        raise NotFound(_("There is no step {n}.").format(n=digits[:20]), _("The ticket has {n}.").format(n=len(steps)))
    wanted = fold(name.strip())
    found = [step for step in steps if wanted and wanted in fold(step.text)]
    found = [step for step in found if fold(step.text) == wanted] or found
    if not found:
        raise NotFound(_("No step has “{name}” in it.").format(name=name), _("Name it by its number."))
    if len(found) > 1:
        raise BadInput(_("Several steps have “{name}” in them.").format(name=name), _("Name it by its number."))
    return found[0]
