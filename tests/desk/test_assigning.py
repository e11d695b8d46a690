"""What waits in the queues is handed out as soon as somebody can take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

import pytest

from deskboard.desk.desk import Desk
from deskboard.desk.reactions import triggers
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import wording
from deskboard.domain.events import Value
from deskboard.domain.model import Membership, Status, Ticket
from deskboard.domain.readmodels import Done
from tests.conftest import ZONE, Clock
from tests.desk.handing import (
    AVAILABLE,
    AWAY,
    BALANCED,
    LATER,
    MANUAL,
    TURNS,
    add,
    be,
    close,
    column,
    limit,
    network_of,
    queue,
    team_of,
    waits,
    whose,
)


@pytest.fixture
def team(desk: Desk) -> Desk:
    return team_of(desk)


@pytest.fixture
def network(desk: Desk) -> Desk:
    return network_of(desk)


def test_a_new_ticket_goes_to_somebody_at_once_and_says_to_whom_and_why(network: Desk) -> None:
    done = network.do(c.AddTicket("VPN down", {"queue": "network"}))
    assert done.assigned == ((1, "ann"),)
    assert wording.done(done) == "Added #1: VPN down · #1 → @ann"
    last = network.ticket(1).history[-1]
    assert (last.actor, last.channel) == ("deskboard", "system")
    assert wording.describe(last.event, {}, ZONE).startswith("assignee: none → ann · balanced in network: ")
    assert whose(network, add(network), add(network), add(network)) == ["bob", "ann", "bob"]


def test_what_nobody_can_take_waits_and_goes_first_when_somebody_has_room(network: Desk) -> None:
    first, *_others = [add(network) for _ in range(4)]
    done = network.do(c.AddTicket("one more", {"queue": "network"}))
    assert done.assigned == ()
    assert done.warnings == ("#5 waits in network: nobody who serves it can take it just now.",)
    add(network)
    assert close(network, first).assigned == ((5, "ann"),), "the backlog before newcomers"
    assert whose(network, 5, 6) == ["ann", None]


def test_a_word_on_what_waits_and_on_nothing_else(network: Desk, clock: Clock) -> None:
    queue(network, "web")
    for login in ("ann", "bob"):
        limit(network, login, 0)
    done = column(network, "Done")
    asleep = {"wake": clock.now + timedelta(days=1), "status": Status.ON_HOLD}
    full, unserved = "nobody who serves it can take it just now.", "nobody serves web yet."
    for command, words in (
        (c.AddTicket("1", {"queue": "network"}), [f"#1 waits in network: {full}"]),
        (c.AddTicket("2", {"queue": "web"}), [f"#2 waits in web: {unserved}"]),
        (c.AddTicket("3", {"queue": "web"}, column=done), []),
        (c.AddTicket("4", {"queue": "network", **asleep}), []),
        (c.AddTicket("5", {"assignee": "cat"}), []),
        (c.AddTicket("6"), []),
        (c.EditTicket((2,), {"title": "two"}), []),
        (c.EditTicket((3, 4, 5, 6), {"queue": "web"}), [f"#6 waits in web: {unserved}"]),
        (c.EditTicket((6,), {"queue": "network"}), [f"#6 waits in network: {full}"]),
        (c.EditTicket((6,), {"queue": None}), []),
    ):
        assert list(network.do(command).warnings) == words, command


TODO, DOING, DONE = 1, 2, 3
"""The columns of a new desk."""
FREEING: Mapping[str, tuple[c.Command, ...]] = {
    "done": (c.MoveTicket((1,), DONE),),
    "archived": (c.ArchiveTicket((1,)),),
    "in the trash": (c.TrashTicket((1,)),),
    "merged": (c.MergeTicket((1,), 2),),
    "somebody else's": (c.EditTicket((1,), {"assignee": "cat"}),),
    "in another queue": (c.EditTicket((1,), {"queue": "web", "assignee": None}),),
    "waiting for its requester": (c.EditTicket((1,), {"status": "waiting"}),),
    "a higher limit": (c.EditTeam(("ann",), {"limit": 3}),),
    "no limit": (c.EditTeam(("ann",), {"limit": None}),),
    "a limit of everybody": (c.EditSettings({"ticket_limit": 5}), c.EditTeam(("ann",), {"limit": None})),
    "a new member": (c.EditTeam(("cat",), queues={1: Membership.PRIMARY}),),
    "somebody back": (
        c.EditTeam(("cat",), {"availability": "away"}),
        c.EditTeam(("cat",), queues={1: Membership.SECONDARY}),
        c.EditTeam(("cat",), {"availability": "available"}),
    ),
    "a stage": (c.MoveTicket((3,), DOING), c.EditColumn(TODO, {"stage": "done"})),
}


@pytest.mark.parametrize("freed", FREEING)
def test_whatever_frees_somebody_hands_out_what_waits(network: Desk, freed: str) -> None:
    ref = waits(network)
    *before, last = FREEING[freed]
    for command in before:
        assert network.do(command).assigned == ()
    login = "cat" if "cat" in str(last) and freed != "somebody else's" else "ann"
    assert network.do(last).assigned == ((ref, login),)


def test_a_move_from_one_open_column_to_another_asks_for_no_queue(
    network: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(network)
    monkeypatch.setattr("deskboard.store.assigning.handed", lambda _connection: pytest.fail("it was asked"))
    assert network.do(c.MoveTicket((1,), DOING)).assigned == ()


def test_what_begins_to_wait_is_handed_out(network: Desk) -> None:
    """In whichever way a ticket comes to wait."""
    queue(network, "web", TURNS, "cat")
    plain = add(network, None)
    assert whose(network, plain) == [None]
    assert network.do(c.EditTicket((plain,), {"queue": "web"})).assigned == ((plain, "cat"),)
    assert network.do(c.EditTicket((plain,), {"assignee": None})).assigned == ((plain, "cat"),)
    asleep = add(network, "web", wake=LATER, status="on-hold")
    assert whose(network, asleep) == [None]
    assert network.do(c.EditTicket((asleep,), {"wake": None})).assigned == ((asleep, "cat"),)
    done = network.do(c.AddTicket("was done", {"queue": "web"}, column=column(network, "Done"))).created[0]
    assert whose(network, done) == [None]
    assert network.do(c.MoveTicket((done,), column(network, "Doing"))).assigned == ((done, "cat"),)
    filed = network.do(c.AddTicket("was archived", {"queue": "web"}, column=column(network, "Done"))).created[0]
    network.do(c.ArchiveTicket((filed,)))
    network.do(c.EditColumn(column(network, "Done"), {"stage": "doing"}))
    assert whose(network, filed) == [None]
    assert network.do(c.RestoreTicket((filed,))).assigned == ((filed, "cat"),)


def test_a_mode_and_a_limit_of_the_desk_are_changed_and_what_waits_goes(team: Desk) -> None:
    ident = queue(team, "network", MANUAL, "ann bob")
    refs = [add(team) for _ in range(3)]
    team.do(c.EditSettings({"ticket_limit": 1}))
    assert whose(team, *refs) == [None, None, None]
    assert team.do(c.EditQueue(ident, {"mode": "round-robin"})).assigned == ((1, "ann"), (2, "bob"))
    assert team.do(c.EditSettings({"ticket_limit": 9})).assigned == ((3, "ann"),)


def test_on_hold_counts_toward_the_limit_only_by_setting(network: Desk) -> None:
    ref = waits(network)
    network.do(c.EditSettings({"waiting_counts": True}))
    network.do(c.EditTicket((1,), {"status": "on-hold"}))
    assert whose(network, ref) == [None]
    assert network.do(c.EditSettings({"waiting_counts": False})).assigned == ((ref, "ann"),)


def test_the_configured_order_decides_who_is_next(network: Desk, clock: Clock) -> None:
    waits(network)
    clock.forward(minutes=1)
    urgent = add(network, priority="critical")
    network.do(c.EditSettings({"assignment_order": "started, priority"}))
    assert close(network, 1).assigned == ((3, "ann"),)
    network.do(c.EditSettings({"assignment_order": "Priority"}))
    assert network.settings()["assignment_order"].value == "priority"
    add(network)
    assert close(network, 2).assigned == ((urgent, "ann"),)


def test_secondary_queues_are_served_when_the_primary_ones_are_empty(network: Desk) -> None:
    """Bob has room and web is his secondary; while somebody waits in network he is not given it."""
    queue(network, "web", BALANCED, "bob*")
    be(network, "bob", AWAY)
    add(network), add(network)
    first, second = add(network), add(network, "web")
    assert whose(network, first, second) == [None, None]
    limit(network, "bob", 1)
    assert be(network, "bob", AVAILABLE).assigned == ((first, "bob"),)
    assert limit(network, "bob", 2).assigned == ((second, "bob"),)


def test_taking_the_last_ticket_of_a_primary_queue_by_hand_opens_the_secondary_ones(network: Desk) -> None:
    vpn = queue(network, "vpn", BALANCED, "cat")
    limit(network, "cat", 0)
    network.do(c.EditTeam(("bob",), queues={vpn: Membership.SECONDARY}))
    be(network, "bob", AWAY)
    add(network), add(network)
    first, second = add(network), add(network, "vpn")
    be(network, "bob", AVAILABLE)
    assert whose(network, first, second) == ["bob", "bob"]


def test_every_kind_of_event_and_every_field_has_a_word_on_whether_it_matters() -> None:
    """A new one is named in ``desk.reactions.triggers``."""
    assert set(get_args(e.Event)) == triggers.KNOWN
    fields = set(Ticket._fields) - {"ref", "board", "column", "rank", "created", "updated", "origin", "version"}
    assert fields == set(triggers.FIELDS)
    assert {"name", "email", "role", "left", "ticket_limit", "ramp", "vip"} == set(triggers.PERSON)


def test_nothing_is_written_where_nothing_is_handed_out(network: Desk) -> None:
    waits(network)
    before = network.history()
    for _ in range(2):
        done = network.do(c.AssignTickets())
        assert (done.command, done.refs, done.assigned) == (None, (), ())
    assert network.history() == before


def test_what_the_day_brings_is_handed_out_once(network: Desk, clock: Clock) -> None:
    """Of a ramp no event tells; and whoever asks, the desk does it: it is nobody's to undo."""
    network.do(c.EditTeam(("ann", "bob"), {"ramp": "0:2026-03-02:2026-03-06"}))
    ref = add(network)
    assert whose(network, ref) == [None]
    clock.forward(days=2)
    done = network.do(c.AssignTickets())
    assert (done.refs, done.assigned, wording.headline(done)) == ((ref,), ((ref, "ann"),), "Handed out: #1 · #1 → @ann")
    assert network.do(c.AssignTickets()).command is None
    network.undo()
    assert network.count() == 0, "my last change is the addition"


