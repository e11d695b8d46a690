"""``deskboard person``: who there is, and what they are.

Invariant: a person is named by login; ``me`` is whoever runs the program.
"""

from __future__ import annotations

from typing import Any

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.nouns import Noun
from deskboard.cli.render import JSON, Col, Styled
from deskboard.cli.results import report, settle
from deskboard.cli.working import Working, dry_run_option, rehearse, team_options
from deskboard.desk.desk import Desk
from deskboard.domain import commands, fields, roster
from deskboard.domain.capacity import ramp_words
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.events import Value
from deskboard.domain.model import Role
from deskboard.domain.readmodels import PersonLine, TeamLine
from deskboard.domain.times import ago, exact
from deskboard.l10n import _

EXAMPLES = """\b
deskboard person add bob --name 'Bob Baker' --role agent
deskboard person edit bob --role admin
deskboard person edit ann bob --limit 8 --join network --join-secondary web
deskboard person edit eve --ramp 2:2026-12-31 --dry-run
deskboard person remove bob --reassign-to eve"""

person = Noun("person", epilog=EXAMPLES)
NAME = click.Option(["--name"], metavar="NAME", help=_("What they are called."))
EMAIL = click.Option(["--email"], metavar="ADDRESS", help=_("Their mail address; none removes it."))
ROLE = click.Option(["--role"], metavar="ROLE", help=_("One of: {names}.").format(names=", ".join(Role)))


@person.command(
    "list",
    cls=DeskCommand,
    params=[click.Option(["--all", "everybody"], is_flag=True, help=_("With those who have left."))],
    help=_("List who is known to this desk: members first, then requesters."),
)
def person_list(*, everybody: bool = False) -> None:
    """One person a line."""
    with session().desk() as desk:
        work = _work(desk)
        columns: list[Col[PersonLine]] = [
            Col("login", _("Login"), lambda line: line.person.login, flexible=True),
            Col("name", _("Name"), lambda line: line.person.name or None, flexible=True),
            Col("email", _("Email"), lambda line: line.person.email, flexible=True),
            Col("role", _("Role"), lambda line: line.person.role, _role),
            Col("tickets", _("Open"), lambda line: line.tickets),
            Col("seen", _("Last change"), lambda line: line.seen, lambda line: Styled(_ago(line, desk), "dim")),
        ]
        if everybody:
            columns.append(Col("left", _("Left"), lambda line: line.person.left, lambda line: _left(line, desk)))
        lines = [line for line in desk.people_lines() if everybody or line.person.left is None]
        session().output.rows(columns, lines, lambda line: _record(line, work.get(line.person.login)))


def _work(desk: Desk) -> dict[str, TeamLine]:
    """Who works here, by login: read where it is told."""
    return {line.person.login: line for line in desk.team()} if session().output.mode == JSON else {}


def _role(line: PersonLine) -> Styled:
    return Styled(line.person.role, "bold" if line.person.role is Role.ADMIN else "")


def _ago(line: PersonLine, desk: Desk) -> str:
    return ago(line.seen, desk.now()) if line.seen is not None else ""


def _left(line: PersonLine, desk: Desk) -> Styled:
    return Styled(exact(line.person.left, desk.zone) if line.person.left is not None else "", "dim")


def _record(line: PersonLine, work: TeamLine | None) -> dict[str, object]:
    """The JSON object of a person. What tells of their work is empty for who does none here."""
    found = line.person
    return {
        "login": found.login,
        "name": found.name,
        "email": found.email,
        "role": found.role,
        "tickets": line.tickets,
        "seen": line.seen,
        "left": found.left,
        "availability": work.availability if work else None,
        "queues": [{"name": name, "membership": place} for name, place in work.queues] if work else [],
        "limit": work.limit if work else None,
        "personal_limit": found.ticket_limit,
        "ramp": found.ramp,
        "vip": found.vip,
    }


@person.command("show", cls=DeskCommand, help=_("Show one person."))
@click.argument("login", metavar="LOGIN|me")
def person_show(login: str) -> None:
    """Somebody who has left too."""
    with session().desk() as desk:
        line = line_of(desk, login)
        output = session().output
        work = next((one for one in desk.team() if one.person.login == line.person.login), None)
        if output.mode == JSON:
            output.json(_record(line, work))
            return
        found = line.person
        facts = {
            _("login"): found.login,
            _("name"): found.name,
            _("email"): found.email or "",
            _("role"): found.role,
            _("VIP"): _("yes") if found.vip else "",
            _("open tickets"): line.tickets,
            **_shown_work(work, desk),
            _("last change"): line.seen and exact(line.seen, desk.zone),
            _("left"): found.left and exact(found.left, desk.zone),
        }
        for name, value in facts.items():
            if value not in (None, ""):
                output.line(name, value)


