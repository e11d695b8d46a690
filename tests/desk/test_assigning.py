"""What waits in the queues is handed out as soon as somebody can take it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args

import pytest

from deskboard.desk.desk import Desk
from deskboard.desk.reactions import triggers
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import explaining, wording
from deskboard.domain.errors import Conflict, Refused
from deskboard.domain.events import Value
from deskboard.domain.model import Availability, CommentKind, Membership, QueueMode, Role, Ticket
from deskboard.domain.presence import Whereabouts
from deskboard.domain.readmodels import Done
from tests.conftest import ZONE, Clock, OpenDesk

BALANCED, TURNS, MANUAL = QueueMode.BALANCED, QueueMode.ROUND_ROBIN, QueueMode.MANUAL
PLACES = {"*": Membership.SECONDARY, "": Membership.PRIMARY}


def queue(desk: Desk, name: str, mode: QueueMode = BALANCED, serving: str = "") -> int:
    """``queue(desk, "network", BALANCED, "ann bob*")``: a star marks a secondary member."""
    desk.do(c.AddQueue(name, mode))
    ident = next(line.queue for line in reversed([entry.event for entry in desk.history()]) if _is_new(line, name))
    for word in serving.split():
        place = PLACES["*" if word.endswith("*") else ""]
        desk.do(c.EditTeam((word.rstrip("*"),), queues={ident: place}))
    return ident


def _is_new(event: e.Event, name: str) -> bool:
    return isinstance(event, e.QueueAdded) and event.name == name


def add(desk: Desk, queue: str | None = "network", **fields: Value) -> int:
    return desk.do(c.AddTicket("VPN down", {"queue": queue, **fields})).created[0]


def whose(desk: Desk, *refs: int) -> list[str | None]:
    return [desk.ticket(ref).row.assignee for ref in refs]


def column(desk: Desk, name: str) -> int:
    return next(column.id for column in desk.board().columns if column.name == name)


def close(desk: Desk, *refs: int) -> Done:
    return desk.do(c.MoveTicket(refs, column(desk, "Done")))


def limit(desk: Desk, login: str, number: int | None) -> Done:
    return desk.do(c.EditTeam((login,), {"limit": number}))


def be(desk: Desk, login: str, state: Availability, *, at_once: bool = False) -> Done:
    return desk.do(c.SetAvailability(state, login, at_once))


AVAILABLE, AWAY, REASSIGN = Availability
LATER = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def team(desk: Desk) -> Desk:
    for login in ("bob", "cat"):
        desk.do(c.AddPerson(login, role=Role.AGENT))
    return desk


@pytest.fixture
def network(team: Desk) -> Desk:
    """Ann and Bob serve network, balanced, two tickets each at most."""
    queue(team, "network", BALANCED, "ann bob")
    for login in ("ann", "bob"):
        limit(team, login, 2)
    return team


# ---- when


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


def waits(desk: Desk) -> int:
    """A ticket that nobody has room for: ann has two, bob and cat do not serve the queue."""
    desk.do(c.EditTeam(("bob",), queues={_network(desk): None}))
    add(desk)
    add(desk)
    ref = add(desk)
    assert whose(desk, 1, 2, ref) == ["ann", "ann", None]
    return ref


def _network(desk: Desk) -> int:
    return next(entry.event.queue for entry in desk.history() if _is_new(entry.event, "network"))  # type: ignore[union-attr]


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


def test_an_import_is_handed_out_batch_by_batch_and_is_one_undo(network: Desk) -> None:
    limit(network, "ann", None)

    def batch(first: int, into: int | None = None) -> Done:
        tickets = tuple(c.SourceTicket(f"x:{n}", f"Ticket {n}", {"queue": "network"}) for n in range(first, first + 4))
        return network.do(c.ImportTickets("x", tickets, into=into))

    done = batch(0)
    assert Counter(login for _ref, login in done.assigned) == {"ann": 2, "bob": 2}
    assert wording.handed_out(done) == ["4 tickets handed out to 2 people"]
    assert len(batch(4, done.command).assigned) == 4
    closed = network.do(c.ArchiveTicket((8,)))
    assert closed.assigned == ()
    network.undo()
    network.undo()
    assert network.count() == 0
    again = network.redo()
    assert (network.count(), len(again.assigned)) == (8, 8)


def test_who_leaves_or_only_looks_is_given_nothing(network: Desk) -> None:
    network.do(c.EditPerson("bob", {"role": "viewer"}))
    assert whose(network, add(network), add(network), add(network)) == ["ann", "ann", None]


def test_a_reply_that_is_being_written_keeps_its_ticket(network: Desk, open_desk: OpenDesk) -> None:
    network.do(c.EditSettings({"viewers_comment": True}))
    ref = add(network, requester="bob")
    be(network, "ann", REASSIGN)
    network.presence.be(Whereabouts(None, ref, "reply"))
    bob = open_desk("bob")
    assert bob.do(c.AddComment((ref,), CommentKind.REPLY, "Any news?")).assigned == ()
    network.presence.be(Whereabouts())
    assert bob.do(c.AddComment((ref,), CommentKind.REPLY, "And now?")).assigned == ((ref, "bob"),)


# ---- by hand


def test_a_person_decides_whatever_the_limit_and_is_told(network: Desk) -> None:
    be(network, "bob", AWAY)
    refs = [add(network, None) for _ in range(3)]
    assert network.do(c.EditTicket(refs[:2], {"assignee": "ann"})).warnings == ()
    done = network.do(c.EditTicket((refs[2],), {"assignee": "ann"}))
    assert done.warnings == ("ann is over the limit: 3 of 2.",)
    done = network.do(c.AddTicket("for bob", {"assignee": "bob", "queue": "network"}))
    assert done.warnings == ("bob is away.",)
    assert done.assigned == ()
    assert whose(network, *refs, *done.created) == ["ann", "ann", "ann", "bob"]


def test_who_does_not_serve_the_new_queue_loses_the_ticket(network: Desk) -> None:
    network.do(c.AddQueue("nobody's", BALANCED))
    ref = add(network, None, assignee="cat")
    assert network.do(c.EditTicket((ref,), {"queue": "nobody's"})).assigned == ()
    assert whose(network, ref) == ["cat"], "where nobody serves, nobody loses"
    done = network.do(c.EditTicket((ref,), {"queue": "network"}))
    assert (done.warnings, done.assigned) == (("#1: cat does not serve network.",), ((ref, "ann"),))
    network.undo()
    row = network.ticket(ref).row
    assert (row.queue, row.assignee) == ("nobody's", "cat")
    network.do(c.EditTicket((ref,), {"queue": "network", "assignee": "cat"}))
    assert whose(network, ref) == ["cat"], "a person said so"


def test_what_somebody_was_given_meanwhile_is_a_change_by_somebody_else(network: Desk, open_desk: OpenDesk) -> None:
    ref = waits(network)
    seen = network.ticket(ref).row.version
    bob = open_desk("bob")
    close(network, 1)
    with pytest.raises(Conflict, match="deskboard set the assignee of #3 to ann"):
        bob.do(c.EditTicket((ref,), {"assignee": "bob"}, seen={ref: seen}))


# ---- availability


def test_away_and_reassign_gives_back_what_its_requester_writes_to(network: Desk, open_desk: OpenDesk) -> None:
    network.do(c.AddPerson("maria@example.org", role=Role.REQUESTER))
    network.do(c.EditSettings({"join_as": "viewer", "viewers_comment": True}))
    refs = [add(network, requester="bob") for _ in range(2)]
    assert whose(network, *refs) == ["ann", "bob"]
    be(network, "ann", REASSIGN)
    assert whose(network, *refs) == ["ann", "bob"]
    done = open_desk("bob").do(c.AddComment((refs[0],), CommentKind.REPLY, "Any news?"))
    assert (done.refs, done.assigned) == ((refs[0],), ((refs[0], "bob"),))
    told = [wording.describe(entry.event, {}, ZONE) for entry in network.ticket(refs[0]).history]
    assert "assignee: ann → none · back to network: the requester wrote, and the assignee is away and reassign" in told
    network.do(c.AddComment((refs[1],), CommentKind.REPLY, "by somebody else"))
    assert whose(network, *refs) == ["bob", "bob"]


def test_at_once_keeps_what_somebody_has_begun_to_answer(network: Desk) -> None:
    limit(network, "ann", None)
    be(network, "bob", AWAY)
    asked, answered, asked_again = [add(network, requester="maria@example.org") for _ in range(3)]
    plain = add(network, None, assignee="ann")
    network.do(c.AddComment((answered,), CommentKind.REPLY, "On it"))
    be(network, "bob", AVAILABLE)
    done = be(network, "ann", REASSIGN, at_once=True)
    assert set(done.assigned) == {(asked, "bob"), (asked_again, "bob")}
    assert done.warnings == (
        f"#{answered}: ann has begun to answer, so it stays with them.",
        f"#{plain}: no queue hands that out, so it stays with ann.",
    )
    network.undo()
    assert whose(network, asked, answered, asked_again, plain) == ["ann"] * 4
    network.redo()
    assert whose(network, asked, answered, asked_again, plain) == ["bob", "ann", "bob", "ann"]


@pytest.mark.parametrize("back", ["moved", "restored"])
def test_what_is_open_again_stays_with_who_is_there(network: Desk, back: str) -> None:
    first, second = add(network), add(network)
    close(network, first, second)
    network.do(c.ArchiveTicket((first, second)))
    if back == "moved":
        network.do(c.RestoreTicket((first, second)))
    be(network, "ann", AWAY)
    command: c.Command = c.MoveTicket((first, second), column(network, "Doing"))
    if back == "restored":
        network.do(c.EditColumn(column(network, "Done"), {"stage": "doing"}))
        command = c.RestoreTicket((first, second))
    done = network.do(command)
    assert done.assigned == ((first, "bob"),)
    assert whose(network, first, second) == ["bob", "bob"]
    network.undo()
    assert whose(network, first, second) == ["ann", "bob"]


# ---- undo


def test_undo_takes_back_what_the_desk_assigned_because_of_it(network: Desk) -> None:
    ref = add(network, None)
    network.do(c.EditTicket((ref,), {"queue": "network"}))
    assert whose(network, ref) == ["ann"]
    undone = network.undo()
    assert wording.headline(undone) == "Undone on #1: queue: none → network"
    assert (network.ticket(ref).row.queue, whose(network, ref)) == (None, [None])


def test_redo_chooses_anew(network: Desk, open_desk: OpenDesk) -> None:
    """Whoever was given the ticket then may have gone now."""
    ref = add(network, None)
    network.do(c.EditTicket((ref,), {"queue": "network"}))
    assert whose(network, ref) == ["ann"]
    network.undo()
    open_desk("bob").do(c.EditTicket((ref,), {"title": "Another word"}))
    assert network.redo().assigned == ((ref, "bob"),), "ann was given one last"
    network.undo()
    assert whose(network, ref) == [None]


def test_undo_of_an_addition_that_was_handed_out(network: Desk) -> None:
    ref = add(network)
    assert whose(network, ref) == ["ann"]
    network.undo()
    assert network.count() == 0
    assert network.redo().assigned == ((ref, "bob"),), "chosen anew: ann was given one last"


def test_undo_leaves_what_followed_on_other_tickets_and_what_went_on_since(network: Desk, open_desk: OpenDesk) -> None:
    ref = waits(network)
    close(network, 1)
    assert whose(network, ref) == ["ann"]
    network.undo()
    assert whose(network, 1, ref) == ["ann", "ann"], "over the limit, by a person's hand"
    other = add(network, None)
    limit(network, "ann", None)
    network.do(c.EditTicket((other,), {"queue": "network"}))
    open_desk("bob").do(c.EditTicket((other,), {"assignee": "cat"}))
    network.undo()
    row = network.ticket(other).row
    assert (row.queue, row.assignee) == (None, "cat"), "what a person decided since stays"


# ---- taking the next


def test_the_next_ticket_comes_from_my_queues_primary_ones_first(team: Desk) -> None:
    queue(team, "web", MANUAL, "ann*")
    queue(team, "network", MANUAL, "ann bob")
    first, second, third = add(team, "web", priority="critical"), add(team), add(team, "accounts")
    done = team.do(c.TakeNext())
    assert (done.refs, wording.headline(done)) == ((second,), f"#{second} is yours: VPN down (normal, waited 1m)")
    assert team.do(c.TakeNext()).refs == (first,)
    with pytest.raises(Refused, match="Nothing waits in your queues"):
        team.do(c.TakeNext())
    assert whose(team, third) == [None]
    team.undo()
    assert whose(team, first) == [None]


def test_who_serves_no_queue_takes_what_is_in_none(team: Desk) -> None:
    queue(team, "network", MANUAL, "bob")
    team.do(c.EditSettings({"ticket_limit": 1}))
    add(team), add(team, None), add(team, None)
    assert team.do(c.TakeNext()).warnings == ()
    done = team.do(c.TakeNext())
    assert (done.refs, done.warnings) == ((3,), ("ann is over the limit: 2 of 1.",))
    with pytest.raises(Refused, match="Nothing waits that is in no queue"):
        team.do(c.TakeNext())


# ---- rehearsing and explaining


def test_a_rehearsal_tells_all_that_would_happen_and_keeps_nothing(network: Desk) -> None:
    before = (network.history(), network.people())
    done, events = network.rehearse(c.AddTicket("VPN", {"queue": "network", "requester": "new@example.org"}))
    assert done.assigned == ((1, "ann"),)
    assert [type(event) for event in events] == [e.PersonAdded, e.TicketAdded, e.TicketEdited]
    assert (network.history(), network.people()) == before
    assert add(network) == 1


def told(desk: Desk, ref: int) -> str:
    return explaining.lines(desk.explain(ref), ZONE)[0]


def test_every_ticket_can_be_explained(network: Desk) -> None:
    queue(network, "web", MANUAL, "cat")
    queue(network, "vpn", BALANCED)
    done = column(network, "Done")
    given = add(network)
    assert told(network, given).startswith("ann has it since ")
    network.do(c.EditTicket((given,), {"assignee": "bob"}))
    assert told(network, given).startswith("bob has it: ann decided that by hand, ")
    assert [choice.after for choice in network.explain(given).choices] == ["ann"]
    be(network, "ann", AWAY)
    add(network)
    full = add(network)
    found = network.explain(full)
    assert (found.state, found.seats) == ("nobody", (("ann", "away", 0, 2), ("bob", "full", 2, 2)))
    assert told(network, full) == "It waits in network: nobody who serves it can take it now."
    assert explaining.lines(found, ZONE)[1:] == ["  ann, 0 of 2 open: away", "  bob, 2 of 2 open: at the limit"]
    assert told(network, add(network, "web")) == "It waits in web, where people take tickets themselves."
    assert told(network, add(network, "vpn")) == "It waits in vpn, which nobody serves."
    assert told(network, add(network, None)) == "It is in no queue, so nobody is given it."
    assert told(network, add(network, wake=LATER, status="on-hold")) == "It is handed out when it wakes."
    finished = network.do(c.AddTicket("x", {"queue": "network"}, column=done)).created[0]
    assert told(network, finished) == "Nobody has it: it is done."
    network.do(c.ArchiveTicket((finished,)))
    assert told(network, finished) == "Nobody has it: it is in the archive."
    network.do(c.TrashTicket((finished,)))
    assert told(network, finished) == "Nobody has it: it lies in the trash."
