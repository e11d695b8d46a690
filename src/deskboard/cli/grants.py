"""``deskboard init --grants`` and ``--apply-grants``: what each person's database role may do.

Invariant: what is printed is what would be carried out, and no password is asked, made or shown.
"""

from __future__ import annotations

from deskboard.cli.group import session
from deskboard.cli.render import JSON, Output
from deskboard.desk.grants import grants
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Channel
from deskboard.domain.readmodels import Grants
from deskboard.l10n import _


def hand_out(*, apply: bool) -> None:
    """Print the grants, or carry them out; then say who has no database role yet."""
    output, db = session().output, session().settings.db
    if "://" not in db:
        raise BadInput(
            _("A SQLite file knows no roles: whoever may write it may write anything in it."),
            _("Roles that hold need PostgreSQL: `deskboard --db postgresql://… init --grants`."),
        )
    session().opened(Channel.CLI, create=True).close()
    found = grants(db, apply=apply)
    if output.mode == JSON:
        output.json(_record(found, applied=apply))
    elif not apply:
        output.text("".join(f"{statement};\n" for statement in ("BEGIN", *found.statements, "COMMIT")))
    if apply:
        output.tell(_("The server now holds each role to its rights: {groups}.").format(groups=_names(found)))
    _tell_missing(output, found)


def _names(found: Grants) -> str:
    return ", ".join(found.groups.values())


def _hint(login: str, group: str) -> str:
    return f"CREATE ROLE {_quoted(login)} LOGIN; GRANT {_quoted(group)} TO {_quoted(login)};"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _tell_missing(output: Output, found: Grants) -> None:
    for login, role in found.missing:
        output.tell(
            _("{login} ({role}) has no database role yet: {sql}").format(
                login=login, role=role, sql=_hint(login, found.groups[role])
            )
        )
    if found.missing:
        output.tell(_("Give each a password with psql's \\password, or let them in by pg_hba.conf."))


def _record(found: Grants, *, applied: bool) -> dict[str, object]:
    return {
        "applied": applied,
        "groups": found.groups,
        "statements": found.statements,
        "missing": [{"login": login, "role": role} for login, role in found.missing],
    }
