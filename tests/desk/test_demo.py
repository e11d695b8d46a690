"""The demonstration board."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from deskboard.desk.demo import WIP_LIMIT, fill
from deskboard.desk.demo_stories import MEMBERS, REQUESTERS, STORIES
from deskboard.desk.desk import Desk
from deskboard.domain.model import TITLE_MAX, Channel, Identity, Role, Stage
from deskboard.domain.query import parse
from tests.conftest import ZONE, Clock


def test_the_board_looks_like_work(desk: Desk, clock: Clock) -> None:
    fill(desk)
    todo, doing, done = desk.board().columns
    assert sum(1 for _ in desk.whole()) == 60
    assert min(todo.total, done.total) > 15
    assert 0 < doing.total <= WIP_LIMIT
    for query in (
        "is:overdue",
        "is:mine",
        "is:unassigned",
        "is:review",
        "is:waiting",
        "priority:critical",
        "checklist<100%",
    ):
        assert desk.count(parse(query)), query
    assert desk.count(parse("due<8h"))
    rows = list(desk.tickets())
    assert all(row.created <= row.updated <= clock.now for row in rows)
    assert all((row.stage is Stage.DONE) == (row.resolved is not None) for row in rows)
    assert all(row.created <= row.first_response <= clock.now for row in rows if row.first_response)


def test_the_limit_of_doing_is_shown(desk: Desk) -> None:
    fill(desk)
    assert [column.limit for column in desk.board().columns] == [None, WIP_LIMIT, None]


def test_people_of_several_languages_are_there(desk: Desk) -> None:
    fill(desk)
    roles = [person.role for person in desk.people()]
    assert {person.login for person in desk.people() if person.role is not Role.REQUESTER} == set(MEMBERS)
    assert roles.count(Role.REQUESTER) == len(REQUESTERS) == 30
    assert desk.count(parse("프린터"))
    assert desk.count(parse("slaptazodi"))


def test_a_ticket_has_a_past_and_a_conversation(desk: Desk, clock: Clock) -> None:
    fill(desk)
    page = desk.ticket(1)
    times = [entry.at for entry in page.history]
    assert times == sorted(times)
    assert len(times) > 3
    assert [said.at for said in page.comments] == sorted(said.at for said in page.comments)
    assert page.comments[-1].at < clock.now


def test_one_seed_makes_one_board_and_twice_adds_nothing(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    fill(desk, 150, seed=3)
    fill(desk, 150, seed=3)
    assert sum(1 for _ in desk.whole()) == 150

    def titles(name: str, seed: int) -> list[tuple[object, ...]]:
        with Desk.open(str(tmp_path / f"{name}.db"), Identity("ann", Channel.CLI), clock=clock, zone=ZONE) as other:
            fill(other, 150, seed=seed)
            return [(row.title, row.created, row.assignee, row.due) for row in other.tickets()]

    assert titles("a", 3) == titles("b", 3) == [(r.title, r.created, r.assignee, r.due) for r in desk.tickets()]
    assert titles("c", 4) != titles("a", 3)


@pytest.mark.parametrize("count", [0, 1, 5, 61, 1300])
def test_any_number_of_tickets(desk: Desk, count: int) -> None:
    told: list[tuple[int, int]] = []
    fill(desk, count, progress=lambda done, of: told.append((done, of)))
    assert sum(1 for _ in desk.whole()) == count
    assert not count or told[-1] == (count, count)
    if count > 1000:
        titles = {page.row.title for page in desk.whole()}
        assert len(titles) > 0.85 * count
        assert desk.count(parse("is:archived")) > count / 2
        assert desk.count() > 100


def test_old_work_is_in_the_archive_of_large_boards_only(desk: Desk, clock: Clock) -> None:
    fill(desk, 400)
    edge = clock.now - timedelta(days=14)
    assert all(row.resolved is None or row.resolved >= edge for row in desk.tickets())


def test_every_story_fits() -> None:
    assert len({story.title for story in STORIES}) == len(STORIES) == 60
    assert all(len(story.title) <= TITLE_MAX for story in STORIES)
