"""My work, taking the next one, being there or away, and asking why, as keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Availability, Membership, Priority, Status
from deskboard.domain.readmodels import MyWork, TeamLine, WorkItem
from deskboard.domain.text import cells
from deskboard.domain.work import with_reasons
from deskboard.tui import themes, worklines
from deskboard.tui.card import Look
from deskboard.tui.screens.work import WorkScreen
from deskboard.tui.workload import assignees
from tests.tui.conftest import BOB, Seat, Sit, until, utc

NOW = utc(2026, 3, 2, 9)
NETWORK = "network"


# ---- painting


def look(width: int, glyphs: themes.Glyphs = themes.UNICODE) -> worklines.Setting:
    return worklines.Setting(Look("normal", themes.pens("dark"), glyphs), width, NOW, NOW.tzinfo)


def item(ref: int, title: str, **more: object) -> WorkItem:
    values = {"priority": Priority.NORMAL, "status": Status.NORMAL, "queue": NETWORK, "requester": "dana@example.org"}
    values |= {"due": None, "created": NOW - timedelta(hours=3), "waiting": NOW - timedelta(hours=3), "reasons": ()}
    made = WorkItem(ref=ref, title=title, column="To Do", **{**values, **more})
    return with_reasons(made, NOW)


def work(*items: WorkItem, **more: object) -> MyWork:
    values = {"next": None, "waiting": 0, "availability": Availability.AVAILABLE, "since": None, "open": len(items)}
    return MyWork(items, **{**values, "limit": 5, **more})


def drawn(found: MyWork, width: int, glyphs: themes.Glyphs = themes.UNICODE) -> list[str]:
    lines = [line for item in worklines.items(found, look(width, glyphs)) for line in item.lines]
    assert all(sum(cells(segment.text) for segment in line) <= width for line in lines)
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


THREE = work(
    item(7, "VPN down", priority=Priority.CRITICAL, due=NOW - timedelta(hours=2)),
    item(34, "\x1b[2J[red]프린터가 안 됩니다\n" + "x" * 90),
    item(5, "Monitor", status=Status.WAITING, waiting=None),
)


def test_a_ticket_is_one_line_with_its_reasons_and_those_that_can_wait_stand_apart() -> None:
    first, second, _gap, head, last = drawn(THREE, 78)
    assert first.startswith("▲C #7  VPN down") and first.endswith("overdue 2h · critical")
    assert "[red]프린터" in second and "\x1b" not in second and "…" in second
    assert head == "Waits for others, or sleeps" and last.endswith("waiting for requester")
    assert drawn(THREE, 78, themes.ASCII)[0].startswith("!!C #7  VPN down")
    assert "requester waits 3h  network  To Do" in drawn(THREE, 160)[0]


@pytest.mark.parametrize("width", [60, 78, 118, 198])
def test_it_fits_any_width(width: int) -> None:
    assert len(drawn(THREE, width)) == 5
    assert drawn(work(), width) == [" Nothing is yours to do."]


def test_the_heading_says_who_is_full_or_away_and_the_foot_what_is_next() -> None:
    def text(pieces: list[worklines.Piece]) -> str:
        return "".join(piece for piece, _style in pieces)

    assert text(worklines.heading(THREE, "ann", look(78))) == " My work  ann  available  3 of 5 open"
    away = work(open=6, availability=Availability.AWAY, since=NOW - timedelta(minutes=55))
    assert text(worklines.heading(away, "ann", look(78))).endswith("away since 08:05  6 of 5 open, over the limit")
    waits = work(next=item(41, "Printer on fire " * 9, priority=Priority.HIGH), waiting=4)
    told = text(worklines.waiting(waits, "+", look(78)))
    assert told.startswith(" 4 wait in your queues · next: #41 Printer on fire") and told.endswith("+ takes it")
    assert cells(told) <= 78


def test_whoever_serves_the_queue_is_offered_first_and_their_load_beside_them(desk: Desk) -> None:
    for login in ("bob", "cem"):
        desk.do(c.AddPerson(login))
    people = {person.login: person for person in desk.people()}

    def line(login: str, queues: tuple[tuple[str, Membership], ...] = (), **more: object) -> TeamLine:
        values = {"availability": Availability.AVAILABLE, "since": None, "by_itself": False, "open": 2, "held": 2}
        values |= {"limit": None, "personal": None, "ramp": None, "oldest": None, "solved": 0}
        return TeamLine(person=people[login], queues=queues, **{**values, **more})

    cem = line("cem", ((NETWORK, Membership.PRIMARY),), open=5, limit=5, availability=Availability.AWAY)
    found = assignees([line("ann"), line("bob", limit=5), cem], NETWORK, "ann")
    assert [(option.value, option.note) for option in found] == [
        ("ann", "2 open · me"),
        ("cem", "5/5 full · away · network"),
        ("bob", "2/5"),
    ]


# ---- keys


@pytest.fixture
def queue(desk: Desk, tickets: dict[str, int]) -> int:
    """Ann, who does 1 and 4, serves a queue out of which one takes by hand; 2 and 3 wait in it."""
    desk.do(c.AddQueue(NETWORK))
    (line,) = desk.queue_lines()
    desk.do(c.EditTeam(("ann",), {}, {line.id: Membership.PRIMARY}))
    desk.do(c.EditTicket((1, 4), {"assignee": "ann"}))
    desk.do(c.EditTicket((2, 3), {"queue": NETWORK}))
    desk.do(c.EditTicket((4,), {"priority": Priority.CRITICAL}))
    desk.do(c.EditTicket((3,), {"priority": Priority.HIGH}))
    return line.id


def rows(seat: Seat) -> list[int]:
    return [item.key for item in seat.screen.sheet._layout.items if item.selectable]


async def test_what_to_do_now_is_done_from_the_list(sit: Sit, desk: Desk, bob: Desk, queue: int) -> None:
    async with sit() as seat:
        await seat.press("o")
        assert isinstance(seat.screen, WorkScreen) and rows(seat) == [4, 1]
        assert "2 wait in your queues · next: #3" in seat.text()
        await seat.press("+")
        assert rows(seat) == [4, 3, 1] and seat.screen.target.ref == 3
        assert "#3 is yours: " in seat.message and "(high, waited" in seat.message
        bob.do(c.EditTicket((5,), {"assignee": "ann", "priority": Priority.CRITICAL}))
        await until(seat, lambda: 5 in rows(seat))
        assert seat.screen.target.ref == 3, "the cursor stays on its ticket"
        await seat.press("4", "L")
        row = desk.ticket(3).row
        assert (row.priority, row.column) == (Priority.LOW, "Doing") and rows(seat)[-1] == 3
        await seat.press("u", "u", "u")
        assert desk.ticket(3).row.assignee is None and 3 not in rows(seat)
        await seat.press("g", "enter")
        assert seat.screen.page.row.ref == 4
        await seat.press("+")
        assert desk.ticket(3).row.assignee == "ann" and "#3 is yours" in seat.screen.status.text
        await seat.press("q")
        assert isinstance(seat.screen, WorkScreen) and 3 in rows(seat), "read again when it is in view again"
        await seat.press("q", "+", "+")
        assert seat.ref == 2 and "Nothing waits in your queues" in seat.message


async def test_many_are_marked_and_changed_there_as_on_the_board(sit: Sit, desk: Desk, queue: int) -> None:
    desk.do(c.EditTicket((5, 6), {"assignee": "ann"}))
    async with sit() as seat:
        await seat.press("o")
        first, *_between, last = rows(seat)
        await seat.press("space", "G", "V")
        assert list(seat.screen.marked) == rows(seat) and len(rows(seat)) == 3
        await seat.press("g", "space")
        assert f"●#{last}" in seat.text() and "2 marked" in seat.screen.status.text
        await seat.press("s")
        await seat.type("blocked")
        await seat.press("enter")
        assert desk.ticket(last).row.status is Status.BLOCKED and desk.ticket(first).row.status is Status.NORMAL
        await seat.press("u")
        assert desk.ticket(last).row.status is Status.NORMAL, "one change, one undo"
        await seat.press("a")
        await seat.type("nobody")
        await seat.press("enter")
        assert rows(seat) == [first] and not seat.screen.marked, "what left the list is marked no more"
        await seat.press("*", "escape")
        assert isinstance(seat.screen, WorkScreen) and not seat.screen.marked
        await seat.press("*", "backspace", "q")
        assert desk.ticket(first).row.archived and seat.screen is seat.program.board_screen


async def test_whoever_is_away_sees_it_wherever_they_are(sit: Sit, desk: Desk, queue: int) -> None:
    async with sit() as seat:
        await seat.press("@", "down", "enter")
        await until(seat, lambda: "away since" in seat.screen.status.text)
        assert desk.attendance().state is Availability.AWAY
        await seat.press("enter")
        assert "away since" in seat.screen.status.text
        await seat.press("@")
        await seat.type("reassign now")
        await seat.press("enter")
        assert desk.attendance().state is Availability.AWAY_REASSIGN
        desk.do(c.SetAvailability(Availability.AVAILABLE))
        await until(seat, lambda: not seat.screen.status.place.away)


async def test_whoever_was_found_idle_is_back_with_the_first_key_and_is_told(sit: Sit, desk: Desk, db: str) -> None:
    desk.do(c.EditSettings({"away_after": 5}))
    async with sit() as seat:
        with Desk.open(db, BOB, clock=lambda: datetime.now(UTC) + timedelta(hours=1), zone=UTC) as later:
            later.do_unasked(c.NoteIdle())
        await until(seat, lambda: seat.program.attending.mine.by_itself)
        assert "away since" in seat.screen.status.text
        await seat.press("j")
        await until(seat, lambda: seat.program.attending.mine.state is Availability.AVAILABLE)
        assert "You were away by yourself since" in seat.message and "away since" not in seat.screen.status.text
        assert desk.attendance().state is Availability.AVAILABLE


async def test_why_it_is_whose_it_is(sit: Sit, desk: Desk, queue: int) -> None:
    desk.do(c.EditQueue(queue, {"mode": "balanced"}))
    async with sit() as seat:
        assert desk.ticket(2).row.assignee == "ann"
        await seat.press("j", "X")
        await until(seat, lambda: "ann has it since" in seat.text())
        assert "nobody else" in seat.text()
        await seat.press("q")
        assert seat.screen is seat.program.board_screen


async def test_tab_goes_on_with_a_queue_in_the_filter(sit: Sit, desk: Desk, queue: int) -> None:
    desk.do(c.AddQueue("second line"))
    async with sit(size=(80, 24)) as seat:
        await seat.press("/")
        await seat.type("qu")
        await seat.press("tab", "tab")
        assert seat.screen.focused.value == "queue:" and "  network  second line  mine  none" in seat.text()
        await seat.type("se")
        await seat.press("tab", "backspace", "enter")
        assert '/queue:"second line"' in seat.text() and seat.columns()["To Do"] == []


async def test_queues_are_chosen_by_name_shown_with_their_mode_and_filtered_by(
    sit: Sit, desk: Desk, queue: int
) -> None:
    async with sit(size=(80, 24)) as seat:
        await seat.press("f", "y")
        assert "/queue:mine is:unassigned is:open" in seat.text()
        await seat.press("escape", "l", "m")
        await seat.type("netwrok")
        await seat.press("enter")
        ref = seat.ref
        assert ref in (4, 5) and desk.ticket(ref).row.queue == NETWORK, "a slip of the finger is no new queue"
        await seat.press("enter")
        assert "network  (manual)" in seat.text()
        await seat.press("m")
        await seat.type("Accounts")
        await seat.press("enter")
        assert desk.ticket(ref).row.queue == "Accounts" and "nobody serves it yet" in seat.message
        await seat.press("a", "down", "enter")
        assert desk.ticket(ref).row.assignee is None
