"""The team: who serves which queue, how much they are given, and whether they are there."""

from __future__ import annotations

from typing import Any

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import DeskboardError, NotAllowed, Refused
from deskboard.domain.model import Availability, Membership, QueueMode, Role
from deskboard.domain.readmodels import Person
from deskboard.store.engine import reading
from deskboard.store.facts import Facts
from deskboard.store.queues import AvailabilityFact
from tests.conftest import OpenDesk
from tests.desk.test_queues import ident, shown

PRIMARY, SECONDARY = Membership.PRIMARY, Membership.SECONDARY
AVAILABLE, AWAY, REASSIGN = Availability


def person(desk: Desk, login: str) -> Person:
    return next(known for known in desk.people(left=True) if known.login == login)


def state(desk: Desk, login: str) -> AvailabilityFact:
    with reading(desk._engine) as connection:
        return Facts(connection).availability([login]).get(login, AvailabilityFact())


def found_idle(desk: Desk, login: str) -> None:
    """As the desk does when it notices that somebody did nothing for long."""
    from deskboard.domain import events as e
    from deskboard.domain.model import DESK, Channel, Identity
    from deskboard.store.work import work

    with work(desk._engine, Identity(DESK, Channel.SYSTEM), desk.now) as unit:
        command = unit.begin("NoteIdle")
        unit.carry_out(command, [e.AvailabilityEdited(login, AVAILABLE, AWAY, by_itself=True)])


@pytest.fixture
def team(desk: Desk) -> Desk:
    for login, role in (("bob", Role.AGENT), ("cat", Role.AGENT), ("vic", Role.VIEWER), ("rita", Role.REQUESTER)):
        desk.do(c.AddPerson(login, role=role))
    desk.do(c.AddQueue("network", QueueMode.BALANCED))
    desk.do(c.AddQueue("web"))
    return desk


def test_one_change_of_many_is_one_undo(team: Desk) -> None:
    network, web = ident(team, "network"), ident(team, "web")
    team.do(c.EditTeam(("bob",), {"limit": 4}))
    done = team.do(
        c.EditTeam(
            ("bob", "cat", "bob"),
            {"limit": 5, "ramp": "2:2026-03-01:2026-04-01", "availability": "away"},
            {network: PRIMARY, web: SECONDARY},
        )
    )
    assert done.people == ("bob", "cat")
    ramp = "2 tickets from 2026-03-01, growing to the full limit on 2026-04-01"
    assert done.what == f"bob, cat: limit 5, {ramp}, away, network (primary), web (secondary)"
    assert [person(team, login)[5:7] for login in ("bob", "cat")] == [(5, "2:2026-03-01:2026-04-01")] * 2
    assert shown(team) == ["network balanced: bob*, cat*", "web manual: bob, cat"]
    assert state(team, "cat").state is AWAY
    team.undo()
    assert [person(team, login).ticket_limit for login in ("bob", "cat")] == [4, None]
    assert shown(team) == ["network balanced", "web manual"]
    assert state(team, "cat").state is AVAILABLE
    team.redo()
    assert shown(team) == ["network balanced: bob*, cat*", "web manual: bob, cat"]


def test_only_whom_it_changes_is_named(team: Desk) -> None:
    team.do(c.EditTeam(("bob",), {"limit": 5}))
    assert team.do(c.EditTeam(("bob", "cat"), {"limit": "5"})).people == ("cat",)
    assert team.do(c.EditTeam(("bob", "cat"), {"limit": 5})).command is None


