"""A clock that is set back an hour under an open desk: nothing is lost, and nothing reads oddly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deskboard.desk import doctor
from deskboard.desk.desk import Desk
from deskboard.desk.doctor import State
from deskboard.domain import commands as c
from deskboard.domain import times
from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import CommentKind
from tests.conftest import Clock, OpenDesk


@pytest.fixture
def behind(desk: Desk, clock: Clock) -> Desk:
    """A ticket with a comment, and then it is an hour earlier."""
    desk.do(c.AddTicket("Printer"))
    desk.do(c.AddComment((1,), CommentKind.NOTE, "Out of toner"))
    clock.forward(hours=-1)
    return desk


def test_history_keeps_the_order_in_which_things_happened(behind: Desk) -> None:
    behind.do(c.EditTicket((1,), {"title": "Scanner"}))
    behind.do(c.EditTicket((1,), {"title": "Plotter"}))
    told = [entry.event for entry in behind.history(1)]
    assert [getattr(event, "after", None) for event in told[:2]] == ["Plotter", "Scanner"]
    assert [entry.id for entry in behind.history(1)] == sorted((e.id for e in behind.history(1)), reverse=True)


def test_undo_and_redo_take_back_the_last_change_and_no_other(behind: Desk, open_desk: OpenDesk) -> None:
    behind.do(c.EditTicket((1,), {"title": "Scanner"}))
    behind.undo()
    assert behind.ticket(1).row.title == "Printer"
    behind.redo()
    assert behind.ticket(1).row.title == "Scanner"
    open_desk("bob").do(c.EditTicket((1,), {"priority": "low"}))
    behind.undo()
    assert behind.ticket(1).row.title == "Printer"


def test_others_still_see_what_was_changed(behind: Desk, open_desk: OpenDesk) -> None:
    bob = open_desk("bob")
    bob.changes()
    behind.do(c.EditTicket((1,), {"title": "Scanner"}))
    seen = bob.changes()
    assert seen is not None
    assert seen.tickets == {1}


def test_a_comment_can_be_corrected_and_reads_as_one_of_just_now(behind: Desk, clock: Clock) -> None:
    said = behind.ticket(1).comments[0]
    assert times.ago(said.at, clock.now) == "just now"
    behind.do(c.EditComment(1, said.id, "Out of paper"))
    clock.forward(hours=1, minutes=11)
    with pytest.raises(DeskboardError, match="older"):
        behind.do(c.EditComment(1, said.id, "Out of luck"))


def test_nothing_goes_to_the_archive_or_wakes_before_its_time(behind: Desk, clock: Clock) -> None:
    done = behind.board().columns[-1].id
    behind.do(c.MoveTicket((1,), done))
    clock.forward(hours=-1)
    assert behind.archive_old(1).refs == ()
    behind.do(c.AddTicket("Later"))
    behind.do(c.EditTicket((2,), {"status": "waiting", "wake": clock.now + timedelta(minutes=30)}))
    clock.forward(hours=-1)
    assert behind.wake_due().refs == ()
    clock.forward(hours=2)
    assert behind.wake_due().refs == (2,)


def test_the_doctor_says_that_the_clock_is_wrong(behind: Desk, clock: Clock) -> None:
    newest = behind.history(limit=1)[0].at
    found = doctor.clock(newest, clock.now)
    assert (found.state, "clock" in found.advice) == (State.TODO, True)
