"""Why somebody was given a ticket, as people read it."""

from __future__ import annotations

from typing import Any

import pytest

from deskboard.domain.assigning_words import lines, reason
from deskboard.domain.assignment import assign
from tests.domain.teams import queues, team, tickets


def why(who: str, mode: str = "balanced", waiting: str = "1 network") -> Any:
    return assign(tickets(waiting), team(who), queues(f"network {mode} bob · web"))[-1].why


@pytest.mark.parametrize(
    ("who", "mode", "told"),
    [
        (
            "ann network 2/10 · bob network 3/10",
            "balanced",
            "balanced in network: fewest open tickets, 2 of 10; next would have been bob with 3",
        ),
        (
            "ann network 2/10 · bob network 2 last:3",
            "balanced",
            "balanced in network: as few open tickets as bob, 2 of 10, and was given one longest ago",
        ),
        (
            "ann network 2 · bob network 2/10",
            "balanced",
            "balanced in network: as few open tickets as bob, 2, and first by login",
        ),
        (
            "ann network 2 · bob network 2/2",
            "balanced",
            "balanced in network: nobody else could take it; 2 open",
        ),
        (
            "ann network 2/10 · bob network 0/10",
            "round-robin",
            "round robin in network: next in turn, 2 of 10 open; then comes bob",
        ),
        (
            "ann network* 0/10 · bob network 3/10",
            "balanced",
            "balanced in network, a secondary queue: fewest open tickets, 0 of 10; next would have been bob with 3",
        ),
    ],
)
def test_the_reason_in_one_line(who: str, mode: str, told: str) -> None:
    assert reason(why(who, mode)) == told


def test_the_whole_explanation() -> None:
    who = (
        "ann network 2/10 · bob network 3 · cem network 0/9 away · dan network 9/9 · eve web,network* 0/1 · fay web 0"
        + "".join(f"· p{number} network 0 away" for number in range(6))
    )
    told = lines(assign(tickets("1 network critical · 2 web · 3 web"), team(who), queues("network · web"))[0].why)
    assert told == [
        "2 could take it, in this order:",
        "ann, 2 of 10 open",
        "bob, 3 open",
        "away: cem, p0, p1, p2, p3 and 2 more",
        "at the limit: dan",
        "tickets wait in their primary queues: eve",
    ]


def test_a_large_team_is_counted() -> None:
    told = lines(why("·".join(f"p{number:02} network 1" for number in range(20))))
    assert told[0] == "20 could take it, in this order:" and told[-1] == "and 12 more" and len(told) == 10


def test_hostile_names_stay_one_line() -> None:
    evil = "\x1b]0;x\x07[red]\n" + "w" * 500
    told = why("ann network 0 · bob network 1")
    told = {**told, "queue": evil, "eligible": [[evil, 1, 2], [evil, 2, None]], "not": {"away": [evil]}}
    for line in [reason(told), *lines(told)]:
        assert line.isprintable() and len(line) < 250


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"eligible": [["ann"], 5, ["ann", "x", "y"]], "not": [], "rule": 7, "mode": None},
        {"eligible": [["ann", 1, 2]], "rule": "by moonlight", "queue": 3, "not": {"away": "ann"}, "not_count": 1},
        {"eligible": [[None, 1, 2], [[], 1, 2]], "rule": "by moonlight", "eligible_count": "many"},
    ],
)
def test_what_another_desk_wrote_is_no_error(broken: dict[str, Any]) -> None:
    assert reason(broken) and isinstance(lines(broken), list)
