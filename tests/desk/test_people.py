"""People: how they join, and what their role permits."""

from __future__ import annotations

import io
import re

import pytest

from deskboard.domain import commands as c
from deskboard.domain.commands.imports import SourcePerson
from deskboard.domain.errors import NotAllowed, Refused
from deskboard.domain.model import Role
from deskboard.domain.permissions import Standing, decide
from deskboard.transfer.export import export
from tests.conftest import OpenDesk


def test_the_first_is_admin_and_later_ones_are_agents(open_desk: OpenDesk) -> None:
    assert open_desk("ann").role is Role.ADMIN
    assert open_desk("bob").role is Role.AGENT
    assert open_desk("ann").role is Role.ADMIN


def test_a_viewer_may_look_but_change_nothing(open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    ann.do(c.AddPerson("vic", role=Role.VIEWER))
    ann.do(c.AddTicket("a"))
    vic = open_desk("vic")
    assert vic.ticket(1).row.title == "a"
    with pytest.raises(NotAllowed, match="viewer"):
        vic.do(c.EditTicket((1,), {"priority": "high"}))
    with pytest.raises(NotAllowed, match="viewer"):
        vic.do(c.AddTicket("b"))
    assert "viewer" in (vic.may(c.AddTicket) or "")


def test_only_an_admin_changes_boards_and_makes_admins(open_desk: OpenDesk) -> None:
    open_desk("ann")
    bob = open_desk("bob")
    with pytest.raises(NotAllowed):
        bob.do(c.AddBoard("mine"))
    with pytest.raises(NotAllowed):
        bob.do(c.AddPerson("eve", role=Role.ADMIN))


def test_nobody_is_added_twice(open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    ann.do(c.AddPerson("Bob", "Bob B."))
    with pytest.raises(Refused):
        ann.do(c.AddPerson("bob"))


@pytest.mark.parametrize("comments", [False, True])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.AGENT, Role.VIEWER])
def test_the_answer_is_the_same_before_and_after_asking(open_desk: OpenDesk, role: Role, comments: bool) -> None:
    """What ``may`` says of a command is what ``do`` does with it, and ``denied`` lists."""
    ann = open_desk("ann")
    ann.do(c.AddPerson("them", role=role))
    ann.do(c.EditSettings({"viewers_comment": comments}))
    desk = open_desk("them")
    for command in c.Command.__args__:
        reason = desk.may(command)
        assert reason == decide(Standing(role, comments=comments and role is Role.VIEWER), command)
        assert desk.denied().get(command) == reason
        if reason:
            with pytest.raises(NotAllowed, match=re.escape(reason)):
                desk.do(command.__new__(command, *([()] * len(command._fields))))


def test_a_requester_may_do_nothing_at_the_desk() -> None:
    assert all(decide(Role.REQUESTER, command) for command in c.Command.__args__)


def test_private_views_are_their_owners_business(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a", {"tags": ("secret",)}))
    ann.do(c.AddView("Watch bob", "assignee:bob"))
    ann.do(c.EditView(1, query="assignee:bob tag:secret"))
    ann.do(c.AddView("For all", "is:open", shared=True))
    assert [view.name for view in bob.views()] == ["For all"]
    told = [entry.event for entry in bob.history(limit=2)]
    assert [getattr(event, "name", "") for event in told] == ["For all", ""], "passed over, not counted"
    assert len(ann.history(limit=None)) - len(bob.history(limit=None)) == 2
    out = io.StringIO()
    export(bob, None, "json", out)
    assert "Watch bob" not in out.getvalue() and "For all" in out.getvalue()


def test_somebody_known_as_requester_joins_as_an_agent(open_desk: OpenDesk) -> None:
    open_desk("ann").do(c.AddTicket("a", {"requester": "bob"}))
    bob = open_desk("bob")
    assert bob.role is Role.AGENT
    bob.do(c.EditTicket((1,), {"priority": "high"}))
    assert {person.login: person.role for person in bob.people()}["bob"] is Role.AGENT


def test_undo_asks_for_the_permission_of_what_it_takes_back(open_desk: OpenDesk) -> None:
    open_desk("ann")
    bob = open_desk("bob")
    bob.do(c.ImportTickets("x", (c.SourceTicket("x:1", "t"),), people=(SourcePerson("vic", role="viewer"),)))
    vic = open_desk("vic")
    with pytest.raises((NotAllowed, Refused)):
        vic.undo()