@pytest.mark.parametrize(
    ("logins", "changes", "told"),
    [
        ((), {"limit": 1}, "Nobody is named"),
        (("bob", "zoe"), {"limit": 1}, "Nobody here is called zoe"),
        (("bob",), {"limit": -1}, "whole number from 0 to 10000, or none"),
        (("bob",), {"limit": 10_001}, "whole number from 0 to 10000, or none"),
        (("bob",), {"limit": True}, "whole number from 0 to 10000, or none"),
        (("bob",), {"limit": "many"}, "whole number from 0 to 10000, or none"),
        (("bob",), {"ramp": "soon"}, "“soon” is no ramp"),
        (("bob",), {"ramp": "2:2026-05-01:2026-04-01"}, "before it begins"),
        (("bob",), {"availability": "asleep"}, "no availability. There are: available, away, away-reassign"),
        (("bob",), {"vip": "perhaps"}, "VIP is yes or no"),
        (("bob",), {"shoe": 41}, "A member has no “shoe”"),
        (("bob", "vic"), {"limit": 1}, "vic is viewer, and is given no tickets"),
        (("rita",), {"availability": "away"}, "rita is requester, and is given no tickets"),
    ],
)
def test_what_cannot_be_is_refused_for_all_of_them(
    team: Desk, logins: tuple[str, ...], changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(DeskboardError, match=told):
        team.do(c.EditTeam(logins, changes))
    assert person(team, "bob").ticket_limit is None


def test_whoever_is_given_no_tickets_serves_no_queue(team: Desk) -> None:
    network = ident(team, "network")
    with pytest.raises(Refused, match="vic is viewer"):
        team.do(c.EditTeam(("bob", "vic"), queues={network: PRIMARY}))
    with pytest.raises(DeskboardError, match="does not exist any more"):
        team.do(c.EditTeam(("bob",), queues={99: PRIMARY}))
    with pytest.raises(DeskboardError, match="nobody's “tertiary”"):
        team.do(c.EditTeam(("bob",), queues={network: "tertiary"}))  # type: ignore[dict-item]


def test_a_requester_can_be_vip(team: Desk) -> None:
    team.do(c.EditTeam(("rita",), {"vip": True}))
    assert person(team, "rita").vip
    team.do(c.RemovePerson("rita"))
    team.undo()
    assert person(team, "rita").vip


def test_when_the_last_one_leaves_an_automatic_queue_it_is_said(team: Desk) -> None:
    network, web = ident(team, "network"), ident(team, "web")
    team.do(c.EditTeam(("bob", "cat"), queues={network: PRIMARY, web: PRIMARY}))
    assert not team.do(c.EditTeam(("bob",), queues={network: None, web: None})).warnings
    done = team.do(c.EditTeam(("cat",), queues={network: None, web: None}))
    assert done.warnings == ("nobody serves network any more: what comes in there waits",)


@pytest.mark.parametrize("way_out", [c.RemovePerson("bob", ""), c.EditPerson("bob", {"role": Role.VIEWER})])
def test_whoever_goes_or_only_looks_serves_no_queue_and_undo_puts_them_back(team: Desk, way_out: c.Command) -> None:
    network, web = ident(team, "network"), ident(team, "web")
    team.do(c.EditTeam(("bob", "cat"), queues={network: PRIMARY, web: SECONDARY}))
    team.do(way_out)
    assert shown(team) == ["network balanced: cat*", "web manual: cat"]
    team.undo()
    assert shown(team) == ["network balanced: bob*, cat*", "web manual: bob, cat"]
    team.redo()
    team.do(c.AddPerson("bob") if isinstance(way_out, c.RemovePerson) else c.EditPerson("bob", {"role": Role.AGENT}))
    assert shown(team) == ["network balanced: cat*", "web manual: cat"], "coming back does not put them back"


def test_whoever_comes_back_is_available(team: Desk) -> None:
    team.do(c.SetAvailability(AWAY, "bob"))
    team.do(c.RemovePerson("bob", ""))
    team.do(c.AddPerson("bob"))
    assert state(team, "bob").state is AVAILABLE


def test_everybody_says_for_themselves_whether_they_are_there(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    assert bob.do(c.SetAvailability(AWAY)).what == "bob is away"
    assert state(bob, "bob").state is AWAY
    with pytest.raises(NotAllowed, match="Only an admin says of others"):
        bob.do(c.SetAvailability(AWAY, "cat"))
    team.do(c.SetAvailability(REASSIGN, "cat"))
    assert state(team, "cat").state is REASSIGN
    team.undo()
    assert state(team, "cat").state is AVAILABLE
    bob.undo()
    assert state(bob, "bob").state is AVAILABLE
    with pytest.raises(Refused, match="vic is viewer"):
        team.do(c.SetAvailability(AWAY, "vic"))
    with pytest.raises(DeskboardError, match="from whoever is away and reassigns"):
        bob.do(c.SetAvailability(AWAY, at_once=True))


def test_an_availability_that_somebody_else_changed_since_is_left_alone(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    bob.do(c.SetAvailability(AWAY))
    team.do(c.SetAvailability(REASSIGN, "bob"))
    with pytest.raises(DeskboardError, match="bob is away and reassign by now"):
        bob.undo()


def test_whom_the_desk_found_idle_is_back_by_a_word_or_a_key(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    found_idle(team, "bob")
    assert state(bob, "bob").by_itself
    bob.do(c.NoteReturn("bob"))
    assert state(bob, "bob")[::2] == (AVAILABLE, False)
    assert bob.do(c.NoteReturn("bob")).command is None
    found_idle(team, "bob")
    bob.do(c.SetAvailability(AWAY))
    assert bob.do(c.NoteReturn("bob")).command is None, "they said so themselves"
    assert state(bob, "bob").state is AWAY


def test_a_word_that_is_taken_back_leaves_nobody_away_for_good(team: Desk, open_desk: OpenDesk) -> None:
    for desk, login in ((team, "bob"), (open_desk("cat"), "cat")):
        found_idle(team, login)
        desk.do(c.SetAvailability(AVAILABLE, login))
        desk.undo()
        if login == "cat":
            assert state(team, login).state is AVAILABLE, "taking it back is a change of cat's own"
            continue
        assert (state(team, login).state, state(team, login).by_itself) == (AWAY, True)
        open_desk(login).do(c.AddTicket("I am here"))
        assert state(team, login).state is AVAILABLE


def test_nobody_comes_back_for_somebody_else(team: Desk, open_desk: OpenDesk) -> None:
    found_idle(team, "bob")
    for desk in (team, open_desk("cat")):
        with pytest.raises(NotAllowed, match="for somebody else"):
            desk.do(c.NoteReturn("bob"))
    assert state(team, "bob").by_itself
    open_desk("bob").do(c.NoteReturn("bob"))
    assert state(team, "bob").state is AVAILABLE


def test_who_is_no_admin_any_more_takes_back_no_word_on_others(team: Desk, open_desk: OpenDesk) -> None:
    team.do(c.EditPerson("cat", {"role": Role.ADMIN}))
    cat = open_desk("cat")
    cat.do(c.SetAvailability(AWAY, "bob"))
    team.do(c.EditPerson("cat", {"role": Role.AGENT}))
    with pytest.raises(DeskboardError, match="Only an admin"):
        cat.undo()
    assert state(team, "bob").state is AWAY
