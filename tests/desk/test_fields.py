"""Watchers, mentions, snooze, impact and urgency, people: the facts a ticket has beside its text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, Conflict, Mistyped
from deskboard.domain.model import CommentKind, Membership, Role
from deskboard.domain.query import parse
from tests.conftest import Clock, OpenDesk

REPLY, NOTE = CommentKind.REPLY, CommentKind.NOTE


def found(desk: Desk, query: str) -> list[int]:
    return sorted(row.ref for row in desk.tickets(parse(query)))


@pytest.fixture
def team(open_desk: OpenDesk) -> Desk:
    """Ann's desk with bob and eva as colleagues, maria as a requester, and three tickets."""
    ann = open_desk("ann")
    ann.do(c.AddPerson("bob", "Bob B."))
    ann.do(c.AddPerson("eva"))
    ann.do(c.AddPerson("maria@example.org", "Maria", None, Role.REQUESTER))
    for title in ("one", "two", "three"):
        ann.do(c.AddTicket(title))
    return ann


# ---- watchers and mentions


def test_watchers_come_and_go_on_many_tickets_as_one_change(team: Desk) -> None:
    done = team.do(c.EditTicket((1, 2), add_watchers=("me", "@Bob")))
    assert done.refs == (1, 2) and done.what == "watchers +ann +bob"
    team.do(c.EditTicket((1, 2), add_watchers=("eva",), remove_watchers=("ann",)))
    assert team.ticket(1).row.watchers == team.ticket(2).row.watchers == ("bob", "eva")
    assert found(team, "watcher:bob") == [1, 2]
    assert found(team, "watcher:me") == []
    assert found(team, "watcher:none") == [3]
    team.undo()
    assert team.ticket(2).row.watchers == ("ann", "bob")
    team.redo()
    assert team.ticket(2).row.watchers == ("bob", "eva")


def test_a_watcher_who_is_nobody_yet_becomes_known_and_goes_with_the_undo(team: Desk) -> None:
    done = team.do(c.EditTicket((1,), add_watchers=("jonas", "joe@example.org")))
    roles = {person.login: person.role for person in team.people()}
    assert set(done.people) == {"jonas", "joe@example.org"}
    assert (roles["jonas"], roles["joe@example.org"]) == (Role.AGENT, Role.REQUESTER)
    team.undo()
    assert "jonas" not in {person.login for person in team.people()}
    team.redo()
    assert team.ticket(1).row.watchers == ("joe@example.org", "jonas")


def test_that_others_began_to_watch_is_nothing_to_refuse_an_undo_for(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.EditTicket((1,), add_watchers=("ann",)))
    open_desk("bob").do(c.EditTicket((1,), add_watchers=("bob",)))
    team.undo()
    assert team.ticket(1).row.watchers == ("bob",)


def test_whom_a_note_mentions_watches_from_then_on(team: Desk) -> None:
    text = "Ask @bob, @Eva and @nobody; not ann@example.org, not @maria@example.org, nor @ann. `@x`"
    team.do(c.AddComment((1, 2), NOTE, text))
    assert team.ticket(1).row.watchers == team.ticket(2).row.watchers == ("bob", "eva")
    assert {"bob", "eva"} <= set(team.ticket(1).people)
    team.undo()
    assert team.ticket(1).row.watchers == () and team.ticket(1).comments == ()


def test_mentions_in_a_correction_count_too(team: Desk) -> None:
    team.do(c.AddComment((1,), NOTE, "Ask bbo"))
    team.do(c.EditComment(1, team.ticket(1).comments[0].id, "Ask @bob"))
    assert team.ticket(1).row.watchers == ("bob",)


def test_undoing_a_correction_takes_its_mark_away(team: Desk) -> None:
    team.do(c.AddComment((1,), NOTE, "teh"))
    comment = team.ticket(1).comments[0].id
    team.do(c.EditComment(1, comment, "the"))
    team.do(c.EditComment(1, comment, "The"))
    states = []
    for _n in range(2):
        team.undo()
        states.append((team.ticket(1).comments[0].text, team.ticket(1).comments[0].edited))
    assert states == [("the", True), ("teh", False)]
    team.redo()
    assert (team.ticket(1).comments[0].text, team.ticket(1).comments[0].edited) == ("the", True)


# ---- people


def test_a_mistyped_colleague_is_asked_about_and_a_stranger_is_not(team: Desk) -> None:
    for command in (
        c.EditTicket((1,), {"assignee": "bobb"}, new_people=False),
        c.EditTicket((1,), add_watchers=("bobb",), new_people=False),
        c.AddTicket("x", {"assignee": "bobb"}, new_people=False),
        c.AddStep(1, (c.NewStep("x", assignee="bobb"),), new_people=False),
    ):
        with pytest.raises(Mistyped, match="Did you mean bob"):
            team.do(command)
    assert team.do(c.EditTicket((1,), {"assignee": "zoe"}, new_people=False)).people == ("zoe",)
    assert team.do(c.EditTicket((1,), {"assignee": "bobb"})).people == ("bobb",)
    assert team.do(c.EditTicket((1,), {"requester": "maria@example.com"}, new_people=False)).people


def test_a_requester_is_a_person_with_name_and_address(team: Desk) -> None:
    team.do(c.EditTicket((1,), {"requester": "Maria@Example.org"}))
    page = team.ticket(1)
    assert page.people["maria@example.org"].name == "Maria"
    assert page.people["maria@example.org"].email == "maria@example.org"


# ---- impact and urgency


