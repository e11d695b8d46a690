"""What the form of a ticket makes of a command: defaults, required fields, checked answers.

Invariant: an answer that is stored fitted the form its ticket had then; what a form does not
ask (any more) is kept, and can only be taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from deskboard.desk.handlers.templates import known_type
from deskboard.domain import fields, templates
from deskboard.domain.errors import BadInput, DeskboardError, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Stage, Ticket, TicketType
from deskboard.domain.templates import Answers, Asked, Required, Template
from deskboard.l10n import _
from deskboard.store.work import Work


class New(NamedTuple):
    """What a new ticket begins with: the values it was given, those it gets besides, its steps."""

    given: dict[str, Value]
    defaults: dict[str, Value]
    steps: tuple[str, ...] = ()


class Forms:
    """The templates there are, read when a ticket needs them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @cached_property
    def _known(self) -> tuple[Template, ...]:
        return self._work.facts.templates()

    def new(self, given: dict[str, Value], stage: Stage) -> New:
        """A new ticket in a column of that stage. NotFound, BadInput, Refused."""
        known_type(self._work, given.get("type"))
        if not given.keys() & {"template", "answers"}:
            return New(given, {})
        name = given.get("template")
        template = templates.find(self._known, str(name)) if name else None
        defaults = _defaults(template) if template else {}
        kind = str(given.get("type") or defaults.get("type") or TicketType.SUPPORT)
        if template:
            _check_type(template, kind)
            given = {**given, "template": template.name}
            given["tags"] = fields.tags((*template.tags, *_texts(given.get("tags"))))
        form = templates.form_of(self._known, kind, template.name if template else None)
        answers = self._answers(form, (), given.pop("answers", ()))
        if lacking := templates.missing(form, answers, solving=stage is Stage.DONE):
            raise _lacking(_("“{template}” asks for: {labels}."), template, lacking)
        return New(given | {"answers": answers}, defaults, template.steps if template else ())

    def changed(self, ticket: Ticket, changes: Mapping[str, Value]) -> Mapping[str, Value]:
        """The changes as they come to this ticket: its answers whole, and the type that goes with
        a template. NotFound, BadInput: they cannot be made here."""
        if not changes.keys() & {"template", "answers"}:
            return changes
        wanted: dict[str, Any] = dict(changes)
        name = ticket.template
        if "template" in wanted:
            template = templates.find(self._known, str(wanted["template"])) if wanted["template"] else None
            name = wanted["template"] = template.name if template else None
            if template:
                _check_type(template, str(wanted.setdefault("type", template.type)))
        if "answers" in wanted:
            form = templates.form_of(self._known, str(wanted.get("type", ticket.type)), name)
            wanted["answers"] = self._answers(form, ticket.answers, wanted["answers"])
        return wanted

    def _answers(self, form: tuple[Asked, ...], before: Answers, given: Value) -> Answers:
        by_key = {asked.key: asked for asked in form}
        found: dict[str, str] = {}
        for key, text in templates.pairs(given):
            asked = by_key.get(key)
            if asked is None and (text or key not in dict(before)):
                raise BadInput(
                    _("This ticket has no field “{key}”.").format(key=key),
                    fields.did_you_mean(key, by_key) or _("Its fields come with its type and template."),
                )
            if asked is not None and not text and asked.required is Required.SUBMIT and key in dict(before):
                raise BadInput(_("“{label}” is required.").format(label=asked.label))
            found[key] = templates.from_text(asked, text, self._work.now, self._work.zone) if asked else ""
        return templates.merged(before, found)

    def unsolved(self, ticket: Ticket) -> DeskboardError | None:
        """Why a ticket may not come into a done column yet: its form still asks for something."""
        if ticket.template is None:
            return None
        lacking = templates.missing(
            templates.form_of(self._known, ticket.type, ticket.template), ticket.answers, solving=True
        )
        if not lacking:
            return None
        labels = ", ".join(asked.label for asked in lacking)
        example = f"deskboard edit {ticket.ref} --field {lacking[0].key}=…"
        return Refused(
            _("#{ref} cannot be done before this is filled in: {labels}.").format(ref=ticket.ref, labels=labels),
            _("Use “Answers…” in the palette, or `{example}`.").format(example=example),
        )


def _defaults(template: Template) -> dict[str, Value]:
    found = {"type": template.type, "priority": template.priority, "queue": template.queue}
    return {name: fields.check(name, value) for name, value in found.items() if value}


def _check_type(template: Template, kind: str) -> None:
    if kind != template.type:
        raise BadInput(
            _("“{template}” is a template of the type {own}, not {kind}.").format(
                template=template.name, own=template.type, kind=kind
            )
        )


def _lacking(sentence: str, template: Template | None, lacking: list[Asked]) -> BadInput:
    labels = ", ".join(asked.label for asked in lacking)
    return BadInput(
        sentence.format(template=template.name if template else "", labels=labels),
        _("Press N for its form, or give --field {key}=….").format(key=lacking[0].key),
    )


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