def test_a_clock_that_ran_ahead_spoils_no_turn(network: Desk, clock: Clock) -> None:
    for login in ("ann", "bob"):
        limit(network, login, None)
    clock.forward(days=300)
    close(network, add(network, None, assignee="ann"))
    clock.forward(days=-300)
    given = []
    for _ in range(4):
        given.append(add(network))
        close(network, given[-1])
    assert whose(network, *given) == ["bob", "ann", "bob", "ann"]


def test_an_import_is_handed_out_when_all_of_it_is_there_and_is_one_undo(network: Desk) -> None:
    limit(network, "bob", None)

    def batch(first: int, assignee: str | None, into: int | None = None) -> Done:
        fields: dict[str, Value] = {"queue": "network", "assignee": assignee}
        tickets = tuple(c.SourceTicket(f"x:{n}", f"Ticket {n}", fields) for n in range(first, first + 4))
        return network.do(c.ImportTickets("x", tickets, into=into))

    done = batch(0, None)
    assert (done.assigned, batch(4, "ann", done.command).assigned) == ((), ())
    handed = network.hand_out(done.command)
    assert Counter(login for _ref, login in handed.assigned) == {"bob": 4}, "ann may have two, and has four"
    assert network.hand_out().command is None
    closed = network.do(c.ArchiveTicket((8,)))
    assert closed.assigned == ()
    network.undo()
    network.undo()
    assert network.count() == 0
    again = network.redo()
    assert (network.count(), len(again.assigned)) == (8, 4)


def test_who_leaves_or_only_looks_is_given_nothing(network: Desk) -> None:
    network.do(c.EditPerson("bob", {"role": "viewer"}))
    assert whose(network, add(network), add(network), add(network)) == ["ann", "ann", None]
