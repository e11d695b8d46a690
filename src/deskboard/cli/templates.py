"""``deskboard template`` and ``deskboard type``: the forms of a team, as TOML files for people.

Invariant: a file that was edited and is refused is offered again as it was left, never lost.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from deskboard.cli.group import session
from deskboard.cli.nouns import Noun
from deskboard.cli.params import FILE, edited
from deskboard.cli.render import JSON, TABLE, Col
from deskboard.cli.results import report, settle
from deskboard.config import toml
from deskboard.domain import commands as c
from deskboard.domain import fields, template_records, templates
from deskboard.domain.errors import BadInput, Conflict, NotFound
from deskboard.domain.model import TicketType
from deskboard.domain.templates import Required, Template
from deskboard.domain.text import safe
from deskboard.l10n import _

FILE_MAX = 1024 * 1024
"""Bytes of a template's file: its texts are lines."""

SAMPLE = _("""\
# A template: what is asked for a kind of request. Lines that begin with # say nothing.

name = "New colleague"
type = "change"
queue = "accounts"
tags = ["onboarding"]
steps = ["Create the account", "Order a laptop", "Hand over the badge"]

# Each field: a key for the command line, a label for people, and its kind:
# text, number, date, choice or yes/no. required: no, submit (before it is added) or
# solve (before it is done).

[[fields]]
key = "first-day"
label = "First day"
kind = "date"
required = "submit"

[[fields]]
key = "site"
label = "Site"
kind = "choice"
choices = ["Vilnius", "Seoul"]
""")


template = Noun("template")


@template.command("list", help=_("List the templates with their type and what they ask."))
def list_() -> None:
    """One a line."""
    columns: tuple[Col[Template], ...] = (
        Col("name", _("Template"), lambda found: found.name),
        Col("type", _("Type"), lambda found: found.type),
        Col("fields", _("Asks"), lambda found: tuple(asked.key for asked in found.fields), flexible=True),
    )
    with session().desk() as desk:
        found = desk.templates()
    session().output.rows(columns, found, template_records.record)
    if not found and session().output.mode == TABLE:
        session().output.tell(_("No templates yet: `deskboard template add` makes one."))


@template.command(help=_("Show one template, as the file that `template add` reads."))
@click.argument("name", metavar="NAME")
def show(name: str) -> None:
    """As TOML, or as JSON."""
    with session().desk() as desk:
        found = templates.find(desk.templates(), name)
    output = session().output
    if output.mode == JSON:
        output.json(template_records.record(found))
    else:
        output.text(to_toml(found).rstrip("\n"))


@template.command(help=_("Add a template from a file (- is standard input); without one $EDITOR opens."))
@click.argument("name", metavar="NAME", required=False)
@click.option("--from", "source", type=FILE, metavar="FILE", help=_("The file, in TOML."))
def add(name: str | None, source: str | None) -> None:
    """Read it, or have it written."""
    with session().desk() as desk:
        if source is not None:
            found = read(_file(source), name)
            settle(session().output, desk, c.AddTemplate(found), lambda: found in desk.templates())
            return
        start = SAMPLE.replace("New colleague", toml(name)[1:-1]) if name else SAMPLE
        _edited(start, lambda text: report(session().output, desk.do(c.AddTemplate(read(text)))))


@template.command(help=_("Change a template in $EDITOR, or from a file (- is standard input)."))
@click.argument("name", metavar="NAME")
@click.option("--from", "source", type=FILE, metavar="FILE", help=_("The file, in TOML."))
def edit(name: str, source: str | None) -> None:
    """Open it as TOML; what is refused is offered again."""
    with session().desk() as desk:
        before = was = templates.find(desk.templates(), name)

        def take(text: str) -> None:
            nonlocal was
            after = read(text, before.name if source is not None else None)
            if after.name != before.name:
                raise BadInput(
                    _("A template keeps its name, and this is “{name}”.").format(name=before.name),
                    _("`deskboard template add` makes another one."),
                )
            try:
                done = desk.do(c.EditTemplate(after, None if source is not None else was))
            except Conflict:
                # Saved once more it holds: its writer knows by then.
                was = templates.find(desk.templates(), name)
                raise
            report(session().output, done)

        if source is not None:
            take(_file(source))
        else:
            _edited(to_toml(before), take)