def test_the_priority_follows_until_it_is_set_by_hand(team: Desk) -> None:
    team.do(c.EditTicket((1,), {"impact": "high", "urgency": "medium"}))
    assert (team.ticket(1).row.priority, team.ticket(1).row.priority_by_hand) == ("high", False)
    team.do(c.EditTicket((1,), {"priority": "low"}))
    team.do(c.EditTicket((1,), {"impact": "high", "urgency": "high"}))
    assert (team.ticket(1).row.priority, team.ticket(1).row.priority_by_hand) == ("low", True)


# ---- snooze


def test_a_ticket_sleeps_and_comes_back_by_itself(team: Desk, clock: Clock) -> None:
    monday = clock.now + timedelta(days=7)
    team.do(c.EditTicket((1, 2), {"status": "waiting", "wake": monday}))
    team.do(c.EditTicket((3,), {"wake": monday + timedelta(days=1)}))
    assert team.ticket(3).row.status == "on-hold", "a date alone puts it on hold"
    assert found(team, "is:snoozed") == [1, 2, 3]
    assert team.cards((1,))[1].wake == monday
    assert team.wake_due().refs == ()
    clock.forward(days=7)
    assert set(team.wake_due().refs) == {1, 2}
    row = team.ticket(1).row
    assert (row.status, row.wake, row.updated) == ("normal", None, clock.now)
    assert team.ticket(1).history[-1].actor == "deskboard"
    assert found(team, "is:snoozed") == [3]
    assert team.wake_due().command is None


def test_leaving_the_status_ends_the_sleep_and_undo_brings_it_back(team: Desk, clock: Clock) -> None:
    monday = clock.now + timedelta(days=7)
    team.do(c.EditTicket((1,), {"status": "on-hold", "wake": monday}))
    team.do(c.EditTicket((1,), {"status": "waiting"}))
    assert team.ticket(1).row.wake == monday
    team.do(c.EditTicket((1,), {"status": "ready"}))
    assert team.ticket(1).row.wake is None
    team.undo()
    assert (team.ticket(1).row.status, team.ticket(1).row.wake) == ("waiting", monday)
    with pytest.raises(BadInput, match="does not sleep"):
        team.do(c.EditTicket((1,), {"status": "ready", "wake": monday}))


def test_waking_is_nobodys_to_undo_and_stands_in_the_way_of_undoing_the_sleep(team: Desk, clock: Clock) -> None:
    team.do(c.EditTicket((1,), {"wake": clock.now + timedelta(hours=1)}))
    clock.forward(hours=2)
    team.wake_due()
    with pytest.raises(Conflict, match="deskboard has changed"):
        team.undo()


def test_what_is_archived_or_done_sleeps_on_and_a_viewer_wakes_nobody(
    team: Desk, open_desk: OpenDesk, clock: Clock
) -> None:
    team.do(c.EditTicket((1, 2, 3), {"wake": clock.now + timedelta(hours=1)}))
    team.do(c.ArchiveTicket((1,)))
    team.do(c.MoveTicket((2,), team.board().columns[-1].id))
    team.do(c.AddPerson("vic", role=Role.VIEWER))
    clock.forward(hours=2)
    assert open_desk("vic").wake_due().refs == ()
    assert team.wake_due().refs == (3,)
    team.do(c.RestoreTicket((1,)))
    assert team.wake_due().refs == (1,)


def test_stale_is_open_awake_and_untouched(team: Desk, clock: Clock) -> None:
    team.do(c.EditTicket((2,), {"wake": clock.now + timedelta(days=60)}))
    clock.forward(days=14, minutes=1)
    assert found(team, "is:stale") == [1, 3]
    team.do(c.AddComment((3,), NOTE, "still here"))
    assert found(team, "is:stale") == [1]


def test_queues_are_found_whatever_the_case(team: Desk) -> None:
    team.do(c.EditTicket((1,), {"queue": "Network"}))
    assert found(team, "queue:network") == [1]
    assert found(team, "queue:none") == [2, 3]
    assert found(team, "-queue:network") == [2, 3]
    assert next(team.tickets(parse("sort:queue"))).ref == 1


def test_the_queues_that_i_serve_are_mine(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.EditTicket((1,), {"queue": "network"}))
    team.do(c.EditTicket((2,), {"queue": "web"}))
    assert found(team, "queue:mine") == []
    for line, place in zip(team.queue_lines(), ("primary", "secondary"), strict=True):
        team.do(c.EditTeam(("ann",), queues={line.id: Membership(place)}))
    assert (found(team, "queue:mine"), found(team, "-queue:mine")) == ([1, 2], [3])
    assert found(open_desk("bob"), "queue:mine") == []


# ---- steps


def test_a_step_has_somebody_who_does_it_and_a_date(team: Desk) -> None:
    due = datetime(2026, 3, 6, 12, tzinfo=UTC)
    team.do(c.AddStep(1, ("plain", c.NewStep("call", True, "bob", due))))
    step = team.ticket(1).steps[1]
    assert (step.text, step.done, step.assignee, step.due) == ("call", True, "bob", due)
    team.do(c.EditStep(1, step.id, changes={"assignee": "me", "due": None}))
    assert team.ticket(1).steps[1][1:] == ("call", True, "ann", None)
    team.do(c.RemoveStep(1, (step.id,)))
    team.undo()
    team.undo()
    assert team.ticket(1).steps[1] == step
    team.undo()
    assert team.ticket(1).steps == ()
    team.redo()
    assert team.ticket(1).steps[1] == step
