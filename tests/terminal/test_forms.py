"""A form on a real terminal: what a field costs on the line, and keys that come in one burst."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Channel, Identity
from tests.domain.test_templates import ONBOARDING
from tests.tui.person import Person

NEXT_FIELD = 900
"""Bytes: as a cursor key that goes to another column."""


def test_a_form_is_filled_in_one_burst_and_a_field_costs_little(tmp_path: Path) -> None:
    db = str(tmp_path / "desk.db")
    with Desk.open(db, Identity("ann", Channel.BOARD), zone=UTC) as desk:
        desk.do(c.AddTemplate(ONBOARDING))
        person = Person(db, XDG_STATE_HOME=str(tmp_path), size=(80, 24))
        try:
            person.wait_for("The board is empty")
            person.press("N")
            person.wait_for("First day")
            person.press("\t")
            assert max(person.press("\t"), person.press("\t"), person.press("\x1b[Z")) <= NEXT_FIELD
            person.press("\x1b[Z\x1b[Z")
            person.press("Joan joins\t2026-03-09\ts\t7\r\x1b[C\r")
            person.wait_for("Added #1")
        finally:
            person.leave()
        row = desk.ticket(1).row
        assert row.title == "Joan joins"
        assert dict(row.answers) == {"start": "2026-03-09", "site": "Seoul", "badge": "7", "laptop": "yes"}
