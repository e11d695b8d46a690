"""People come, change and go: who may open the desk, and what becomes of the work of who leaves."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, DeskboardError, NotAllowed, NotFound, Refused
from deskboard.domain.model import CommentKind, Role
from deskboard.domain.query.parse import parse
from tests.conftest import Clock, OpenDesk


def role_of(desk: Desk, login: str) -> Role | None:
    return {person.login: person.role for person in desk.people()}.get(login)


@pytest.fixture
def team(open_desk: OpenDesk) -> Desk:
    """Ann the admin with bob, an agent with two open tickets and a done one, and vic, a viewer."""
    ann = open_desk("ann")
    ann.do(c.AddPerson("bob", "Bob B."))
    ann.do(c.AddPerson("vic", role=Role.VIEWER))
    done = ann.board().columns[-1].id
    for title, column in (("one", None), ("two", None), ("old", done)):
        ann.do(c.AddTicket(title, {"assignee": "bob"}, column))
    return ann


# ---- what they are


def test_name_address_and_role_are_changed_and_taken_back(team: Desk) -> None:
    done = team.do(c.EditPerson("Bob", {"name": " Bob  Baker", "email": "bob@example.org", "role": "viewer"}))
    assert "role viewer" in done.what
    bob = {person.login: person for person in team.people()}["bob"]
    assert bob[1:4] == ("Bob Baker", "bob@example.org", Role.VIEWER)
    team.undo()
    assert role_of(team, "bob") is Role.AGENT
    team.redo()
    assert role_of(team, "bob") is Role.VIEWER
    assert team.do(c.EditPerson("bob", {"role": Role.VIEWER})).command is None, "nothing to change, nothing in the log"


def test_a_role_counts_at_once_on_a_desk_that_is_open(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    team.do(c.EditPerson("bob", {"role": Role.VIEWER}))
    assert bob.role is Role.VIEWER and "viewer" in (bob.may(c.AddTicket) or "")
    with pytest.raises(NotAllowed, match="viewer"):
        bob.do(c.AddTicket("no"))
    team.do(c.EditPerson("bob", {"role": Role.ADMIN}))
    bob.do(c.AddBoard("Projects"))
    assert bob.denied() == {}


def test_there_is_always_an_admin(team: Desk, open_desk: OpenDesk) -> None:
    for command in (c.EditPerson("ann", {"role": Role.AGENT}), c.RemovePerson("ann", "")):
        with pytest.raises(Refused, match="only admin"):
            team.do(command)
    team.do(c.EditPerson("bob", {"role": Role.ADMIN}))
    team.do(c.EditPerson("ann", {"role": Role.AGENT}))
    with pytest.raises(NotAllowed):
        team.undo()
    bob = open_desk("bob")
    with pytest.raises(Refused, match="only admin"):
        bob.do(c.RemovePerson("bob", ""))


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (c.EditPerson("zoe", {"name": "Z"}), NotFound),
        (c.EditPerson("bob", {"login": "robert"}), BadInput),
        (c.EditPerson("bob", {"role": "boss"}), BadInput),
        (c.EditPerson("bob", {"role": "requester"}), Refused),
        (c.EditPerson("bob", {"email": "nowhere"}), BadInput),
        (c.EditPerson("bob", {"name": "x" * 101}), BadInput),
        (c.RemovePerson("zoe"), NotFound),
        (c.RemovePerson("bob", "vic"), Refused),
        (c.RemovePerson("bob", "bob"), Refused),
        (c.RemovePerson("bob", "zoe"), NotFound),
        (c.EditSettings({"join_as": "king"}), BadInput),
        (c.EditSettings({"viewers_comment": 3}), BadInput),
        (c.EditSettings({"colour": "red"}), NotFound),
    ],
)
def test_what_makes_no_sense_is_refused(team: Desk, command: c.Command, error: type[DeskboardError]) -> None:
    with pytest.raises(error):
        team.do(command)


def test_an_agent_adds_requesters_and_no_members(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    bob.do(c.AddPerson("maria@example.org", "Maria", role=Role.REQUESTER))
    for role in (Role.VIEWER, Role.AGENT, Role.ADMIN):
        with pytest.raises(NotAllowed, match="admin"):
            bob.do(c.AddPerson("eve", role=role))


def test_a_step_back_gives_nobody_rights_they_have_lost(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.EditPerson("bob", {"role": Role.ADMIN}))
    bob = open_desk("bob")
    bob.do(c.AddPerson("eve", role=Role.ADMIN))
    bob.undo()
    team.do(c.EditPerson("bob", {"role": Role.AGENT}))
    with pytest.raises(Conflict, match="Only an admin"):
        bob.redo()
    bob.do(c.AddPerson("maria", role=Role.REQUESTER))
    team.do(c.EditPerson("maria", {"role": Role.AGENT}))
    with pytest.raises(Conflict, match="maria has been changed since"):
        bob.undo()
    assert role_of(team, "maria") is Role.AGENT and role_of(team, "eve") is None


# ---- who leaves


def test_who_leaves_hands_over_the_open_tickets_and_keeps_a_name_in_history(
    team: Desk, open_desk: OpenDesk, clock: Clock
) -> None:
    open_desk("bob").do(c.AddComment((1,), CommentKind.NOTE, "on it"))
    with pytest.raises(Refused, match=r"bob has 2 open tickets\. Say who gets them"):
        team.do(c.RemovePerson("bob"))
    done = team.do(c.RemovePerson("bob", "ann"))
    assert done.refs == (1, 2) and done.what == "bob removed, 2 tickets to ann"
    assert [team.ticket(ref).row.assignee for ref in (1, 2, 3)] == ["ann", "ann", "bob"]
    assert role_of(team, "bob") is None, "nobody offers them any more"
    left = {person.login: person.left for person in team.people(left=True)}
    assert left["bob"] == clock.now and left["ann"] is None
    assert team.ticket(1).comments[0].author == "bob"
    for command in (c.EditTicket((1,), {"assignee": "bob"}), c.EditTicket((1,), {}, add_watchers=("bob",))):
        with pytest.raises(Refused, match="bob has left"):
            team.do(command)
    team.undo()
    assert [team.ticket(ref).row.assignee for ref in (1, 2)] == ["bob", "bob"] and role_of(team, "bob") is Role.AGENT


def test_who_has_left_is_denied_everywhere(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    team.do(c.RemovePerson("bob", ""))
    assert team.count(parse("is:unassigned")) == 2
    for command in c.Command.__args__:
        assert "no member of this desk any more. Ask ann." in (bob.may(command) or "")
    with pytest.raises(NotAllowed, match="no member"):
        bob.do(c.AddTicket("no"))
    with pytest.raises(NotAllowed, match="no member"):
        bob.denied()
    with pytest.raises(NotAllowed, match=r"no member.*Ask ann"):
        open_desk("bob")
    team.do(c.AddPerson("bob", role=Role.VIEWER))
    assert open_desk("bob").role is Role.VIEWER, "an admin brings them back, as what they say"
    assert {person.login: person.name for person in team.people()}["bob"] == "Bob B."


def test_a_member_who_did_nothing_does_not_come_back_by_themselves(team: Desk, open_desk: OpenDesk) -> None:
    with open_desk("vic") as vic:
        team.do(c.RemovePerson("vic"))
        with pytest.raises(NotAllowed, match="no member of this desk any more"):
            vic.denied()
    with pytest.raises(NotAllowed, match="no member of this desk any more"):
        open_desk("vic")
    team.undo()
    assert role_of(team, "vic") is Role.VIEWER


def test_a_requester_who_is_named_nowhere_vanishes(team: Desk) -> None:
    team.do(c.AddPerson("cust@example.org", role=Role.REQUESTER))
    team.do(c.RemovePerson("cust@example.org"))
    assert "cust@example.org" not in {person.login for person in team.people(left=True)}
    team.undo()
    assert role_of(team, "cust@example.org") is Role.REQUESTER
    team.do(c.AddTicket("a", {"requester": "maria@example.org"}))
    team.do(c.RemovePerson("maria@example.org"))
    assert role_of(team, "maria@example.org") is None
    assert team.ticket(4).row.requester == "maria@example.org"


def test_tickets_that_others_took_meanwhile_stay_where_they_are(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.AddPerson("eve"))
    team.do(c.RemovePerson("bob", ""))
    open_desk("eve").do(c.EditTicket((2,), {"assignee": "eve"}))
    undone = team.undo()
    assert [team.ticket(ref).row.assignee for ref in (1, 2)] == ["bob", "eve"]
    assert [ref for ref, _reason in undone.refused] == [2] and role_of(team, "bob") is Role.AGENT


def test_an_undo_does_not_hand_work_to_who_has_left(team: Desk, open_desk: OpenDesk) -> None:
    eve = open_desk("eve")
    eve.do(c.EditTicket((1,), {"assignee": "ann"}))
    team.do(c.RemovePerson("bob", ""))
    with pytest.raises(Conflict, match="bob has left by now"):
        eve.undo()
    assert team.ticket(1).row.assignee == "ann"


def test_what_was_changed_since_is_not_taken_back(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.EditPerson("bob", {"role": Role.ADMIN}))
    open_desk("bob").do(c.EditPerson("vic", {"role": Role.AGENT}))
    team.do(c.EditPerson("vic", {"role": Role.VIEWER}))
    with pytest.raises(Conflict, match="vic has been changed since"):
        open_desk("bob").undo()


def test_the_list_tells_work_and_the_last_change(team: Desk, open_desk: OpenDesk, clock: Clock) -> None:
    clock.forward(hours=1)
    open_desk("bob").do(c.AddTicket("mine", {"requester": "maria@example.org"}))
    clock.forward(hours=1)
    team.do(c.RemovePerson("vic"))
    lines = {line.person.login: (line.tickets, line.seen) for line in team.people_lines()}
    assert list(lines) == ["ann", "bob", "maria@example.org", "vic"], "members, then requesters, then who has left"
    assert lines["bob"][0] == 2 and (clock.now - lines["bob"][1]).total_seconds() == 3600
    assert lines["ann"] == (0, clock.now) and lines["maria@example.org"] == (0, None)


# ---- settings of the desk


def test_newcomers_become_what_the_desk_says(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.EditSettings({"join_as": "viewer"}))
    assert open_desk("new").role is Role.VIEWER
    team.do(c.AddTicket("a", {"requester": "cust"}))
    assert open_desk("cust").role is Role.VIEWER, "somebody known as a requester as well"
    team.do(c.EditSettings({"join_as": "nobody"}))
    with pytest.raises(NotAllowed, match=r"takes in nobody by itself\. Ask ann for `deskboard person add zoe`"):
        open_desk("zoe")
    assert "zoe" not in {person.login for person in team.people()}
    assert open_desk("bob").role is Role.AGENT, "who is a member stays one"
    team.undo()
    assert team.settings()["join_as"].value == "viewer"
    team.do(c.EditSettings({"join_as": None}))
    assert team.settings()["join_as"].value == "agent" and not team.settings()["join_as"].stored


def test_where_not_everybody_joins_only_an_admin_names_new_colleagues(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    bob.do(c.EditTicket((1,), {"assignee": "carol"}))
    assert role_of(team, "carol") is Role.AGENT
    team.do(c.EditSettings({"join_as": "viewer"}))
    with pytest.raises(NotAllowed, match="only an admin adds members"):
        bob.do(c.EditTicket((1,), {"assignee": "mallory"}))
    bob.do(c.EditTicket((1,), {"requester": "maria@example.org"}))
    bob.do(c.ImportTickets("x", (c.SourceTicket("x:1", "t", {"assignee": "dave"}),)))
    assert role_of(team, "dave") is Role.REQUESTER, "an import makes no members either"
    team.do(c.EditTicket((2,), {"assignee": "erin"}))
    assert role_of(team, "erin") is Role.AGENT


def test_viewers_comment_where_the_desk_lets_them(team: Desk, open_desk: OpenDesk) -> None:
    vic = open_desk("vic")
    with pytest.raises(NotAllowed):
        vic.do(c.AddComment((1,), CommentKind.NOTE, "I think"))
    team.do(c.EditSettings({"viewers_comment": True}))
    vic.do(c.AddComment((1,), CommentKind.NOTE, "I think"))
    comment = vic.ticket(1).comments[0]
    vic.do(c.EditComment(1, comment.id, "I thought"))
    assert vic.ticket(1).comments[0].text == "I thought"
    vic.undo()
    assert "comment" in (vic.may(c.EditTicket) or "")
    with pytest.raises(NotAllowed):
        vic.do(c.EditTicket((1,), {"priority": "high"}))
    team.do(c.EditSettings({"viewers_comment": None}))
    with pytest.raises(NotAllowed):
        vic.do(c.AddComment((1,), CommentKind.NOTE, "and"))
