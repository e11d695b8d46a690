"""Likely duplicates of a title, found through the index of either database."""

from __future__ import annotations

import pytest

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c


@pytest.fixture(autouse=True)
def tickets(desk: Desk) -> None:
    desk.do(c.AddPerson("maria@example.org", "Maria Lopez"))
    desk.do(c.AddTicket("VPN drops every ten minutes", {"requester": "maria@example.org"}))
    desk.do(c.AddTicket("Pamiršau slaptažodį naujam VPN"))
    desk.do(c.AddTicket("3층 프린터 용지 걸림"))
    desk.do(c.AddTicket("Printer is out of paper", {"description": "VPN drops every ten minutes"}))


def found(desk: Desk, title: str) -> list[int]:
    return [alike.ref for alike in desk.likely_duplicates(title)]


def test_titles_are_compared_and_who_asked_is_told(desk: Desk) -> None:
    (alike,) = desk.likely_duplicates("vpn drops every min")
    assert alike == (1, "VPN drops every ten minutes", "Maria Lopez")
    assert found(desk, "pamirsau slaptazod") == [2]
    assert found(desk, "프린터 용지") == [3]


def test_nothing_that_was_typed_is_too_strange(desk: Desk) -> None:
    for title in ("", " ", "!", '"', "AND OR NOT", "title : vpn*", "a" * 500, "vpn " * 500, "\x00'; --", "((", "_ %"):
        assert found(desk, title) == []


def test_what_is_done_archived_or_merged_is_no_duplicate(desk: Desk) -> None:
    desk.do(c.AddTicket("VPN drops every ten minutes"))
    assert found(desk, "VPN drops every ten minutes") == [5, 1]
    desk.do(c.MergeTicket((5,), 1))
    assert found(desk, "VPN drops every ten minutes") == [1]
    desk.do(c.MoveTicket((1,), desk.board().columns[-1].id))
    assert found(desk, "VPN drops every ten minutes") == []
    desk.undo()
    desk.do(c.ArchiveTicket((1,)))
    assert found(desk, "VPN drops every ten minutes") == []
