"""Templates, types and answers go out and come back whole."""

from __future__ import annotations

import json
from pathlib import Path

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import Channel, Identity
from tests.conftest import ZONE, Clock
from tests.domain.test_templates import ONBOARDING
from tests.transfer.test_json import dumped, loaded, other, without_header


def used(desk: Desk) -> None:
    desk.do(c.AddType("hardware"))
    desk.do(c.AddTemplate(ONBOARDING))
    given = (("start", "2026-03-09"), ("site", "Seoul"))
    desk.do(c.AddTicket("Joan joins", {"template": "Onboarding", "answers": given}))
    desk.do(c.EditTicket((1,), {"answers": (("site", "Vilnius"),)}))
    desk.do(c.AddTicket("Screen", {"type": "hardware"}))


def test_forms_come_back_whole_history_included(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk)
    text = dumped(desk)
    clock.forward(days=3)
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, text)
        assert (report.added, report.problems, report.notes) == (2, (), ())
        assert without_header(dumped(copy)) == without_header(text)
        assert copy.templates() == desk.templates() and copy.types() == desk.types()
        assert copy.ticket(1).row.answers == (("site", "Vilnius"), ("start", "2026-03-09"))
        copy.undo()
        assert copy.templates() == (), "one undo takes back the whole import"


def test_a_template_that_is_there_stays_and_the_import_says_so(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk)
    with other(tmp_path, "copy", clock) as copy:
        copy.do(c.AddTemplate(ONBOARDING._replace(name="onboarding", steps=())))
        report = loaded(copy, tmp_path, dumped(desk))
        assert report.added == 2 and "stays as it is" in report.notes[0]
        assert [template.steps for template in copy.templates()] == [()]


def test_an_agent_brings_tickets_and_types_but_no_templates(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk)
    with other(tmp_path, "copy", clock) as copy:
        copy.do(c.AddTicket("one"))
    bob = Identity("bob", Channel.CLI)
    with Desk.open(str(tmp_path / "copy.db"), bob, clock=clock, zone=ZONE) as agent:
        report = loaded(agent, tmp_path, dumped(desk))
        assert report.added == 2 and "only an admin" in report.notes[0]
        assert agent.templates() == () and "hardware" in agent.types()


def test_a_damaged_template_costs_its_line(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    used(desk)
    lines = [
        json.dumps({"template": {"name": "X", "type": "support", "fields": [{"key": "A"}]}})
        if '"template":{"name"' in line
        else line
        for line in dumped(desk).splitlines()
    ]
    with other(tmp_path, "copy", clock) as copy:
        report = loaded(copy, tmp_path, "\n".join(lines))
        assert report.added == 2 and "cannot be the key" in report.problems[0].reason
        assert dict(copy.ticket(1).row.answers)["site"] == "Vilnius"
