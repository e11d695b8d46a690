"""Views: saved queries, private or everybody's."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, NotAllowed, NotFound, QueryError, Refused
from deskboard.domain.model import Role
from deskboard.domain.query import parse
from tests.conftest import OpenDesk


def named(desk: Desk) -> list[tuple[str, bool, str]]:
    return [(view.name, view.shared, view.query) for view in desk.views()]


def test_mine_come_first_and_others_private_ones_not_at_all(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddView("Late", "is:overdue sort:due"))
    ann.do(c.AddView("All of us", "is:open", shared=True))
    bob.do(c.AddView("Zoo", "tag:zoo"))
    assert named(ann) == [("Late", False, "is:overdue sort:due"), ("All of us", True, "is:open")]
    assert named(bob) == [("Zoo", False, "tag:zoo"), ("All of us", True, "is:open")]


def test_a_view_is_changed_shared_and_removed_and_all_of_it_undone(desk: Desk) -> None:
    desk.do(c.AddView("Late", "is:overdue"))
    (view,) = desk.views()
    desk.do(c.EditView(view.id, name="Too late", query="is:overdue is:mine", shared=True))
    assert named(desk) == [("Too late", True, "is:overdue is:mine")]
    desk.undo()
    assert named(desk) == [("Late", False, "is:overdue")]
    desk.redo()
    desk.do(c.RemoveView(view.id))
    assert named(desk) == []
    desk.undo()
    assert named(desk) == [("Too late", True, "is:overdue is:mine")]


@pytest.mark.parametrize(("name", "query"), [("", "is:open"), ("x", ""), ("x", "prioritiy:high")])
def test_a_view_needs_a_name_and_a_query_that_can_be_read(desk: Desk, name: str, query: str) -> None:
    with pytest.raises((BadInput, QueryError)):
        desk.do(c.AddView(name, query))


def test_a_name_stands_once_among_mine_and_once_among_everybodys(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddView("Late", "is:overdue"))
    bob.do(c.AddView("late", "is:overdue"))
    ann.do(c.AddView("Late", "is:overdue", shared=True))
    for desk, command in ((ann, c.AddView("LATE", "x")), (bob, c.AddView("Late", "x", shared=True))):
        with pytest.raises(Refused, match="already"):
            desk.do(command)
    shared = next(view for view in ann.views() if view.shared)
    with pytest.raises(Refused, match="already"):
        ann.do(c.EditView(shared.id, shared=False))


def test_nobody_touches_a_private_view_of_somebody_else(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddView("Late", "is:overdue"))
    view = ann.views()[0].id
    for command in (c.EditView(view, name="Mine"), c.RemoveView(view)):
        with pytest.raises(NotFound):
            bob.do(command)


def test_a_viewer_saves_views_of_their_own_only(open_desk: OpenDesk) -> None:
    ann = open_desk("ann")
    ann.do(c.AddPerson("vic", role=Role.VIEWER))
    vic = open_desk("vic")
    vic.do(c.AddView("Late", "is:overdue"))
    assert named(vic) == [("Late", False, "is:overdue")]
    with pytest.raises(NotAllowed):
        vic.do(c.AddView("Ours", "is:open", shared=True))
    with pytest.raises(NotAllowed):
        vic.do(c.EditView(vic.views()[0].id, shared=True))


def test_a_view_that_somebody_changed_since_is_not_undone_away(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddView("Ours", "is:open", shared=True))
    bob.do(c.EditView(ann.views()[0].id, query="is:overdue"))
    with pytest.raises(Conflict, match="view"):
        ann.undo()
    assert named(ann) == [("Ours", True, "is:overdue")]


def test_counts_follow_each_query(desk: Desk) -> None:
    for title in ("VPN down", "VPN slow", "Printer"):
        desk.do(c.AddTicket(title))
    desk.do(c.EditTicket((3,), {"assignee": "me"}))
    assert desk.counts([parse("vpn"), parse("is:unassigned"), parse("is:mine"), parse("tag:x")]) == (2, 2, 1, 0)
