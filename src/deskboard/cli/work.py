"""What to do now, being there or away, and why a ticket is whose it is.

Invariant: looking hands nothing out; only ``next --take``, ``away`` and ``available`` change anything.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING

import click

from deskboard.cli import records
from deskboard.cli.group import DeskCommand, session
from deskboard.cli.params import Number, one_ref
from deskboard.cli.render import JSON, TABLE, Col, Styled
from deskboard.cli.results import report
from deskboard.domain import commands, explaining, fields
from deskboard.domain.model import Availability, Priority
from deskboard.domain.readmodels import Explanation, MyWork, WorkItem
from deskboard.domain.text import clip, safe
from deskboard.domain.work import OVERDUE, reason_words
from deskboard.l10n import _, ngettext

if TYPE_CHECKING:
    from deskboard.desk.desk import Desk

NEXT_EXAMPLES = """\b
deskboard next
deskboard next --limit 1 --json
deskboard next --take"""
AWAY_EXAMPLES = """\b
deskboard away
deskboard away --reassign --at-once
deskboard away --person bob"""
TITLE_CELLS = 60
"""Cells of a title in a sentence."""


# ---- next


@click.command("next", cls=DeskCommand, epilog=NEXT_EXAMPLES)
@click.option("--limit", type=Number(min=1), metavar="N", default=10, show_default=True, help=_("At most so many."))
@click.option("--take", is_flag=True, help=_("Take the next ticket from your queues."))
@click.option("--person", "login", metavar="LOGIN", help=_("What somebody else should do."))
def next_(limit: int, *, take: bool, login: str | None) -> None:
    """What you should do now, first things first, and why."""
    with session().desk() as desk:
        if take:
            _take(desk)
            return
        who = _login(desk, login)
        found = desk.my_work(who)
        now, zone = desk.now(), desk.zone
        output = session().output
        output.rows(_columns(now, zone), islice(found.items, limit), lambda item: item_record(item, now, zone))
        if output.mode == TABLE:
            for sentence in _beside(desk, who, found, limit):
                output.tell(sentence)


def _login(desk: Desk, login: str | None) -> str:
    """Whose work is meant. NotFound: nobody of that login is here."""
    if login is None or login == "me":
        return desk.who.login
    from deskboard.cli.people import line_of

    return line_of(desk, login).person.login


def _columns(now: datetime, zone: tzinfo) -> list[Col[WorkItem]]:
    def reason(item: WorkItem) -> Styled:
        style = records.PRIORITY_STYLE[Priority.CRITICAL] if OVERDUE in item.reasons else ""
        return Styled(reason_words(item, now, zone), style)

    return [
        Col("ref", _("Ref"), lambda item: item.ref, lambda item: Styled(f"#{item.ref}", "bold")),
        Col("title", _("Title"), lambda item: item.title, flexible=True),
        Col("reason", _("Why now"), lambda item: reason_words(item, now, zone), reason),
        Col("column", _("Column"), lambda item: item.column, most=records.NAME_CELLS, spare=1),
        Col("requester", _("Requester"), lambda item: item.requester, most=records.NAME_CELLS, spare=2),
    ]


def item_record(item: WorkItem, now: datetime, zone: tzinfo) -> dict[str, object]:
    """The JSON object of a ticket that is to be done. ``reasons`` are codes, ``reason`` says them."""
    return {
        "ref": item.ref,
        "title": item.title,
        "column": item.column,
        "priority": item.priority,
        "status": item.status,
        "queue": item.queue,
        "requester": item.requester,
        "due": item.due,
        "created": item.created,
        "waiting_since": item.waiting,
        "wake": item.wake,
        "reasons": item.reasons,
        "reason": reason_words(item, now, zone),
    }


def _beside(desk: Desk, who: str, found: MyWork, limit: int) -> list[str]:
    """What else there is to know: what was left out, that one is away, and what waits."""
    mine = who == desk.who.login
    told = []
    if not found.items:
        told.append(_("Nothing of yours is open.") if mine else _("Nothing of theirs is open."))
    if len(found.items) > limit:
        left = len(found.items) - limit
        told.append(ngettext("{n} more; --limit shows it.", "{n} more; --limit shows them.", left).format(n=left))
    if found.availability is not Availability.AVAILABLE:
        sentence = _("You are {state}.") if mine else _("{login} is {state}.")
        told.append(sentence.format(login=who, state=found.availability.label))
    if found.next is not None:
        title = clip(safe(found.next.title), TITLE_CELLS)
        reason = reason_words(found.next, desk.now(), desk.zone)
        there = f"#{found.next.ref} {title} ({reason})"
        told.append(_("Waiting in the queues: {n}; next is {ticket}.").format(n=found.waiting, ticket=there))
    if found.next is not None and mine and not desk.may(commands.TakeNext):
        told.append(_("`deskboard next --take` takes it."))
    return told


def _take(desk: Desk) -> None:
    """Take one, and print it."""
    output = session().output
    done = desk.do(commands.TakeNext())
    if not done.refs:
        output.tell(done.what or _("Nothing waits in your queues."))
        return
    now, zone = desk.now(), desk.zone
    taken = [item for item in desk.my_work().items if item.ref in done.refs]
    output.rows(_columns(now, zone), taken, lambda item: item_record(item, now, zone))
    for warning in done.warnings:
        output.tell(_("Note: {warning}").format(warning=warning))


# ---- there or away


WHOM = click.Option(["--person", "login"], metavar="LOGIN", default="", help=_("Somebody else, if you are an admin."))


@click.command("away", cls=DeskCommand, params=[WHOM], epilog=AWAY_EXAMPLES)
@click.option(
    "--reassign", is_flag=True, help=_("What you have goes back to its queue when its requester writes again.")
)
@click.option("--at-once", is_flag=True, help=_("As --reassign, and what you have not begun to answer goes back now."))
def away(login: str, *, reassign: bool, at_once: bool) -> None:
    """Be given nothing new until you are available again."""
    state = Availability.AWAY_REASSIGN if reassign or at_once else Availability.AWAY
    _set(state, login, at_once=at_once)


@click.command("available", cls=DeskCommand, params=[WHOM])
def available(login: str) -> None:
    """Be there, and be given tickets again."""
    _set(Availability.AVAILABLE, login)


def _set(state: Availability, login: str, *, at_once: bool = False) -> None:
    # Who goes away is not handed anything before that for having come back.
    with session().desk(returning=False) as desk:
        who = "" if login in ("", "me") else fields.login(login)
        report(session().output, desk.do(commands.SetAvailability(state, who, at_once)), _("It is so already."))


# ---- why


@click.command("explain", cls=DeskCommand)
@one_ref()
def explain(ref: int) -> None:
    """Why a ticket is whose it is, or why nobody has it."""
    output = session().output
    with session().desk() as desk:
        found = desk.explain(ref)
        if output.mode == JSON:
            output.json(explanation_record(found, desk.zone))
            return
        if output.mode == TABLE:
            output.line(f"#{found.ref}", found.title)
        for sentence in explaining.lines(found, desk.zone):
            output.text(sentence)


def explanation_record(found: Explanation, zone: tzinfo) -> dict[str, object]:
    """The JSON object of an explanation. ``words`` is what a person reads."""
    return {
        "ref": found.ref,
        "title": found.title,
        "queue": found.queue,
        "assignee": found.assignee,
        "by": found.by,
        "at": found.at,
        "state": found.state,
        "left": found.left,
        "choices": [
            {"at": chosen.at, "before": chosen.before, "after": chosen.after, "why": chosen.why}
            for chosen in found.choices
        ],
        "seats": [
            {"login": login, "verdict": verdict, "open": number, "limit": limit}
            for login, verdict, number, limit in found.seats
        ],
        "words": explaining.lines(found, zone),
    }
