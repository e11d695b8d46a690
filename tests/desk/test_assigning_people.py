"""What people decide beside the queues: by hand, by being away, by undo; and what they are told of it."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain import explaining, wording
from deskboard.domain.errors import Conflict, Refused
from deskboard.domain.model import CommentKind, Role
from deskboard.domain.presence import Whereabouts
from tests.conftest import ZONE, OpenDesk
from tests.desk.handing import (
    AVAILABLE,
    AWAY,
    BALANCED,
    LATER,
    MANUAL,
    REASSIGN,
    add,
    be,
    close,
    column,
    limit,
    network_id,
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


def test_a_reply_that_is_being_written_keeps_its_ticket(network: Desk, open_desk: OpenDesk) -> None:
    network.do(c.EditSettings({"viewers_comment": True}))
    ref = add(network, requester="bob")
    be(network, "ann", REASSIGN)
    network.presence.be(Whereabouts(None, ref, "reply"))
    bob = open_desk("bob")
    assert bob.do(c.AddComment((ref,), CommentKind.REPLY, "Any news?")).assigned == ()
    network.presence.be(Whereabouts())
    assert bob.do(c.AddComment((ref,), CommentKind.REPLY, "And now?")).assigned == ((ref, "bob"),)


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


@pytest.mark.parametrize("reopened", ["moved", "another stage", "column removed"])
@pytest.mark.parametrize(
    ("how", "told"), [("away", "away"), ("viewer", "no agent any more"), ("left", "gone")], ids=lambda value: value
)
def test_what_is_open_again_leaves_who_cannot_do_it(network: Desk, reopened: str, how: str, told: str) -> None:
    mine, his = add(network), add(network)
    close(network, mine, his)
    done, doing = column(network, "Done"), column(network, "Doing")
    if how == "away":
        be(network, "bob", AWAY)
    else:
        network.do(c.RemovePerson("bob") if how == "left" else c.EditPerson("bob", {"role": Role.VIEWER}))
    commands: dict[str, c.Command] = {
        "moved": c.MoveTicket((mine, his), doing),
        "another stage": c.EditColumn(done, {"stage": "doing"}),
        "column removed": c.RemoveColumn(done, doing),
    }
    assert network.do(commands[reopened]).assigned == ((his, "ann"),)
    back = next(x.event for x in network.ticket(his).history if _is_edit(x.event, "bob", None))
    assert wording.describe(back, {}, ZONE).endswith(f"open again, and the assignee is {told}")


def _is_edit(event: e.Event, before: str, after: str | None) -> bool:
    return isinstance(event, e.TicketEdited) and (event.field, event.before, event.after) == ("assignee", before, after)


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
    with pytest.raises(Refused, match="You serve no queue"):
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


def test_what_is_over_is_explained_as_what_was(network: Desk) -> None:
    done = column(network, "Done")
    given, by_hand, from_the_start = add(network), add(network, None), add(network, None, assignee="bob")
    network.do(c.EditTicket((by_hand,), {"assignee": "bob"}))
    close(network, given, by_hand, from_the_start)
    past = ("ann was given it ", "bob had it: ann decided that by hand, ", "bob had it: ann decided that by hand, ")
    for ref, words in zip((given, by_hand, from_the_start), past, strict=True):
        assert network.explain(ref).state == "done" and told(network, ref).startswith(f"It is done now. {words}")
    assert "  2 could take it, in this order:" in explaining.lines(network.explain(given), ZONE)
    network.do(c.ArchiveTicket((given,)))
    assert told(network, given).startswith("It is in the archive now. ann was given it ")
    network.do(c.TrashTicket((given,)))
    assert told(network, given).startswith("It lies in the trash now. ann was given it ")
    open_again = add(network)
    network.do(c.MoveTicket((open_again,), done))
    network.do(c.MoveTicket((open_again,), column(network, "To Do")))
    assert network.explain(open_again).state is None and " has it since " in told(network, open_again)


def test_a_ticket_that_left_the_queue_it_was_given_from(network: Desk) -> None:
    queue(network, "web", MANUAL, "ann")
    ref = add(network)
    network.do(c.EditQueue(network_id(network), {"name": "net"}))
    assert network.explain(ref).left is None
    network.do(c.EditTicket((ref,), {"queue": "web"}))
    lines = explaining.lines(network.explain(ref), ZONE)
    assert lines[0].startswith("ann has it since ") and lines[-1] == "It was in net then, and is in web now."
    network.undo()
    assert network.explain(ref).left is None
    network.do(c.EditTicket((ref,), {"queue": None}))
    assert explaining.lines(network.explain(ref), ZONE)[-1] == "It was in net then, and is in no queue now."