@template.command(help=_("Remove a template; tickets made from it keep their answers."))
@click.argument("name", metavar="NAME")
def remove(name: str) -> None:
    """It can be undone."""
    with session().desk() as desk:
        report(session().output, desk.do(c.RemoveTemplate(name)))


type_ = Noun("type")


@type_.command("list", help=_("List the types of ticket."))
def list_types() -> None:
    """Those every desk has, then the team's own."""
    columns: tuple[Col[str], ...] = (
        Col("name", _("Type"), lambda name: name),
        Col("own", _("Own"), lambda name: name not in list(TicketType)),
    )
    with session().desk() as desk:
        session().output.rows(columns, desk.types(), lambda name: {"name": name, "own": name not in list(TicketType)})


@type_.command("add", help=_("Add a type of ticket of the team's own."))
@click.argument("name", metavar="NAME")
def add_type(name: str) -> None:
    """One word."""
    with session().desk() as desk:
        own = desk.types()[len(TicketType) :]
        settle(session().output, desk, c.AddType(name), lambda: fields.type_word(name) in own)


@type_.command("remove", help=_("Remove a type that no ticket and no template has."))
@click.argument("name", metavar="NAME")
def remove_type(name: str) -> None:
    """It can be undone."""
    with session().desk() as desk:
        report(session().output, desk.do(c.RemoveType(name)))


# ---- files


def to_toml(found: Template) -> str:
    """The template as a file for people."""
    lines = [f"{name} = {_toml(value)}" for name, value in template_records.record(found).items() if name != "fields"]
    for asked in found.fields:
        lines += ["", "[[fields]]"]
        record = asked._asdict()
        lines += [f"{name} = {_toml(value)}" for name, value in record.items() if value and value != Required.NO]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(str(item)) for item in value) + "]"
    return toml(str(value))


def read(text: str, name: str | None = None) -> Template:
    """The template that a file holds; ``name`` where it says none. BadInput: what is wrong."""
    import tomllib

    try:
        found: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_("This is no TOML: {reason}.").format(reason=safe(str(error)))) from None
    return template_records.read({"name": name, **found} if name else found)


def _file(source: str) -> str:
    """What a file holds. NotFound, BadInput."""
    try:
        if source == "-":
            data = sys.stdin.buffer.read(FILE_MAX + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(FILE_MAX + 1)
    except FileNotFoundError:
        raise NotFound(_("There is no file {path}.").format(path=safe(source))) from None
    except OSError as error:
        raise BadInput(_("{path} cannot be read: {reason}.").format(path=safe(source), reason=error.strerror)) from None
    if len(data) > FILE_MAX:
        raise BadInput(_("{path} is too large for a template.").format(path=safe(source)))
    return data.decode("utf-8", "replace")


def _edited(text: str, take: Any) -> None:
    """Have a text edited until it is taken. A text that is left as it is changes nothing; one
    that is refused comes back with the reason above it."""
    start = text
    while True:
        after = edited(text, ".toml", require_save=False)
        if after is None or (after == text and text != start):
            raise BadInput(_("Nothing was changed."))
        if after == start:
            session().output.tell(_("Nothing changed."))
            return
        try:
            take(after)
            return
        except (BadInput, Conflict, NotFound) as error:
            text = f"{_MARK} {safe(str(error))}\n" + "".join(
                line for line in after.splitlines(keepends=True) if not line.startswith(_MARK)
            )


_MARK = "#!"
"""Begins the line that says why a file was refused."""
