"""The small steps of a ticket, from the command line.

Steps are named by their place in the list, counted from 1, or by words only one of them has.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import new_option, one_ref
from deskboard.cli.render import Col, Output, Styled
from deskboard.cli.results import report
from deskboard.domain import checklist, fields, times
from deskboard.domain.commands import AddStep, Command, EditStep, RemoveStep, TickStep
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.readmodels import Step
from deskboard.domain.text import fold
from deskboard.l10n import _

Numbered = tuple[int, Step]

EXAMPLES = """\b
deskboard check 142                    show the steps
deskboard check 142 2                  tick the second
deskboard check 142 --add 'Call back @ann due:fri'
deskboard check 142 --assign 3 ann --due 3 'fri 15:00'"""


@click.command("check", cls=DeskCommand, epilog=EXAMPLES)
@one_ref()
@click.argument("steps", nargs=-1, metavar="[STEP]…")
@click.option("--add", "texts", multiple=True, metavar="TEXT", help=_("Add a step; each line of the text is one."))
@click.option("--done", "ticked", multiple=True, metavar="STEP", help=_("Tick a step, as naming it alone does."))
@click.option("--undo", "unticked", multiple=True, metavar="STEP", help=_("Untick a step."))
@click.option("--remove", "removed", multiple=True, metavar="STEP", help=_("Remove a step."))
@click.option("--assign", "assigned", nargs=2, multiple=True, metavar="STEP PERSON", help=_("Say who does a step."))
@click.option("--due", "dated", nargs=2, multiple=True, metavar="STEP WHEN", help=_("Say when a step is due."))
@new_option()
def check(
    ref: int,
    *,
    steps: tuple[str, ...],
    texts: tuple[str, ...],
    ticked: tuple[str, ...],
    unticked: tuple[str, ...],
    removed: tuple[str, ...],
    assigned: tuple[tuple[str, str], ...],
    dated: tuple[tuple[str, str], ...],
    new: bool,
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
        for name, person in assigned:
            assignee = fields.from_text("assignee", person, desk.now(), desk.zone)
            wanted.append(EditStep(ref, step_named(known, name).id, changes={"assignee": assignee}, new_people=new))
        for name, when in dated:
            due = fields.from_text("due", when, desk.now(), desk.zone)
            wanted.append(EditStep(ref, step_named(known, name).id, changes={"due": due}))
        if texts:
            people = {person.login for person in desk.people()}
            reading = checklist.Reading(desk.now(), desk.zone, people, desk.who.login)
            wanted.append(AddStep(ref, checklist.parse_lines("\n".join(texts), reading)))
        if not wanted:
            show_steps(output, known, desk.zone)
        for command in wanted:
            report(output, desk.do(command))


def show_steps(output: Output, steps: Sequence[Step], zone: tzinfo) -> None:
    """The steps, one a line."""
    columns: tuple[Col[Numbered], ...] = (
        Col("number", "", lambda item: item[0]),
        Col("done", "", lambda item: item[1].done, lambda item: Styled("[x]" if item[1].done else "[ ]")),
        Col("text", "", lambda item: item[1].text, flexible=True),
        Col("assignee", "", lambda item: item[1].assignee, lambda item: Styled(shown_assignee(item[1]))),
        Col("due", "", lambda item: item[1].due, lambda item: Styled(shown_due(item[1], zone))),
    )
    output.rows(columns, enumerate(steps, 1), lambda item: {"number": item[0], **step_record(item[1])})


def step_record(step: Step) -> dict[str, object]:
    """The JSON object of a step."""
    return {"text": step.text, "done": step.done, "assignee": step.assignee, "due": step.due}


def shown_assignee(step: Step) -> str:
    return f"@{step.assignee}" if step.assignee else ""


def shown_due(step: Step, zone: tzinfo) -> str:
    return _("due {time}").format(time=times.as_typed(step.due, zone)) if step.due is not None else ""


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
