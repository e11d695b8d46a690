"""Undo and redo: durable, per person, and never over somebody else's change."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import Conflict, DeskboardError, NotFound, Refused
from deskboard.domain.model import CommentKind, Priority, Role
from tests.conftest import Clock, OpenDesk


def state(desk: Desk) -> list[object]:
    """Everything there is, but for the log and for when a ticket was last touched."""
    return [
        (page.row._replace(version=0, updated=page.row.created), page.column, page.steps, page.comments)
        for page in desk.whole()
    ] + [desk.people(), desk.board()]


def test_a_change_is_undone_and_redone(desk: Desk) -> None:
    desk.do(c.AddTicket("a"))
    desk.do(c.EditTicket((1,), {"priority": "high"}))
    desk.undo()
    assert desk.ticket(1).row.priority == Priority.NORMAL
    desk.redo()
    assert desk.ticket(1).row.priority == Priority.HIGH
    with pytest.raises(Refused, match="redo"):
        desk.redo()


def test_undo_of_an_addition_takes_the_ticket_and_its_newcomers_away(desk: Desk) -> None:
    before = state(desk)
    desk.do(c.AddTicket("a", {"assignee": "bob", "tags": ("x",)}, steps=("one",)))
    desk.undo()
    assert state(desk) == before
    with pytest.raises(NotFound):
        desk.ticket(1)
    desk.redo()
    assert desk.ticket(1).row.assignee == "bob"
    assert [step.text for step in desk.ticket(1).steps] == ["one"]


def test_a_bulk_change_is_one_undo(desk: Desk) -> None:
    for title in "abc":
        desk.do(c.AddTicket(title))
    desk.do(c.EditTicket((1, 2, 3), {"priority": "low", "assignee": "me"}))
    assert set(desk.undo().refs) == {1, 2, 3}
    assert {row.assignee for row in desk.tickets()} == {None}
    assert {row.priority for row in desk.tickets()} == {Priority.NORMAL}


def test_undo_is_durable_and_per_person(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("by ann"))
    bob.do(c.AddTicket("by bob"))
    ann.close()
    again = open_desk("ann")
    again.undo()
    assert [row.title for row in again.tickets()] == ["by bob"]
    with pytest.raises(Refused, match="nothing of yours"):
        again.undo()


def test_a_new_change_ends_what_could_be_redone(desk: Desk) -> None:
    desk.do(c.AddTicket("a"))
    desk.undo()
    desk.do(c.AddTicket("b"))
    with pytest.raises(Refused):
        desk.redo()


def test_undo_is_refused_when_somebody_changed_the_same_field(open_desk: OpenDesk, clock: Clock) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    ann.do(c.EditTicket((1,), {"priority": "low"}))
    bob.do(c.EditTicket((1,), {"priority": "high"}))
    bob.do(c.EditTicket((1,), {"title": "renamed"}))
    clock.forward(seconds=10)
    with pytest.raises(Conflict, match="bob set priority of #1 to high") as refused:
        ann.undo()
    assert "10 s" in str(refused.value)
    bob.undo()
    bob.undo()
    open_desk("ann").undo()
    assert ann.ticket(1).row.priority == Priority.NORMAL


def test_a_refused_undo_does_not_block_the_way_to_older_changes(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    ann.do(c.AddTicket("b"))
    ann.do(c.EditTicket((2,), {"title": "B"}))
    ann.do(c.EditTicket((1,), {"priority": "low"}))
    bob.do(c.EditTicket((1,), {"priority": "high"}))
    with pytest.raises(Conflict):
        ann.undo()
    ann.undo()
    assert ann.ticket(2).row.title == "b"


def test_a_ticket_others_have_worked_on_is_not_undone_away(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    bob.do(c.AddComment((1,), CommentKind.NOTE, "looking"))
    with pytest.raises(Conflict, match="bob"):
        ann.undo()
    assert ann.ticket(1).comments


def test_in_bulk_only_the_tickets_in_conflict_are_left(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    for title in "abc":
        ann.do(c.AddTicket(title))
    ann.do(c.EditTicket((1, 2, 3), {"priority": "low"}))
    bob.do(c.EditTicket((2,), {"priority": "critical"}))
    done = ann.undo()
    assert [ref for ref, _why in done.refused] == [2]
    assert done.exit_code == Conflict.exit_code
    assert [row.priority for row in sorted(ann.tickets())] == [Priority.NORMAL, Priority.CRITICAL, Priority.NORMAL]


def test_a_newcomer_who_is_needed_by_now_stays(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    ann.do(c.EditTicket((1,), {"assignee": "carol"}))
    bob.do(c.AddTicket("b", {"assignee": "carol"}))
    ann.undo()
    assert ann.ticket(1).row.assignee is None
    assert "carol" in {person.login for person in ann.people()}


def test_the_log_keeps_what_was_undone(desk: Desk) -> None:
    desk.do(c.AddTicket("a"))
    desk.undo()
    entries = desk.history(1)
    assert [entry.undone for entry in entries] == [False, True]


def test_a_move_is_not_undone_under_the_lid_of_the_archive(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    ann.do(c.MoveTicket((1,), 3))
    bob.do(c.ArchiveTicket((1,)))
    with pytest.raises(Conflict):
        ann.undo()
    assert ann.ticket(1).row.column == "Done"


def test_steps_that_came_to_the_same_place_can_still_be_ordered(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a", steps=("A", "B", "C")))
    a, b, _c = (step.id for step in ann.ticket(1).steps)
    ann.do(c.RemoveStep(1, (b,)))
    bob.do(c.AddStep(1, ("D",), below=a))
    ann.undo()
    ann.do(c.AddStep(1, ("E",), below=b))
    ann.do(c.MoveStep(1, b, 1))
    assert {step.text for step in ann.ticket(1).steps} == set("ABCDE")


def test_what_needs_somebody_who_is_gone_is_a_conflict(open_desk: OpenDesk) -> None:
    ann, bob = open_desk("ann"), open_desk("bob")
    ann.do(c.AddTicket("a"))
    bob.do(c.AddPerson("zoe", role=Role.REQUESTER))
    ann.do(c.EditTicket((1,), {"assignee": "zoe"}))
    ann.do(c.EditTicket((1,), {"assignee": None}))
    bob.undo()
    with pytest.raises(Conflict, match="gone"):
        ann.undo()
    assert ann.ticket(1).row.assignee is None


REFS = st.integers(1, 3)
STEPS = st.integers(1, 4)
COMMANDS = st.one_of(
    st.builds(
        c.AddTicket,
        st.sampled_from(["x", "y"]),
        st.sampled_from([{}, {"assignee": "zoe"}, {"tags": ("q",), "impact": "high", "urgency": "high"}]),
        steps=st.sampled_from([(), ("s",)]),
    ),
    st.builds(
        c.EditTicket,
        st.lists(REFS, min_size=1, max_size=3).map(tuple),
        st.sampled_from(
            [{"priority": "high"}, {"impact": "low", "urgency": "low"}, {"assignee": "me"}, {"title": "z"}]
        ),
    ),
    st.builds(
        lambda ref, plus, minus: c.EditTicket((ref,), add_tags=plus, remove_tags=minus),
        REFS,
        st.sampled_from([("t",), ()]),
        st.sampled_from([("t",), ("q",)]),
    ),
    st.builds(c.MoveTicket, st.lists(REFS, min_size=1, max_size=3).map(tuple), st.integers(1, 3), bottom=st.booleans()),
    st.builds(c.MoveTicket, st.tuples(REFS), st.integers(1, 3), above=REFS),
    st.builds(c.ArchiveTicket, st.tuples(REFS, REFS)),
    st.builds(c.RestoreTicket, st.tuples(REFS)),
    st.builds(c.AddStep, REFS, st.sampled_from([("one",), ("one", "two")])),
    st.builds(c.TickStep, REFS, st.tuples(STEPS), st.booleans()),
    st.builds(c.MoveStep, REFS, STEPS, st.sampled_from([-1, 1])),
    st.builds(c.RemoveStep, REFS, st.tuples(STEPS)),
    st.builds(c.AddComment, st.tuples(REFS), st.sampled_from(CommentKind), st.just("hm")),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(COMMANDS, min_size=1, max_size=12))
def test_undoing_everything_gives_the_first_state_back(open_desk: OpenDesk, commands: list[c.Command]) -> None:
    desk = open_desk("ann")
    while True:
        try:
            desk.undo()
        except Refused:
            break
    start = state(desk)
    states = [start]
    for command in commands:
        try:
            done = desk.do(command)
        except DeskboardError:
            continue
        if done.command is not None:
            states.append(state(desk))
    for expected in reversed(states[:-1]):
        desk.undo()
        assert state(desk) == expected
    for expected in states[1:]:
        desk.redo()
        assert state(desk) == expected


def test_a_version_that_was_seen_never_comes_again(desk: Desk) -> None:
    desk.do(c.AddTicket("one"))
    desk.do(c.EditTicket((1,), {"priority": "high"}))
    seen = desk.ticket(1).row.version
    desk.undo()
    desk.undo()
    desk.redo()
    assert desk.ticket(1).row.version > seen + 1
