"""A form on a real terminal: what a field costs on the line, and keys that come in one burst."""

from __future__ import annotations

from deskboard.domain import commands as c
from tests.domain.test_templates import ONBOARDING
from tests.terminal.conftest import Site

NEXT_FIELD = 900
"""Bytes: as a cursor key that goes to another column."""


def test_a_form_is_filled_in_one_burst_and_a_field_costs_little(site: Site) -> None:
    with site.desk() as desk:
        desk.do(c.AddTemplate(ONBOARDING))
    board = site.board(size=(80, 24))
    board.send("N")
    board.wait_for("First day")
    board.press("\t")
    for key in ("\t", "\t", "\x1b[Z"):
        assert 0 < board.cost(key) <= NEXT_FIELD
    board.press("\x1b[Z\x1b[Z")
    board.send("Joan joins\t2026-03-09\ts\t7\r\x1b[C\r")
    board.wait_for("Added #1")
    with site.desk() as desk:
        row = desk.ticket(1).row
    assert row.title == "Joan joins"
    assert dict(row.answers) == {"start": "2026-03-09", "site": "Seoul", "badge": "7", "laptop": "yes"}
