"""Who did nothing for long is away by themselves; who is back is told what they missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain import events as e
from deskboard.domain.errors import BadInput
from deskboard.domain.idleness import Activity, Patience, Return, told
from deskboard.domain.model import Availability, Channel, Identity, Role
from deskboard.domain.presence import Whereabouts
from deskboard.store.facts import Facts
from deskboard.store.work import Work, work
from tests.conftest import ZONE, Clock, OpenDesk

AVAILABLE, AWAY, REASSIGN = Availability
BOARD = Whereabouts()


def states(desk: Desk) -> dict[str, tuple[Availability, bool]]:
    """Who is away, and whether by themselves."""
    found = desk._read(lambda connection: Facts(connection).availability())
    return {login: (one.state, one.by_itself) for login, one in found.items() if one.state is not AVAILABLE}


def said(desk: Desk, login: str, state: Availability) -> None:
    """Somebody says how available they are."""
    with work(desk._engine, Identity(login, Channel.CLI), desk.now) as unit:
        known = unit.facts.availability([login]).get(login)
        before = known.state if known else AVAILABLE
        unit.carry_out(unit.begin("SetAvailability"), [e.AvailabilityEdited(login, before, state)])


def give(unit: Work, ref: int, before: str | None, after: str | None) -> None:
    unit.carry_out(unit.begin("EditTicket"), [e.TicketEdited(ref, "assignee", before, after)])


@pytest.fixture
def team(open_desk: OpenDesk) -> Desk:
    """ann with bob and carol, who are away after 30 minutes, and reassigned after 60."""
    ann = open_desk("ann")
    for login in ("bob", "carol"):
        ann.do(c.AddPerson(login, role=Role.AGENT))
    ann.do(c.AddPerson("vic", role=Role.VIEWER))
    ann.do(c.AddPerson("rita", role=Role.REQUESTER))
    ann.do(c.EditSettings({"away_after": 30, "reassign_after": 60}))
    return ann


def test_nobody_is_away_by_themselves_unless_the_desk_wants_it(open_desk: OpenDesk, clock: Clock) -> None:
    ann = open_desk("ann")
    clock.forward(days=9)
    assert ann.note_idle().command is None
    assert states(ann) == {}


def test_who_changes_nothing_for_long_is_away_and_later_reassigned(
    team: Desk, open_desk: OpenDesk, clock: Clock
) -> None:
    bob = open_desk("bob")
    bob.do(c.AddTicket("a"))
    clock.forward(minutes=20)
    team.do(c.AddTicket("b"))
    clock.forward(minutes=10)
    done = team.note_idle()
    assert done.people == ("bob", "carol"), "carol did nothing since she came; vic and rita do no tickets"
    assert states(team) == {"bob": (AWAY, True), "carol": (AWAY, True)}
    assert team.note_idle().command is None, "it is said once"
    clock.forward(minutes=30)
    since = bob.attendance().since
    assert team.note_idle().people == ("ann", "bob", "carol")
    assert bob.attendance().since == since == clock.now - timedelta(minutes=30), "away since then, not since now"
    assert states(team) == {"ann": (AWAY, True), "bob": (REASSIGN, True), "carol": (REASSIGN, True)}
    entry = team.history(limit=2)[1]
    assert entry.actor == "deskboard"
    assert entry.event == e.AvailabilityEdited("bob", AWAY, REASSIGN, True, 60)


def test_a_key_on_an_open_board_counts_and_an_idle_board_does_not(
    team: Desk, open_desk: OpenDesk, clock: Clock
) -> None:
    bob, carol = open_desk("bob"), open_desk("carol")
    for desk in (bob, carol):
        desk.do(c.AddTicket("a"))
    clock.forward(minutes=45)
    bob.presence.be(BOARD)
    bob.presence.touch(10 * 60)  # the key before that counts, for it was later
    carol.presence.touch(40 * 60)
    carol.presence.be(BOARD)
    assert "bob" not in team.note_idle().people
    assert states(team)["carol"] == (AWAY, True)


def test_the_last_key_of_several_boards_counts(team: Desk, open_desk: OpenDesk, clock: Clock) -> None:
    one, two = open_desk("bob"), open_desk("bob")
    clock.forward(minutes=45)
    one.presence.touch(40 * 60)
    one.presence.be(BOARD)
    two.presence.be(BOARD)
    team.note_idle()
    assert "bob" not in states(team)


@pytest.mark.parametrize("state", [AWAY, REASSIGN, AVAILABLE])
def test_what_somebody_said_stays_or_counts_from_then(team: Desk, clock: Clock, state: Availability) -> None:
    clock.forward(minutes=50)
    said(team, "carol", state)
    clock.forward(minutes=20)
    team.note_idle()
    assert states(team).get("carol") == ((state, False) if state is not AVAILABLE else None)
    clock.forward(days=1)
    team.note_idle()
    assert states(team)["carol"] == ((state, False) if state is not AVAILABLE else (REASSIGN, True))


def test_any_change_brings_back_and_says_what_was_missed(team: Desk, open_desk: OpenDesk, clock: Clock) -> None:
    bob = open_desk("bob")
    bob.do(c.AddTicket("a"))
    for title in ("b", "c", "d"):
        bob.do(c.AddTicket(title, {"assignee": "bob"}))
    clock.forward(minutes=31)
    team.note_idle()
    clock.forward(minutes=45)
    team.note_idle()
    assert states(team)["bob"] == (REASSIGN, True)
    with work(team._engine, Identity("ann", Channel.CLI), team.now) as unit:
        give(unit, 2, "bob", "ann")
        give(unit, 3, "bob", None)
        give(unit, 4, "bob", "ann")
        give(unit, 4, "ann", "bob")
    clock.forward(minutes=1)
    done = bob.do(c.EditTicket((1,), {"title": "A"}))
    assert done.warnings == (
        "You were away by yourself since 11:31 (no key for 31 min); you are available again."
        " 1 ticket went to others. 1 ticket went back to its queue.",
    )
    assert "bob" not in states(team)
    back, _change = team.history(limit=2)
    assert back.event == e.AvailabilityEdited("bob", REASSIGN, AVAILABLE, True)
    assert bob.do(c.EditTicket((1,), {"title": "A!"})).warnings == ()
    bob.undo()
    assert bob.ticket(1).row.title == "A", "the return is nobody's to undo"


@pytest.mark.parametrize("change", ["same", "undo", "redo"])
def test_a_change_that_changes_nothing_an_undo_and_a_redo_bring_back_too(
    team: Desk, open_desk: OpenDesk, clock: Clock, change: str
) -> None:
    bob = open_desk("bob")
    bob.do(c.AddTicket("a"))
    if change == "redo":
        bob.undo()
    clock.forward(minutes=31)
    team.note_idle()
    done = {"same": lambda: bob.do(c.EditTicket((1,), {"title": "a"})), "undo": bob.undo, "redo": bob.redo}[change]()
    assert "available again" in done.warnings[0]
    assert "bob" not in states(team)


def test_the_first_key_brings_back_once(team: Desk, open_desk: OpenDesk, clock: Clock) -> None:
    bob = open_desk("bob")
    bob.do(c.AddTicket("a"))
    assert bob.returned() is None
    away = clock.now + timedelta(minutes=31)
    clock.forward(minutes=31)
    team.note_idle()
    clock.forward(minutes=20)
    assert bob.returned() == Return(AWAY, away, 31)
    assert bob.returned() is None
    assert states(team) == {"carol": (AWAY, True), "ann": (AWAY, True)}


def test_who_said_that_they_are_away_is_not_brought_back(team: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    said(team, "bob", AWAY)
    assert bob.returned() is None
    assert bob.do(c.AddTicket("a")).warnings == ()
    assert states(team) == {"bob": (AWAY, False)}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"away_after": -1}, "whole number from 0 to 100000"),
        ({"reassign_after": 100_001}, "whole number from 0 to 100000"),
        ({"away_after": 60, "reassign_after": 30}, "cannot be less than away_after"),
        ({"reassign_after": 29}, "cannot be less than away_after"),
        ({"away_after": 61}, "cannot be less than away_after"),
    ],
)
def test_a_patience_that_makes_no_sense_is_refused(team: Desk, changes: dict[str, int], wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong):
        team.do(c.EditSettings(changes))


@pytest.mark.parametrize(
    "changes", [{"away_after": 0}, {"reassign_after": 0}, {"away_after": 60}, {"away_after": None}]
)
def test_a_patience_that_does_is_taken(team: Desk, changes: dict[str, int]) -> None:
    assert team.do(c.EditSettings(changes)).command is not None


MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("patience", "idle", "state"),
    [
        ((30, 60), 29, AVAILABLE),
        ((30, 60), 30, AWAY),
        ((30, 60), 60, REASSIGN),
        ((30, 60), None, REASSIGN),
        ((30, 0), None, AWAY),
        ((0, 60), 59, AVAILABLE),
        ((0, 60), 60, REASSIGN),
        ((0, 0), None, AVAILABLE),
        ((30, 30), 30, REASSIGN),
    ],
)
def test_what_somebody_is_follows_from_how_long_they_did_nothing(
    patience: tuple[int, int], idle: int | None, state: Availability
) -> None:
    away, reassign = (n * MINUTE if n else None for n in patience)
    assert Patience(away, reassign).state_after(None if idle is None else idle * MINUTE) is state


def test_a_clock_that_was_set_back_makes_nobody_idle() -> None:
    one = Activity("bob", AVAILABLE, False, None, NOW + 60 * MINUTE, None)
    assert one.idle(NOW) == timedelta()
    assert one.next_state(Patience(MINUTE, None), NOW) is None


def test_a_key_that_a_board_has_yet_to_tell_of_is_waited_for() -> None:
    one = Activity("bob", AVAILABLE, False, None, None, 30 * MINUTE)
    assert one.next_state(Patience(30 * MINUTE, None), NOW) is None
    assert one._replace(key=31 * MINUTE).next_state(Patience(30 * MINUTE, None), NOW) is AWAY


def test_nobody_who_is_away_comes_back_by_a_longer_patience() -> None:
    one = Activity("bob", REASSIGN, True, None, NOW - 40 * MINUTE, None)
    assert one.next_state(Patience(30 * MINUTE, 60 * MINUTE), NOW) is None


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (Return(AWAY, None, 0), "You were away by yourself; you are available again."),
        (Return(AWAY, NOW, 0), "You were away by yourself since 11:00; you are available again."),
        (Return(AWAY, NOW - timedelta(days=1), 90), "since 2026-03-01 11:00 (no key for 1 h); you"),
        (Return(AWAY, NOW, 30, (1, 2, 3)), "again. 3 tickets went to others."),
        (Return(AWAY, NOW, 30, (), (1, 2)), "again. 2 tickets went back to their queues."),
    ],
)
def test_who_is_back_reads_what_was(back: Return, words: str) -> None:
    assert words in told(back, NOW, ZONE)


def test_nobody_is_idle_for_longer_than_the_desk_has_looked(open_desk: OpenDesk, clock: Clock) -> None:
    desk = open_desk("ann")
    desk.do(c.AddPerson("dana"))
    clock.forward(days=3)
    desk.do(c.EditSettings({"away_after": 30}))
    desk.do(c.AddPerson("erik"))
    desk.note_idle()
    assert states(desk) == {}
    clock.forward(minutes=31)
    desk.note_idle()
    assert states(desk).keys() == {"ann", "dana", "erik"}
