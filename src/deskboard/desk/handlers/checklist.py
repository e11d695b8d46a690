"""Deciding about the small steps of a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import conflicts, named
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.events import Value
from deskboard.domain.model import STEP_MAX, STEPS_MAX, Role
from deskboard.domain.ranking import many_between
from deskboard.domain.text import clean_line
from deskboard.l10n import _, ngettext
from deskboard.store.facts import StepFact
from deskboard.store.work import Work


def step_text(text: str) -> str:
    """A step: one line of 1 to 1,000 characters. BadInput."""
    cleaned = clean_line(text)
    if not cleaned:
        raise BadInput(_("A step needs some text."))
    if len(cleaned) > STEP_MAX:
        raise BadInput(_("A step has at most {max} characters.").format(max=STEP_MAX))
    return cleaned


def _checked(work: Work, step: str | c.NewStep) -> c.NewStep:
    """The step as it can be stored. BadInput."""
    new = c.NewStep(step) if isinstance(step, str) else step
    due = fields.moment(new.due) if new.due is not None else None
    return c.NewStep(step_text(new.text), new.done, named.person(work, new.assignee), due)


def assignees(steps: Iterable[e.StepAdded]) -> dict[str, Role]:
    """Who is to do the steps, and what somebody new among them is."""
    return {step.assignee: Role.AGENT for step in steps if step.assignee}


def new_steps(
    work: Work, ref: int, texts: Iterable[str | c.NewStep], low: str | None, high: str | None
) -> list[e.StepAdded]:
    """Events that add steps between two order keys."""
    cleaned = [_checked(work, text) for text in texts]
    if len(cleaned) > STEPS_MAX:
        raise _too_many()
    ids = work.take("step", len(cleaned)) if cleaned else range(0)
    ranks = many_between(low, high, len(cleaned))
    return [
        e.StepAdded(ref, ident, new.text, rank, new.done, new.assignee, new.due)
        for ident, new, rank in zip(ids, cleaned, ranks, strict=True)
    ]


def _too_many() -> BadInput:
    return BadInput(_("A checklist has at most {max} steps.").format(max=STEPS_MAX))


def _steps(work: Work, ref: int, wanted: Sequence[int]) -> tuple[list[StepFact], list[StepFact]]:
    """All steps of a ticket, and those wanted. NotFound."""
    if gone := named.merged_away(named.ticket(work, ref)):
        raise gone
    every = work.facts.steps(ref)
    by_id = {step.id: step for step in every}
    if any(step not in by_id for step in wanted):
        raise NotFound(_("That step of #{ref} does not exist any more.").format(ref=ref))
    return every, [by_id[step] for step in dict.fromkeys(wanted)]


def _gap(steps: Sequence[StepFact], place: int) -> tuple[str | None, str | None]:
    """The order keys between which a step comes to stand at a place. Two steps may have the
    same key after an undo; nothing fits between those, so it goes behind them."""
    low = steps[place - 1].rank if place else None
    return low, next((step.rank for step in steps[place:] if low is None or step.rank > low), None)


def add(work: Work, command: c.AddStep) -> Decision:
    good, refused, told = named.receiving(work, [command.ref])
    if refused:
        raise refused[0][1]
    ref = good[0].ref
    # The step below which they were to stand has stayed with the merged ticket.
    below = command.below if ref == command.ref else None
    every, anchor = _steps(work, ref, [below] if below is not None else [])
    if len(every) + len(command.texts) > STEPS_MAX:
        raise _too_many()
    place = every.index(anchor[0]) + 1 if anchor else len(every)
    low, high = _gap(every, place)
    events = new_steps(work, ref, command.texts, low, high)
    if not events:
        raise BadInput(_("A step needs some text."))
    people = named.newcomers(work, assignees(events), careful=not command.new_people)
    return Decision(
        [*people, *events],
        [ref],
        people=[person.login for person in people],
        warnings=told,
        what=_("step added: {text}").format(text=events[0].text)
        if len(events) == 1
        else ngettext("{n} step added", "{n} steps added", len(events)).format(n=len(events)),
    )


def edit(work: Work, command: c.EditStep) -> Decision:
    _every, (step,) = _steps(work, command.ref, [command.step])
    wanted = _changes(work, command)
    if conflict := conflicts.of_step(work, command.ref, step, command.seen, wanted):
        raise conflict
    events = [
        e.StepEdited(command.ref, step.id, field, before, after, "" if field == "text" else step.text)
        for field, after in wanted.items()
        if (before := getattr(step, field)) != after
    ]
    assignee = wanted.get("assignee")
    people = named.newcomers(work, {str(assignee): Role.AGENT} if assignee else {}, careful=not command.new_people)
    return Decision(
        [*people, *events] if events else [],
        [command.ref] if events else [],
        people=[person.login for person in people],
        what=_("step changed: {text}").format(text=wanted.get("text", step.text)),
    )


def _changes(work: Work, command: c.EditStep) -> dict[str, Value]:
    """Field → value as it can be stored. BadInput."""
    wanted: dict[str, Value] = {}
    if command.text is not None:
        wanted["text"] = step_text(command.text)
    if "assignee" in command.changes:
        wanted["assignee"] = named.person(work, command.changes["assignee"])
    if "due" in command.changes:
        due = command.changes["due"]
        wanted["due"] = fields.moment(due) if due is not None else None
    return wanted


def tick(work: Work, command: c.TickStep) -> Decision:
    _every, steps = _steps(work, command.ref, command.steps)
    events = [
        e.StepEdited(command.ref, step.id, "done", step.done, command.done, step.text)
        for step in steps
        if step.done != command.done
    ]
    text = steps[0].text if steps else ""
    what = _("“{text}” done") if command.done else _("“{text}” not done")
    return Decision(events, [command.ref] if events else [], what=what.format(text=text))


def move(work: Work, command: c.MoveStep) -> Decision:
    every, (step,) = _steps(work, command.ref, [command.step])
    others = [other for other in every if other.id != step.id]
    place = max(0, min(every.index(step) + command.by, len(others)))
    if place == every.index(step):
        return Decision([])
    low, high = _gap(others, place)
    (rank,) = many_between(low, high, 1)
    what = _("step moved: {text}").format(text=step.text)
    return Decision([e.StepEdited(command.ref, step.id, "rank", step.rank, rank, step.text)], [command.ref], what=what)


def remove(work: Work, command: c.RemoveStep) -> Decision:
    _every, steps = _steps(work, command.ref, command.steps)
    events = [_removed(step) for step in steps]
    if len(steps) == 1:
        what = _("step removed: {text}").format(text=steps[0].text)
    else:
        what = ngettext("{n} step removed", "{n} steps removed", len(steps)).format(n=len(steps))
    return Decision(events, [command.ref] if events else [], what=what)


def _removed(step: StepFact) -> e.StepRemoved:
    return e.StepRemoved(step.ticket, step.id, step.text, step.rank, step.done, step.assignee, step.due)