def _shown_work(work: TeamLine | None, desk: Desk) -> dict[str, object]:
    """Whether they are there, what they serve, and how much they are given."""
    if work is None or not roster.works(work):
        return {}
    since = _("{state} since {time}").format(
        state=work.availability.label, time=exact(work.since, desk.zone) if work.since else ""
    )
    return {
        _("availability"): since if work.since else work.availability.label,
        _("queues"): roster.queue_words(work),
        _("limit today"): work.limit,
        _("ramp"): ramp_words(work.ramp),
    }


def line_of(desk: Desk, login: str) -> PersonLine:
    """The person of that login, ``me`` for who runs the program. NotFound."""
    wanted = desk.who.login if login == "me" else fields.login(login)
    found = next((line for line in desk.people_lines() if line.person.login == wanted), None)
    if found is None:
        raise NotFound(
            _("Nobody here is called {login}.").format(login=wanted), _("`deskboard person list` shows who is.")
        )
    return found


@person.command(
    "add",
    cls=DeskCommand,
    params=[NAME, EMAIL, ROLE],
    help=_("Add a person, or bring back somebody who has left. Without --role an agent, or a requester by address."),
)
@click.argument("login")
def person_add(login: str, name: str | None, email: str | None, role: str | None) -> None:
    """Add a person."""
    chosen = _checked_role(role) if role is not None else Role.REQUESTER if "@" in login[1:] else Role.AGENT
    with session().desk() as desk:
        command = commands.AddPerson(login, name or "", email, chosen)
        settle(session().output, desk, command, lambda: _is_known(desk, command))


def _is_known(desk: Desk, asked: commands.AddPerson) -> bool:
    """Whether there is such a person, as far as was said what they are."""
    found = next((one for one in desk.people() if one.login == fields.login(asked.login)), None)
    if found is None or found.role is not asked.role:
        return False
    return asked.name in ("", found.name) and asked.email in (None, found.email)


@person.command(
    "edit",
    cls=DeskCommand,
    params=[NAME, EMAIL, ROLE, *team_options(), dry_run_option()],
    help=_("Change name, address or role of one person, or how several of them work: one change, one undo."),
)
@click.argument("logins", metavar="LOGIN…|me", nargs=-1, required=True)
def person_edit(
    logins: tuple[str, ...], name: str | None, email: str | None, role: str | None, *, dry_run: bool, **about: Any
) -> None:
    """Change a person, or several."""
    changes: dict[str, Value] = {}
    if name is not None:
        changes["name"] = name
    if email is not None:
        changes["email"] = None if email.strip().lower() == "none" else email
    if role is not None:
        changes["role"] = _checked_role(role)
    how = Working.of(**about)
    if not changes and not how:
        raise BadInput(_("Nothing to change."), _("`deskboard person edit --help` lists what can be."))
    if changes and how:
        raise BadInput(
            _("--name, --email and --role are a change of their own."), _("Give the other options in a second command.")
        )
    if changes and len(logins) > 1:
        raise BadInput(_("--name, --email and --role go with one person."), _("Change them one by one."))
    with session().desk(returning=False) as desk:  # it may be to say that they are away
        whom = [desk.who.login if login == "me" else login for login in logins]
        command = how.command(desk, whom) if how else commands.EditPerson(whom[0], changes)
        if dry_run:
            rehearse(desk, command)
        else:
            report(session().output, desk.do(command), _("It is so already."))


def _checked_role(word: str) -> Role:
    if word.lower() not in list(Role):
        raise BadInput(
            _("“{role}” is no role.").format(role=word[:40]), _("Roles are: {names}.").format(names=", ".join(Role))
        )
    return Role(word.lower())


@person.command(
    "remove",
    cls=DeskCommand,
    params=[
        click.Option(
            ["--reassign-to", "heir"], metavar="LOGIN|none", help=_("Who gets the open tickets; none: nobody does.")
        )
    ],
    help=_("Remove a person: what they did keeps their name, but they cannot open the desk."),
)
@click.argument("login")
def person_remove(login: str, heir: str | None) -> None:
    """Remove a person."""
    if heir is not None and heir.strip().lower() == "none":
        heir = ""
    with session().desk() as desk:
        report(session().output, desk.do(commands.RemovePerson(login, heir)))
