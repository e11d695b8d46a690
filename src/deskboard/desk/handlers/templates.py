"""Deciding about templates and types."""

from __future__ import annotations

from deskboard.desk.decision import Decision
from deskboard.desk.handlers import queues
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import fields, template_records, templates
from deskboard.domain.errors import BadInput, Conflict, NotFound, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import TicketType
from deskboard.domain.templates import Template
from deskboard.domain.text import fold
from deskboard.l10n import _
from deskboard.store.work import Work


def known_type(work: Work, value: Value) -> None:
    """BadInput unless every desk has this type, or the team added it."""
    if value is None or value in list(TicketType):
        return
    own = work.facts.types()
    if value not in own:
        known = (*TicketType, *own)
        raise BadInput(
            _("There is no type “{name}”.").format(name=value),
            fields.did_you_mean(str(value), known) or _("There are: {names}.").format(names=", ".join(known)),
        )


def checked(work: Work, template: Template, inbox: queues.Named) -> Template:
    """The template as it can be stored. BadInput: it makes no sense, or its type is unknown."""
    found = template_records.read(template_records.record(template))
    known_type(work, found.type)
    return found._replace(queue=inbox.meant(found.queue))


def event_of(template: Template) -> e.TemplateAdded:
    return e.TemplateAdded(template.name, template.type, template_records.dump(template))


def add(work: Work, command: c.AddTemplate) -> Decision:
    inbox = queues.Named(work, careful=True)
    template = checked(work, command.template, inbox)
    same = [known.name for known in work.facts.templates() if fold(known.name) == fold(template.name)]
    if same:
        raise Refused(
            _("There is a template “{name}” already.").format(name=same[0]),
            _("`deskboard template edit` changes it."),
        )
    return Decision([*inbox.added, event_of(template)], warnings=inbox.warnings(), what=template.name)


def edit(work: Work, command: c.EditTemplate) -> Decision:
    inbox = queues.Named(work, careful=True)
    template = checked(work, command.template, inbox)
    before = next((known for known in work.facts.templates() if known.name == template.name), None)
    if before is None:
        raise NotFound(
            _("There is no template “{name}”.").format(name=template.name),
            _("A template keeps its name; `deskboard template add` makes another one."),
        )
    if before == template:
        return Decision([], what=template.name)
    if command.was is not None and command.was != before:
        raise Conflict(
            _("The template “{name}” was changed meanwhile.").format(name=template.name),
            _("`deskboard template show` shows it; then change it again."),
        )
    event = e.TemplateEdited(template.name, template_records.dump(before), template_records.dump(template))
    return Decision([*inbox.added, event], warnings=inbox.warnings(), what=template.name)


def remove(work: Work, command: c.RemoveTemplate) -> Decision:
    found = templates.find(work.facts.templates(), command.name)
    return Decision([event_of(found).inverse()], what=found.name)


def add_type(work: Work, command: c.AddType) -> Decision:
    name = fields.type_word(command.name)
    if name in list(TicketType) or name in work.facts.types():
        raise Refused(_("There is a type “{name}” already.").format(name=name))
    if meant := fields.mistaken_type(name):
        raise BadInput(
            _("“{name}” would be taken for “{known}”.").format(name=name, known=meant),
            _("Choose a name that cannot be mistaken."),
        )
    return Decision([e.TypeAdded(name)], what=name)


def remove_type(work: Work, command: c.RemoveType) -> Decision:
    name = fields.type_word(command.name)
    if name in list(TicketType):
        raise Refused(_("Every desk has the type “{name}”.").format(name=name))
    if name not in work.facts.types():
        raise NotFound(_("There is no type “{name}”.").format(name=name), _("`deskboard type list` shows them."))
    if work.facts.has_type(name):
        raise Refused(
            _("Tickets or templates are of the type “{name}”.").format(name=name),
            _("Give them another one first."),
        )
    return Decision([e.TypeRemoved(name)], what=name)
