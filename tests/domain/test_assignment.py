"""Who gets which ticket: scenarios as a support lead would tell them, and what always holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from deskboard.domain.assignment import (
    DEFAULT_ORDER,
    Order,
    Queue,
    Seat,
    Verdict,
    Waiting,
    assign,
    next_for,
    read_order,
    verdicts,
)
from deskboard.domain.errors import BadInput
from deskboard.domain.model import Availability, Membership, Priority, QueueMode
from deskboard.domain.waiting import sorting
from tests.domain.teams import after, given, minute, queues, team, tickets

# ---- balanced


@pytest.mark.parametrize(
    ("who", "goes_to"),
    [
        ("ann network 3/10 · bob network 2/10", ["1 bob"]),
        ("ann network 3/10 last:5 · bob network 3/10 last:4", ["1 bob"]),
        ("ann network 3/10 last:5 · bob network 3/10", ["1 bob"]),
        ("bob network 3/10 · ann network 3/10", ["1 ann"]),
        ("ann network 3/10 · bob network 2/2", ["1 ann"]),
        ("ann network 3/10 · bob network 2 away", ["1 ann"]),
        ("ann network 3/10 · bob network 2 away-reassign", ["1 ann"]),
        ("ann network 3/10 · bob web 0/10", ["1 ann"]),
        ("ann network 9 · bob network 8", ["1 bob"]),
        ("ann network 5/10 · bob network* 2/10", ["1 bob"]),
        ("ann network 3/3 · bob network 2 away", []),
        ("ann network 0/0", []),
        ("ann - 0", []),
    ],
    ids=[
        "fewest open tickets",
        "a tie goes to whoever was given one longest ago",
        "never is longest ago",
        "all the same: by login",
        "not over the limit",
        "not to whoever is away",
        "nor to whoever is away and hands over",
        "only to members of the queue",
        "without limits",
        "secondary members compete on equal terms",
        "nobody can take it: it waits",
        "a limit of none at all",
        "no member is left in the queue",
    ],
)
def test_one_ticket_in_a_balanced_queue(who: str, goes_to: list[str]) -> None:
    assert given("1 network", who) == goes_to


def test_each_ticket_counts_for_the_next() -> None:
    who = "ann network 0/10 last:1 · bob network 1/10 last:2 · cem network 1/10 last:3"
    assert given("1 network · 2 network · 3 network · 4 network · 5 network", who) == [
        "1 ann", "2 bob", "3 cem", "4 ann", "5 bob",
    ]  # fmt: skip


def test_when_all_are_full_the_rest_waits_until_somebody_returns() -> None:
    waiting, who = "1 network · 2 network high · 3 network", "ann network 1/2 · bob network 0/5 away"
    assert given(waiting, who) == ["2 ann"]
    assert given("1 network · 3 network", "ann network 2/2 · bob network 0/5") == ["1 bob", "3 bob"]


def test_backlog_comes_before_newcomers() -> None:
    assert given("9 network since:9 · 4 network since:4", "ann network 0/1") == ["4 ann"]


# ---- round robin


ROUND = "network round-robin bob"


@pytest.mark.parametrize(
    ("who", "goes_to"),
    [
        ("ann network 0 · bob network 0 · cem network 9", ["1 cem", "2 ann", "3 bob", "4 cem"]),
        ("ann network 0 · bob network 0 · cem network 9 away", ["1 ann", "2 bob", "3 ann", "4 bob"]),
        ("ann network 0 · bob network 0 away · cem network 9", ["1 cem", "2 ann", "3 cem", "4 ann"]),
        ("ann network 0 · bob network 0 · cem network 9/10", ["1 cem", "2 ann", "3 bob", "4 ann"]),
        ("ann network 0 · bobby network 0", ["1 bobby", "2 ann", "3 bobby", "4 ann"]),
        ("ann network 0/1", ["1 ann"]),
    ],
    ids=[
        "whoever comes after the last one, however much they have",
        "one is away",
        "the last one is away",
        "one gets full on the way",
        "the last one left the queue",
        "alone",
    ],
)
def test_round_robin_goes_round(who: str, goes_to: list[str]) -> None:
    assert given("1 network · 2 network · 3 network · 4 network", who, ROUND) == goes_to


def test_nobody_has_had_a_turn_yet() -> None:
    assert given("1 web", "bob web 0 · ann web 5", "web round-robin") == ["1 ann"]


def test_a_manual_queue_hands_out_nothing_and_holds_nobody_back() -> None:
    who = "ann desk,web* 0/10"
    assert given("1 desk critical · 2 web", who, "desk manual · web") == ["2 ann"]
    assert given("1 nowhere · 2 -", who, "desk manual · web") == []


# ---- secondary queues


def test_a_secondary_queue_is_served_when_the_primary_ones_are_empty() -> None:
    who = "ann network 0/10 · bob web,network* 0/10"
    assert given("1 network critical · 2 web low · 3 network low", who) == ["1 ann", "2 bob", "3 ann"]
    assert given("1 web critical · 2 network low", "ann network 9/10 · bob web,network* 0/10") == ["1 bob", "2 bob"]


def test_what_nobody_could_take_is_looked_at_again_as_soon_as_a_primary_queue_is_empty() -> None:
    who = "ann network 3/3 · bob web,network* 0/2"
    assert given("1 network critical · 2 web low", who) == ["2 bob", "1 bob"]
    assert given("1 network low · 2 web · 3 network high", who) == ["2 bob", "3 bob"]


def test_somebody_full_in_their_primary_queue_is_no_help_in_another() -> None:
    assert given("1 network critical · 2 web · 3 web", "bob web,network* 0/1") == ["2 bob"]


def test_all_of_several_primary_queues_must_be_empty() -> None:
    who = "bob web,mail,network* 0/9"
    assert given("1 network critical · 2 web low · 3 mail low", who, "network · web · mail") == [
        "2 bob", "3 bob", "1 bob",
    ]  # fmt: skip


# ---- the order


WAITING = """
1 network normal since:1 · 2 network high due:60 since:2 · 3 network high due:30 since:3
· 4 web low waits:1 vip since:4 · 5 web normal waits:2 since:5 · 6 network normal waits:9 since:0
"""


@pytest.mark.parametrize(
    ("order", "refs"),
    [
        ("", [3, 2, 5, 6, 1, 4]),
        ("vip, priority, deadline", [4, 3, 2, 1, 5, 6]),
        ("priority, vip", [2, 3, 1, 5, 6, 4]),
        ("deadline", [3, 2, 1, 4, 5, 6]),
        ("waiting", [4, 5, 6, 1, 2, 3]),
        ("started", [6, 1, 2, 3, 4, 5]),
        ("queue,waiting", [6, 1, 2, 3, 4, 5]),
    ],
)
def test_tickets_are_handed_out_in_the_configured_order(order: str, refs: list[int]) -> None:
    chosen = read_order(order) if order else DEFAULT_ORDER
    handed = assign(tickets(WAITING), team("ann network,web 0"), queues("network · web"), chosen)
    assert [choice.ref for choice in handed] == refs


def test_the_order_is_read_as_it_is_typed() -> None:
    assert read_order(" Priority,vip , STARTED,") == (Order.PRIORITY, Order.VIP, Order.STARTED)


@pytest.mark.parametrize(
    ("text", "said"),
    [("priority, speed", "speed"), ("vip,vip", "twice"), ("", "nothing"), (" , ", "nothing"), ("\x1b[2j", "“[2j”")],
)
def test_an_order_that_cannot_be_read_says_why(text: str, said: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_order(text)
    assert said in raised.value.message and "deadline" in raised.value.hint and "\x1b" not in raised.value.message


# ---- by hand, and why not


@pytest.mark.parametrize(
    ("who", "ref"),
    [
        ("ann network* 9/9 away · bob web 0", 3),
        ("ann network*,web 0", 4),
        ("ann desk,network* 0", 7),
        ("ann desk*,network* 0", 3),
        ("ann - 0", 8),
        ("bob web 0", 8),
        ("ann mail 0", None),
    ],
    ids=[
        "limit and availability aside",
        "primaries first",
        "whatever its mode",
        "secondaries in the configured order",
        "a member of no queue",
        "somebody unknown",
        "nothing waits",
    ],
)
def test_what_one_takes_next_by_hand(who: str, ref: int | None) -> None:
    waiting = tickets(WAITING.replace("5 web normal waits:2", "5 web low waits:2") + "· 7 desk low · 8 - low")
    found = next_for("ann", waiting, team(who), queues("network · web · desk manual"), DEFAULT_ORDER)
    assert (found.ref if found else None) == ref


def test_what_speaks_against_everybody() -> None:
    who = team(
        "dan network 4/9 · ann network 5/9 · eve network 9/9 away · fay network* 0/9 away-reassign"
        "· bob network 3/3 · cem web,network* 0/9 · gil desk,network* 4/9 last:3 · hal web 0/9"
    )
    waiting = tickets("1 network · 2 web · 3 desk")
    told = verdicts("network", waiting, who, queues("network · web · desk manual"))
    assert [(seat.login, verdict.value) for seat, verdict in told] == [
        ("dan", "eligible"),
        ("gil", "eligible"),
        ("ann", "eligible"),
        ("eve", "away"),
        ("fay", "away"),
        ("bob", "full"),
        ("cem", "primaries"),
    ]
    assert [seat.login for seat, _verdict in verdicts("web", waiting, who, queues("web round-robin cem"))] == [
        "hal", "cem",
    ]  # fmt: skip
    assert verdicts("nowhere", waiting, who, []) == []


# ---- what always holds


NAMES = ("network", "web", "mail", "desk")
LOGINS = [f"p{number}" for number in range(8)]
MINUTES = st.none() | st.integers(0, 30).map(minute)


Desk = tuple[list[Waiting], list[Seat], list[Queue], tuple[Order, ...]]


@st.composite
def desks(draw: st.DrawFn) -> Desk:
    members = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Membership), max_size=4)
    availability = st.sampled_from([Availability.AVAILABLE] * 3 + [Availability.AWAY])
    limits = st.none() | st.integers(0, 6)
    seats = [
        Seat(login, draw(availability), draw(st.integers(0, 4)), draw(limits), draw(MINUTES), draw(members))
        for login in LOGINS[: draw(st.integers(0, 8))]
    ]
    turns = st.none() | st.sampled_from(LOGINS)
    found = [Queue(name, draw(st.sampled_from(QueueMode)), place, draw(turns)) for place, name in enumerate(NAMES)]
    waiting = [
        Waiting(
            ref,
            draw(st.sampled_from([*NAMES, "", "gone"])),
            draw(st.sampled_from(Priority)),
            draw(MINUTES),
            draw(MINUTES),
            minute(draw(st.integers(0, 30))),
            draw(st.booleans()),
        )
        for ref in range(1, draw(st.integers(0, 14)) + 1)
    ]
    return waiting, seats, found, tuple(draw(st.permutations(list(Order)))[: draw(st.integers(0, 6))])


def may_take(seat: Seat, queue: str, left: Iterable[Waiting], modes: Mapping[str, QueueMode]) -> bool:
    """The rule in its own words, by looking at everything."""
    room = seat.limit is None or seat.open < seat.limit
    if queue not in seat.queues or seat.availability is not Availability.AVAILABLE or not room:
        return False
    waits = {ticket.queue for ticket in left if modes.get(ticket.queue, QueueMode.MANUAL) is not QueueMode.MANUAL}
    primaries = {name for name, kind in seat.queues.items() if kind is Membership.PRIMARY}
    return queue in waits and (queue in primaries or not primaries & waits)


@examples(desks())
def test_everybody_is_given_what_they_may_take_and_nothing_else(desk: Desk) -> None:
    """Never over the limit, to nobody who is away, from secondary queues only when the primary
    ones are empty; and nobody is idle at the end who could take something."""
    waiting, seats, found, order = desk
    modes = {queue.name: queue.mode for queue in found}
    left, people = {ticket.ref: ticket for ticket in waiting}, {seat.login: seat for seat in seats}
    for choice in assign(waiting, seats, found, order):
        seat, ticket = people[choice.login], left[choice.ref]
        assert may_take(seat, ticket.queue, left.values(), modes)
        assert choice.why["place"] == seat.queues[ticket.queue]
        people[choice.login] = seat._replace(open=seat.open + 1)
        del left[choice.ref]
    idle = [
        (seat.login, ticket.ref)
        for seat in people.values()
        for ticket in left.values()
        if may_take(seat, ticket.queue, left.values(), modes)
    ]
    assert idle == []


@examples(desks())
def test_the_next_ticket_is_always_the_first_that_anybody_may_take_and_a_second_run_finds_none(desk: Desk) -> None:
    waiting, seats, found, order = desk
    key, modes = sorting(order, found), {queue.name: queue.mode for queue in found}
    choices = assign(waiting, seats, found, order)
    left, people = sorted(waiting, key=key), seats
    for number, choice in enumerate(choices):
        takes = (t for t in left if any(may_take(seat, t.queue, left, modes) for seat in people))
        assert choice.ref == next(takes).ref
        people, left = after([choice], people, left, at=1000 + number)
    assert assign(left, people, found, order) == []


@examples(desks(), st.integers(0, 99))
def test_the_result_does_not_depend_on_the_order_of_rows(desk: Desk, seed: int) -> None:
    waiting, seats, found, order = desk
    mixed = Random(seed)
    shuffled = [mixed.sample(rows, len(rows)) for rows in (waiting, seats, found)]
    shuffled[1] = [seat._replace(queues=dict(reversed(seat.queues.items()))) for seat in shuffled[1]]
    assert assign(*shuffled, order) == assign(waiting, seats, found, order)  # type: ignore[arg-type]
    for name in NAMES:
        told = verdicts(name, *shuffled)  # type: ignore[arg-type]
        assert told == verdicts(name, waiting, seats, found)


@examples(desks())
def test_a_reason_tells_the_truth_and_stays_the_same_in_a_log(
    desk: Desk,
) -> None:
    """What it says of everybody is what a look at the same moment says."""
    waiting, seats, found, order = desk
    turns = {queue.name: queue for queue in found}
    by_ref = {ticket.ref: ticket for ticket in waiting}
    for choice in assign(waiting, seats, found, order):
        told = verdicts(by_ref[choice.ref].queue, by_ref.values(), seats, turns.values())
        able = [[seat.login, seat.open, seat.limit] for seat, verdict in told if verdict is Verdict.ELIGIBLE]
        why = choice.why
        assert (why["eligible"], why["eligible_count"]) == (able[:8], len(able))
        assert [why["open"], why["limit"]] == able[0][1:] and able[0][0] == choice.login
        for verdict in (Verdict.AWAY, Verdict.FULL, Verdict.PRIMARIES):
            logins = [seat.login for seat, other in told if other is verdict]
            assert (why["not"][verdict], why["not_count"][verdict]) == (logins[:5], len(logins))
        assert json.loads(json.dumps(why)) == why
        seats, _left = after([choice], seats, by_ref.values(), at=2000 - len(by_ref))
        del by_ref[choice.ref]
        turns[why["queue"]] = turns[why["queue"]]._replace(turn=choice.login)


@examples(st.integers(1, 12), st.integers(0, 3), st.randoms(use_true_random=False))
def test_a_round_goes_once_to_everybody(people: int, rounds: int, random: Random) -> None:
    seats = [
        Seat(f"p{number}", Availability.AVAILABLE, random.randrange(9), None, None, {"web": Membership.PRIMARY})
        for number in range(people)
    ]
    waiting = [Waiting(ref, "web", Priority.NORMAL, None, None, minute(ref)) for ref in range(people * rounds)]
    turn = random.choice(seats).login
    choices = assign(waiting, seats, [Queue("web", QueueMode.ROUND_ROBIN, 0, turn)])
    assert Counter(choice.login for choice in choices) == {seat.login: rounds for seat in seats if rounds}


@examples(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.integers(0, 40))
def test_balanced_never_lets_equals_drift_apart(opens: list[int], number: int) -> None:
    seats = [
        Seat(f"p{index}", Availability.AVAILABLE, open_, None, None, {"web": Membership.PRIMARY})
        for index, open_ in enumerate(opens)
    ]
    waiting = [Waiting(ref, "web", Priority.NORMAL, None, None, minute(ref)) for ref in range(number)]
    seats, _left = after(assign(waiting, seats, [Queue("web", QueueMode.BALANCED, 0)]), seats, waiting)
    loads = [seat.open for seat in seats]
    assert max(loads) - min(loads) <= max(max(opens) - min(opens), 1)


def test_a_reason_stays_small_however_large_the_team_is() -> None:
    who = [
        Seat(f"p{number:03}", list(Availability)[number % 3], number % 7, 5, None, {"web": Membership.PRIMARY})
        for number in range(300)
    ]
    [choice] = assign(tickets("1 web"), who, queues("web"))
    assert len(json.dumps(choice.why)) < 700
    assert choice.why["eligible_count"] == 72 and choice.why["not_count"] == {"away": 200, "full": 28, "primaries": 0}
