"""How the people of a team are drawn: golden text at several widths, and what always holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskboard.domain.commands import EditTeam
from deskboard.domain.model import Membership, QueueMode, Role
from deskboard.domain.readmodels import Person, QueueLine, TeamLine
from deskboard.domain.roster import TeamOrder
from deskboard.domain.text import cells
from deskboard.tui import rehearsing, roster
from deskboard.tui.card import Look
from deskboard.tui.rehearsing import Handed
from deskboard.tui.roster import Now, shape
from deskboard.tui.team import Crew
from deskboard.tui.themes import ASCII, UNICODE, pens
from tests.domain.test_roster import NOON, line

PENS = pens("dark")
NOW = Now(NOON, NOON.tzinfo)  # type: ignore[arg-type]
EARLIER = NOON - timedelta(hours=2, minutes=55)
TEAM = (
    line("ann", "3/5", queues="network web*", oldest=NOON - timedelta(hours=3), solved=4),
    line("bob", "7/5", "away", "mail", since=EARLIER),
    line("carol", "5", "away-reassign", since=NOON - timedelta(days=3), by_itself=True),
    line("cheolsu", "5/5", person=Person("철수", "김철수", None, Role.AGENT), queues="네트워크"),
    line("vera", person=Person("vera", "\x1b[31mVera\u202e", None, Role.VIEWER)),
)


def drawn(one: TeamLine, width: int, *, ascii_only: bool = False, marked: bool = False) -> str:
    look = Look("normal", PENS, ASCII if ascii_only else UNICODE)
    segments = roster.draw(one, shape(width, look.glyphs), look, NOW, marked=marked)
    return "".join(segment.text for segment in segments)


def table(width: int, *, ascii_only: bool = False) -> list[str]:
    form = shape(width, ASCII if ascii_only else UNICODE)
    heads = "".join(text for text, _pen in roster.headings(form, TeamOrder.NAME, PENS))[1:]
    return [text.rstrip() for text in (heads, *(drawn(one, width, ascii_only=ascii_only) for one in TEAM))]


def test_on_a_small_terminal() -> None:
    assert table(78) == [
        "  Login       State            Open/limit        Queues          Waits  Solved",
        "  ann         available        ▰▰▰▱▱ 3/5         network, web*      3h       4",
        "  bob         away 09:05       ▰▰▰▰▰ 7/5 over    mail",
        "  carol       reassign 3d      5",
        "  철수        available        ▰▰▰▰▰ 5/5         네트워크",
        "  vera        available",
    ]


def test_queues_that_have_no_room_are_counted_and_all_of_them_told_below() -> None:
    one = line("ann", "3/5", queues="network web* mail vpn", person=Person("ann", "Ann Löwe", None, Role.AGENT))
    one = one._replace(held=5, ramp="2:2026-01-01:2026-12-31")
    assert "▰▰▰▱▱ 3/5         network +3" in drawn(one, 78) and "network, web*, mail, vpn" in drawn(one, 118)
    assert [roster.queues_fitting(one, width) for width in (24, 16, 8)] == [
        "network, web*, mail, vpn",
        "network, web* +2",
        "netw… +3",
    ]
    for width in (20, 79):
        told = "".join(text for text, _pen in roster.detail(one, NOW, Look("normal", PENS, UNICODE), width))
        assert cells(told) <= width
    assert told == " Ann Löwe  queues: network, web*, mail, vpn · 2 paused · ramp from 2 until 31 …"
    bare = roster.detail(line("철수", "1"), NOW, Look("normal", PENS, UNICODE), 40)
    assert "".join(text for text, _pen in bare).endswith("  no queues")


def test_on_a_common_one() -> None:
    assert table(118)[:4] == [
        "  Login           Name              State                  Open/limit        "
        "Queues                      Waits  Solved",
        "  ann             ann Löwe          available              ▰▰▰▱▱ 3/5         "
        "network, web*                  3h       4",
        "  bob             bob Löwe          away since 09:05       ▰▰▰▰▰ 7/5 over    mail",
        "  carol           carol Löwe        reassign, idle for 3d  5",
    ]


def test_a_wide_one_says_more() -> None:
    one = line("ann", "3/5", queues="network")._replace(held=5, ramp="2:2026-01-01:2026-03-31")
    heads = "".join(text for text, _pen in roster.headings(shape(180, UNICODE), TeamOrder.NAME, PENS))
    assert heads.split() == ["Login", "Name", "State", "Open/limit", "Paused", "Queues", "Ramp", "Waits", "Solved"]
    assert "▰▰▰▰▰▰▱▱▱▱ 3/5              2  network" in drawn(one, 180) and "from 2 until 31 Mar" in drawn(one, 180)


def test_in_ascii() -> None:
    assert table(60, ascii_only=True)[:3] == [
        "  Login           State            Open/limit          Waits",
        "  ann             available        [###--] 3/5            3h",
        "  bob             away 09:05       [#####] 7/5 over",
    ]


@pytest.mark.parametrize(
    ("load", "bar"),
    [("0/5", "▱▱▱▱▱"), ("1/100", "▰▱▱▱▱"), ("99/100", "▰▰▰▰▱"), ("5/5", "▰▰▰▰▰"), ("0/0", "▰▰▰▰▰"), ("9/5", "▰▰▰▰▰")],
)
def test_a_bar_is_full_at_the_limit_and_begins_with_the_first_ticket(load: str, bar: str) -> None:
    told = roster.load_words(line("ann", load), 5, UNICODE)
    assert told == f"{bar} {load}" + (" over" if load == "9/5" else "")


@given(
    width=st.integers(20, 220), name=st.text(max_size=40), queue=st.text(min_size=1, max_size=40), ascii_=st.booleans()
)
def test_every_line_is_as_wide_as_it_should_be(width: int, name: str, queue: str, ascii_: bool) -> None:
    one = line("ann", "123/5", "away", person=Person(name or "x", name, None, Role.AGENT), since=EARLIER)
    one = one._replace(queues=((queue, Membership.SECONDARY),))
    text = drawn(one, width, ascii_only=ascii_, marked=True)
    assert cells(text) == width
    assert not any(ord(char) < 32 or char in "\x7f\x9b\u202e\u200b" for char in text)


def test_the_summary_gives_way_to_a_narrow_screen() -> None:
    queue = QueueLine(1, "network", QueueMode.BALANCED, 1, (), 12, 20, None)
    look = Look("normal", PENS, UNICODE)
    wide, narrow = (
        "".join(text for text, _pen in roster.summary(TEAM, [queue], 5, look, width)) for width in (120, 50)
    )
    told = " Team  4 people · 2 available · 2 away · 12 wait in queues · ▰▰▰▰▱ 15/15 · 5 open without a limit"
    assert wide == told.replace("▰▰▰▰▱", "▰▰▰▰▰")
    assert narrow == " Team  4 people · 2 available · 2 away"


def test_a_ramp_that_cannot_be_read_is_said_to_be_so() -> None:
    ann, bob, *others = TEAM
    ann, bob = ann._replace(ramp="\x1b[2J"), bob._replace(ramp="x")
    assert "unreadable" in drawn(ann, 180)
    crew, fresh = Crew(TEAM, (), 4), EditTeam(("ann",), {"ramp": "2:2026-01-01:2026-12-31", "limit": 9})
    told = rehearsing.words(ann, fresh, crew, NOON.date(), Handed({}, {}))
    assert told[1] == "ramp “[2J” (unreadable) → 2:2026-01-01:2026-12-31"
    keeping = rehearsing.words(bob, EditTeam(("bob",), {"limit": 9}), crew, NOON.date(), Handed({}, {}))
    assert keeping == ["7/5 → 7/9"]
    look = Look("normal", PENS, UNICODE)
    for team, words in (((ann, *others), "ramp of ann unreadable"), ((ann, bob), "ramps of ann and 1 more unreadable")):
        summary = "".join(text for text, _pen in roster.summary(team, [], len(team), look, 78))
        assert f" people · {words} · " in summary


def test_a_rehearsal_says_who_gets_and_loses_what() -> None:
    crew = Crew(TEAM, (QueueLine(1, "network", QueueMode.BALANCED, 1, (), 2, 2, None),), 4)
    command = EditTeam(("ann", "bob"), {"limit": None, "availability": "away"}, {1: Membership.SECONDARY})
    moves = Handed({"ann": [4, 5], "eve": list(range(10, 20))}, {"bob": [7]})
    told = [rehearsing.words(one, command, crew, NOON.date(), moves) for one in TEAM[:2]]
    assert told[0] == ["3/5 → 5/4, over the limit", "available → away", "network → network*", "gets #4 #5"]
    assert told[1] == ["7/5 → 6/4, over the limit", "+network*", "gives back #7"]
    assert rehearsing.others(command, moves) == [("eve", "gets #10 #11 #12 #13 #14 #15 and 4 more")]
