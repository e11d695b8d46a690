"""``deskboard queue``: the team inboxes, who serves them and how they are handed out.

Invariant: a queue is named by its name, whatever its capitals and accents.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from deskboard.cli.completing import named
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.nouns import Noun
from deskboard.cli.params import named_like
from deskboard.cli.render import JSON, Col, Styled
from deskboard.cli.results import report, settle
from deskboard.domain import commands
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Membership, QueueMode
from deskboard.domain.readmodels import QueueLine
from deskboard.domain.text import clean_line
from deskboard.domain.times import ago, exact
from deskboard.l10n import _

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

EXAMPLES = """\b
deskboard queue add network --mode balanced
deskboard person edit ann bob --join network --join-secondary accounts
deskboard queue edit network --name 'network and VPN' --place first
deskboard queue remove fax --to network"""

queue = Noun("queue", epilog=EXAMPLES)
MODE = click.Option(["--mode"], metavar="MODE", help=_("One of: {names}.").format(names=", ".join(QueueMode)))


@queue.command("list", cls=DeskCommand, help=_("List the queues in order, with who serves them and what waits."))
def queue_list() -> None:
    """One queue a line."""
    with session().desk() as desk:
        now = desk.now()
        columns: list[Col[QueueLine]] = [
            Col("name", _("Queue"), lambda line: line.name, flexible=True),
            Col("mode", _("Mode"), lambda line: line.mode, _shown_mode),
            Col("members", _("Members"), member_words, lambda line: Styled(", ".join(member_words(line))), True),
            Col("waiting", _("Waiting"), lambda line: line.waiting, _shown_waiting),
            Col("open", _("Open"), lambda line: line.open),
            Col("oldest", _("Oldest"), lambda line: line.oldest, lambda line: Styled(_ago(line.oldest, now), "dim")),
        ]
        session().output.rows(columns, desk.queue_lines(), queue_record)


def member_words(line: QueueLine) -> tuple[str, ...]:
    """Who serves a queue: a star behind those to whom it is secondary, who come last."""
    first = [login for login, place in line.members if place is Membership.PRIMARY]
    return (*first, *(f"{login}*" for login, place in line.members if place is Membership.SECONDARY))


def _shown_mode(line: QueueLine) -> Styled:
    return Styled(line.mode, "" if line.mode.is_automatic else "dim")


def _shown_waiting(line: QueueLine) -> Styled:
    """Nothing for nothing. What waits though it should be handed out stands out."""
    return Styled(str(line.waiting or ""), "yellow" if line.mode.is_automatic else "")


def _ago(moment: datetime | None, now: datetime) -> str:
    return ago(moment, now) if moment is not None else ""


def queue_record(line: QueueLine) -> dict[str, object]:
    """The JSON object of a queue."""
    return {
        "name": line.name,
        "mode": line.mode,
        "place": line.place,
        "members": [{"login": login, "membership": place} for login, place in line.members],
        "waiting": line.waiting,
        "open": line.open,
        "oldest": line.oldest,
    }


@queue.command("show", cls=DeskCommand, help=_("Show one queue and who serves it."))
@click.argument("name", metavar="QUEUE", shell_complete=named("queue"))
def queue_show(name: str) -> None:
    """Its members one a line."""
    output = session().output
    with session().desk() as desk:
        line = queue_named(desk.queue_lines(), name)
        if output.mode == JSON:
            output.json(queue_record(line))
            return
        output.line(_("queue"), line.name)
        output.line(_("mode"), line.mode)
        output.line(_("place"), line.place)
        output.line(_("waiting"), line.waiting)
        output.line(_("open"), line.open)
        if line.oldest is not None:
            output.line(_("oldest"), exact(line.oldest, desk.zone))
        for login, place in line.members:
            output.line(_("member"), login, place)


def queue_named(queues: Sequence[QueueLine], name: str) -> QueueLine:
    """The queue of that name, or the one that begins like it. NotFound, BadInput."""
    return named_like(queues, name, _("queue"), _("`deskboard queue add NAME` adds one."))


@queue.command(
    "add", cls=DeskCommand, params=[MODE], help=_("Add a queue; it is the last one, and handed out by hand.")
)
@click.argument("name")
def queue_add(name: str, mode: str | None) -> None:
    """Add a queue."""
    command = commands.AddQueue(name, _mode(mode or QueueMode.MANUAL))
    with session().desk() as desk:

        def is_so() -> bool:
            same = (line for line in desk.queue_lines() if line.name == clean_line(name))
            return any(mode is None or line.mode is command.mode for line in same)

        settle(session().output, desk, command, is_so)


@queue.command(
    "edit",
    cls=DeskCommand,
    params=[
        click.Option(["--name", "new_name"], metavar="NAME", help=_("Another name; its tickets follow.")),
        MODE,
        click.Option(["--place"], metavar="first|last|N", help=_("Its place in the order, counted from 1.")),
    ],
    help=_("Give a queue another name, mode or place."),
)
@click.argument("name", metavar="QUEUE", shell_complete=named("queue"))
def queue_edit(name: str, new_name: str | None, mode: str | None, place: str | None) -> None:
    """What is not given stays as it is."""
    changes: dict[str, Value] = {}
    if new_name is not None:
        changes["name"] = new_name
    if mode is not None:
        changes["mode"] = _mode(mode)
    if not changes and place is None:
        raise BadInput(_("Nothing to change."), _("Say what with --name, --mode or --place."))
    with session().desk() as desk:
        queues = desk.queue_lines()
        if place is not None:
            changes["place"] = _place(place, len(queues))
        command = commands.EditQueue(queue_named(queues, name).id, changes)
        report(session().output, desk.do(command), _("It is so already."))


def _mode(word: str) -> QueueMode:
    text = "-".join(word.lower().replace("_", "-").split())
    if text not in list(QueueMode):
        raise BadInput(
            _("“{mode}” is no mode.").format(mode=word[:40]),
            _("Modes are: {names}.").format(names=", ".join(QueueMode)),
        )
    return QueueMode(text)


def _place(word: str, queues: int) -> int:
    if word in ("first", "last"):
        return 1 if word == "first" else queues
    if not (word.isascii() and word.isdecimal() and len(word) < 7):
        raise BadInput(_("“{place}” is no place.").format(place=word[:40]), _("Say first, last or 1."))
    return int(word)


@queue.command(
    "remove",
    cls=DeskCommand,
    params=[click.Option(["--to"], metavar="QUEUE|none", help=_("Where its tickets go; none: into no queue."))],
    help=_("Remove a queue; its tickets go to another."),
)
@click.argument("name", metavar="QUEUE", shell_complete=named("queue"))
def queue_remove(name: str, to: str | None) -> None:
    """Remove a queue."""
    with session().desk() as desk:
        report(session().output, desk.do(commands.RemoveQueue(queue_of(desk, name).id, _heir(desk, to))))


def _heir(desk: Desk, to: str | None) -> int | None:
    if to is None:
        return None
    return 0 if to.strip().lower() == "none" else queue_of(desk, to).id


def queue_of(desk: Desk, name: str) -> QueueLine:
    """The queue of that name. NotFound, BadInput."""
    return queue_named(desk.queue_lines(), name)
