"""How people work: the options of ``deskboard person edit`` that say it, and what a change would do.

Invariant: however many people are named, it is one command and one undo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import click

from deskboard.cli.completing import named
from deskboard.cli.group import session
from deskboard.cli.queues import queue_named
from deskboard.cli.render import Col
from deskboard.desk.desk import Desk
from deskboard.domain import commands
from deskboard.domain import events as e
from deskboard.domain.capacity import ramp_typed
from deskboard.domain.commands import Command
from deskboard.domain.errors import BadInput
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, Membership
from deskboard.l10n import _

DRY_RUN_HELP = _("Only show what would change, and which tickets would be handed out.")


def team_options() -> list[click.Option]:
    """Limit, ramp, VIP, queues and availability."""

    def queues(name: str, about: str) -> click.Option:
        return click.Option([name], multiple=True, metavar="QUEUE", help=about, shell_complete=named("queue"))

    return [
        click.Option(["--limit"], metavar="N|none", help=_("Open tickets they are given at most; none: as the desk.")),
        click.Option(
            ["--ramp"],
            metavar="N:[FIRST:]LAST|none",
            help=_("A limit that grows from N on the first day (today) to the full one on the last: 2:+8w, 2:mon:fri."),
        ),
        click.Option(["--vip/--no-vip"], default=None, help=_("Whether what they ask for may come before the rest.")),
        queues("--join", _("A queue they serve.")),
        queues("--join-secondary", _("A queue they serve when nothing waits in their others.")),
        queues("--leave", _("A queue they serve no more.")),
        click.Option(
            ["--availability"], metavar="STATE", help=_("One of: {names}.").format(names=", ".join(Availability))
        ),
    ]


def dry_run_option() -> click.Option:
    return click.Option(["--dry-run"], is_flag=True, help=DRY_RUN_HELP)


class Working(NamedTuple):
    """What is to become of how people work. ``queues``: names as they were typed."""

    changes: Mapping[str, Value]
    queues: Mapping[str, Membership | None]

    def __bool__(self) -> bool:
        return bool(self.changes or self.queues)

    @classmethod
    def of(
        cls,
        *,
        limit: str | None,
        ramp: str | None,
        vip: bool | None,
        join: Sequence[str],
        join_secondary: Sequence[str],
        leave: Sequence[str],
        availability: str | None,
    ) -> Working:
        """What the options say. BadInput: a queue is named twice."""
        given: dict[str, Value] = {"limit": limit, "ramp": ramp, "vip": vip, "availability": availability}
        queues: dict[str, Membership | None] = {}
        for names, place in ((join, Membership.PRIMARY), (join_secondary, Membership.SECONDARY), (leave, None)):
            for name in names:
                if name in queues:
                    raise BadInput(_("“{name}” is named twice.").format(name=name[:100]))
                queues[name] = place
        return cls({name: value for name, value in given.items() if value is not None}, queues)

    def command(self, desk: Desk, logins: Sequence[str]) -> commands.EditTeam:
        """NotFound, BadInput: no such queue."""
        there = desk.queue_lines() if self.queues else ()
        changes = dict(self.changes)
        if isinstance(ramp := changes.get("ramp"), str):
            changes["ramp"] = ramp_typed(ramp, desk.now(), desk.zone)
        places = {queue_named(there, name).id: place for name, place in self.queues.items()}
        if len(places) < len(self.queues):
            raise BadInput(_("A queue is named twice."))
        return commands.EditTeam(logins, changes, places)


class _Change(NamedTuple):
    """One thing that would change: of a person, or (``ref``) of a ticket."""

    login: str | None
    ref: int | None
    field: str
    before: Value
    after: Value


def rehearse(desk: Desk, command: Command) -> None:
    """Show what a command would change, person by person, then the tickets."""
    done, events = desk.rehearse(command)
    found = [change for event in events if (change := _change(event)) is not None]
    columns: list[Col[_Change]] = [
        Col("what", _("Whose"), lambda change: change.login or f"#{change.ref}"),
        Col("field", _("What"), lambda change: change.field, flexible=True),
        Col("before", _("Now"), lambda change: change.before),
        Col("after", _("Then"), lambda change: change.after),
    ]
    output = session().output
    output.rows(columns, sorted(found, key=lambda change: (change.ref or 0, change.login or "")), _Change._asdict)
    if not found:
        output.tell(_("It is so already."))
    for warning in done.warnings:
        output.tell(_("Note: {warning}").format(warning=warning))


def _change(event: e.Event) -> _Change | None:
    if isinstance(event, e.PersonEdited):
        field = {"ticket_limit": "limit"}.get(event.field, event.field)
        return _Change(event.login, None, field, event.before, event.after)
    if isinstance(event, e.MembershipEdited):
        return _Change(event.login, None, f"queue {event.name}", event.before, event.after)
    if isinstance(event, e.AvailabilityEdited):
        return _Change(event.login, None, "availability", event.before, event.after)
    if isinstance(event, e.TicketEdited) and event.field == "assignee":
        return _Change(None, event.ticket, event.field, event.before, event.after)
    return None
