"""``deskboard team``: the members with their load.

Invariant: whom a word or an order means is for ``domain.roster`` to say, as on the Team page.
"""

from __future__ import annotations

from datetime import datetime

import click

from deskboard.cli.group import QueryCommand, session
from deskboard.cli.render import TABLE, Col, Styled
from deskboard.domain import roster
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Availability
from deskboard.domain.readmodels import TeamLine
from deskboard.domain.text import clean_line
from deskboard.domain.times import ago
from deskboard.l10n import _

EXAMPLES = """\b
deskboard team
deskboard team network available --sort load
deskboard team over --json"""
STEPS = 5
"""Cells of a load bar."""
UNICODE, ASCII = ("▰", "▱"), ("#", "-")


@click.command("team", cls=QueryCommand, epilog=EXAMPLES)
@click.argument("words", nargs=-1, metavar="[QUERY]…")
@click.option("--sort", metavar="KEY", help=_("One of: {names}.").format(names=", ".join(roster.TeamOrder)))
def team(words: tuple[str, ...], sort: str | None) -> None:
    """Who works here, whether they are there, and how much they have to do.

    The query narrows it: parts of logins, names and queues, and words such as available, away,
    over, full, free, no-queue. A star marks a secondary queue.
    """
    order, text = _order(sort), clean_line(" ".join(words))
    output = session().output
    with session().desk() as desk:
        found = roster.arranged([line for line in desk.team() if roster.answers(line, text)], order)
        now = desk.now()
        output.rows(_for_people(now) if output.mode == TABLE else LINES, found, team_record)


def _order(word: str | None) -> roster.TeamOrder:
    """The order that a word names. BadInput."""
    if word is None:
        return roster.TeamOrder.NAME
    if word.lower() not in list(roster.TeamOrder):
        raise BadInput(
            _("A team is not sorted by “{word}”.").format(word=word[:40]),
            _("It is sorted by one of: {names}.").format(names=", ".join(roster.TeamOrder)),
        )
    return roster.TeamOrder(word.lower())


LINES: tuple[Col[TeamLine], ...] = (
    Col("login", "", lambda line: line.person.login),
    Col("name", "", lambda line: line.person.name),
    Col("availability", "", lambda line: line.availability),
    Col("since", "", lambda line: line.since),
    Col("queues", "", lambda line: tuple(roster.queue_words(line._replace(queues=(one,))) for one in line.queues)),
    Col("open", "", lambda line: line.open),
    Col("limit", "", lambda line: line.limit),
    Col("oldest", "", lambda line: line.oldest),
    Col("solved", "", lambda line: line.solved),
)


def _for_people(now: datetime) -> list[Col[TeamLine]]:
    return [
        Col("login", _("Login"), lambda line: line.person.login, flexible=True),
        Col("name", _("Name"), lambda line: line.person.name, flexible=True, spare=3),
        Col("availability", _("Availability"), lambda line: line.availability, lambda line: _state(line, now)),
        Col("load", _("Load"), lambda line: line.open, _load),
        Col("queues", _("Queues"), roster.queue_words, flexible=True, spare=1),
        Col("oldest", _("Longest wait"), lambda line: line.oldest, lambda line: _ago(line.oldest, now), spare=2),
        Col("solved", _("Solved today"), lambda line: line.solved, lambda line: Styled(str(line.solved or ""))),
    ]


def _state(line: TeamLine, now: datetime) -> Styled:
    """``away, 2 h ago``; whoever is there needs no time beside it."""
    if line.availability is Availability.AVAILABLE:
        return Styled(line.availability.label, "green")
    label = _("{state} by itself") if line.by_itself else "{state}"
    words = label.format(state=line.availability.label)
    return Styled(f"{words}, {ago(line.since, now)}" if line.since else words, "yellow")


def _load(line: TeamLine) -> Styled:
    """``▰▰▰▱▱ 3/5``; without a limit the number alone."""
    if not roster.works(line) and not line.held:
        return Styled("")
    if line.limit is None:
        return Styled(str(line.open))
    full, empty = ASCII if session().settings.ascii else UNICODE
    told = f"{bar(line.open, line.limit, full, empty)} {line.open}/{line.limit}"
    if roster.is_over(line):
        return Styled(_("{load} over").format(load=told), "bold red")
    return Styled(told, "yellow" if roster.is_full(line) else "")


def bar(number: int, limit: int, full: str, empty: str) -> str:
    steps = roster.filled(number, limit, STEPS)
    return full * steps + empty * (STEPS - steps)


def _ago(moment: datetime | None, now: datetime) -> Styled:
    return Styled(ago(moment, now) if moment is not None else "", "dim")


def team_record(line: TeamLine) -> dict[str, object]:
    """The JSON object of a member. ``open`` counts toward ``limit``; ``held`` is all they have."""
    return {
        "login": line.person.login,
        "name": line.person.name,
        "role": line.person.role,
        **workload_record(line),
    }


def workload_record(line: TeamLine) -> dict[str, object]:
    """What a member has to do, and may be given."""
    return {
        "availability": line.availability,
        "since": line.since,
        "by_itself": line.by_itself,
        "queues": [{"name": name, "membership": place} for name, place in line.queues],
        "open": line.open,
        "held": line.held,
        "limit": line.limit,
        "personal_limit": line.personal,
        "ramp": line.ramp,
        "vip": line.person.vip,
        "oldest": line.oldest,
        "solved_today": line.solved,
    }
