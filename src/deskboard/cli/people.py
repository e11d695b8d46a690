"""``deskboard person``: who there is, and what they are.

Invariant: a person is named by login; ``me`` is whoever runs the program.
"""

from __future__ import annotations

import click

from deskboard.cli.group import DeskCommand, session
from deskboard.cli.nouns import Noun
from deskboard.cli.render import JSON, Col, Styled
from deskboard.cli.results import report
from deskboard.desk.desk import Desk
from deskboard.domain import commands, fields
from deskboard.domain.errors import BadInput, NotFound
from deskboard.domain.events import Value
from deskboard.domain.model import Role
from deskboard.domain.readmodels import PersonLine
from deskboard.domain.times import ago, exact
from deskboard.l10n import _

EXAMPLES = """\b
deskboard person add bob --name 'Bob Baker' --role agent
deskboard person edit bob --role admin
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
        session().output.rows(columns, lines, _record)


def _role(line: PersonLine) -> Styled:
    return Styled(line.person.role, "bold" if line.person.role is Role.ADMIN else "")


def _ago(line: PersonLine, desk: Desk) -> str:
    return ago(line.seen, desk.now()) if line.seen is not None else ""


def _left(line: PersonLine, desk: Desk) -> Styled:
    return Styled(exact(line.person.left, desk.zone) if line.person.left is not None else "", "dim")


def _record(line: PersonLine) -> dict[str, object]:
    found = line.person
    return {
        "login": found.login,
        "name": found.name,
        "email": found.email,
        "role": found.role,
        "tickets": line.tickets,
        "seen": line.seen,
        "left": found.left,
    }


@person.command("show", cls=DeskCommand, help=_("Show one person."))
@click.argument("login", metavar="LOGIN|me")
def person_show(login: str) -> None:
    """Somebody who has left too."""
    with session().desk() as desk:
        line = _line(desk, login)
        output = session().output
        if output.mode == JSON:
            output.json(_record(line))
            return
        found = line.person
        facts = {
            _("login"): found.login,
            _("name"): found.name,
            _("email"): found.email or "",
            _("role"): found.role,
            _("open tickets"): line.tickets,
            _("last change"): line.seen and exact(line.seen, desk.zone),
            _("left"): found.left and exact(found.left, desk.zone),
        }
        for name, value in facts.items():
            if value not in (None, ""):
                output.line(name, value)


def _line(desk: Desk, login: str) -> PersonLine:
    """The person of that login. NotFound."""
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
        report(session().output, desk.do(commands.AddPerson(login, name or "", email, chosen)))


@person.command("edit", cls=DeskCommand, params=[NAME, EMAIL, ROLE], help=_("Change name, address or role."))
@click.argument("login", metavar="LOGIN|me")
def person_edit(login: str, name: str | None, email: str | None, role: str | None) -> None:
    """Change a person."""
    changes: dict[str, Value] = {}
    if name is not None:
        changes["name"] = name
    if email is not None:
        changes["email"] = None if email.strip().lower() == "none" else email
    if role is not None:
        changes["role"] = _checked_role(role)
    if not changes:
        raise BadInput(_("Nothing to change."), _("Say what with --name, --email or --role."))
    with session().desk() as desk:
        who = desk.who.login if login == "me" else login
        report(session().output, desk.do(commands.EditPerson(who, changes)), _("It is so already."))


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
