"""Who has how much work, since when requesters wait, and what is next."""

from __future__ import annotations

from datetime import timedelta
from itertools import starmap

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.commands.imports import PastComment, SourceTicket
from deskboard.domain.model import Availability, CommentKind, Membership, QueueMode, Role
from deskboard.domain.readmodels import TeamLine
from tests.conftest import Clock, OpenDesk

MARIA, OTHER = "maria@example.org", "other@example.org"


def queue(desk: Desk, name: str) -> int:
    return next(line.id for line in desk.queue_lines() if line.name == name)


def line(desk: Desk, login: str) -> TeamLine:
    return next(line for line in desk.team() if line.person.login == login)


WAITS = {
    "": 0,
    "A": 0,
    "m": 0,
    "a": None,
    "am": 2,
    "amm": 2,
    "amb": None,
    "ambm": 4,
    "mab": None,
    "amA": 2,
    "mo": 0,
    "aO": None,
}
"""What was said on a ticket, a word a minute → the minute since which its requester waits. ``m`` is
the requester, ``o`` another one, ``a`` and ``b`` serve; a capital is an internal note."""
AUTHORS = {"a": "ann", "b": "bob", "m": MARIA, "o": OTHER}


def test_since_when_a_requester_waits(desk: Desk, clock: Clock) -> None:
    def comment(minute: int, word: str) -> PastComment:
        kind = CommentKind.NOTE if word.isupper() else CommentKind.REPLY
        return PastComment(kind, "a word", AUTHORS[word.lower()], clock.now + timedelta(minutes=minute))

    values = {"requester": MARIA, "assignee": "bob", "created": clock.now}
    tickets = [
        SourceTicket(f"x:{said}", said or "nothing", values, comments=tuple(starmap(comment, enumerate(said, 1))))
        for said in WAITS
    ]
    desk.do(c.ImportTickets("x", tuple(tickets)))
    waiting = {item.title: item.waiting for item in desk.my_work("bob").items}
    minutes = {said: since and (since - clock.now) // timedelta(minutes=1) for said, since in waiting.items()}
    assert minutes == {said or "nothing": minute for said, minute in WAITS.items()}
    assert line(desk, "bob").oldest == clock.now
    desk.do(c.ArchiveTicket(tuple(item.ref for item in desk.my_work("bob").items if item.waiting == clock.now)))
    assert line(desk, "bob").oldest == clock.now + timedelta(minutes=2)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """ann serves network and (second) web, bob web, vic only looks."""
    for name in ("network", "web"):
        desk.do(c.AddQueue(name))
    for login, role in (("bob", Role.AGENT), ("vic", Role.VIEWER), (MARIA, Role.REQUESTER)):
        desk.do(c.AddPerson(login, role=role))
    network, web = queue(desk, "network"), queue(desk, "web")
    desk.do(c.EditTeam(("ann",), queues={web: Membership.SECONDARY, network: Membership.PRIMARY}))
    desk.do(c.EditTeam(("bob",), {"limit": 3}, {web: Membership.PRIMARY}))
    return desk


def test_the_team_with_its_load(three: Desk, clock: Clock) -> None:
    refs = [three.do(c.AddTicket(title, {"assignee": "bob"})).refs[0] for title in ("a", "b", "c", "d", "e", "f")]
    done = three.board().columns[-1].id
    three.do(c.EditTicket(refs[:1], {"status": "waiting"}))
    three.do(c.MoveTicket(refs[1:2], done))
    clock.forward(days=1)  # a day on the wall in Vilnius
    three.do(c.MoveTicket(refs[2:4], done))
    three.do(c.ArchiveTicket(refs[2:3]))
    three.do(c.TrashTicket(refs[4:5]))
    three.do(c.SetAvailability(Availability.AWAY, "bob"))
    assert [one.person.login for one in three.team()] == ["ann", "bob"], "vic only looks"
    ann, bob = line(three, "ann"), line(three, "bob")
    assert ann.queues == (("network", Membership.PRIMARY), ("web", Membership.SECONDARY))
    assert (ann.availability, ann.since, ann.open, ann.limit) == (Availability.AVAILABLE, None, 0, None)
    assert (bob.availability, bob.since) == (Availability.AWAY, clock.now)
    assert (bob.open, bob.held, bob.solved, bob.limit) == (1, 2, 2, 3), "who waits for the requester does not count"
    three.do(c.EditSettings({"waiting_counts": True, "ticket_limit": 9}))
    assert (line(three, "bob").open, line(three, "ann").limit) == (2, 9)
    three.do(c.EditTeam(("bob",), {"ramp": "1:2026-03-02:2026-03-04"}))
    assert (line(three, "bob").limit, line(three, "bob").personal) == (2, 3)
    three.do(c.RemovePerson("bob", ""))
    assert [one.person.login for one in three.team()] == ["ann"]
    assert three.queue_lines()[1].members == (("ann", Membership.SECONDARY),)


def test_the_queues_with_what_is_in_them(three: Desk, clock: Clock) -> None:
    refs = [three.do(c.AddTicket("a", {"queue": "web"})).refs[0] for _ in range(5)]
    three.do(c.MoveTicket(refs[:1], three.board().columns[-1].id))
    three.do(c.EditTicket(refs[1:2], {"assignee": "bob"}))
    three.do(c.EditTicket(refs[2:3], {"status": "on-hold", "wake": clock.now + timedelta(hours=2)}))
    network, web = three.queue_lines()
    assert (network.place, network.waiting, network.open, network.oldest) == (1, 0, 0, None)
    assert (web.place, web.waiting, web.open, web.oldest) == (2, 2, 4, clock.now), "who sleeps waits for nobody"
    assert web.members == (("ann", Membership.SECONDARY), ("bob", Membership.PRIMARY))
    assert web.mode is QueueMode.MANUAL


@pytest.mark.parametrize("order", ["priority, deadline, waiting, started, queue", "vip, queue", "waiting, deadline"])
def test_what_is_next_is_what_one_gets(three: Desk, open_desk: OpenDesk, clock: Clock, order: str) -> None:
    """Whatever the order, the one that is shown is the one that is taken, primaries first."""
    three.do(c.EditTeam((MARIA,), {"vip": True}))
    three.do(c.EditSettings({"assignment_order": order}))
    for number in range(12):
        values = {
            "queue": ("web", "network", None)[number % 3],
            "priority": ("low", "normal")[number % 2],
            "due": (None, clock.now + timedelta(days=9 - number))[number // 6],
            "requester": (None, MARIA)[number // 4 % 2],
        }
        three.do(c.AddTicket(f"t{number}", values))
        clock.forward(minutes=1)
    three.do(c.AddComment((11, 10), CommentKind.REPLY, "a word"))
    queues = []
    for left in range(8, 0, -1):
        work = three.my_work()
        assert work.next is not None and work.waiting == left
        assert three.do(c.TakeNext()).refs == (work.next.ref,)
        queues.append(work.next.queue)
    assert queues == ["network"] * 4 + ["web"] * 4
    assert (three.my_work().next, three.my_work().waiting) == (None, 0)
    assert len(three.my_work().items) == 8
    eve = open_desk("eve")
    assert eve.my_work().waiting == 4 and eve.my_work().next is not None, "no queue of hers: what is in none"


def test_somebody_of_no_desk_has_nothing_to_do(three: Desk) -> None:
    found = three.my_work("nobody")
    assert (found.items, found.next, found.waiting, found.limit) == ((), None, 0, None)
