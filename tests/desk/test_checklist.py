"""The small steps of a ticket."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.errors import BadInput, NotFound


def texts(desk: Desk) -> list[str]:
    return [step.text for step in desk.ticket(1).steps]


def ids(desk: Desk) -> dict[str, int]:
    return {step.text: step.id for step in desk.ticket(1).steps}


@pytest.fixture
def steps(desk: Desk) -> Desk:
    desk.do(c.AddTicket("a", steps=("one", "two", "three")))
    return desk


def test_several_steps_are_added_in_order_anywhere(steps: Desk) -> None:
    steps.do(c.AddStep(1, ("one a", "one b"), below=ids(steps)["one"]))
    steps.do(c.AddStep(1, ("four",)))
    assert texts(steps) == ["one", "one a", "one b", "two", "three", "four"]


def test_ticking_shows_on_the_card(steps: Desk) -> None:
    steps.do(c.TickStep(1, (ids(steps)["one"], ids(steps)["two"])))
    steps.do(c.TickStep(1, (ids(steps)["one"],), done=False))
    card = steps.page(1).cards[0]
    assert (card.steps_done, card.steps_total) == (1, 3)
    assert steps.do(c.TickStep(1, (ids(steps)["two"],))).command is None


def test_steps_move_up_and_down_and_stop_at_the_ends(steps: Desk) -> None:
    steps.do(c.MoveStep(1, ids(steps)["three"], -1))
    assert texts(steps) == ["one", "three", "two"]
    steps.do(c.MoveStep(1, ids(steps)["one"], 5))
    assert texts(steps) == ["three", "two", "one"]
    assert steps.do(c.MoveStep(1, ids(steps)["three"], -1)).command is None


def test_steps_are_edited_and_removed(steps: Desk) -> None:
    steps.do(c.EditStep(1, ids(steps)["two"], " zwei\n"))
    steps.do(c.RemoveStep(1, (ids(steps)["one"],)))
    assert texts(steps) == ["zwei", "three"]


def test_a_step_of_another_ticket_is_not_found(steps: Desk) -> None:
    steps.do(c.AddTicket("b"))
    with pytest.raises(NotFound):
        steps.do(c.TickStep(2, (ids(steps)["one"],)))


@pytest.mark.parametrize("text", ["", "\n", "x" * 1001])
def test_bad_steps_are_refused_all_together(steps: Desk, text: str) -> None:
    with pytest.raises(BadInput):
        steps.do(c.AddStep(1, ("fine", text)))
    assert texts(steps) == ["one", "two", "three"]


def test_ten_thousand_steps_and_no_more(desk: Desk) -> None:
    desk.do(c.AddTicket("a", steps=tuple(f"step {i}" for i in range(10_000))))
    with pytest.raises(BadInput, match="10000"):
        desk.do(c.AddStep(1, ("one too many",)))
    assert len(desk.ticket(1).steps) == 10_000
