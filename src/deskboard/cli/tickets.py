"""Commands that add tickets and change them, one or many at once.

Invariant: however many tickets a command names, it is one change and one undo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from deskboard.cli.completing import named
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import (
    behind,
    board_of,
    column_at,
    column_named,
    many_refs,
    new_option,
    seen,
    standard_input,
    unique,
    version_option,
)
from deskboard.cli.render import JSON, TABLE
from deskboard.cli.results import report
from deskboard.desk.desk import Desk
from deskboard.domain import commands, fields, quickadd, wording
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.readmodels import Done
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.domain.duplicates import Likely

ADD_EXAMPLES = """\b
deskboard add 'VPN down for finance !critical @ann #vpn due:tomorrow'
deskboard add Joan joins on Monday --template onboarding --field first-day=mon
journalctl -n 50 | deskboard add Disk errors on web1 -"""
EDIT_EXAMPLES = """\b
deskboard edit 142 143 --priority high --due 'tomorrow 17:00'
deskboard edit 142 --tag +vpn,-mail --due none
deskboard edit 142 --status waiting --wake 'mon 9:00' --watch +ann,-bob
deskboard edit 142 --field site=Vilnius"""


@click.command("add", cls=DeskCommand, epilog=ADD_EXAMPLES)
@click.argument("words", nargs=-1, required=True, metavar="TITLE…")
@click.option("--board", metavar="NAME", help=_("The board it goes to."))
@click.option("--column", metavar="NAME", help=_("The column it goes to; the first one when not given."))
@click.option("--description", metavar="TEXT", help=_("What it is about; a last “-” reads it from standard input."))
@click.option("--template", metavar="NAME", help=_("The template it is made from."))
@click.option("--field", "pairs", multiple=True, metavar="NAME=VALUE", help=_("Fill in a field of its form."))
@new_option()
def add(
    words: tuple[str, ...],
    *,
    board: str | None,
    column: str | None,
    description: str | None,
    template: str | None,
    pairs: tuple[str, ...],
    new: bool,
) -> None:
    """Add one ticket from a quick-add line."""
    if words[-1] == "-":
        words, description = words[:-1], standard_input()
    with session().desk(create=True) as desk:
        quick = quickadd.parse(" ".join(words), desk.now(), desk.zone, desk.who.login).checked()
        values: dict[str, Value] = dict(quick.fields)
        if description is not None:
            values["description"] = description
        if template is not None:
            from deskboard.domain import templates

            # Named first: without it nobody knows the fields that come with it.
            values["template"] = templates.find(desk.templates(), template).name
        values |= _values(desk, _named(pairs))
        board = board or session().settings.board
        head = desk.board(board) if board or column else None
        place = column_named(head.columns, column).id if head and column else None
        board_id = head.id if head else None
        done = desk.do(commands.AddTicket(quick.title, values, place, board_id, quick.steps, new_people=new))
        _tell_added(desk, done)


def _tell_added(desk: Desk, done: Done) -> None:
    output = session().output
    for ref in done.created:
        title = desk.ticket(ref).row.title
        if output.mode == JSON:
            output.json({"ref": ref, "title": title})
        else:
            output.line(f"#{ref}" if output.mode == TABLE else ref, title)
    for given in wording.handed_out(done):
        output.tell(given)
    for warning in done.warnings:
        output.tell(_("Note: {warning}").format(warning=warning))
    if output.is_watched:
        for ref in done.created:
            for alike in desk.likely_duplicates(desk.ticket(ref).row.title, done.created):
                output.tell(_looks_like(alike))


def _looks_like(alike: Likely) -> str:
    if alike.requester is None:
        return _("Looks like #{ref} {title}.").format(ref=alike.ref, title=alike.title)
    sentence = _("Looks like #{ref} {title} ({requester}).")
    return sentence.format(ref=alike.ref, title=alike.title, requester=alike.requester)


OFFERED = ("type", "priority", "status", "queue", "assignee", "requester")
"""Fields of which the shell offers values."""


def _field_option(name: str, metavar: str, about: str) -> click.Option:
    offer = named(name) if name in OFFERED else None
    return click.Option([f"--{name}"], metavar=metavar, help=about, shell_complete=offer)


FIELD_OPTIONS = [
    _field_option("title", "TEXT", _("What it is called.")),
    _field_option("description", "TEXT", _("What it is about; “-” reads it from standard input.")),
    _field_option("template", "NAME", _("The template whose form it has, or none.")),
    _field_option(
        "type",
        "TYPE",
        _("A type of your own, or one of: {choices}.").format(choices=", ".join(fields.FIELDS["type"].choices)),
    ),
    _field_option(
        "priority", "PRIORITY", _("One of: {choices}.").format(choices=", ".join(fields.FIELDS["priority"].choices))
    ),
    _field_option(
        "status", "STATUS", _("One of: {choices}.").format(choices=", ".join(fields.FIELDS["status"].choices))
    ),
    _field_option("queue", "NAME", _("The team's inbox, or none.")),
    _field_option("assignee", "PERSON", _("Who works on it: a login, me or none.")),
    _field_option("requester", "PERSON", _("Who asked: a login or mail address, or none.")),
    _field_option("due", "WHEN", _("Such as tomorrow, +2h, fri, 2026-01-31 17:00, or none.")),
    _field_option("wake", "WHEN", _("When a ticket that waits or is on hold comes back by itself, or none.")),
    _field_option("impact", "LEVEL", _("high, medium, low or none.")),
    _field_option("urgency", "LEVEL", _("high, medium, low or none.")),
]


@click.command("edit", cls=DeskCommand, params=FIELD_OPTIONS, epilog=EDIT_EXAMPLES)
@many_refs()
@click.option("--tag", "tags", multiple=True, metavar="+X,-Y", help=_("Add tags (+) and take tags away (-)."))
@click.option("--watch", "watch", multiple=True, metavar="+A,-B", help=_("Add watchers (+) and take them away (-)."))
@click.option(
    "--field", "pairs", multiple=True, metavar="NAME=VALUE", help=_("Set a field by its name, or one of its form.")
)
@new_option()
@version_option()
def edit(
    refs: tuple[int, ...],
    *,
    tags: tuple[str, ...],
    watch: tuple[str, ...],
    pairs: tuple[str, ...],
    new: bool,
    version: int | None,
    **words: str | None,
) -> None:
    """Set fields of tickets."""
    refs = unique(refs)
    given = {name: word for name, word in words.items() if word is not None} | _named(pairs)
    if given.get("description") == "-":
        given["description"] = standard_input()
    if not given and not tags and not watch:
        raise BadInput(_("Nothing to change."), _("Say what with --title, --priority, --due …"))
    with session().desk() as desk:
        changes = _values(desk, given)
        plus, minus = fields.signed(tags, fields.tag)
        come, go = fields.signed(watch, fields.login)
        command = commands.EditTicket(
            refs,
            changes,
            seen(desk, refs, version),
            add_tags=plus,
            remove_tags=minus,
            add_watchers=come,
            remove_watchers=go,
            new_people=new,
        )
        report(session().output, desk.do(command))


def _values(desk: Desk, words: dict[str, str]) -> dict[str, Value]:
    """What words mean for the fields of every ticket, and for those of its form (``answers``)."""
    now, zone = desk.now(), desk.zone
    found = {name: fields.from_text(name, word, now, zone) for name, word in words.items() if name in fields.FIELDS}
    if asked := {name: word for name, word in words.items() if name not in fields.FIELDS}:
        from deskboard.domain import templates

        found["answers"] = templates.read(desk.templates(), asked, now, zone)
    return found


def _named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Field → text, of words like ``due=tomorrow``."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, word = pair.partition("=")
        if not equals:
            raise BadInput(_("--field wants NAME=VALUE, not “{text}”.").format(text=pair[:40]))
        found[name.strip()] = word
    return found


MOVE_EXAMPLES = """\b
deskboard move 142 143 doing
deskboard move 142 Projects/Doing"""


@click.command("move", cls=DeskCommand, epilog=MOVE_EXAMPLES)
@many_refs(required=False)
@click.argument("column", metavar="COLUMN")
@click.option("--board", metavar="NAME", help=_("The board the column is on; that of the tickets when not given."))
@version_option()
def move(refs: tuple[int, ...], column: str, board: str | None, version: int | None) -> None:
    """Put tickets into a column of their board, or of another one."""
    refs = behind(refs, column, _("Say which tickets go into which column: `deskboard move 142 doing`."))
    with session().desk() as desk:
        target = column_at(desk, column, board or board_of(desk, refs))
        report(session().output, desk.do(commands.MoveTicket(refs, target.id, seen=seen(desk, refs, version))))


@click.command("assign", cls=DeskCommand)
@many_refs(required=False)
@click.argument("person", metavar="PERSON|me|none")
@new_option()
@version_option()
def assign(refs: tuple[int, ...], person: str, *, new: bool, version: int | None) -> None:
    """Set who works on tickets."""
    refs = behind(refs, person, _("Say which tickets are whose: `deskboard assign 142 ann`."))
    with session().desk() as desk:
        changes = {"assignee": fields.from_text("assignee", person, desk.now(), desk.zone)}
        report(session().output, desk.do(commands.EditTicket(refs, changes, seen(desk, refs, version), new_people=new)))


@click.command("archive", cls=DeskCommand)
@many_refs()
def archive(refs: tuple[int, ...]) -> None:
    """Take tickets off the board."""
    with session().desk() as desk:
        report(session().output, desk.do(commands.ArchiveTicket(unique(refs))), _("Archived already."))


@click.command("restore", cls=DeskCommand)
@many_refs()
def restore(refs: tuple[int, ...]) -> None:
    """Bring tickets back to the board."""
    with session().desk() as desk:
        report(
            session().output,
            desk.do(commands.RestoreTicket(unique(refs))),
            _("Neither in the archive nor in the trash."),
        )
