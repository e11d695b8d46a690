"""One database role per person: who somebody is on PostgreSQL, how they join there, and the
grants that hold each role to what its person may do.

Invariant: nobody but the owner of the tables is believed to be somebody else than the server says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select

from deskboard.domain import fields
from deskboard.domain.errors import BadInput, NotAllowed, Refused
from deskboard.domain.model import DESK, Identity, Role
from deskboard.domain.permissions import COMMENTER, Standing, left
from deskboard.domain.readmodels import Grants
from deskboard.l10n import _
from deskboard.store import schema
from deskboard.store.engine import open_engine, reading, told, writing
from deskboard.store.facts import Facts
from deskboard.store.grants import script
from deskboard.store.grants.server_role import ServerRole, server_role
from deskboard.store.listening import announce


class Hold(NamedTuple):
    """To what a server holds whoever asks, whatever the desk would let them. ``reads``: to reading,
    and to commenting where the desk lets viewers; ``old``: not even to that, for its grants were
    handed out by a Deskboard that knew of no such thing."""

    reads: bool = False
    old: bool = False

    def denies(self, command: type, standing: Standing) -> str | None:
        """Why the server would not take the command; None: it would."""
        if not self.reads or (standing.comments and not self.old and command in COMMENTER):
            return None
        if not standing.comments:
            return _("On this server a viewer's database role may only read.")
        if self.old and command in COMMENTER:
            return _("The server lets no viewer comment yet: its owner runs `deskboard init --apply-grants`.")
        return _("On this server a viewer's database role may only read and comment.")


FREE = Hold()


def enter(engine: Engine, who: Identity, found: Callable[[Connection, Identity], None]) -> tuple[Identity, Hold]:
    """See who asks, with today's schema under them; ``found`` writes the first rows of a new
    database. Returns who it is, and to what the server holds them.

    NotAllowed, BadInput: as ``identified``; Unavailable: as ``schema.bring_up``.
    """
    server = server_role(engine)
    known = identified(who, server)
    keeper = None if server is None or server.owns else server.owner
    if schema.bring_up(engine, lambda connection: found(connection, known), keeper):
        renew(engine, server)
    join(engine, known, server)
    return known, hold(server)


def identified(who: Identity, server: ServerRole | None) -> Identity:
    """Whoever asks, as the server knows them. A login that was given counts for the owner of the
    tables alone.

    NotAllowed: a role that is no member, or somebody who names somebody else. BadInput: the role's
    name can be no login.
    """
    if server is None:
        return who
    if server.guarded and not server.owns and server.group is None:
        raise NotAllowed(
            _("Your database role {role} is no member of this desk.").format(role=server.role),
            _("Ask an admin of the desk, or {owner}, for `deskboard person add {role}`.").format(
                owner=server.owner, role=server.role
            ),
        )
    if server.owns and who.login:
        return who
    login = _login(server.role)
    if who.login not in ("", login):
        raise NotAllowed(
            _("You are {login} here, so the server says; only the owner of the tables may act as {other}.").format(
                login=login, other=who.login
            ),
            _("Leave out --user and DESKBOARD_USER, or log in as the database role {other}.").format(other=who.login),
        )
    return who._replace(login=login)


def _login(role: str) -> str:
    """The login of a database role. BadInput: it can be none."""
    try:
        fits = fields.login(role) == role
    except BadInput:
        fits = False
    if not fits or role == DESK:
        raise BadInput(
            _("The database role “{role}” cannot be anybody's login here.").format(role=role),
            _("The owner of the tables says who they are with --user; anybody else needs another role."),
        )
    return role


def join(engine: Engine, who: Identity, server: ServerRole | None) -> None:
    """Whoever the server counts among the members, and the desk does not know yet, joins with the
    role of their group."""
    if server is None or not server.is_bound:
        return
    with reading(engine) as connection:
        known = Facts(connection).role(who.login)
    if known in (None, Role.REQUESTER):
        with writing(engine) as connection:
            connection.execute(select(func.deskboard_join()))
            announce(connection)


def hold(server: ServerRole | None) -> Hold:
    """To what the server holds this role."""
    if server is None or not server.is_bound or server.group is not Role.VIEWER:
        return FREE
    return Hold(reads=True, old=not server.comments)


@contextmanager
def looking(engine: Engine) -> Iterator[None]:
    """Whom the server has let in, and then no more, is told that they have left, and not which table
    it said no about."""
    try:
        yield
    except NotAllowed as error:
        if _is_shut_out(engine):
            raise NotAllowed(left(Standing(Role.VIEWER, left=True))) from error
        raise


def _is_shut_out(engine: Engine) -> bool:
    """Whether the server counts this role among no members."""
    try:
        server = server_role(engine)
    except NotAllowed:
        return True  # it may not even come into the database again
    return server is not None and server.is_bound and server.group is None


def renew(engine: Engine, server: ServerRole | None) -> None:
    """After a migration: new tables and columns have their rights too, where there are groups."""
    if server is None or not (server.guarded and server.owns):
        return
    with writing(engine) as connection:
        script.apply(connection, server, script.script(connection, server, script.members(connection)))


def grants(db: str, *, apply: bool) -> Grants:
    """The grants of a database whose tables are there, and who has no database role yet.
    ``apply``: carry them out.

    Refused: SQLite, which knows no roles. NotAllowed: who asks does not own the tables, or (to
    carry them out) may not make roles.
    """
    engine = open_engine(db, create=False)
    try:
        server = server_role(engine)
        if server is None:
            raise Refused(
                _("A SQLite file knows no roles: whoever may write it may write anything in it."),
                _("Roles that hold need PostgreSQL."),
            )
        with told(), writing(engine) if apply else reading(engine) as connection:
            people = script.members(connection)
            if apply:
                script.may_apply(connection, server)
            statements = script.script(connection, server, people)
            if apply:
                script.apply(connection, server, statements)
        groups = {str(role): name for role, name in server.names.items()}
        missing = tuple((person.login, str(person.role)) for person in people if not person.has_role)
        return Grants(tuple(statements), groups, missing)
    finally:
        engine.dispose()
