"""The desk on PostgreSQL, with one real database role per person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.desk.doctor_server import examine
from deskboard.desk.finding import Surroundings
from deskboard.desk.grants import grants
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import BadInput, DeskboardError, NotAllowed, Refused, Unavailable
from deskboard.domain.model import Availability, Channel, CommentKind, Identity, Membership, QueueMode, Role, Status
from deskboard.domain.permissions import decide
from deskboard.domain.query.parse import parse
from tests.desk.making import command
from tests.roles import GROUPS, Roles, made, needs_server, peopled

pytestmark = [needs_server, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def roles() -> Iterator[Roles]:
    with peopled() as roles:
        with roles.opened_by_owner() as desk:
            for title in ("one", "two"):
                desk.do(c.AddTicket(title, {"tags": ("vpn",)}, steps=("a", "b", "c")))
            desk.do(c.AddComment((1, 2), CommentKind.NOTE, "first"))
        roles.remember()
        yield roles


def said(change: Callable[[], object]) -> str:
    """Why a change was refused; empty: it was not."""
    try:
        change()
    except DeskboardError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("group", ["agent", "admin"])
@settings(
    max_examples=int(os.environ.get("DESKBOARD_TEST_EXAMPLES", "5")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
    database=None,
)
@given(data=st.data())
def test_what_the_desk_permits_the_server_permits(roles: Roles, group: str, data: st.DataObject) -> None:
    """Commands at random, their undo and redo: none is refused by the server."""
    roles.restore()
    with roles.open(getattr(roles, group)) as desk:
        for _n in range(8):
            roles.clock.forward(minutes=1)
            for change in (lambda: desk.do(data.draw(command(desk))), desk.undo, desk.redo):
                assert not any(word in said(change) for word in ("server", "database said"))


@pytest.mark.parametrize("kind", get_args(c.Command), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("group", GROUPS)
def test_desk_and_server_agree_on_each_command(roles: Roles, group: str, kind: type) -> None:
    """What the desk says no to is refused with its reason, and a viewer may do nothing at all."""
    with roles.open(getattr(roles, group)) as desk:
        reason = desk.may(kind)
        assert (reason is None) == (group != "viewer" and decide(Role(group), kind) is None)
        if reason is not None:
            assert desk.denied()[kind] == reason
            with pytest.raises(NotAllowed) as refused:
                desk.do(_empty(kind))
            assert refused.value.message == reason


def _empty(kind: Any) -> Any:
    """A command of that kind: whoever may not give it never gets as far as its parts."""
    return kind(*([()] * (len(kind._fields) - len(kind._field_defaults))))


def test_a_viewer_opens_the_board_and_reads_all_of_it(roles: Roles) -> None:
    with roles.open(roles.viewer) as desk:
        assert desk.changes() is None
        desk.archive_old(14)
        desk.wake_due()
        head = desk.board()
        assert desk.page(head.columns[0].id, parse("tag:vpn printer or one")).total >= 0
        assert desk.ticket(1).row.title
        assert desk.history() and desk.people() and desk.tags()
        for change in (desk.undo, desk.redo, desk.rebuild_search):
            with pytest.raises(NotAllowed, match="your role is viewer"):
                change()


def test_a_viewer_comments_where_the_desk_lets_viewers(roles: Roles) -> None:
    roles.restore()
    roles.clock.now = datetime.now(UTC)
    with roles.open(roles.viewer) as desk:
        version = desk.ticket(1).row.version
        with roles.open(roles.admin) as admin:
            admin.do(c.EditSettings({"viewers_comment": True}))
        assert desk.may(c.AddComment) is None
        assert desk.may(c.EditTicket) == "You may look and comment, but not change anything: your role is viewer."
        assert "may only read and comment" in str(desk.may(c.AddView))
        desk.do(c.AddComment((1, 2), CommentKind.REPLY, f"The cable is loose, @{roles.agent}"))
        said = desk.ticket(1).comments[-1]
        assert (said.author, said.text.split(",")[0]) == (roles.viewer, "The cable is loose")
        assert roles.agent in desk.ticket(1).row.watchers
        assert {row.ref for row in desk.tickets(parse("cable loose"))} == {1, 2}
        assert desk.ticket(1).row.version == version + 2, "the comment, and who watches"
        desk.do(c.EditComment(1, said.id, "The plug is loose"))
        assert (desk.ticket(1).comments[-1].text, desk.ticket(1).comments[-1].edited) == ("The plug is loose", True)
        assert [desk.count(parse(word)) for word in ("cable", "plug")] == [1, 1]
        with pytest.raises(Refused, match="Only ann may correct"):
            desk.do(c.EditComment(1, desk.ticket(1).comments[0].id, "mine now"))
        desk.undo()
        desk.undo()
        assert [desk.count(parse(word)) for word in ("cable", "plug")] == [0, 0]
        assert desk.ticket(1).row.watchers == ()
        desk.redo()
        assert [comment.text.split(",")[0] for comment in desk.ticket(2).comments] == ["first", "The cable is loose"]
        assert desk.history(1)[0].actor == roles.viewer
        with roles.open(roles.agent) as agent:
            agent.do(c.AddComment((1,), CommentKind.NOTE, "seen"))
            admin_said = agent.ticket(1).comments
        assert [comment.text.split(",")[0] for comment in admin_said] == ["first", "The cable is loose", "seen"]
        with roles.open(roles.admin) as admin:
            admin.do(c.EditSettings({"viewers_comment": None}))
        with pytest.raises(NotAllowed, match="You may look, but not change anything"):
            desk.do(c.AddComment((1,), CommentKind.NOTE, "too late"))
        with pytest.raises(NotAllowed, match="You may look, but not change anything"):
            desk.undo()


def test_a_viewer_is_told_when_the_grants_are_too_old_to_comment(roles: Roles) -> None:
    roles.restore()
    roles.clock.now = datetime.now(UTC)
    with roles.open(roles.admin) as admin:
        admin.do(c.EditSettings({"viewers_comment": True}))
    roles.root("ALTER FUNCTION deskboard_take_comments(integer) RENAME TO later", database=roles.database)
    with roles.open(roles.viewer) as desk, pytest.raises(NotAllowed, match="init --apply-grants"):
        desk.do(c.AddComment((1,), CommentKind.NOTE, "x"))
    around = Surroundings({}, "", roles.clock(), terminal=False, encoding="utf-8", login="")
    found = {one.check: one for one in examine(roles.url(roles.admin), around)}
    assert "older Deskboard" in found["grants"].said
    roles.root("ALTER FUNCTION later(integer) RENAME TO deskboard_take_comments", database=roles.database)


def test_an_agents_board_does_what_nobody_asked_for(roles: Roles) -> None:
    roles.restore()
    with roles.open(roles.agent) as desk:
        done = next(column.id for column in desk.board().columns if column.name == "Done")
        sleeping, old = desk.do(c.AddTicket("sleeps")).created[0], desk.do(c.AddTicket("old", column=done)).created[0]
        wake = desk.now() + timedelta(hours=1)
        desk.do(c.EditTicket((sleeping,), {"status": Status.WAITING, "wake": wake}))
        roles.clock.forward(days=20)
        assert sleeping in desk.wake_due().refs
        assert old in desk.archive_old(14).refs
        told = [entry for entry in desk.history(old) if entry.actor == "deskboard"]
        assert told, "the desk did it, and not the agent whose board was open"
        assert desk.rebuild_search() > 0


def test_an_agents_board_does_what_is_due_and_brings_the_agent_back(roles: Roles) -> None:
    roles.restore()
    with roles.open(roles.admin) as desk:
        desk.do(c.AddQueue("network", QueueMode.BALANCED))
        queue = next(line.id for line in desk.queue_lines() if line.name == "network")
        ramp = f"0:{desk.now().date()}:{desk.now().date() + timedelta(days=9)}"
        desk.do(c.EditTeam((roles.agent,), {"limit": 9, "ramp": ramp}, {queue: Membership.PRIMARY}))
        desk.do(c.EditSettings({"away_after": 30}))
        waits, sleeps = desk.do(c.AddTicket("waits", {"queue": "network"})).created[0], 1
        desk.do(c.EditTicket((sleeps,), {"status": Status.WAITING, "wake": desk.now() + timedelta(hours=1)}))
    roles.clock.forward(days=20)
    with roles.open(roles.agent) as desk:
        desk.do(c.AddTicket("I am here"))
        desk.tick()
        assert desk.ticket(waits).row.assignee == roles.agent
        assert desk.ticket(sleeps).row.status == Status.NORMAL
        roles.clock.forward(minutes=40)
        assert roles.agent in desk.tick().duties[0].done.people, "a role may even find itself idle"
        back = desk.returned()
        assert back is not None
        assert back.idle == 40
        roles.clock.forward(minutes=40)
        desk.tick()
        assert "available again" in desk.do(c.AddTicket("and back")).warnings[-1]
    with roles.open(roles.viewer) as desk:
        assert desk.returned() is None
        with pytest.raises(NotAllowed):
            desk.tick()


def test_an_agent_brings_a_queue_by_naming_it_and_takes_it_back(roles: Roles) -> None:
    roles.restore()
    with roles.open(roles.admin) as desk:
        desk.do(c.AddQueue("network", QueueMode.BALANCED))
    with roles.open(roles.agent) as desk:
        desk.do(c.AddTicket("x", {"queue": "printers"}))
        desk.do(c.EditTicket((1,), {"queue": "NETWORK"}))
        desk.do(c.ImportTickets("x", (c.SourceTicket("x:1", "y", {"queue": "phones"}),)))
        desk.do(c.SetAvailability(Availability.AWAY))
        assert desk.queues() == ("network", "printers", "phones")
        for _n in range(4):
            desk.undo()
        assert (desk.queues(), desk.whereabouts()[roles.agent].state) == (("network",), Availability.AVAILABLE)
        desk.redo()
        with roles.open(roles.admin) as admin:
            admin.do(c.RemoveQueue(admin.queue_lines()[0].id, 0))
        desk.do(c.EditTicket((1,), {"title": "still mine"}))
        assert desk.queues() == ("printers",)


def test_an_agent_takes_back_a_change_that_brought_somebody_in(roles: Roles) -> None:
    roles.restore()
    with roles.open(roles.agent) as desk:
        known = desk.people()
        desk.do(c.AddPerson("rita@example.org", role=Role.REQUESTER))
        desk.undo()
        assert desk.people() == known
        ref = desk.do(c.AddTicket("x", {"requester": "rolf@example.org"})).created[0]
        desk.do(c.EditTicket((ref,), {"assignee": "newcomer"}))
        desk.undo()
        desk.undo()
        assert desk.people() == known


def test_the_server_says_who_somebody_is(roles: Roles) -> None:
    with roles.open(roles.agent) as desk:
        assert (desk.who.login, desk.may(c.AddTicket)) == (roles.agent, None)
    with roles.open(roles.agent, says=roles.agent) as desk:
        assert desk.who.login == roles.agent
    with pytest.raises(NotAllowed, match="may act as ann"):
        roles.open(roles.agent, says="ann")
    with pytest.raises(NotAllowed, match="may act as ann"):
        roles.open(roles.admin, says="ann")


def test_the_owner_of_the_tables_may_say_who_is_asking() -> None:
    with made() as roles:
        with roles.open(roles.owner, says="carol") as desk:
            assert desk.who.login == "carol"
        with roles.open(roles.owner) as desk:
            assert desk.who.login == roles.owner


def test_who_is_in_a_group_joins_with_its_role_and_is_in_the_log(roles: Roles) -> None:
    with roles.opened_by_owner() as desk:
        known = {person.login: person.role for person in desk.people()}
        assert [known[getattr(roles, group)] for group in GROUPS] == [Role.VIEWER, Role.AGENT, Role.ADMIN]
        joined = [entry.event for entry in desk.history(limit=None) if isinstance(entry.event, e.PersonAdded)]
        assert {event.login for event in joined} >= {getattr(roles, group) for group in GROUPS}


def test_a_requester_who_is_put_into_a_group_becomes_a_member(roles: Roles) -> None:
    login = f"rita_{roles.mark}"
    with roles.opened_by_owner() as desk:
        desk.do(c.AddPerson(login, role=Role.REQUESTER))
    roles.add_role(login)
    roles.root(f'GRANT "{roles.group("viewer")}" TO "{login}"')
    with roles.open(login) as desk:
        assert next(person.role for person in desk.people() if person.login == login) is Role.VIEWER


def test_a_role_in_no_group_is_told_whom_to_ask(roles: Roles) -> None:
    login = roles.add_role(f"stranger_{roles.mark}")
    with pytest.raises(NotAllowed, match="may not open this database"):
        roles.open(login)
    roles.root(f'GRANT CONNECT ON DATABASE {roles.database} TO "{login}"')
    with pytest.raises(NotAllowed, match=f"no member of this desk.*{roles.owner}"):
        roles.open(login)
    roles.root(f'REVOKE CONNECT ON DATABASE {roles.database} FROM "{login}"')


def test_a_role_that_can_be_no_login_is_refused_by_name(roles: Roles) -> None:
    login = roles.add_role(f"Bob_{roles.mark}")
    roles.root(f'GRANT "{roles.group("agent")}" TO "{login}"')
    with pytest.raises(BadInput, match=f"“{login}” cannot be anybody's login"):
        roles.open(login)


def test_an_old_schema_waits_for_the_owner() -> None:
    with peopled() as roles:
        roles.root("UPDATE alembic_version SET version_num = '0002'", database=roles.database)
        with pytest.raises(Unavailable, match=f"Ask {roles.owner}.*deskboard migrate"):
            roles.open(roles.agent)


def _groups(roles: Roles, login: str) -> list[str]:
    asked = (
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles p ON p.oid = m.member WHERE p.rolname = %s"
    )
    with roles.sql(roles.owner) as connection:
        return [row[0] for row in connection.execute(asked, (login,)).fetchall()]


def _warnings(desk: Desk, asked: c.Command) -> str:
    return " ".join(desk.do(asked).warnings)


def test_an_admin_gives_a_person_their_rights_on_the_server_and_undo_takes_them(roles: Roles) -> None:
    login = roles.add_role(f"zoe_{roles.mark}")
    with roles.open(roles.admin) as desk:
        assert _warnings(desk, c.AddPerson(login, role=Role.VIEWER)) == ""
        assert _groups(roles, login) == [roles.group("viewer")]
        desk.undo()
        assert _groups(roles, login) == []
        desk.redo()
        assert _groups(roles, login) == [roles.group("viewer")]


def test_a_new_role_at_the_desk_is_a_new_group_on_the_server_and_who_leaves_has_none(roles: Roles) -> None:
    login = roles.add_role(f"zed_{roles.mark}")
    with roles.open(roles.admin) as desk:
        desk.do(c.AddPerson(login, role=Role.VIEWER))
        assert _warnings(desk, c.EditPerson(login, {"role": Role.AGENT})) == ""
        assert _groups(roles, login) == [roles.group("agent")]
        with roles.open(login) as theirs:
            ref = theirs.do(c.AddTicket("mine", {"assignee": login})).created[0]
        desk.do(c.RemovePerson(login, reassign_to=""))
        assert _groups(roles, login) == []
        with pytest.raises(NotAllowed):
            roles.open(login)
        desk.undo()
        assert _groups(roles, login) == [roles.group("agent")]
        assert desk.ticket(ref).row.assignee == login


def test_who_is_removed_while_their_board_is_open_is_told_so_in_our_words(roles: Roles) -> None:
    login = roles.add_role(f"gone_{roles.mark}")
    with roles.open(roles.admin) as desk:
        desk.do(c.AddPerson(login))
        with roles.open(login) as theirs:
            theirs.changes()
            desk.do(c.RemovePerson(login))
            for look in (theirs.changes, theirs.denied, theirs.board):
                with pytest.raises(NotAllowed, match="You are no member of this desk any more"):
                    look()
            with pytest.raises(NotAllowed):
                theirs.do(c.AddTicket("x"))


def test_a_grant_from_elsewhere_that_keeps_somebody_in_a_group_is_told(roles: Roles) -> None:
    login, club = roles.add_role(f"yan_{roles.mark}"), roles.add_role(f"club_{roles.mark}")
    roles.root(f'GRANT "{roles.group("admin")}" TO "{club}"', f'GRANT "{club}" TO "{login}"')
    with roles.open(roles.admin) as desk:
        assert f"still lets {login} do more" in _warnings(desk, c.AddPerson(login, role=Role.VIEWER))


def test_who_has_no_database_role_yet_is_named(roles: Roles) -> None:
    with roles.open(roles.admin) as desk:
        assert f"no database role yet for nobody_{roles.mark}" in _warnings(desk, c.AddPerson(f"nobody_{roles.mark}"))
    with roles.open(roles.agent) as desk:
        assert "no rights yet" in _warnings(desk, c.AddTicket("x", {"assignee": f"new_{roles.mark}"}))


@pytest.mark.parametrize("asked", ["edit", "add"])
def test_a_database_role_that_came_later_is_let_in_by_saying_again_what_its_person_is(roles: Roles, asked: str) -> None:
    login = f"late_{asked}_{roles.mark}"
    again = c.AddPerson(login) if asked == "add" else c.EditPerson(login, {"role": Role.AGENT})
    with roles.open(roles.admin) as desk:
        desk.do(c.AddPerson(login))
        assert f"no database role yet for {login}" in _warnings(desk, again)
        roles.add_role(login)
        result = desk.do(again)
        assert (result.command, result.warnings) == (None, (f"the server lets {login} in from now on",))
        assert _groups(roles, login) == [roles.group("agent")]
        assert _warnings(desk, c.EditPerson(login, {"role": Role.AGENT})) == ""
        with pytest.raises(Refused, match="known already"):
            desk.do(c.AddPerson(login))
    roles.open(login).close()


def test_a_sqlite_file_has_no_grants(tmp_path: Path) -> None:
    path = str(tmp_path / "desk.db")
    Desk.open(path, Identity("ann", Channel.CLI)).close()
    with pytest.raises(Refused, match="knows no roles"):
        grants(path, apply=False)


def test_only_the_owner_hands_out_grants_and_needs_to_make_roles(roles: Roles) -> None:
    with pytest.raises(NotAllowed, match="who owns the tables"):
        grants(roles.url(roles.admin), apply=True)
    with made() as fresh:
        fresh.root(f"ALTER ROLE {fresh.owner} NOCREATEROLE")
        with pytest.raises(NotAllowed, match="may not make roles"):
            grants(fresh.url(fresh.owner), apply=True)
        assert grants(fresh.url(fresh.owner), apply=False).missing == (("ann", "admin"),)
